package io.ringfold.bench.process;

import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * The flags that the launcher gives a JVM, its archive of classes among them, for one of its own: a
 * file of them where the property {@code ringfold.flags} names one, else those that this JVM was
 * started with.
 */
public final class LibraryFlags {
  private static final String FILE_PROPERTY = "ringfold.flags";
  private static final List<String> PREFIXES =
      List.of(
          "--add-",
          "--enable-native-access",
          "--sun-misc",
          "-XX:+IgnoreUnrecognizedVMOptions",
          "-XX:MaxGCPauseMillis",
          "-XX:+UnlockExperimentalVMOptions",
          "-XX:G1NewSizePercent",
          "-XX:SharedArchiveFile",
          "-Xlog:cds",
          "-Dchronicle.");

  private LibraryFlags() {}

  public static List<String> ofThisJvm() {
    String file = System.getProperty(FILE_PROPERTY);
    if (file != null) {
      return List.of("@" + file);
    }
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(each -> PREFIXES.stream().anyMatch(each::startsWith))
        .toList();
  }
}
