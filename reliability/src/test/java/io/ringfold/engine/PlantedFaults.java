package io.ringfold.engine;

import com.lmax.disruptor.EventHandler;
import io.ringfold.engine.domain.Domains;
import io.ringfold.journal.TornRecords;
import io.ringfold.snapshots.Snapshot;
import io.ringfold.snapshots.SnapshotStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.agrona.DirectBuffer;

/**
 * Engines with a bug in them, each one that an engine of this kind has had or might have: the
 * simulation has to find it. In this package to get at the stages.
 */
public final class PlantedFaults {
  private PlantedFaults() {}

  /** The end of a batch is not seen where its last slot holds nothing: no append, no force. */
  public static SteppedEngine skipsTheForceOnAnEmptyLastSlot(
      EngineConfig config, Domains domains, List<OutcomeListener> listeners, Disk disk) {
    return SteppedEngine.open(
        config,
        domains,
        listeners,
        disk,
        (journal, reply) ->
            (slot, sequence, endOfBatch) ->
                journal.onEvent(slot, sequence, endOfBatch && slot.hasRecord()));
  }

  /** The answer goes out as soon as it is known. */
  public static SteppedEngine repliesBeforeTheForce(
      EngineConfig config, Domains domains, List<OutcomeListener> listeners, Disk disk) {
    return SteppedEngine.open(
        config,
        domains,
        listeners,
        disk,
        (journal, reply) ->
            (slot, sequence, endOfBatch) -> {
              reply.onEvent(slot, sequence, endOfBatch);
              journal.onEvent(slot, sequence, endOfBatch);
            });
  }

  /** A stage that throws is taken for one that is through. */
  public static SteppedEngine goesOnAfterAFailedForce(
      EngineConfig config, Domains domains, List<OutcomeListener> listeners, Disk disk) {
    return SteppedEngine.open(
        config, domains, listeners, disk, (journal, reply) -> swallowingFailures(journal, ""));
  }

  /** The same, but only where the append failed: what comes after it is seen. */
  public static SteppedEngine goesOnAfterAFailedAppend(
      EngineConfig config, Domains domains, List<OutcomeListener> listeners, Disk disk) {
    return SteppedEngine.open(
        config,
        domains,
        listeners,
        disk,
        (journal, reply) -> swallowingFailures(journal, "appending the records"));
  }

  private static EventHandler<Slot> swallowingFailures(JournalStage journal, String which) {
    return (slot, sequence, endOfBatch) -> {
      try {
        journal.onEvent(slot, sequence, endOfBatch);
      } catch (RuntimeException e) {
        if (!e.getMessage().contains(which)) {
          throw e;
        }
        // the bug
      }
    };
  }

  /** The window forgets a command one too early. */
  public static SteppedEngine forgetsACommandTooEarly(
      EngineConfig config, Domains domains, List<OutcomeListener> listeners, Disk disk) {
    return SteppedEngine.open(
        config.withDedupWindow(Math.max(config.ringSlots(), config.dedupWindow() - 1)),
        domains,
        listeners,
        disk);
  }

  /** The window remembers a command that it should have forgotten. */
  public static SteppedEngine forgetsACommandTooLate(
      EngineConfig config, Domains domains, List<OutcomeListener> listeners, Disk disk) {
    return SteppedEngine.open(
        config.withDedupWindow(config.dedupWindow() + 1), domains, listeners, disk);
  }

  /** A journal that cannot be read for a moment is begun anew from the segment before. */
  public static SteppedEngine takesAReadErrorForDamage(
      EngineConfig config, Domains domains, List<OutcomeListener> listeners, Disk disk) {
    try {
      return SteppedEngine.open(config, domains, listeners, disk);
    } catch (EngineException e) {
      if (!e.getMessage().contains("Input/output error")) {
        throw e;
      }
      TornRecords.removeNewest(DataDirectory.journal(config.dataDirectory()));
      return SteppedEngine.open(config, domains, listeners, disk);
    }
  }

  /** What was processed before the snapshot is not known after it. */
  public static SteppedEngine forgetsTheDedupWindowInSnapshots(
      EngineConfig config, Domains domains, List<OutcomeListener> listeners, Disk disk) {
    Path directory = DataDirectory.snapshots(config.dataDirectory());
    if (Files.exists(directory)) {
      SnapshotStore store =
          ModelImage.store(directory, domains, (file, channel) -> disk.force(file, channel, true));
      store.newestValid(Long.MAX_VALUE).ifPresent(snapshot -> forgetDedup(store, snapshot));
    }
    return SteppedEngine.open(config, domains, listeners, disk);
  }

  private static void forgetDedup(SnapshotStore store, Snapshot snapshot) {
    Map<String, Object> parts = new LinkedHashMap<>(snapshot.parts());
    parts.put(
        "dedup",
        new DedupWindow.Image(
            snapshot.info().sequence(),
            new long[0],
            new long[0],
            new long[0],
            new int[0],
            new String[0],
            new String[0]));
    store.write(
        snapshot.info().sequence(),
        snapshot.info().timeMicros(),
        HexFormat.of().parseHex(snapshot.info().stateHash()),
        parts,
        snapshot.values());
  }

  /** The name of a new segment is never forced, only its bytes. */
  public static SteppedEngine forcesNoDirectory(
      EngineConfig config, Domains domains, List<OutcomeListener> listeners, Disk disk) {
    return SteppedEngine.open(
        config, domains, listeners, forcingOnly(disk, file -> !Files.isDirectory(file)));
  }

  /** The bytes of segments are never forced. */
  public static SteppedEngine forcesNoSegment(
      EngineConfig config, Domains domains, List<OutcomeListener> listeners, Disk disk) {
    return SteppedEngine.open(
        config, domains, listeners, forcingOnly(disk, file -> !file.toString().endsWith(".cq4")));
  }

  /** The bytes of the commit log are never forced, so neither are those of the newest records. */
  public static SteppedEngine forcesNoCommitLog(
      EngineConfig config, Domains domains, List<OutcomeListener> listeners, Disk disk) {
    return SteppedEngine.open(
        config,
        domains,
        listeners,
        forcingOnly(disk, file -> !file.getFileName().toString().startsWith("commit-log")));
  }

  /** What the commit log has and the segments lack is not brought back. */
  public static SteppedEngine bringsNothingBack(
      EngineConfig config, Domains domains, List<OutcomeListener> listeners, Disk disk) {
    TornRecords.removeCommitLog(DataDirectory.journal(config.dataDirectory()));
    return SteppedEngine.open(config, domains, listeners, disk);
  }

  /** A record whose bytes are not those that were written is taken for good. */
  public static SteppedEngine believesTornRecords(
      EngineConfig config, Domains domains, List<OutcomeListener> listeners, Disk disk) {
    TornRecords.bless(DataDirectory.journal(config.dataDirectory()));
    return SteppedEngine.open(config, domains, listeners, disk);
  }

  private static Disk forcingOnly(Disk disk, Predicate<Path> which) {
    return new Disk() {
      @Override
      public void force(Path file, FileChannel channel, boolean metaData) throws IOException {
        if (which.test(file)) {
          disk.force(file, channel, metaData);
        }
      }

      @Override
      public void beforeAppend(
          Path segment, long position, DirectBuffer excerpt, int offset, int length)
          throws IOException {
        disk.beforeAppend(segment, position, excerpt, offset, length);
      }

      @Override
      public LongSupplier usableBytes(Path directory) {
        return disk.usableBytes(directory);
      }

      @Override
      public int segmentBlockBytes() {
        return disk.segmentBlockBytes();
      }

      @Override
      public long commitLogBytes() {
        return disk.commitLogBytes();
      }
    };
  }
}
