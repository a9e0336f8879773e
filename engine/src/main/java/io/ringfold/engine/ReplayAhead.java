package io.ringfold.engine;

import io.ringfold.journal.JournalException;
import io.ringfold.journal.JournalReader;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays at a start what the journal is known to hold, while the journal is still being checked:
 * up to what had been forced, which no repair ever cuts. Every record is read whole and checked
 * here too; but nothing of this counts before the journal was found good.
 *
 * <p>Used by one thread.
 */
final class ReplayAhead implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayAhead.class);

  private final long upToSequence;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile Throwable failure;

  /** Begins, where there is enough to do. */
  ReplayAhead(Path journal, Model model, Recovery.Progress progress) {
    upToSequence = forced(journal);
    if (upToSequence - model.sequence() < Recovery.WORTH_A_THREAD) {
      thread = null;
      return;
    }
    thread = new Thread(() -> run(journal, model, progress), "ringfold-replay");
    thread.setDaemon(true);
    thread.start();
  }

  private static long forced(Path journal) {
    try {
      return JournalReader.forcedSequence(journal).orElse(0);
    } catch (JournalException e) {
      return 0; // whoever checks the journal says why
    }
  }

  private void run(Path journal, Model model, Recovery.Progress progress) {
    try {
      Recovery.replay(List.of(journal), model, upToSequence, true, progress, () -> stopped);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  /**
   * Waits until it has come to its end.
   *
   * @param lastSequence of the journal, now that it is checked
   * @return false where the model is of no use: the replay failed, or went for more than there is
   */
  boolean finish(long lastSequence) {
    join();
    if (failure == null && (thread == null || upToSequence <= lastSequence)) {
      return true;
    }
    LOG.info("the replay begins once more, now that the journal is checked", failure);
    return false;
  }

  private void join() {
    boolean interrupted = false;
    while (thread != null && thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it where it is. */
  @Override
  public void close() {
    stopped = true;
    join();
  }
}
