package io.ringfold.index;

import io.ringfold.journal.JournalPlace;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a block's records stand in the files, one for about each 64 KiB of them, with the time
 * there: a read begins at the place before its record and passes over what is between.
 *
 * <p>Not thread-safe.
 */
final class Places {

  /** The nearer, the more there are; in this many bytes a reader passes some hundred records. */
  private static final long EACH_BYTES = 64 << 10;

  private static final int ENCODED_BYTES = 3 * Long.BYTES + Integer.BYTES;

  private record Place(JournalPlace where, long timeMicros) {}

  private final List<Place> places = new ArrayList<>();

  /** Takes note of a record's place, unless it is near to the one before. */
  void add(JournalPlace where, long timeMicros) {
    if (!places.isEmpty()) {
      JournalPlace last = places.get(places.size() - 1).where;
      if (where.segment() == last.segment() && where.position() < last.position() + EACH_BYTES) {
        return;
      }
    }
    places.add(new Place(where, timeMicros));
  }

  /** The last place at or before a sequence; null where there is none. */
  JournalPlace before(long sequence) {
    int low = 0;
    int high = places.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (places.get(middle).where.sequence() <= sequence) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? null : places.get(low - 1).where;
  }

  /** The sequence of the last place whose time is before this; null where there is none. */
  Long sequenceBefore(long timeMicros) {
    int low = 0;
    int high = places.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (places.get(middle).timeMicros < timeMicros) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? null : places.get(low - 1).where.sequence();
  }

  /** The last of all; null where there is none. */
  JournalPlace last() {
    return places.isEmpty() ? null : places.get(places.size() - 1).where;
  }

  byte[] encoded() {
    byte[] row = new byte[places.size() * ENCODED_BYTES + Integer.BYTES];
    ByteBuffer bytes = ByteBuffer.wrap(row);
    for (Place place : places) {
      bytes
          .putLong(place.where.sequence())
          .putInt(place.where.segment())
          .putLong(place.where.position())
          .putLong(place.timeMicros);
    }
    Rows.seal(row);
    return row;
  }

  /**
   * @throws DamagedIndexException where the row is not as it was written
   */
  static Places decoded(byte[] row) {
    ByteBuffer bytes = Rows.opened(row);
    Places decoded = new Places();
    while (bytes.hasRemaining()) {
      decoded.places.add(
          new Place(
              new JournalPlace(bytes.getLong(), bytes.getInt(), bytes.getLong()), bytes.getLong()));
    }
    return decoded;
  }
}
