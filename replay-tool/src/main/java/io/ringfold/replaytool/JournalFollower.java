package io.ringfold.replaytool;

import io.ringfold.engine.DataDirectory;
import io.ringfold.journal.JournalException;
import io.ringfold.journal.JournalReader;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Reads a journal on while a server writes it: across its segments and across the server's
 * restarts, each record once and in order. Goes no further than the server has forced it, so that
 * nothing is told that a loss of power could take back. Takes no lock and writes nothing.
 *
 * <p>Single-threaded.
 */
final class JournalFollower {

  private static final int EXCERPTS_A_POLL = 256;
  private static final long PAUSE_MS = 20;

  /** Each so many pauses without a record the directory is looked at: it may be gone. */
  private static final int PAUSES_A_LOOK = 50;

  /** A restart puts a segment anew in its place; what cannot be read for longer is damaged. */
  private static final int MAX_FAILURES = 25;

  private static final long PAUSE_AFTER_FAILURE_MS = 200;

  private final Path directory;
  private final Path journal;
  private final Interruption interruption;
  private final boolean unforced;
  private long nextSequence;
  private JournalReader reader;
  private long forced;
  private int lookedLower;

  /**
   * @param unforced whether to go on to what is not forced yet
   */
  JournalFollower(Path directory, long nextSequence, boolean unforced, Interruption interruption) {
    this.directory = directory;
    this.journal = DataDirectory.journal(directory);
    this.nextSequence = nextSequence;
    this.unforced = unforced;
    this.interruption = interruption;
  }

  /**
   * Hands over records as they come, until no more are taken.
   *
   * @param flush called when there is none at the moment
   * @throws Interruption.Interrupted where the command is asked to end
   * @throws ToolException where the journal was cut back behind what was handed over
   * @throws JournalException where it cannot be read, and it is not for a moment only
   */
  void follow(SelectedRecords records, Runnable flush) {
    try {
      int failures = 0;
      int idle = 0;
      while (!records.full()) {
        interruption.check();
        long before = nextSequence;
        try {
          readOn(records);
          failures = 0;
        } catch (JournalException e) {
          reopen();
          if (nextSequence > before) {
            failures = 0;
          } else if (++failures == MAX_FAILURES) {
            throw e;
          }
          interruption.pause(PAUSE_AFTER_FAILURE_MS);
        }
        flush.run();
        if (nextSequence > before) {
          idle = 0;
        } else {
          if (++idle % PAUSES_A_LOOK == 0) {
            DataDirectory.require(directory);
          }
          interruption.pause(PAUSE_MS);
        }
      }
    } finally {
      reopen();
    }
  }

  /** Hands over what is there, if anything is. */
  private void readOn(SelectedRecords records) {
    long end = unforced ? Long.MAX_VALUE : forced();
    if (end < nextSequence) {
      // not even looked at: what is not forced may be torn one day
      return;
    }
    if (reader == null) {
      reader = JournalReader.open(journal, nextSequence);
    }
    try {
      if (reader.poll(records, end, EXCERPTS_A_POLL) == 0 && !unforced) {
        // forced, and not in this file: a restart has put another in its place
        throw new JournalException(
            "journal "
                + journal
                + " cannot be read from sequence "
                + nextSequence
                + " on, although it was forced up to "
                + end);
      }
    } finally {
      nextSequence = reader.nextSequence();
    }
  }

  /** The next record is looked for in the files as they are then. */
  private void reopen() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }

  private long forced() {
    OptionalLong noted = JournalReader.forcedSequence(journal);
    if (noted.isPresent() && noted.getAsLong() >= forced) {
      forced = noted.getAsLong();
      lookedLower = 0;
    } else if (noted.isPresent() && ++lookedLower == PAUSES_A_LOOK) {
      // not just read while it was written
      throw new ToolException(
          "the journal was cut back to sequence "
              + noted.getAsLong()
              + ", after records up to "
              + (nextSequence - 1)
              + " were read");
    }
    return forced;
  }
}
