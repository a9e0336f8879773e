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

  /** Each as {@code hash << 32 | offset}, ascending, so that equal hashes stand together. */
  long[] sorted() {
    long[] sorted = new long[size];
    for (int i = 0; i < size; i++) {
      sorted[i] = (long) hashes[i] << 32 | offsets[i];
    }
    Arrays.sort(sorted);
    return sorted;
  }
}
