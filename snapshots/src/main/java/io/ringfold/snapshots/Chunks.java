package io.ringfold.snapshots;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bytes in memory, more than one array holds, written once and read once: each piece is let go as
 * soon as it was read.
 */
final class Chunks extends OutputStream {
  /** Below half a region of a small heap, which G1 would take out of turn, with a cycle each. */
  private static final int CHUNK_BYTES = 256 << 10;

  private final Deque<byte[]> chunks = new ArrayDeque<>();
  private int used = CHUNK_BYTES;
  private long bytes;

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    int at = offset;
    int left = length;
    while (left > 0) {
      if (used == CHUNK_BYTES) {
        chunks.addLast(new byte[CHUNK_BYTES]);
        used = 0;
      }
      int part = Math.min(left, CHUNK_BYTES - used);
      System.arraycopy(source, at, chunks.getLast(), used, part);
      used += part;
      at += part;
      left -= part;
    }
    bytes += length;
  }

  /** How many were written. */
  long bytes() {
    return bytes;
  }

  /** Reads what was written; nothing may be written any more. */
  InputStream read() {
    return new InputStream() {
      private long left = bytes;
      private int at;

      @Override
      public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        if (length == 0) {
          return 0;
        }
        if (left == 0) {
          return -1;
        }
        int part = (int) Math.min(Math.min(length, CHUNK_BYTES - at), left);
        System.arraycopy(chunks.getFirst(), at, target, offset, part);
        at += part;
        left -= part;
        if (at == CHUNK_BYTES) {
          chunks.removeFirst();
          at = 0;
        }
        return part;
      }
    };
  }
}
