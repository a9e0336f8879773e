package io.ringfold.analytics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * DuckDB's native library. The driver unpacks its 60 MB into the directory for temporary files at
 * each start of a process, and takes them away at an orderly end; here the file's name is taken
 * away as soon as the library is mapped, so that no end of the process can leave it behind.
 */
final class NativeLibrary {
  private static final Path MAPPED = Path.of("/proc/self/maps");
  private static final String FILE = "/libduckdb_java";

  private static boolean loaded;

  private NativeLibrary() {}

  /**
   * Loads it, once.
   *
   * @throws TablesException where this machine is none of those it is made for, or lacks the room
   */
  static synchronized void load() {
    if (loaded) {
      return;
    }
    try {
      Class.forName("org.duckdb.DuckDBNative");
    } catch (ClassNotFoundException | LinkageError e) {
      Throwable why = e.getCause() == null ? e : e.getCause();
      throw new TablesException(
          "DuckDB cannot be loaded on "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + ", unpacked to "
              + System.getProperty("java.io.tmpdir")
              + ": "
              + why,
          e);
    }
    try (Stream<String> lines = Files.lines(MAPPED)) {
      lines
          .filter(line -> line.contains(FILE))
          .map(line -> Path.of(line.substring(line.indexOf('/'))))
          .distinct()
          .forEach(NativeLibrary::unlink);
    } catch (IOException e) {
      // no such system: the driver takes it away at the end
    }
    loaded = true;
  }

  private static void unlink(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // it goes at the end, then
    }
  }
}
