package io.ringfold.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What the system counts for a process, at one moment; Linux only.
 *
 * @param cpuSeconds used by all its threads since it began
 * @param residentBytes in memory now
 * @param threads of it, the JVM's own included
 * @param files open now, sockets included
 */
public record ProcessFigures(double cpuSeconds, long residentBytes, int threads, int files) {

  /** {@code USER_HZ}: 100 on every Linux that a JDK runs on. */
  private static final double TICKS_PER_SECOND = 100;

  /** In {@code stat}, counted behind the name, which may hold anything. */
  private static final int USER_TICKS = 11;

  private static final int SYSTEM_TICKS = 12;

  /**
   * @throws UncheckedIOException where there is no such process, or no {@code /proc}
   */
  public static ProcessFigures of(long pid) {
    Path process = Path.of("/proc", Long.toString(pid));
    try {
      String stat = Files.readString(process.resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
      String status = Files.readString(process.resolve("status"));
      return new ProcessFigures(
          ticks / TICKS_PER_SECOND,
          1024 * field(status, "VmRSS"),
          (int) field(status, "Threads"),
          openFiles(process));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at process " + pid, e);
    }
  }

  private static int openFiles(Path process) throws IOException {
    try (Stream<Path> files = Files.list(process.resolve("fd"))) {
      return (int) files.count();
    }
  }

  private static long field(String status, String name) {
    return status
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + name + " in " + status));
  }
}
