package io.ringfold.engine.shape;

import io.ringfold.engine.shape.FieldType.Field;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import org.agrona.DirectBuffer;

/**
 * Reads the pieces of a payload, one after the other, and never outside of it: what the bytes claim
 * is checked against what is left before anything is read or allocated. Not thread-safe.
 */
final class PayloadInput {

  /** One for all: an event's string is a command's, and that of the next event. */
  private static final KnownStrings KNOWN_STRINGS = new KnownStrings();

  private final DirectBuffer buffer;
  private final int start;
  private final int limit;
  private int position;

  /** The payload at offset, of this length, which has to lie inside of the buffer. */
  PayloadInput(DirectBuffer buffer, int offset, int length) {
    buffer.boundsCheck(offset, length);
    this.buffer = buffer;
    start = offset;
    limit = offset + length;
    position = offset;
  }

  int position() {
    return position;
  }

  void position(int value) {
    position = value;
  }

  int readByte() {
    require(1);
    return buffer.getByte(position++) & 0xFF;
  }

  boolean readBoolean() {
    int value = readByte();
    if (value > 1) {
      throw damaged("a boolean of " + value + ", must be 0 or 1");
    }
    return value == 1;
  }

  long readVarint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      long next = readByte();
      if (shift == 63 && next > 1) {
        break;
      }
      value |= (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw damaged("a number of more than 64 bits");
  }

  long readLong() {
    long value = readVarint();
    return (value >>> 1) ^ -(value & 1);
  }

  int readInt() {
    long value = readLong();
    if (value != (int) value) {
      throw damaged("an int of " + value);
    }
    return (int) value;
  }

  double readDouble() {
    require(Double.BYTES);
    double value = buffer.getDouble(position, ByteOrder.LITTLE_ENDIAN);
    position += Double.BYTES;
    return value;
  }

  UUID readUuid() {
    require(2 * Long.BYTES);
    UUID value =
        new UUID(
            buffer.getLong(position, ByteOrder.BIG_ENDIAN),
            buffer.getLong(position + Long.BYTES, ByteOrder.BIG_ENDIAN));
    position += 2 * Long.BYTES;
    return value;
  }

  Instant readTime() {
    long seconds = readLong();
    long nanos = readVarint();
    if (nanos < 0 || nanos > 999_999_999) {
      throw damaged("a time with " + Long.toUnsignedString(nanos) + " nanoseconds");
    }
    try {
      return Instant.ofEpochSecond(seconds, nanos);
    } catch (DateTimeException e) {
      throw damaged("a time at second " + seconds);
    }
  }

  BigDecimal readDecimal() {
    int scale = readInt();
    byte[] unscaled = readBytes();
    if (unscaled.length == 0) {
      throw damaged("a decimal without digits");
    }
    return new BigDecimal(new BigInteger(unscaled), scale);
  }

  /** Bytes that are not UTF-8 become the replacement character; the checksum guards the rest. */
  String readString() {
    int length = readLength();
    String value = KNOWN_STRINGS.get(buffer, position, length);
    position += length;
    return value;
  }

  byte[] readBytes() {
    int length = readLength();
    byte[] value = new byte[length];
    buffer.getBytes(position, value);
    position += length;
    return value;
  }

  /** A length in bytes, all of which are there. */
  int readLength() {
    long length = readVarint();
    if (length < 0 || length > limit - position) {
      throw damaged("a length of " + Long.toUnsignedString(length));
    }
    return (int) length;
  }

  /** A number of elements, of which each takes at least one byte. */
  int readCount() {
    long count = readVarint();
    if (count < 0 || count > limit - position) {
      throw damaged("a count of " + Long.toUnsignedString(count) + " elements");
    }
    return (int) count;
  }

  int readConstant(int constants) {
    long index = readVarint();
    if (index < 0 || index >= constants) {
      throw damaged(
          "constant " + Long.toUnsignedString(index) + " of an enum that has " + constants);
    }
    return (int) index;
  }

  void skip(FieldType type) {
    switch (type.kind()) {
      case BOOLEAN -> skipBytes(1);
      case INT, LONG, ENUM -> readVarint();
      case DOUBLE -> skipBytes(Double.BYTES);
      case UUID -> skipBytes(2 * Long.BYTES);
      case STRING, BYTES -> skipBytes(readLength());
      case TIME -> {
        readVarint();
        readVarint();
      }
      case DECIMAL -> {
        readVarint();
        skipBytes(readLength());
      }
      case LIST -> {
        int count = readCount();
        for (int i = 0; i < count; i++) {
          skip(type.element());
        }
      }
      case MAP -> {
        int count = readCount();
        for (int i = 0; i < count; i++) {
          skipBytes(readLength());
          skip(type.element());
        }
      }
      case OPTIONAL -> {
        if (readBoolean()) {
          skip(type.element());
        }
      }
      case RECORD -> {
        for (Field field : type.fields()) {
          skip(field.type());
        }
      }
      default -> throw new IllegalStateException("kind " + type.kind());
    }
  }

  /** The fields have to take up the whole payload, or they are not the ones it was written with. */
  void requireEnd() {
    if (position != limit) {
      throw damaged((limit - position) + " bytes too many");
    }
  }

  private void skipBytes(int count) {
    require(count);
    position += count;
  }

  private void require(int count) {
    if (count > limit - position) {
      throw damaged("the end where " + count + " more bytes belong");
    }
  }

  IllegalArgumentException damaged(String what) {
    return new IllegalArgumentException(
        "payload of "
            + (limit - start)
            + " bytes is damaged or was written with other fields: at byte "
            + (position - start)
            + " it has "
            + what);
  }
}
