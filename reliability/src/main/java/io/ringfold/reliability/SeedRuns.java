package io.ringfold.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Many seeds, several at once, each alone in its thread and its directory. */
final class SeedRuns {
  /** A segment is 256 KiB and more, a run holds some dozens of them at a time. */
  private static final long MIN_MEMORY_BYTES = 1L << 30;

  private static final Path MEMORY = Path.of("/dev/shm");

  /**
   * What came out.
   *
   * @param firstViolation of those found, the one with the lowest seed; null for none
   */
  record Summary(long seeds, Counts counts, Simulation.Result firstViolation) {}

  private final Counts counts = new Counts();
  private final Consumer<Simulation.Result> onResult;
  private Simulation.Result firstViolation;
  private long seeds;

  private SeedRuns(Consumer<Simulation.Result> onResult) {
    this.onResult = onResult;
  }

  /** A new directory, in memory where there is room: forcing it is the simulated disk's part. */
  static Path workDirectory() throws IOException {
    boolean inMemory =
        Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() >= MIN_MEMORY_BYTES;
    return inMemory
        ? Files.createTempDirectory(MEMORY, "ringfold-simulation-")
        : Files.createTempDirectory("ringfold-simulation-");
  }

  /**
   * Runs seeds until all are through, or one broke a promise.
   *
   * @param onResult hears of each, one at a time
   */
  static Summary run(
      long from,
      long count,
      int threads,
      Path work,
      EngineOpener opener,
      Consumer<Simulation.Result> onResult) {
    SeedRuns runs = new SeedRuns(onResult);
    AtomicLong next = new AtomicLong();
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    for (int i = 0; i < threads; i++) {
      pool.execute(
          () -> {
            long at;
            while (!stop.get() && (at = next.getAndIncrement()) < count) {
              long seed = from + at;
              Simulation.Result result =
                  Simulation.run(seed, work.resolve(Long.toString(seed)), opener);
              if (!result.isGood()) {
                stop.set(true);
              }
              runs.take(result);
            }
          });
    }
    pool.shutdown();
    try {
      pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      stop.set(true);
      Thread.currentThread().interrupt();
    }
    return runs.summary();
  }

  private synchronized void take(Simulation.Result result) {
    seeds++;
    counts.add(result.counts());
    if (!result.isGood() && (firstViolation == null || result.seed() < firstViolation.seed())) {
      firstViolation = result;
    }
    onResult.accept(result);
  }

  private synchronized Summary summary() {
    return new Summary(seeds, counts, firstViolation);
  }
}
