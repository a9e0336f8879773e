package io.ringfold.engine;

import java.util.Arrays;

/**
 * Recognises commands that were processed before: the uuids of the last so many commands, with what
 * each came to. Bounded, primitive, grows to its bound as commands come.
 *
 * <p>Entries stand in a ring in order of sequence, which is dense, so that the place of an entry is
 * its sequence modulo the ring's length; an open-addressing table (linear probing, deletion by
 * shifting back) finds the place by uuid. The table holds each uuid's hash beside its place: most
 * commands are new, and are known to be by the table alone. What stands in the ring is far apart in
 * memory, and would be fetched from there for each entry that a probe passes.
 *
 * <p>Single-threaded.
 */
final class DedupWindow {

  /** What a rejected command is answered with, again. */
  record Rejection(String code, String message) {}

  /**
   * The window as it stands in a snapshot, oldest first.
   *
   * @param lastSequence of the newest entry
   */
  record Image(
      long lastSequence,
      long[] uuidMsbs,
      long[] uuidLsbs,
      long[] fingerprints,
      int[] rejectedAt,
      String[] rejectionCodes,
      String[] rejectionMessages) {}

  private static final int INITIAL_CAPACITY = 1 << 10;

  private final int window;
  private int capacity;
  private long[] msbs;
  private long[] lsbs;
  private long[] fingerprints;
  private Rejection[] rejections;

  /** In each entry the hash above, and the place plus one below; 0 for none. */
  private long[] table;

  private long last;
  private int count;

  /**
   * @param window how many commands back are recognised
   */
  DedupWindow(int window) {
    if (window < 1 || window > 1 << 28) {
      throw new IllegalArgumentException(
          "dedup-window=" + window + ": must be from 1 to " + (1 << 28));
    }
    this.window = window;
    allocate(Math.min(INITIAL_CAPACITY, ceilingPowerOfTwo(window)));
  }

  /** The sequence of the command with this uuid; 0 where the window has none. */
  long find(long msb, long lsb) {
    int mask = table.length - 1;
    int hash = hash(msb, lsb);
    for (int i = hash & mask; table[i] != 0; i = i + 1 & mask) {
      if (hashOf(table[i]) == hash) {
        int slot = slotOf(table[i]);
        if (msbs[slot] == msb && lsbs[slot] == lsb) {
          return sequenceAt(slot);
        }
      }
    }
    return 0;
  }

  /**
   * Reads what {@link #find} would, and what {@link #add} of the command so many after the next
   * will take away, so that both are in the processor's cache by then.
   *
   * @return anything
   */
  long fetch(long msb, long lsb, int after) {
    int mask = table.length - 1;
    long read = table[hash(msb, lsb) & mask];
    if (count == window) {
      int oldest = slot(last - count + 1 + after);
      read ^= table[hash(msbs[oldest], lsbs[oldest]) & mask];
    }
    return read;
  }

  /** Of an entry that {@link #find} found. */
  long fingerprint(long sequence) {
    return fingerprints[slot(sequence)];
  }

  /** Of an entry that {@link #find} found; null where the command was accepted. */
  Rejection rejection(long sequence) {
    return rejections[slot(sequence)];
  }

  /**
   * Adds the command after the last one; the oldest leaves where the window is full.
   *
   * @param rejection null where it was accepted
   */
  void add(long sequence, long msb, long lsb, long fingerprint, Rejection rejection) {
    if (count > 0 && sequence != last + 1) {
      throw new IllegalStateException("sequence=" + sequence + " after last=" + last);
    }
    if (count == window) {
      remove(slot(last - count + 1));
      count--;
    } else if (count == capacity) {
      grow();
    }
    int slot = slot(sequence);
    msbs[slot] = msb;
    lsbs[slot] = lsb;
    fingerprints[slot] = fingerprint;
    rejections[slot] = rejection;
    insert(slot);
    last = sequence;
    count++;
  }

  int size() {
    return count;
  }

  Image image() {
    long[] imageMsbs = new long[count];
    long[] imageLsbs = new long[count];
    long[] imageFingerprints = new long[count];
    int rejected = 0;
    for (int i = 0; i < count; i++) {
      int slot = slot(last - count + 1 + i);
      imageMsbs[i] = msbs[slot];
      imageLsbs[i] = lsbs[slot];
      imageFingerprints[i] = fingerprints[slot];
      rejected += rejections[slot] == null ? 0 : 1;
    }
    int[] rejectedAt = new int[rejected];
    String[] codes = new String[rejected];
    String[] messages = new String[rejected];
    int next = 0;
    for (int i = 0; i < count; i++) {
      Rejection rejection = rejections[slot(last - count + 1 + i)];
      if (rejection != null) {
        rejectedAt[next] = i;
        codes[next] = rejection.code();
        messages[next++] = rejection.message();
      }
    }
    return new Image(last, imageMsbs, imageLsbs, imageFingerprints, rejectedAt, codes, messages);
  }

  /** Fills an empty window; where it is smaller than the image's was, the oldest stay out. */
  void load(Image image) {
    if (count > 0) {
      throw new IllegalStateException("the window holds " + count + " entries already");
    }
    int size = image.uuidMsbs().length;
    Rejection[] rejected = new Rejection[size];
    for (int i = 0; i < image.rejectedAt().length; i++) {
      rejected[image.rejectedAt()[i]] =
          new Rejection(image.rejectionCodes()[i], image.rejectionMessages()[i]);
    }
    int kept = Math.min(size, window);
    allocate(Math.max(capacity, ceilingPowerOfTwo(Math.max(1, kept))));
    for (int i = size - kept; i < size; i++) {
      add(
          image.lastSequence() - size + 1 + i,
          image.uuidMsbs()[i],
          image.uuidLsbs()[i],
          image.fingerprints()[i],
          rejected[i]);
    }
  }

  private int slot(long sequence) {
    return (int) (sequence & capacity - 1);
  }

  private long sequenceAt(int slot) {
    // the newest sequence with this place: last, or up to capacity - 1 before it
    return last - (last - slot & capacity - 1);
  }

  private void allocate(int newCapacity) {
    capacity = newCapacity;
    msbs = new long[newCapacity];
    lsbs = new long[newCapacity];
    fingerprints = new long[newCapacity];
    rejections = new Rejection[newCapacity];
    table = new long[newCapacity * 2];
  }

  private void grow() {
    int oldCapacity = capacity;
    long[] oldMsbs = msbs;
    long[] oldLsbs = lsbs;
    long[] oldFingerprints = fingerprints;
    Rejection[] oldRejections = rejections;
    allocate(oldCapacity * 2);
    for (long sequence = last - count + 1; sequence <= last; sequence++) {
      int from = (int) (sequence & oldCapacity - 1);
      int to = slot(sequence);
      msbs[to] = oldMsbs[from];
      lsbs[to] = oldLsbs[from];
      fingerprints[to] = oldFingerprints[from];
      rejections[to] = oldRejections[from];
      insert(to);
    }
  }

  private void insert(int slot) {
    int mask = table.length - 1;
    int hash = hash(msbs[slot], lsbs[slot]);
    int i = hash & mask;
    while (table[i] != 0) {
      i = i + 1 & mask;
    }
    table[i] = (long) hash << 32 | slot + 1;
  }

  private void remove(int slot) {
    int mask = table.length - 1;
    int hole = hash(msbs[slot], lsbs[slot]) & mask;
    while (slotOf(table[hole]) != slot) {
      hole = hole + 1 & mask;
    }
    for (int i = hole + 1 & mask; table[i] != 0; i = i + 1 & mask) {
      int home = hashOf(table[i]) & mask;
      // it may move into the hole unless its home lies behind the hole
      if ((i - home & mask) >= (i - hole & mask)) {
        table[hole] = table[i];
        hole = i;
      }
    }
    table[hole] = 0;
    rejections[slot] = null;
  }

  private static int hashOf(long entry) {
    return (int) (entry >>> 32);
  }

  private static int slotOf(long entry) {
    return (int) entry - 1;
  }

  private static int hash(long msb, long lsb) {
    long mixed = (msb ^ Long.rotateLeft(lsb, 32)) * 0x9E37_79B9_7F4A_7C15L;
    mixed ^= lsb * 0xC2B2_AE3D_27D4_EB4FL;
    return (int) (mixed ^ mixed >>> 32);
  }

  private static int ceilingPowerOfTwo(int value) {
    return value == 1 ? 1 : Integer.highestOneBit(value - 1) << 1;
  }

  @Override
  public String toString() {
    return "DedupWindow{size="
        + count
        + ", window="
        + window
        + ", last="
        + last
        + ", bytes="
        + Arrays.stream(new int[] {capacity * 28, table.length * 8}).sum()
        + "}";
  }
}
