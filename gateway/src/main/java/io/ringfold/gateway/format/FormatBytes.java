package io.ringfold.gateway.format;

import java.io.OutputStream;
import java.util.Arrays;

/** Bytes in memory that grow up to a limit and can be read in place. Not thread-safe. */
final class FormatBytes extends OutputStream {

  /** The limit was reached; what was written is no use. */
  static final class FullException extends RuntimeException {
    FullException(int limit) {
      super("more than " + limit + " bytes", null, false, false);
    }
  }

  private static final int INITIAL = 1 << 10;

  /** What grew beyond this for one message is given back afterwards. */
  private static final int KEPT = 1 << 16;

  private byte[] bytes = new byte[INITIAL];
  private int length;
  private int limit = Integer.MAX_VALUE;

  void reset(int newLimit) {
    length = 0;
    limit = newLimit;
    if (bytes.length > KEPT) {
      bytes = new byte[INITIAL];
    }
  }

  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  @Override
  public void write(int b) {
    reserve(1);
    bytes[length++] = (byte) b;
  }

  @Override
  public void write(byte[] source, int offset, int count) {
    reserve(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  /** Text of ASCII characters only. */
  void ascii(String text) {
    int count = text.length();
    reserve(count);
    for (int i = 0; i < count; i++) {
      bytes[length + i] = (byte) text.charAt(i);
    }
    length += count;
  }

  /** One code point as UTF-8. */
  void codePoint(int c) {
    if (c < 0x80) {
      write(c);
    } else if (c < 0x800) {
      write(0xC0 | c >> 6);
      write(0x80 | c & 0x3F);
    } else if (c < 0x10000) {
      write(0xE0 | c >> 12);
      write(0x80 | c >> 6 & 0x3F);
      write(0x80 | c & 0x3F);
    } else {
      write(0xF0 | c >> 18);
      write(0x80 | c >> 12 & 0x3F);
      write(0x80 | c >> 6 & 0x3F);
      write(0x80 | c & 0x3F);
    }
  }

  private void reserve(int count) {
    if (count > limit - length) {
      throw new FullException(limit);
    }
    if (count > bytes.length - length) {
      long doubled = Math.max((long) bytes.length * 2, (long) length + count);
      bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, Integer.MAX_VALUE - 8));
    }
  }
}
