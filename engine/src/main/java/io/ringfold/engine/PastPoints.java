package io.ringfold.engine;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Read models of some past sequences, the least recently used let go first. A point is immutable
 * and shares most of its structure with its neighbours: it costs about what changed between them.
 *
 * <p>Thread-safe.
 */
final class PastPoints {

  /** Read models at a sequence. */
  record Point(long sequence, Object[] values) {}

  private final int capacity;
  private final TreeMap<Long, Point> bySequence = new TreeMap<>();
  private final LinkedHashMap<Long, Point> byUse = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param capacity how many are kept; 0 for none
   */
  PastPoints(int capacity) {
    this.capacity = capacity;
  }

  /** Those of exactly this sequence; null where they are not kept. */
  synchronized Object[] at(long sequence) {
    Point found = byUse.get(sequence);
    return found == null ? null : found.values();
  }

  /** The nearest at or before a sequence; null where there is none. */
  synchronized Point before(long sequence) {
    Map.Entry<Long, Point> found = bySequence.floorEntry(sequence);
    return found == null ? null : byUse.get(found.getKey());
  }

  synchronized void put(long sequence, Object[] values) {
    Point point = new Point(sequence, values);
    bySequence.put(sequence, point);
    byUse.put(sequence, point);
    if (byUse.size() > capacity) {
      Iterator<Long> leastUsed = byUse.keySet().iterator();
      bySequence.remove(leastUsed.next());
      leastUsed.remove();
    }
  }

  synchronized int size() {
    return bySequence.size();
  }

  /** Which there are, the lowest first. */
  synchronized List<Long> sequences() {
    return List.copyOf(bySequence.keySet());
  }
}
