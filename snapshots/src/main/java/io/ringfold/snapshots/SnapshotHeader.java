package io.ringfold.snapshots;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What stands before the objects of an image. Big-endian.
 *
 * <pre>
 *   0        8        12        16             20           28         36            44
 *   +--------+--------+---------+--------------+------------+----------+-------------+
 *   | magic  | CRC32C | format  | header bytes | body bytes | sequence | time micros |
 *   +--------+--------+---------+--------------+------------+----------+-------------+
 *   44               48               80
 *   +----------------+----------------+-------------------+- - -
 *   | contents bytes | shape, SHA-256 | length state hash |
 *   +----------------+----------------+-------------------+- - -
 *   +----------------+-------------- - - -+-----------------+-------------- - - -+
 *   | count of parts | length name (UTF-8) … | count of values | length name (UTF-8) …
 *   +----------------+-------------- - - -+-----------------+-------------- - - -+
 *   header bytes
 *   +------------------------------- - - -+----------- - - -+- - -+----------------+
 *   | body: the objects of all parts      | the first value |  …  | contents       |
 *   +------------------------------- - - -+----------- - - -+- - -+----------------+
 * </pre>
 *
 * <p>Lengths and counts are ints. The checksum is over the contents, then the header but for the
 * checksum itself; the contents hold a checksum of each section, so that every byte is under one,
 * and sections can be checked side by side. The header knows the body's length and so is written
 * last. A file is whole if header bytes + body bytes is its size and all checksums agree. Objects
 * stand as Kryo writes them, strings as {@link BodyOutput} does; {@link SnapshotContents} says
 * where, and of which classes they are.
 *
 * @param shape SHA-256 over the classes of the program that wrote, lower-case hexadecimal
 * @param bodyBytes the contents' too
 */
record SnapshotHeader(
    long sequence,
    long timeMicros,
    String shape,
    byte[] stateHash,
    List<String> partNames,
    List<String> valueNames,
    long bodyBytes,
    int contentsBytes) {

  /** Goes up with every change of the layout, of a built-in class, or of Kryo's own encoding. */
  static final int FORMAT_VERSION = 3;

  /** Enough to know how long the header is. */
  static final int PREFIX_BYTES = 20;

  /** Names of parts are a few bytes each: what claims more is no header. */
  static final int MAX_BYTES = 1 << 20;

  private static final long MAGIC = 0x52464f4c44534e50L; // RFOLDSNP
  private static final int CRC_OFFSET = 8;
  private static final int SHAPE_BYTES = 32;
  private static final int FIXED_BYTES = 48 + SHAPE_BYTES;

  SnapshotHeader {
    partNames = List.copyOf(partNames);
    valueNames = List.copyOf(valueNames);
  }

  /** How many bytes the header of these values has, whatever the body will be. */
  int headerBytes() {
    return FIXED_BYTES
        + Integer.BYTES
        + stateHash.length
        + namesBytes(partNames)
        + namesBytes(valueNames);
  }

  private static int namesBytes(List<String> names) {
    int bytes = Integer.BYTES;
    for (String name : names) {
      bytes += Integer.BYTES + name.getBytes(StandardCharsets.UTF_8).length;
    }
    return bytes;
  }

  SnapshotHeader withBody(long bytes, int ofContents) {
    return new SnapshotHeader(
        sequence, timeMicros, shape, stateHash, partNames, valueNames, bytes, ofContents);
  }

  /**
   * The header's bytes, ready to be written.
   *
   * @param crc has seen the contents, and sees the header now
   */
  ByteBuffer encode(CRC32C crc) {
    ByteBuffer buffer = ByteBuffer.allocate(headerBytes());
    buffer.putLong(MAGIC).putInt(0).putInt(FORMAT_VERSION).putInt(buffer.capacity());
    buffer.putLong(bodyBytes).putLong(sequence).putLong(timeMicros).putInt(contentsBytes);
    buffer.put(HexFormat.of().parseHex(shape));
    buffer.putInt(stateHash.length).put(stateHash);
    putNames(buffer, partNames);
    putNames(buffer, valueNames);
    buffer.flip();
    updateCrc(crc, buffer);
    return buffer.putInt(CRC_OFFSET, (int) crc.getValue());
  }

  private static void putNames(ByteBuffer buffer, List<String> names) {
    buffer.putInt(names.size());
    for (String name : names) {
      byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
      buffer.putInt(utf8.length).put(utf8);
    }
  }

  /**
   * The length of the header that begins with these bytes.
   *
   * @param prefix the first {@link #PREFIX_BYTES} of the file, or fewer where it has fewer
   * @throws SnapshotException where this is no image of this format; the message is the reason only
   */
  static int headerBytes(ByteBuffer prefix) {
    if (prefix.remaining() < PREFIX_BYTES) {
      throw new SnapshotException("it ends inside the header, after " + prefix.remaining());
    }
    if (prefix.getLong(0) != MAGIC) {
      throw new SnapshotException("it does not begin like a snapshot");
    }
    int format = prefix.getInt(12);
    if (format != FORMAT_VERSION) {
      throw new SnapshotException("format " + format + ", this version reads " + FORMAT_VERSION);
    }
    int bytes = prefix.getInt(16);
    if (bytes < FIXED_BYTES || bytes > MAX_BYTES) {
      throw new SnapshotException("a header of " + bytes + " bytes");
    }
    return bytes;
  }

  /**
   * Reads a whole header, before its checksum can be known: believes nothing.
   *
   * @throws SnapshotException where it contradicts itself; the message is the reason only
   */
  static SnapshotHeader decode(ByteBuffer header) {
    ByteBuffer in = header.duplicate().position(PREFIX_BYTES);
    long bodyBytes = in.getLong();
    long sequence = in.getLong();
    long timeMicros = in.getLong();
    int contentsBytes = in.getInt();
    byte[] shape = new byte[SHAPE_BYTES];
    in.get(shape);
    byte[] stateHash = take(in, "state hash");
    List<String> parts = takeNames(in, "part");
    List<String> values = takeNames(in, "value");
    if (in.hasRemaining()) {
      throw new SnapshotException(in.remaining() + " bytes after the names of its header");
    }
    if (contentsBytes < 0 || contentsBytes > bodyBytes) {
      throw new SnapshotException(
          "contents of " + contentsBytes + " bytes in a body of " + bodyBytes);
    }
    return new SnapshotHeader(
        sequence,
        timeMicros,
        HexFormat.of().formatHex(shape),
        stateHash,
        parts,
        values,
        bodyBytes,
        contentsBytes);
  }

  private static List<String> takeNames(ByteBuffer in, String what) {
    int count = in.remaining() < Integer.BYTES ? -1 : in.getInt();
    if (count < 0) {
      throw new SnapshotException("the header ends before the names of each " + what);
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(utf8(take(in, "name of " + what + " " + i)));
    }
    return names;
  }

  /** The checksum that a header states. */
  static int crc(ByteBuffer header) {
    return header.getInt(CRC_OFFSET);
  }

  /** Adds a header, all but the checksum itself, to a checksum. */
  static void updateCrc(CRC32C crc, ByteBuffer header) {
    crc.update(header.slice(0, CRC_OFFSET));
    int after = CRC_OFFSET + Integer.BYTES;
    crc.update(header.slice(after, header.limit() - after));
  }

  private static byte[] take(ByteBuffer in, String what) {
    int length = in.remaining() < Integer.BYTES ? -1 : in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new SnapshotException(what + ": length " + length + " of " + in.remaining() + " left");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static String utf8(byte[] bytes) {
    try {
      CharBuffer chars = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return chars.toString();
    } catch (CharacterCodingException e) {
      throw new SnapshotException("the name of a part is not UTF-8", e);
    }
  }
}
