package io.ringfold.engine;

import io.ringfold.engine.domain.Domains;
import io.ringfold.journal.JournalReader;
import io.ringfold.snapshots.SnapshotStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

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

  /** So many records take longer than it takes to begin a thread. */
  static final long WORTH_A_THREAD = 10_000;

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
    replay(journals, model, upToSequence, true, progress);
  }

  /**
   * The same.
   *
   * @param beside whether a long one may take a second thread; beside a running pipeline, one core
   *     is enough
   */
  static void replay(
      List<Path> journals, Model model, long upToSequence, boolean beside, Progress progress) {
    progress.at(model.sequence(), upToSequence);
    replay(journals, model, upToSequence, beside, progress, () -> false);
    if (model.sequence() < upToSequence) {
      throw new EngineException(
          "the journal ends at sequence " + model.sequence() + ", before " + upToSequence);
    }
  }

  /**
   * Applies the records after the model's sequence as far as there are any.
   *
   * @param stopped looked at now and then; true ends the replay where it is, and makes the model
   *     useless
   */
  static void replay(
      List<Path> journals,
      Model model,
      long upToSequence,
      boolean beside,
      Progress progress,
      BooleanSupplier stopped) {
    try (JournalReader reader = JournalReader.open(journals, model.sequence() + 1)) {
      model.replaysUpTo(upToSequence);
      if (!beside || upToSequence - model.sequence() < WORTH_A_THREAD) {
        read(reader, model, upToSequence, progress, stopped);
        return;
      }
      try (ApplyBeside steps = new ApplyBeside(model.now())) {
        model.applyBy(steps);
        read(reader, model, upToSequence, progress, stopped);
        steps.finish();
      } finally {
        model.applyBy(model.now());
      }
    }
  }

  private static void read(
      JournalReader reader,
      Model model,
      long upToSequence,
      Progress progress,
      BooleanSupplier stopped) {
    while (reader.nextSequence() <= upToSequence
        && !stopped.getAsBoolean()
        && reader.poll(model, upToSequence, EXCERPTS_A_POLL) > 0) {
      progress.at(reader.nextSequence() - 1, upToSequence);
    }
  }
}
