package io.ringfold.index;

import io.ringfold.journal.JournalPlace;
import java.util.UUID;

/**
 * The newest block, in memory, while its records come. It is not on disk: after a restart its
 * records are read from the journal again, some hundred thousand at most.
 *
 * <p>Thread-safe: the follower adds, others look.
 */
final class OpenBlock implements Block {

  /** Takes about 6 MB; blocks of half the size would be twice as many to look through. */
  static final int RECORDS = 1 << 17;

  /** A record has one of these for its command and, mostly, one for its event. */
  private static final int UUIDS_A_RECORD = 2;

  /** Mostly: has events, a name, a key, a user; with room for some that have two. */
  private static final int TERMS_A_RECORD = 5;

  private final Entries uuids = new Entries();
  private final Entries terms = new Entries();
  private final long first;
  private final int maxRecords;
  private final Places places = new Places();
  private long last;
  private long lastTimeMicros;
  private UUID lastUuid;

  /**
   * An empty block before the record of sequence {@code first}.
   *
   * @param maxRecords it is full with so many, or before where they have many events
   */
  OpenBlock(long first, int maxRecords) {
    this.first = first;
    this.maxRecords = maxRecords;
    last = first - 1;
  }

  /** The next record; its uuids and terms are added after it. */
  synchronized void add(JournalPlace place, long timeMicros, UUID uuid) {
    last++;
    lastTimeMicros = timeMicros;
    lastUuid = uuid;
    places.add(place, timeMicros);
  }

  /** Of the record added last. */
  synchronized void addUuid(int hash) {
    uuids.add(hash, (int) (last - first));
  }

  /** Of the record added last. */
  synchronized void addTerm(int hash) {
    terms.add(hash, (int) (last - first));
  }

  synchronized boolean isFull() {
    return last - first + 1 >= maxRecords
        || uuids.size() >= maxRecords * UUIDS_A_RECORD
        || terms.size() >= maxRecords * TERMS_A_RECORD;
  }

  @Override
  public long first() {
    return first;
  }

  @Override
  public synchronized long last() {
    return last;
  }

  @Override
  public synchronized long lastTimeMicros() {
    return lastTimeMicros;
  }

  @Override
  public synchronized int[] uuids(int hash) {
    return uuids.offsets(hash);
  }

  @Override
  public synchronized int[] terms(int hash) {
    return terms.offsets(hash);
  }

  @Override
  public synchronized JournalPlace placeBefore(long sequence) {
    return places.before(sequence);
  }

  @Override
  public synchronized long before(long timeMicros) {
    Long sequence = places.sequenceBefore(timeMicros);
    return sequence == null ? first : Math.max(first, sequence);
  }

  /** For the store, when nothing is added any more. */
  UUID lastUuid() {
    return lastUuid;
  }

  Places places() {
    return places;
  }

  Entries uuidEntries() {
    return uuids;
  }

  Entries termEntries() {
    return terms;
  }
}
