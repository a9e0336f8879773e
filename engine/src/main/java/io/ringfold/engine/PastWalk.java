package io.ringfold.engine;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.journal.JournalReader;
import io.ringfold.snapshots.SnapshotStore;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;

/**
 * Goes forwards through the past of one domain, from a snapshot where one is nearer than the place
 * that was reached, else record by record. Takes no lock and writes nothing; a server may be at
 * work on the directory.
 *
 * <p>Single-threaded, but one thread after another may go on with it.
 *
 * @param <S> the type of the domain's state
 */
public final class PastWalk<S> implements Closeable {

  /** Reading a snapshot takes longer than so many records, mostly. */
  private static final long WORTH_A_SNAPSHOT = 20_000;

  private static final int EXCERPTS_A_POLL = 64;

  private final Domains domains;
  private final Domain<S> domain;
  private final SnapshotStore snapshots;
  private final Path snapshotDirectory;
  private final List<Path> journals;
  private PastState<S> at;
  private JournalReader reader;

  /** The newest snapshot that was tried in vain: it is not read again and again. */
  private long uselessSnapshot;

  /**
   * Begins before the first record; nothing is read yet.
   *
   * @param archives where older segments are, oldest first
   */
  public PastWalk(Path dataDirectory, List<Path> archives, Domains domains, Domain<S> domain) {
    DataDirectory.require(dataDirectory);
    this.domains = domains;
    this.domain = domain;
    snapshotDirectory = DataDirectory.snapshots(dataDirectory);
    snapshots = ModelImage.store(snapshotDirectory, domains);
    journals = Recovery.journals(dataDirectory, archives);
    at = new PastState<>(domains, domain);
  }

  /** The sequence that {@link #state} is as of. */
  public long sequence() {
    return at.sequence();
  }

  /**
   * Where the walk is, for whoever reads records for other reasons as well: it goes on by those
   * that it is handed, and the walk must not go on beside it.
   */
  public PastState<S> past() {
    return at;
  }

  /** The live object, to be read only, and until the walk goes on. */
  public S state() {
    return at.state();
  }

  /**
   * Goes to the state as of a sequence.
   *
   * @param progress called now and then; what it throws ends the walk where it is, to go on or not
   * @throws IllegalArgumentException for a sequence that was passed already
   * @throws EngineException where the journal ends before, or a record cannot be applied; then the
   *     walk is of no use any more
   * @throws io.ringfold.journal.JournalException where it cannot be read, or begins later
   */
  public void goTo(long sequence, Recovery.Progress progress) {
    requireForwards(sequence);
    long worth = at.sequence() == 0 ? 0 : WORTH_A_SNAPSHOT;
    if (newestSnapshot(sequence) > at.sequence() + worth) {
      load(sequence);
    }
    replay(sequence, progress);
  }

  /**
   * The same record by record, whatever snapshots there are.
   *
   * @param listener hears of each event of the domain on the way
   */
  public void goTo(
      long sequence, PastState.Listener<? super S> listener, Recovery.Progress progress) {
    requireForwards(sequence);
    at.listen(listener);
    try {
      replay(sequence, progress);
    } finally {
      at.listen((atSequence, index, event, state) -> {});
    }
  }

  private void requireForwards(long sequence) {
    if (sequence < at.sequence()) {
      throw new IllegalArgumentException(
          "sequence=" + sequence + " lies before " + at.sequence() + ", and there is no way back");
    }
  }

  private long newestSnapshot(long upToSequence) {
    for (long sequence : SnapshotStore.files(snapshotDirectory).keySet()) {
      if (sequence <= upToSequence) {
        return sequence == uselessSnapshot ? 0 : sequence;
      }
    }
    return 0;
  }

  private void load(long upToSequence) {
    long tried = newestSnapshot(upToSequence);
    Model image = new Model(domains, 1);
    if (ModelImage.load(snapshots, upToSequence, image).isEmpty()
        || image.sequence() <= at.sequence()) {
      uselessSnapshot = tried;
      return;
    }
    close();
    at = new PastState<>(domains, domain);
    at.load(image);
  }

  private void replay(long sequence, Recovery.Progress progress) {
    progress.at(at.sequence(), sequence);
    if (at.sequence() == sequence) {
      return;
    }
    if (reader == null) {
      reader = JournalReader.open(journals, at.sequence() + 1);
    }
    while (at.sequence() < sequence) {
      if (reader.poll(at, sequence, EXCERPTS_A_POLL) == 0) {
        throw new EngineException(
            "the journal ends at sequence " + at.sequence() + ", before " + sequence);
      }
      progress.at(at.sequence(), sequence);
    }
  }

  /** Gives back the file that is read; the walk may go on, and opens it again. */
  @Override
  public void close() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
