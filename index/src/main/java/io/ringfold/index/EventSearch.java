package io.ringfold.index;

import java.util.Arrays;
import java.util.List;

/**
 * Goes upwards through the sequences whose events may fit a filter, a block at a time. What it
 * gives are candidates; it leaves out nothing that fits and was indexed when it began.
 *
 * <p>Not thread-safe.
 */
final class EventSearch {
  private static final int[] NONE = {};

  private final JournalIndex index;
  private final IndexStore store;
  private final OpenBlock open;
  private final EventFilter filter;
  private long next;

  private Block block;
  private int[] offsets = NONE;
  private int at;

  EventSearch(JournalIndex index, IndexStore store, OpenBlock open, EventFilter filter, long from) {
    this.index = index;
    this.store = store;
    this.open = open;
    this.filter = filter;
    next = from;
  }

  /**
   * The next candidate up to a sequence; 0 where there is none.
   *
   * @throws IndexUnavailableException where the index cannot be asked
   */
  long next(long upTo) {
    while (true) {
      while (at < offsets.length) {
        long sequence = block.first() + offsets[at];
        if (sequence > upTo) {
          return 0;
        }
        at++;
        if (sequence >= next) {
          next = sequence + 1;
          return sequence;
        }
      }
      if (next > upTo || !index.guarded(this::nextBlock)) {
        return 0;
      }
    }
  }

  private boolean nextBlock() {
    if (block != null) {
      next = Math.max(next, block.last() + 1);
    }
    if (block == open) {
      return false;
    }
    List<SealedBlock> blocks = store.blocks();
    int place = next >= open.first() ? -1 : JournalIndex.indexOf(blocks, next);
    while (place >= 0
        && place < blocks.size()
        && blocks.get(place).first() < open.first()
        && filter.sinceMicros() != null
        && blocks.get(place).lastTimeMicros() < filter.sinceMicros()) {
      place++;
    }
    block =
        place < 0 || place == blocks.size() || blocks.get(place).first() >= open.first()
            ? open
            : blocks.get(place);
    if (filter.sinceMicros() != null) {
      next = Math.max(next, block.before(filter.sinceMicros()));
    }
    offsets = offsets(block);
    at = 0;
    return true;
  }

  private int[] offsets(Block from) {
    Hashes hashes = store.hashes();
    int[] found = null;
    if (filter.key() != null) {
      String aggregate = filter.key().domain().name();
      found = from.terms(hashes.key(aggregate, filter.key().key()));
    }
    if (filter.name() != null) {
      found = narrowed(found, from, hashes.eventName(filter.name()));
    }
    if (filter.user() != null) {
      found = narrowed(found, from, hashes.user(filter.user()));
    }
    // a user's commands may have no events; what has a name or a key of an event has one
    return filter.key() == null && filter.name() == null
        ? narrowed(found, from, hashes.hasEvents())
        : found;
  }

  /** Of those found so far, null for no condition yet, the ones with this term as well. */
  private static int[] narrowed(int[] found, Block from, int term) {
    return found == null
        ? from.terms(term)
        : found.length == 0 ? found : inBoth(found, from.terms(term));
  }

  private static int[] inBoth(int[] a, int[] b) {
    int[] both = new int[Math.min(a.length, b.length)];
    int count = 0;
    for (int i = 0, j = 0; i < a.length && j < b.length; ) {
      if (a[i] == b[j]) {
        both[count++] = a[i++];
        j++;
      } else if (a[i] < b[j]) {
        i++;
      } else {
        j++;
      }
    }
    return Arrays.copyOf(both, count);
  }
}
