package io.ringfold.engine;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * Tells whether two commands with one uuid are the same: 64 bits over the command's name and
 * payload. Stands in snapshots, so it never changes. Not for adversaries: whoever finds a collision
 * gets the first command's answer instead of {@code uuid-reused}.
 */
final class Fingerprint {
  private static final long PRIME = 0x9E37_79B9_7F4A_7C15L;

  private Fingerprint() {}

  static long of(String commandName, DirectBuffer buffer, int offset, int length) {
    long hash = commandName.hashCode() * PRIME ^ length;
    int at = offset;
    for (int end = offset + length - 7; at < end; at += 8) {
      hash = mix(hash, buffer.getLong(at, ByteOrder.LITTLE_ENDIAN));
    }
    for (int end = offset + length; at < end; at++) {
      hash = mix(hash, buffer.getByte(at));
    }
    return hash ^ hash >>> 29;
  }

  private static long mix(long hash, long value) {
    long mixed = (hash ^ value) * PRIME;
    return Long.rotateLeft(mixed ^ mixed >>> 31, 23);
  }
}
