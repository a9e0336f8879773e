package io.ringfold.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a figure cannot be understood without: the machine, its system and the JDK. */
public final class Conditions {

  private Conditions() {}

  /** One line about where this runs. */
  public static String ofThisMachine() {
    return processor()
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " processors, "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + ", "
        + System.getProperty("java.vm.name")
        + " "
        + System.getProperty("java.runtime.version");
  }

  /** The kind of file system that a directory is on, like {@code ext4}. */
  public static String fileSystemOf(Path directory) throws IOException {
    return Files.getFileStore(directory).type();
  }

  private static String processor() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      // another system than Linux: less is known
      return System.getProperty("os.arch");
    }
  }
}
