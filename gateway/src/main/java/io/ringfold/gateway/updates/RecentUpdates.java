package io.ringfold.gateway.updates;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The newest updates in one format, kept while a stream is near to becoming live: it reads them
 * here, as fast as memory is copied, instead of running after the journal's end. Bounded: where it
 * is full the oldest go, and who had not come to them yet reads on in the journal.
 *
 * <p>Guarded by the hub's lock.
 */
final class RecentUpdates {
  private final int maxBytes;
  private final TreeMap<Long, EncodedUpdates> updates = new TreeMap<>();
  private int readers;
  private long coveredFrom;
  private long bytes;

  RecentUpdates(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Whether there is a reader: else nothing need be kept. */
  boolean isWanted() {
    return readers > 0;
  }

  /** One more reader. What comes after the delivered sequence is kept from now on. */
  void enter(long delivered) {
    if (readers++ == 0) {
      coveredFrom = delivered + 1;
    }
  }

  void leave() {
    if (--readers == 0) {
      updates.clear();
      bytes = 0;
    }
  }

  /** Keeps a copy. */
  void add(EncodedUpdates added) {
    EncodedUpdates copy = added.copy();
    updates.put(copy.sequence(), copy);
    bytes += copy.cost();
    while (bytes > maxBytes) {
      Map.Entry<Long, EncodedUpdates> oldest = updates.pollFirstEntry();
      bytes -= oldest.getValue().cost();
      coveredFrom = oldest.getKey() + 1;
    }
  }

  /** Whether every update from this sequence on is here. */
  boolean covers(long sequence) {
    return readers > 0 && sequence >= coveredFrom;
  }

  /** Updates after a sequence that is covered, in order, at most so many. */
  List<EncodedUpdates> after(long sequence, int max) {
    List<EncodedUpdates> found = new ArrayList<>();
    for (EncodedUpdates each : updates.tailMap(sequence, false).values()) {
      if (found.size() == max) {
        break;
      }
      found.add(each);
    }
    return found;
  }
}
