package io.ringfold.journal;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads records in order from a sequence on, while the journal's writer goes on in this process or
 * in another. Takes no lock and writes nothing.
 *
 * <p>Single-threaded; make one for each thread.
 */
public final class JournalReader implements Closeable {

  /**
   * Opens a reader whose first record will be {@code fromSequence} (1 is the first of all).
   *
   * @throws JournalException where the directory is no journal, or the journal begins later
   */
  public static JournalReader open(Path directory, long fromSequence) {
    throw new UnsupportedOperationException();
  }

  /** The segments of a journal, oldest first; reads the head of each and the tail of the last. */
  public static List<SegmentInfo> segments(Path directory) {
    throw new UnsupportedOperationException();
  }

  /**
   * Hands over the records that can be read now, up to a sequence and a number of excerpts.
   *
   * @param upToSequence no record after it is handed over; a follower of a live journal gives the
   *     forced sequence
   * @return how many records were handed over; 0 where there is none yet
   * @throws JournalException at a record that is damaged, or out of sequence
   */
  public int poll(JournalHandler handler, long upToSequence, int maxExcerpts) {
    throw new UnsupportedOperationException();
  }

  /** The sequence of the next record. */
  public long nextSequence() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
