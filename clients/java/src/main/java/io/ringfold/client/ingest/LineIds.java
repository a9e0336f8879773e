package io.ringfold.client.ingest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The uuids of a file's lines: the same file gives the same ids every time it is read, so a line
 * sent twice is processed once. A line that stands in the file more than once is more than one
 * visit: the id is the version-5 uuid (RFC 9562) of the namespace below and the line's bytes,
 * {@code #} and how many times this line was met so far, from 1. Lines may be added at the end of a
 * file: those before keep their ids.
 *
 * <p>Memory: 12 bytes for each slot of a table that is between a quarter and half full, so 24 to 48
 * bytes a distinct line, and no text. Lines are told apart by 64 bits of their SHA-1; where two
 * share them they share a count, and since the id is made of the whole line it is still one line's
 * own.
 *
 * <p>Not thread-safe.
 */
final class LineIds {

  /** Made once for access logs; another would make every line new to every server. */
  static final UUID NAMESPACE = UUID.fromString("c7c04ee5-8d4b-5c0f-9a52-1e6a7f0b3d91");

  private static final byte[] NAMESPACE_BYTES =
      ByteBuffer.allocate(16)
          .putLong(NAMESPACE.getMostSignificantBits())
          .putLong(NAMESPACE.getLeastSignificantBits())
          .array();

  private final MessageDigest sha1 = sha1();

  /** Open addressing; 0 is an empty slot. */
  private long[] lineHashes = new long[1024];

  private int[] counts = new int[1024];
  private int distinct;

  /** The id of the next line of the file. */
  UUID next(byte[] line) {
    sha1.update(line);
    int occurrence = countAnother(ByteBuffer.wrap(sha1.digest()).getLong());
    sha1.update(NAMESPACE_BYTES);
    sha1.update(line);
    sha1.update(("#" + occurrence).getBytes(StandardCharsets.US_ASCII));
    ByteBuffer hash = ByteBuffer.wrap(sha1.digest());
    return new UUID(
        (hash.getLong() & 0xffff_ffff_ffff_0fffL) | 0x5000L,
        (hash.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
  }

  private int countAnother(long hash) {
    long key = hash == 0 ? 1 : hash;
    int slot = slotOf(lineHashes, key);
    if (lineHashes[slot] == 0) {
      lineHashes[slot] = key;
      counts[slot] = 1;
      if (++distinct > lineHashes.length / 2) {
        grow();
      }
      return 1;
    }
    return ++counts[slot];
  }

  private void grow() {
    long[] widerHashes = new long[2 * lineHashes.length];
    int[] widerCounts = new int[widerHashes.length];
    for (int i = 0; i < lineHashes.length; i++) {
      if (lineHashes[i] != 0) {
        int slot = slotOf(widerHashes, lineHashes[i]);
        widerHashes[slot] = lineHashes[i];
        widerCounts[slot] = counts[i];
      }
    }
    lineHashes = widerHashes;
    counts = widerCounts;
  }

  /**
   * Where the key is, or would be put. The table's length is a power of two, and it is never full.
   */
  private static int slotOf(long[] hashes, long key) {
    int mask = hashes.length - 1;
    int slot = (int) key & mask;
    while (hashes[slot] != 0 && hashes[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
