package io.ringfold.engine.shape;

import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.UUID;
import org.agrona.MutableDirectBuffer;

/**
 * Writes the pieces of a payload (its layout is drawn in {@link PayloadWriters}). Each method
 * returns the position after what it wrote. Allocates nothing for numbers, strings, uuids, times.
 */
public final class PayloadBytes {
  private PayloadBytes() {}

  /** Seven bits a byte, lowest first, the high bit set on all but the last. Taken as unsigned. */
  static int putVarint(MutableDirectBuffer buffer, int position, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      buffer.putByte(position++, (byte) (rest | 0x80));
      rest >>>= 7;
    }
    buffer.putByte(position, (byte) rest);
    return position + 1;
  }

  /** A varint of the zigzag form, so that small negative numbers are short too. */
  static int putZigzag(MutableDirectBuffer buffer, int position, long value) {
    return putVarint(buffer, position, (value << 1) ^ (value >> 63));
  }

  static int putBoolean(MutableDirectBuffer buffer, int position, boolean value) {
    buffer.putByte(position, (byte) (value ? 1 : 0));
    return position + 1;
  }

  static int putDouble(MutableDirectBuffer buffer, int position, double value) {
    buffer.putDouble(position, value, ByteOrder.LITTLE_ENDIAN);
    return position + Double.BYTES;
  }

  static int putUuid(MutableDirectBuffer buffer, int position, UUID value) {
    buffer.putLong(position, value.getMostSignificantBits(), ByteOrder.BIG_ENDIAN);
    buffer.putLong(position + Long.BYTES, value.getLeastSignificantBits(), ByteOrder.BIG_ENDIAN);
    return position + 2 * Long.BYTES;
  }

  static int putTime(MutableDirectBuffer buffer, int position, Instant value) {
    return putVarint(buffer, putZigzag(buffer, position, value.getEpochSecond()), value.getNano());
  }

  static int putDecimal(MutableDirectBuffer buffer, int position, BigDecimal value) {
    return putBytes(
        buffer, putZigzag(buffer, position, value.scale()), value.unscaledValue().toByteArray());
  }

  static int putBytes(MutableDirectBuffer buffer, int position, byte[] value) {
    int start = putVarint(buffer, position, value.length);
    buffer.putBytes(start, value);
    return start + value.length;
  }

  /**
   * Writes a string: its length in bytes as a varint, and UTF-8. Most strings are ASCII; others are
   * measured first, because the length stands before the bytes.
   */
  public static int putString(MutableDirectBuffer buffer, int position, String value) {
    if (Utf8.isAscii(value)) {
      return Utf8.putAscii(buffer, putVarint(buffer, position, value.length()), value);
    }
    return Utf8.put(buffer, putVarint(buffer, position, Utf8.length(value)), value);
  }
}
