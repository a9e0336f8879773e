package io.ringfold.index;

import io.ringfold.journal.JournalPlace;

/**
 * What is known of some consecutive records, to whoever looks for one of them. Thread-safe.
 *
 * <p>Offsets count from {@link #first}. All answers are candidates: hashes may collide.
 */
interface Block {

  /** The sequence of its first record. */
  long first();

  /** The sequence of its last record so far; less than {@link #first} where there is none. */
  long last();

  /** The time of the last record, in microseconds since the epoch. */
  long lastTimeMicros();

  /** Offsets of records whose command or events have uuids of this hash, ascending. */
  int[] uuids(int hash);

  /** Offsets of records with a user or an event name of this hash, ascending. */
  int[] terms(int hash);

  /** A place at or before a record of this block; null where it is not known. */
  JournalPlace placeBefore(long sequence);

  /**
   * A sequence of this block with no record of a time as late as this before it; as near to the
   * first such record as the places tell.
   */
  long before(long timeMicros);
}
