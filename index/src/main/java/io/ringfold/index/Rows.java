package io.ringfold.index;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.agrona.ExpandableArrayBuffer;

/**
 * How the {@link Entries} of a sealed block are written: sorted by hash and cut into rows by the
 * hash's highest bits, so that one row, found by the hash alone, has all there is of it.
 *
 * <pre>
 *   row    group ... | crc32c (int32)
 *   group  hash (int32) | count of runs (varint) | run ...         ascending by hash
 *   run    offsets left out before it (varint) | length less 1 (varint)
 * </pre>
 *
 * <p>All big-endian. What occurs in every record of a block is one run; what occurs once takes
 * eight bytes or nine.
 */
final class Rows {
  private static final int GROUPS_A_ROW = 128;

  /** As many as the number of a row has. */
  private static final int MAX_BITS = 16;

  private static final int[] NONE = {};

  private Rows() {}

  /** Takes rows; called in order. */
  interface Sink {
    void row(int number, byte[] row);
  }

  /** How many bits of the hash tell the row, for so many entries. */
  static int bits(int entries) {
    int rows = Math.max(1, entries / GROUPS_A_ROW);
    return Math.min(MAX_BITS, 31 - Integer.numberOfLeadingZeros(rows));
  }

  /** The number of the row with a hash; ascends with it. */
  static int number(int hash, int bits) {
    return bits == 0 ? 0 : (hash ^ Integer.MIN_VALUE) >>> (Integer.SIZE - bits);
  }

  /** Writes all rows, empty ones too: a row that is missing is damage. */
  static void write(Entries entries, int bits, Sink sink) {
    long[] sorted = entries.sorted();
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(4096);
    int next = 0;
    for (int number = 0; number < 1 << bits; number++) {
      int at = 0;
      while (next < sorted.length && number((int) (sorted[next] >> 32), bits) == number) {
        int hash = (int) (sorted[next] >> 32);
        int end = next;
        while (end < sorted.length && (int) (sorted[end] >> 32) == hash) {
          end++;
        }
        at = writeGroup(buffer, at, hash, sorted, next, end);
        next = end;
      }
      byte[] row = new byte[at + Integer.BYTES];
      buffer.getBytes(0, row, 0, at);
      seal(row);
      sink.row(number, row);
      Thread.yield();
    }
  }

  private static int writeGroup(
      ExpandableArrayBuffer buffer, int start, int hash, long[] sorted, int from, int to) {
    int runs = 0;
    int last = -2;
    for (int i = from; i < to; i++) {
      int offset = (int) sorted[i];
      if (offset > last + 1) {
        runs++;
      }
      last = offset;
    }
    buffer.putInt(start, hash, ByteOrder.BIG_ENDIAN);
    int at = putVarint(buffer, start + Integer.BYTES, runs);
    int written = 0;
    for (int i = from; i < to; ) {
      int first = (int) sorted[i];
      int end = first;
      while (i < to && (int) sorted[i] <= end) {
        end = (int) sorted[i++] + 1;
      }
      at = putVarint(buffer, at, first - written);
      at = putVarint(buffer, at, end - first - 1);
      written = end;
    }
    return at;
  }

  /**
   * Where the hash occurs, ascending; of a row that {@link #write} made for it.
   *
   * @throws DamagedIndexException where the row is not as it was written
   */
  static int[] offsets(byte[] row, int hash) {
    ByteBuffer bytes = opened(row);
    while (bytes.hasRemaining()) {
      int found = bytes.getInt();
      int runs = varint(bytes);
      if (found == hash) {
        return readRuns(bytes, runs);
      }
      for (int i = 0; i < 2 * runs; i++) {
        varint(bytes);
      }
    }
    return NONE;
  }

  private static int[] readRuns(ByteBuffer bytes, int runs) {
    int[] offsets = new int[runs];
    int count = 0;
    int at = 0;
    for (int run = 0; run < runs; run++) {
      at += varint(bytes);
      int length = varint(bytes) + 1;
      if (count + length > offsets.length) {
        offsets = Arrays.copyOf(offsets, Math.max(offsets.length * 2, count + length));
      }
      for (int i = 0; i < length; i++) {
        offsets[count++] = at++;
      }
    }
    return count == offsets.length ? offsets : Arrays.copyOf(offsets, count);
  }

  /** Puts the checksum into the last four bytes. */
  static void seal(byte[] row) {
    int end = row.length - Integer.BYTES;
    ByteBuffer.wrap(row).putInt(end, crc(row, end));
  }

  /** The content of a sealed row. */
  static ByteBuffer opened(byte[] row) {
    int end = row == null ? -1 : row.length - Integer.BYTES;
    if (end < 0 || ByteBuffer.wrap(row).getInt(end) != crc(row, end)) {
      throw new DamagedIndexException(
          row == null ? "a row is missing" : "a row of " + row.length + " bytes has changed");
    }
    return ByteBuffer.wrap(row, 0, end);
  }

  private static int crc(byte[] row, int length) {
    CRC32C crc = new CRC32C();
    crc.update(row, 0, length);
    return (int) crc.getValue();
  }

  private static int putVarint(ExpandableArrayBuffer buffer, int offset, int value) {
    int at = offset;
    int rest = value;
    while (rest > 0x7F) {
      buffer.putByte(at++, (byte) (rest | 0x80));
      rest >>>= 7;
    }
    buffer.putByte(at++, (byte) rest);
    return at;
  }

  private static int varint(ByteBuffer bytes) {
    int value = 0;
    int shift = 0;
    byte next;
    do {
      next = bytes.get();
      value |= (next & 0x7F) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }
}
