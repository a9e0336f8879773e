package io.ringfold.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Where the fields of a record lie. The picture is drawn on the package page and pinned by a
 * golden-bytes test; all numbers are little-endian.
 */
final class RecordFormat {

  static final int LENGTH_OFFSET = 0;
  static final int CRC_OFFSET = 4;
  static final int SEQUENCE_OFFSET = 8;
  static final int TYPE_OFFSET = 16;
  static final int FLAGS_OFFSET = 17;
  static final int UNFORCED_OFFSET = 20;
  static final int HEADER_BYTES = 24;

  /** The first record of an excerpt has this between its header and its payload. */
  static final int CHAIN_OFFSET = HEADER_BYTES;

  static final int CHAIN_BYTES = 32;

  /** The checksum covers a record from here to its end. */
  static final int CRC_FROM = SEQUENCE_OFFSET;

  static final byte TYPE_SEGMENT = 1;
  static final byte TYPE_DEFINITION = 2;
  static final byte TYPE_RECORD = 3;

  /**
   * In the flags of the first record of each excerpt, which carries the chain. Also tells it from
   * one that a writer was in the middle of, when the excerpts before it cannot be read.
   */
  static final byte FLAG_FIRST = 1;

  /** Chronicle aligns the heads of its excerpts to this, so whole records need no more padding. */
  static final int ALIGNMENT = 4;

  static final int MAX_PAYLOAD_BYTES = 8 << 20;

  /**
   * An excerpt is split before it grows beyond {@link #SPLIT_BYTES}, but one record stays whole.
   */
  static final int MAX_EXCERPT_BYTES = HEADER_BYTES + CHAIN_BYTES + MAX_PAYLOAD_BYTES;

  static final int SPLIT_BYTES = 1 << 20;

  static final int FORMAT_VERSION = 1;

  /** "RINGFOLD" in the order of its letters. */
  static final long MAGIC = 0x444C4F46474E4952L;

  static final int SEGMENT_MAGIC_OFFSET = 0;
  static final int SEGMENT_VERSION_OFFSET = 8;
  static final int SEGMENT_NUMBER_OFFSET = 12;
  static final int SEGMENT_FIRST_SEQUENCE_OFFSET = 16;
  static final int SEGMENT_DEFINITIONS_OFFSET = 24;
  static final int SEGMENT_BYTES = 28;

  private RecordFormat() {}

  static int align(int bytes) {
    return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  static long align(long bytes) {
    return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** What stands before the payload. */
  static int headerBytes(byte flags) {
    return (flags & FLAG_FIRST) == 0 ? HEADER_BYTES : HEADER_BYTES + CHAIN_BYTES;
  }

  /** The place that a record takes in an excerpt, padding included. */
  static int spaceFor(byte flags, int payloadBytes) {
    return align(headerBytes(flags) + payloadBytes);
  }

  /**
   * Writes the header around a payload that already stands where {@link #headerBytes} says, and the
   * zeros of the padding behind it. The first record of an excerpt still needs {@link #seal}.
   *
   * @param bytes the buffer that {@code view} is laid over; its position and limit are moved
   * @param unforced how many sequences the last force is behind, as known when this was written
   */
  static void encodeHeader(
      UnsafeBuffer view,
      ByteBuffer bytes,
      CRC32C crc,
      int offset,
      int payloadBytes,
      byte type,
      byte flags,
      long sequence,
      int unforced) {
    int length = headerBytes(flags) + payloadBytes;
    view.putLong(offset + SEQUENCE_OFFSET, sequence, ByteOrder.LITTLE_ENDIAN);
    view.putInt(offset + TYPE_OFFSET, type | flags << Byte.SIZE, ByteOrder.LITTLE_ENDIAN);
    view.putInt(offset + UNFORCED_OFFSET, unforced, ByteOrder.LITTLE_ENDIAN);
    view.setMemory(offset + length, align(length) - length, (byte) 0);
    view.putInt(offset + LENGTH_OFFSET, length, ByteOrder.LITTLE_ENDIAN);
    if ((flags & FLAG_FIRST) == 0) {
      putChecksum(view, bytes, crc, offset, length);
    }
  }

  /** Completes the first record of an excerpt: what the chain came to before it, the checksum. */
  static void seal(UnsafeBuffer view, ByteBuffer bytes, CRC32C crc, int offset, HashChain chain) {
    chain.putInto(view, offset + CHAIN_OFFSET);
    int length = view.getInt(offset + LENGTH_OFFSET, ByteOrder.LITTLE_ENDIAN);
    putChecksum(view, bytes, crc, offset, length);
  }

  private static void putChecksum(
      UnsafeBuffer view, ByteBuffer bytes, CRC32C crc, int offset, int length) {
    int sum = checksum(bytes, crc, offset, length);
    view.putInt(offset + CRC_OFFSET, sum, ByteOrder.LITTLE_ENDIAN);
  }

  /** The CRC32C of a record of {@code length} bytes, header included, at {@code offset}. */
  static int checksum(ByteBuffer bytes, CRC32C crc, int offset, int length) {
    crc.reset();
    bytes.limit(offset + length).position(offset + CRC_FROM);
    crc.update(bytes);
    return (int) crc.getValue();
  }

  /**
   * Says what is wrong with the record at {@code offset}, or null where it is whole.
   *
   * @param end of the excerpt's data; the record with its padding must not reach beyond it
   */
  static String flaw(UnsafeBuffer view, ByteBuffer bytes, CRC32C crc, int offset, int end) {
    if (end - offset < HEADER_BYTES) {
      return "only " + (end - offset) + " bytes are left for a record's header";
    }
    int length = view.getInt(offset + LENGTH_OFFSET, ByteOrder.LITTLE_ENDIAN);
    if (length < HEADER_BYTES || length > MAX_EXCERPT_BYTES || align(length) > end - offset) {
      return "the length of a record is " + length + " where " + (end - offset) + " bytes are left";
    }
    int expected = view.getInt(offset + CRC_OFFSET, ByteOrder.LITTLE_ENDIAN);
    int actual = checksum(bytes, crc, offset, length);
    if (expected != actual) {
      return String.format("its checksum is %08x, its bytes give %08x", expected, actual);
    }
    for (int i = offset + length; i < offset + align(length); i++) {
      if (view.getByte(i) != 0) {
        return "its padding is not zero";
      }
    }
    byte type = view.getByte(offset + TYPE_OFFSET);
    if (type < TYPE_SEGMENT || type > TYPE_RECORD) {
      return "its type is " + type;
    }
    if (length < headerBytes(view.getByte(offset + FLAGS_OFFSET))) {
      return "its length is " + length + ", too short for the chain";
    }
    return null;
  }
}
