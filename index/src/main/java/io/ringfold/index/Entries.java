package io.ringfold.index;

import java.util.Arrays;

/**
 * Hashes and where in a block they occur, in the order in which they came: the table of a block
 * that is still growing. Two arrays, looked through from end to end: with at most some hundred
 * thousand entries that takes less time than reading one row of a sealed block.
 *
 * <p>Not thread-safe.
 */
final class Entries {

  /** A power of two. */
  private static final int YIELD_EACH_ENTRIES = 1 << 14;

  private int[] hashes = new int[1024];
  private int[] offsets = new int[1024];
  private int size;

  /**
   * @param offset not less than that of the entry before
   */
  void add(int hash, int offset) {
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, size * 2);
      offsets = Arrays.copyOf(offsets, size * 2);
    }
    hashes[size] = hash;
    offsets[size++] = offset;
  }

  int size() {
    return size;
  }

  /** Where the hash occurs, ascending, each offset once. */
  int[] offsets(int hash) {
    int[] found = new int[8];
    int count = 0;
    for (int i = 0; i < size; i++) {
      if (hashes[i] == hash && (count == 0 || found[count - 1] != offsets[i])) {
        if (count == found.length) {
          found = Arrays.copyOf(found, count * 2);
        }
        found[count++] = offsets[i];
      }
    }
    return Arrays.copyOf(found, count);
  }

  /**
   * Each as {@code hash << 32 | offset}, ascending, so that equal hashes stand together. Sorted by
   * the first byte, then within: so there are places to offer the processor to whoever waits for
   * one. A full block in one piece takes it for tens of milliseconds.
   */
  long[] sorted() {
    int[] ends = new int[1 << Byte.SIZE];
    for (int i = 0; i < size; i++) {
      ends[bucket(hashes[i])]++;
    }
    for (int b = 1; b < ends.length; b++) {
      ends[b] += ends[b - 1];
    }
    long[] sorted = new long[size];
    int[] next = ends.clone();
    for (int i = size - 1; i >= 0; i--) {
      sorted[--next[bucket(hashes[i])]] = (long) hashes[i] << 32 | offsets[i];
      if ((i & YIELD_EACH_ENTRIES - 1) == 0) {
        Thread.yield();
      }
    }
    for (int b = 0; b < ends.length; b++) {
      Arrays.sort(sorted, b == 0 ? 0 : ends[b - 1], ends[b]);
      Thread.yield();
    }
    return sorted;
  }

  /** By the first byte, the negative ones first. */
  private static int bucket(int hash) {
    return hash >>> Integer.SIZE - Byte.SIZE ^ 1 << Byte.SIZE - 1;
  }
}
