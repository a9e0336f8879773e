package io.ringfold.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The engine's settings. Immutable; made with {@link #in} and the with-methods, checked when made.
 *
 * @param dataDirectory holds the lock, {@code journal/} and {@code snapshots/}
 * @param durability what an acknowledged command survives
 * @param ringSlots commands in flight before {@code busy}; a power of two
 * @param waitStrategy how stages wait for work
 * @param segmentBytes a new journal file begins at about this size
 * @param dedupWindow how many commands back a resend is recognised
 * @param snapshotEveryRecords a snapshot is taken after so many records; 0 for never
 * @param snapshotEvery and after so much time, where there were records; zero for never
 * @param snapshotAtStop whether an orderly stop takes one
 * @param queryThreads how many queries run at once, more get {@code busy}
 * @param minSequenceWait how long a query with a minimum sequence waits before {@code not-yet}
 * @param pastThreads how many past states are rebuilt at once
 * @param pastPoints how many past read models are kept in memory, for the next query near them
 * @param maxPastQueries how many queries wait for the past, more get {@code busy}
 * @param minFreeBytes while the disk has less free, commands are refused
 * @param slowCommand a command that takes longer from ring to reply is logged; zero for none
 */
public record EngineConfig(
    Path dataDirectory,
    Durability durability,
    int ringSlots,
    WaitMode waitStrategy,
    long segmentBytes,
    int dedupWindow,
    long snapshotEveryRecords,
    Duration snapshotEvery,
    boolean snapshotAtStop,
    int queryThreads,
    Duration minSequenceWait,
    int pastThreads,
    int pastPoints,
    int maxPastQueries,
    long minFreeBytes,
    Duration slowCommand) {

  /** The journal itself stops for good at half of this; what is in flight needs the rest. */
  private static final long MIN_FREE_BYTES = 128L << 20;

  public EngineConfig {
    Objects.requireNonNull(dataDirectory, "dataDirectory");
    Objects.requireNonNull(durability, "durability");
    Objects.requireNonNull(waitStrategy, "waitStrategy");
    if (Integer.bitCount(ringSlots) != 1 || ringSlots < 8 || ringSlots > 1 << 20) {
      throw new IllegalArgumentException(
          "ring-slots=" + ringSlots + ": must be a power of two from 8 to 1048576");
    }
    if (segmentBytes < 64 << 10) {
      throw new IllegalArgumentException(
          "segment-bytes=" + segmentBytes + ": must be 65536 or more");
    }
    if (dedupWindow < ringSlots) {
      throw new IllegalArgumentException(
          "dedup-window=" + dedupWindow + ": must be at least ring-slots=" + ringSlots);
    }
    if (snapshotEveryRecords < 0) {
      throw new IllegalArgumentException(
          "snapshot-every-records=" + snapshotEveryRecords + ": must be 0 (never) or more");
    }
    if (snapshotEvery.isNegative()) {
      throw new IllegalArgumentException(
          "snapshot-every=" + snapshotEvery + ": must be 0 (never) or more");
    }
    if (queryThreads < 1 || queryThreads > 1024) {
      throw new IllegalArgumentException(
          "query-threads=" + queryThreads + ": must be from 1 to 1024");
    }
    if (minSequenceWait.isNegative()) {
      throw new IllegalArgumentException("min-sequence-wait=" + minSequenceWait);
    }
    if (pastThreads < 1 || pastThreads > 64) {
      throw new IllegalArgumentException("past-threads=" + pastThreads + ": must be from 1 to 64");
    }
    if (pastPoints < 0 || pastPoints > 1 << 20) {
      throw new IllegalArgumentException(
          "past-points=" + pastPoints + ": must be from 0 to 1048576");
    }
    if (maxPastQueries < 0 || maxPastQueries > 1 << 20) {
      throw new IllegalArgumentException(
          "max-past-queries=" + maxPastQueries + ": must be from 0 to 1048576");
    }
    if (minFreeBytes < MIN_FREE_BYTES) {
      throw new IllegalArgumentException(
          "min-free-bytes=" + minFreeBytes + ": must be " + MIN_FREE_BYTES + " or more");
    }
    if (slowCommand.isNegative()) {
      throw new IllegalArgumentException(
          "slow-command=" + slowCommand + ": must be 0 (none is logged) or more");
    }
  }

  /** The defaults, for a data directory. */
  public static EngineConfig in(Path dataDirectory) {
    return new EngineConfig(
        dataDirectory,
        Durability.FSYNC,
        Preset.DEFAULT.ringSlots(),
        Preset.DEFAULT.waitStrategy(),
        512L << 20,
        1_000_000,
        // some seconds of replay; each snapshot takes a core for as long as its state is large
        5_000_000,
        Duration.ofHours(1),
        true,
        32,
        Duration.ofSeconds(5),
        // a rebuild takes a core as long as it runs
        1,
        64,
        1_000,
        // room for a snapshot at stop, and for the operator to notice
        512L << 20,
        // what a person at the other end would notice
        Duration.ofSeconds(1));
  }

  public EngineConfig withDurability(Durability value) {
    return with(draft -> draft.durability = value);
  }

  /** Sets all that a preset decides; what differs from it is set after that. */
  public EngineConfig withPreset(Preset value) {
    return with(
        draft -> {
          draft.ringSlots = value.ringSlots();
          draft.waitStrategy = value.waitStrategy();
        });
  }

  public EngineConfig withRingSlots(int value) {
    return with(draft -> draft.ringSlots = value);
  }

  public EngineConfig withWaitStrategy(WaitMode value) {
    return with(draft -> draft.waitStrategy = value);
  }

  public EngineConfig withSegmentBytes(long value) {
    return with(draft -> draft.segmentBytes = value);
  }

  public EngineConfig withDedupWindow(int value) {
    return with(draft -> draft.dedupWindow = value);
  }

  /** Both 0: none but on request and at stop. */
  public EngineConfig withSnapshotEvery(long records, Duration time) {
    return with(
        draft -> {
          draft.snapshotEveryRecords = records;
          draft.snapshotEvery = time;
        });
  }

  public EngineConfig withSnapshotAtStop(boolean value) {
    return with(draft -> draft.snapshotAtStop = value);
  }

  public EngineConfig withQueryThreads(int value) {
    return with(draft -> draft.queryThreads = value);
  }

  public EngineConfig withMinSequenceWait(Duration value) {
    return with(draft -> draft.minSequenceWait = value);
  }

  /** See {@link #pastThreads}, {@link #pastPoints} and {@link #maxPastQueries}. */
  public EngineConfig withPast(int threads, int points, int maxQueries) {
    return with(
        draft -> {
          draft.pastThreads = threads;
          draft.pastPoints = points;
          draft.maxPastQueries = maxQueries;
        });
  }

  public EngineConfig withMinFreeBytes(long value) {
    return with(draft -> draft.minFreeBytes = value);
  }

  /** Zero: none is logged. */
  public EngineConfig withSlowCommand(Duration value) {
    return with(draft -> draft.slowCommand = value);
  }

  private EngineConfig with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.config();
  }

  /** The same values, open to change; checked when they become a configuration again. */
  private static final class Draft {
    final Path dataDirectory;
    Durability durability;
    int ringSlots;
    WaitMode waitStrategy;
    long segmentBytes;
    int dedupWindow;
    long snapshotEveryRecords;
    Duration snapshotEvery;
    boolean snapshotAtStop;
    int queryThreads;
    Duration minSequenceWait;
    int pastThreads;
    int pastPoints;
    int maxPastQueries;
    long minFreeBytes;
    Duration slowCommand;

    Draft(EngineConfig from) {
      dataDirectory = from.dataDirectory;
      durability = from.durability;
      ringSlots = from.ringSlots;
      waitStrategy = from.waitStrategy;
      segmentBytes = from.segmentBytes;
      dedupWindow = from.dedupWindow;
      snapshotEveryRecords = from.snapshotEveryRecords;
      snapshotEvery = from.snapshotEvery;
      snapshotAtStop = from.snapshotAtStop;
      queryThreads = from.queryThreads;
      minSequenceWait = from.minSequenceWait;
      pastThreads = from.pastThreads;
      pastPoints = from.pastPoints;
      maxPastQueries = from.maxPastQueries;
      minFreeBytes = from.minFreeBytes;
      slowCommand = from.slowCommand;
    }

    EngineConfig config() {
      return new EngineConfig(
          dataDirectory,
          durability,
          ringSlots,
          waitStrategy,
          segmentBytes,
          dedupWindow,
          snapshotEveryRecords,
          snapshotEvery,
          snapshotAtStop,
          queryThreads,
          minSequenceWait,
          pastThreads,
          pastPoints,
          maxPastQueries,
          minFreeBytes,
          slowCommand);
    }
  }
}
