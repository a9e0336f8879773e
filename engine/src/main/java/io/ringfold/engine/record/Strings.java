package io.ringfold.engine.record;

import io.ringfold.engine.shape.PayloadBytes;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Strings as a varint byte length and UTF-8, the way records and definitions hold them. */
final class Strings {
  private Strings() {}

  /** Writes; returns the offset behind it. */
  static int put(MutableDirectBuffer buffer, int offset, String value) {
    return PayloadBytes.putString(buffer, offset, value);
  }

  /** The offset behind the string that begins here. */
  static int skip(DirectBuffer buffer, int offset) {
    return contentOffset(buffer, offset) + length(buffer, offset);
  }

  static String get(DirectBuffer buffer, int offset) {
    byte[] utf8 = new byte[length(buffer, offset)];
    buffer.getBytes(contentOffset(buffer, offset), utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private static int length(DirectBuffer buffer, int offset) {
    int length = 0;
    int shift = 0;
    int at = offset;
    byte next;
    do {
      next = buffer.getByte(at++);
      length |= (next & 0x7F) << shift;
      shift += 7;
    } while (next < 0 && shift < 35);
    if (length < 0 || length > buffer.capacity()) {
      throw new IllegalArgumentException("string length " + length + " at offset " + offset);
    }
    return length;
  }

  private static int contentOffset(DirectBuffer buffer, int offset) {
    int at = offset;
    while (buffer.getByte(at++) < 0) {
      // the varint's last byte has no high bit
    }
    return at;
  }
}
