package io.ringfold.index;

import io.ringfold.journal.JournalPlace;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * A block in the store: its summary, from which its rows are found. Immutable; a lookup reads one
 * row.
 *
 * @param lastUuid of the last record's command: with the sequence and the time it tells whether the
 *     journal is still the one that the block was made of
 * @param uuidBits how many bits of a hash tell its row
 */
record SealedBlock(
    IndexStore store,
    long id,
    long first,
    long last,
    long lastTimeMicros,
    UUID lastUuid,
    int uuidBits,
    int termBits)
    implements Block {

  private static final int ENCODED_BYTES = 6 * Long.BYTES + 3 * Integer.BYTES;

  @Override
  public int[] uuids(int hash) {
    return Rows.offsets(store.row(id, IndexStore.UUIDS, Rows.number(hash, uuidBits)), hash);
  }

  @Override
  public int[] terms(int hash) {
    return Rows.offsets(store.row(id, IndexStore.TERMS, Rows.number(hash, termBits)), hash);
  }

  @Override
  public JournalPlace placeBefore(long sequence) {
    return places().before(sequence);
  }

  @Override
  public long before(long timeMicros) {
    Long sequence = places().sequenceBefore(timeMicros);
    return sequence == null ? first : Math.max(first, sequence);
  }

  Places places() {
    return Places.decoded(store.row(id, IndexStore.PLACES, 0));
  }

  byte[] encoded() {
    byte[] row = new byte[ENCODED_BYTES];
    ByteBuffer.wrap(row)
        .putLong(id)
        .putLong(first)
        .putLong(last)
        .putLong(lastTimeMicros)
        .putLong(lastUuid.getMostSignificantBits())
        .putLong(lastUuid.getLeastSignificantBits())
        .putInt(uuidBits)
        .putInt(termBits);
    Rows.seal(row);
    return row;
  }

  /**
   * @throws DamagedIndexException where the row is not as it was written
   */
  static SealedBlock decoded(IndexStore store, byte[] row) {
    ByteBuffer bytes = Rows.opened(row);
    return new SealedBlock(
        store,
        bytes.getLong(),
        bytes.getLong(),
        bytes.getLong(),
        bytes.getLong(),
        new UUID(bytes.getLong(), bytes.getLong()),
        bytes.getInt(),
        bytes.getInt());
  }
}
