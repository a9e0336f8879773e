package io.ringfold.engine;

import io.ringfold.engine.domain.Domains;
import io.ringfold.journal.Forcer;
import io.ringfold.journal.Journal;
import io.ringfold.journal.JournalException;
import io.ringfold.journal.JournalReader;
import io.ringfold.journal.SegmentInfo;
import io.ringfold.snapshots.Snapshot;
import io.ringfold.snapshots.SnapshotInfo;
import io.ringfold.snapshots.SnapshotStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Takes a snapshot of a data directory that no server is at work on, by the way that a start goes:
 * the newest snapshot and the records after it. A server that is at work takes its own.
 */
public final class OfflineSnapshot {
  private OfflineSnapshot() {}

  /**
   * Takes one as of the last record; the newest one where nothing came after it.
   *
   * @param locked the directory, held so that no server starts meanwhile
   * @throws EngineException where there is no record yet, or the journal cannot be read to its end
   */
  public static SnapshotInfo take(
      DataDirectory locked, Domains domains, int dedupWindow, Recovery.Progress progress) {
    Path directory = locked.root();
    long last = lastSequence(DataDirectory.journal(directory));
    SnapshotStore store = ModelImage.store(DataDirectory.snapshots(directory), domains);
    Optional<Snapshot> newest = store.newestValid(last);
    if (newest.isPresent() && newest.get().info().sequence() == last) {
      return newest.get().info();
    }
    return ModelImage.write(
        store, Recovery.rebuild(directory, domains, dedupWindow, last, true, progress));
  }

  /** That of the last record, which is on disk from now on: a snapshot must not outlive it. */
  private static long lastSequence(Path journal) {
    try {
      OptionalLong forced = JournalReader.forcedSequence(journal);
      List<SegmentInfo> segments = JournalReader.segments(journal);
      long last = segments.isEmpty() ? 0 : segments.get(segments.size() - 1).lastSequence();
      if (forced.isPresent() && forced.getAsLong() > last) {
        throw new EngineException(
            "journal "
                + journal
                + " had been forced up to sequence "
                + forced.getAsLong()
                + " and ends with "
                + last
                + ": acknowledged records are missing. No snapshot was taken; restore the newest"
                + " backup");
      }
      if (last == 0) {
        throw new EngineException(
            "there is nothing to take a snapshot of: no command was processed");
      }
      Journal.forceNewest(journal, Forcer.DISK);
      return last;
    } catch (JournalException e) {
      throw new EngineException("no snapshot was taken: " + e.getMessage(), e);
    }
  }
}
