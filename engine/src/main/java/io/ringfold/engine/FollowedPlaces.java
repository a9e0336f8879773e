package io.ringfold.engine;

import io.ringfold.journal.JournalPlace;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Where followers have been in the journal: what one found by a search, the next goes to at once. A
 * sparse table, bounded.
 *
 * <p>Thread-safe.
 */
public final class FollowedPlaces {

  /** Twice as many would be no nearer to most sequences, half as many half as near. */
  private static final int MAX_PLACES = 16_384;

  private final NavigableMap<Long, JournalPlace> places = new TreeMap<>();

  /** Places nearer to each other than this are not both kept; doubles when the table is full. */
  private long spacing = 1_024;

  synchronized void add(JournalPlace place) {
    Map.Entry<Long, JournalPlace> before = places.floorEntry(place.sequence());
    Map.Entry<Long, JournalPlace> after = places.ceilingEntry(place.sequence());
    if (before != null && place.sequence() - before.getKey() < spacing
        || after != null && after.getKey() - place.sequence() < spacing) {
      return;
    }
    places.put(place.sequence(), place);
    if (places.size() > MAX_PLACES) {
      thinOut();
    }
  }

  private void thinOut() {
    spacing *= 2;
    long[] last = {Long.MIN_VALUE};
    places
        .keySet()
        .removeIf(
            sequence -> {
              boolean near = last[0] != Long.MIN_VALUE && sequence - last[0] < spacing;
              if (!near) {
                last[0] = sequence;
              }
              return near;
            });
  }

  /** The nearest place at or before a sequence; null where there is none. */
  synchronized JournalPlace before(long sequence) {
    Map.Entry<Long, JournalPlace> found = places.floorEntry(sequence);
    return found == null ? null : found.getValue();
  }

  /** How many places are kept. */
  public synchronized int size() {
    return places.size();
  }
}
