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

  private final Thread thread;
  private volatile boolean stopped;
  private volatile Throwable failure;

  /** Begins, where there is enough to do. */
  ReplayAhead(Path journal, Model model, Recovery.Progress progress) {
    long forced = forced(journal);
    if (forced - model.sequence() < Recovery.WORTH_A_THREAD) {
      thread = null;
      return;
    }
    thread = new Thread(() -> run(journal, model, forced, progress), "ringfold-replay");
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

  private void run(Path journal, Model model, long forced, Recovery.Progress progress) {
    try {
      Recovery.replay(List.of(journal), model, forced, progress, () -> stopped);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  /**
   * Waits until it has come to its end.
   *
   * @return false where it failed: then the model is of no use
   */
  boolean finish() {
    join();
    if (failure != null) {
      LOG.info(
          "the replay begins once more, now that the journal is checked: {}", failure, failure);
    }
    return failure == null;
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
