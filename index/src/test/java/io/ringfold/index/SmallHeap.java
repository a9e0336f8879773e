package io.ringfold.index;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Indexes a long journal in a small heap and looks things up; started by {@link IndexMemoryTest}.
 */
final class SmallHeap {
  private SmallHeap() {}

  /** Arguments: data directory, commands in its journal. */
  public static void main(String[] args) throws Exception {
    Path data = Path.of(args[0]);
    long commands = Long.parseLong(args[1]);
    IndexConfig config =
        new IndexConfig(
            Indexed.config(data).directory(), Indexed.config(data).journal(), 16 << 20, 0);
    long begin = System.nanoTime();
    try (JournalIndex index = new JournalIndex(config, Work.DOMAINS, () -> commands)) {
      index.start();
      if (!index.reached(commands, Duration.ofMinutes(5)).get()) {
        throw new IllegalStateException("indexed " + index.indexedSequence() + " in five minutes");
      }
      long indexed = System.nanoTime();
      History history = new History(config, Work.DOMAINS, index);
      Random random = new Random(1);
      int lookups = 500;
      for (int i = 0; i < lookups; i++) {
        long sequence = 1 + (long) (random.nextDouble() * commands);
        RecordedCommand found = history.command(Bulk.uuid(sequence));
        if (found == null || found.sequence() != sequence) {
          throw new IllegalStateException("sequence " + sequence + ": " + found);
        }
      }
      long hits = System.nanoTime();
      for (int i = 0; i < lookups; i++) {
        if (history.command(UUID.randomUUID()) != null) {
          throw new IllegalStateException("found what is not there");
        }
      }
      long misses = System.nanoTime();
      EventFilter filter = new EventFilter("todo-created", "user 7", null, null, null);
      int events = 0;
      for (Long next = 0L; next != null && events < 1_000; ) {
        Page<EventAt> page = history.events(filter, next, commands, 1_000);
        events += page.items().size();
        next = page.next();
      }
      if (events != Math.min(1_000, commands / 1_000)) {
        throw new IllegalStateException("user 7 has " + events + " events");
      }
      long filtered = System.nanoTime();
      System.out.printf(
          "%,d commands: %,d/s, a hit %,d µs, a miss %,d µs, %,d filtered events %,d ms,"
              + " %,d MB on disk, %,d MB resident%n",
          commands,
          commands * TimeUnit.SECONDS.toNanos(1) / (indexed - begin),
          (hits - indexed) / lookups / 1_000,
          (misses - hits) / lookups / 1_000,
          events,
          (filtered - misses) / 1_000_000,
          Files.size(IndexStore.file(config.directory())) >> 20,
          residentMb());
    }
  }

  private static long residentMb() throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10;
      }
    }
    return -1;
  }
}
