package io.ringfold.bench.row;

import io.ringfold.bench.machine.Conditions;
import io.ringfold.bench.process.MeasuredJvm;
import io.ringfold.bench.result.Results;
import io.ringfold.bench.transfers.WorkDirectory;
import io.ringfold.engine.Preset;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How a row shall be measured.
 *
 * @param rounds how often each pair is measured
 * @param warmUpSeconds of each run, before the seconds that count
 * @param seconds of each run that count
 * @param windows commands in flight; empty for those of the row
 * @param durabilities {@code fsync}, {@code crash}; empty for those of the row
 * @param size how large the row's history is, in its own unit; 0 for that of the table
 * @param heap of the measured JVMs, as {@code -Xmx} takes it
 * @param preset of the engine
 * @param results directory of results, and of what the measurements write: on the disk measured
 * @param progress gets a line after each run
 */
public record RowContext(
    int rounds,
    double warmUpSeconds,
    double seconds,
    List<Integer> windows,
    List<String> durabilities,
    long size,
    String heap,
    Preset preset,
    Path results,
    PrintStream progress) {

  public RowContext {
    require(rounds >= 1, "--rounds=" + rounds + ": must be 1 or more");
    require(warmUpSeconds >= 0, "--warm-up=" + warmUpSeconds + ": must be 0 or more");
    require(seconds > 0, "--seconds=" + seconds + ": must be more than 0");
    require(size >= 0, "--size=" + size + ": must be 0 or more");
    require(heap.matches("[1-9][0-9]*[mMgG]"), "--heap=" + heap + ": must be like 4g or 800m");
    for (int window : windows) {
      require(window >= 1 && window <= 8192, "--windows=" + window + ": must be 1 to 8192");
    }
    for (String durability : durabilities) {
      require(
          durability.equals("fsync") || durability.equals("crash"),
          "--durability=" + durability + ": must be fsync or crash");
    }
    windows = List.copyOf(windows);
    durabilities = List.copyOf(durabilities);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  public List<Integer> windowsOr(Integer... ofTheRow) {
    return windows.isEmpty() ? List.of(ofTheRow) : windows;
  }

  public List<String> durabilitiesOr(String... ofTheRow) {
    return durabilities.isEmpty() ? List.of(ofTheRow) : durabilities;
  }

  public long sizeOr(long ofTheRow) {
    return size == 0 ? ofTheRow : size;
  }

  /** Whether the yardstick goes first in this round, from 1. */
  public boolean yardstickFirst(int round) {
    return round % 2 == 0;
  }

  /**
   * A JVM for a run of a row, with the heap asked for; it makes its files on the disk of the
   * results, and what it says goes to the row's log there.
   */
  public MeasuredJvm jvm(Row row) {
    try {
      Files.createDirectories(results);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return MeasuredJvm.ours(
        List.of("-Xms" + heap, "-Xmx" + heap, "-D" + WorkDirectory.PARENT_PROPERTY + "=" + results),
        results.resolve(row.id() + ".log"));
  }

  /** Tells whoever waits how far it is. */
  public void say(String format, Object... values) {
    progress.println("bench: " + String.format(Locale.ROOT, format, values));
  }

  /** Results of a row with what is the same for all: machine, Java, disk, rounds. */
  public Results newResults(Row row, String... conditions) {
    List<String> lines = new ArrayList<>();
    try {
      Files.createDirectories(results);
      lines.add("on " + Conditions.ofThisMachine() + ", " + Conditions.fileSystemOf(results));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "%d rounds, each run in a JVM of its own with %s heap: %.1f s of warm-up, %.1f s that"
                + " count; medians of the rounds, least and most in brackets",
            rounds,
            heap,
            warmUpSeconds,
            seconds));
    lines.addAll(List.of(conditions));
    return new Results(row.id(), row.title(), lines);
  }
}
