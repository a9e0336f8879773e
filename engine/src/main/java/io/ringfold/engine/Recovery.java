package io.ringfold.engine;

import io.ringfold.engine.domain.Domains;
import io.ringfold.journal.JournalReader;
import io.ringfold.snapshots.SnapshotStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The recovery plan carried out: the newest snapshot that can be read, then every record after it
 * through evolve. Serves start-up, the snapshotter and the replay tool alike; takes no lock and
 * writes nothing.
 */
public final class Recovery {

  /** Hears how far a rebuild is. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Called now and then.
     *
     * @param sequence replayed up to
     * @param target the last one to replay
     */
    void at(long sequence, long target);
  }

  private static final int EXCERPTS_A_POLL = 256;

  private Recovery() {}

  /**
   * The model as of a sequence.
   *
   * @param upToSequence at most the last one in the journal
   * @param useSnapshots false to replay from the first record
   * @throws EngineException where the journal ends before, cannot be read, or does not fit the
   *     domains
   */
  public static Model rebuild(
      Path dataDirectory,
      Domains domains,
      int dedupWindow,
      long upToSequence,
      boolean useSnapshots,
      Progress progress) {
    return rebuild(
        dataDirectory, List.of(), domains, dedupWindow, upToSequence, useSnapshots, progress);
  }

  /**
   * The same for a journal whose older segments were archived.
   *
   * @param archives where those segments are, oldest first
   */
  public static Model rebuild(
      Path dataDirectory,
      List<Path> archives,
      Domains domains,
      int dedupWindow,
      long upToSequence,
      boolean useSnapshots,
      Progress progress) {
    DataDirectory.require(dataDirectory);
    Model model = new Model(domains, dedupWindow);
    if (useSnapshots) {
      SnapshotStore snapshots = ModelImage.store(DataDirectory.snapshots(dataDirectory), domains);
      ModelImage.load(snapshots, upToSequence, model);
    }
    replay(journals(dataDirectory, archives), model, upToSequence, progress);
    return model;
  }

  /** The directories of a journal, the archived part first. */
  public static List<Path> journals(Path dataDirectory, List<Path> archives) {
    List<Path> journals = new ArrayList<>(archives);
    journals.add(DataDirectory.journal(dataDirectory));
    return journals;
  }

  /** Applies the records after the model's sequence. */
  static void replay(Path dataDirectory, Model model, long upToSequence, Progress progress) {
    replay(journals(dataDirectory, List.of()), model, upToSequence, progress);
  }

  static void replay(List<Path> journals, Model model, long upToSequence, Progress progress) {
    progress.at(model.sequence(), upToSequence);
    try (JournalReader reader = JournalReader.open(journals, model.sequence() + 1)) {
      while (model.sequence() < upToSequence) {
        if (reader.poll(model, upToSequence, EXCERPTS_A_POLL) == 0) {
          throw new EngineException(
              "the journal ends at sequence " + model.sequence() + ", before " + upToSequence);
        }
        progress.at(model.sequence(), upToSequence);
      }
    }
  }
}
