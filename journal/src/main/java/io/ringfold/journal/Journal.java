package io.ringfold.journal;

import java.io.Closeable;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * The records on disk, as their one writer sees them: append, force, close.
 *
 * <p>Nothing that was appended is durable before {@link #force()} returned. A failed append or
 * force leaves the journal unusable: every later call throws; the owner has to stop.
 *
 * <p>Single-threaded, but for {@link #forcedSequence()}.
 */
public final class Journal implements Closeable {

  /**
   * Opens the journal in a directory for appending, makes one where the directory is empty, and
   * checks every record from {@code checkFrom} on. The caller holds the lock on the data directory.
   *
   * @throws JournalException where this is no journal, or one that cannot be trusted
   */
  public static Journal open(JournalConfig config, long checkFrom) {
    throw new UnsupportedOperationException();
  }

  /** The sequence of the last record; 0 where there is none. */
  public long lastSequence() {
    throw new UnsupportedOperationException();
  }

  /** The sequence up to which records were forced to disk. Any thread. */
  public long forcedSequence() {
    throw new UnsupportedOperationException();
  }

  /** What was defined so far, in order: the place in this list is a definition's ordinal. */
  public List<byte[]> definitions() {
    throw new UnsupportedOperationException();
  }

  /**
   * Adds definitions: payloads that records after them refer to by ordinal. Begins a new segment,
   * because definitions stand only at the head of segments, all of them in each.
   */
  public void define(List<byte[]> added) {
    throw new UnsupportedOperationException();
  }

  /**
   * Adds a record to the batch that the next {@link #append()} writes.
   *
   * @param sequence one more than that of the record before
   */
  public void add(long sequence, DirectBuffer buffer, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  /** Writes the records added since the last call as one excerpt; none: does nothing. */
  public void append() {
    throw new UnsupportedOperationException();
  }

  /** Forces everything appended to disk; returns at once where nothing was appended since. */
  public void force() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
