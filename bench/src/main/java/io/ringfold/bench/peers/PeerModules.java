package io.ringfold.bench.peers;

import io.ringfold.bench.result.BenchException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The peers' modules in the clone that this runs from: built when they are missing, by Maven's
 * profile {@code peers}. The archive has none of them.
 */
final class PeerModules {
  private static final String BUILD = "mvn -q -P peers -pl %s -am package -DskipTests";

  private final Path clone;
  private final PrintStream err;

  PeerModules(Path clone, PrintStream err) {
    this.clone = clone;
    this.err = err;
  }

  /**
   * Finds the clone above where this class lies.
   *
   * @throws BenchException where there is none
   */
  static PeerModules ofThisClone(PrintStream err) {
    try {
      return above(
          Path.of(PeerModules.class.getProtectionDomain().getCodeSource().getLocation().toURI()),
          err);
    } catch (URISyntaxException e) {
      throw new BenchException("cannot tell where this runs from", e);
    }
  }

  /**
   * Finds the clone that a path is in.
   *
   * @throws BenchException where it is in none
   */
  static PeerModules above(Path path, PrintStream err) {
    for (Path directory = path; directory != null; directory = directory.getParent()) {
      if (Files.exists(directory.resolve("bench/peers/pom.xml"))) {
        return new PeerModules(directory, err);
      }
    }
    throw new BenchException(
        "the peers are built from a clone, and "
            + path
            + " is in none: clone the sources, and run there ./ringfold bench W2, which does "
            + String.format(BUILD, "bench/peers/…"),
        null);
  }

  /** The file of JVM flags that a peer is run with. */
  Path flagsOf(String module) {
    return directory(module).resolve("jvm.flags");
  }

  /** A peer's jar and its libraries, as a class path; built first, where they are missing. */
  String classPathOf(String module) {
    Path lib = directory(module).resolve("target/lib");
    List<Path> jars = jars(lib, module);
    if (jars.isEmpty()) {
      build(module);
      jars = jars(lib, module);
    }
    if (jars.size() != 1) {
      throw new BenchException(
          "one jar of the peer " + module + " was to be in " + lib + ", found " + jars);
    }
    return lib + "/*";
  }

  private Path directory(String module) {
    return clone.resolve("bench/peers").resolve(module);
  }

  private static List<Path> jars(Path lib, String module) {
    if (!Files.isDirectory(lib)) {
      return List.of();
    }
    try (var files = Files.list(lib)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("ringfold-peer-" + module))
          .toList();
    } catch (IOException e) {
      throw new BenchException("cannot list " + lib, e);
    }
  }

  private void build(String module) {
    String command = String.format(BUILD, "bench/peers/" + module);
    err.println("bench: building the peer " + module + ": " + command);
    try {
      Process maven =
          new ProcessBuilder(command.split(" "))
              .directory(clone.toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(maven.getInputStream().readAllBytes());
      if (maven.waitFor() != 0) {
        throw new BenchException(
            "the peer " + module + " could not be built: run " + command + "\n" + said);
      }
    } catch (IOException e) {
      throw new BenchException("cannot run Maven: run " + command + " in " + clone, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted while building the peer " + module, e);
    }
  }
}
