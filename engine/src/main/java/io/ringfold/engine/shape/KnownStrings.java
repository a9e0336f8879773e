package io.ringfold.engine.shape;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * Strings that were read lately, so that one which stands in a thousand payloads (an account's id,
 * a user) is made once: its hash is known from then on, two of it compare by identity, and whoever
 * keeps it keeps one. A table of fixed size, in which the newer of two strings takes the place.
 *
 * <p>Thread-safe without a lock: entries are immutable, and a lost one costs a string.
 */
final class KnownStrings {

  /** Ids and names; what is longer is mostly text, and never comes again. */
  private static final int MAX_BYTES = 64;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int TABLE_LENGTH = 1 << 13;
  private static final long PRIME = 0x9E37_79B9_7F4A_7C15L;

  private record Known(byte[] utf8, String value) {}

  private final Known[] table = new Known[TABLE_LENGTH];

  /** The string whose UTF-8 stands there. */
  String get(DirectBuffer buffer, int offset, int length) {
    if (length == 0) {
      return "";
    }
    if (length > MAX_BYTES) {
      return buffer.getStringWithoutLengthUtf8(offset, length);
    }
    int place = hash(buffer, offset, length) & TABLE_LENGTH - 1;
    Known known = table[place];
    if (known != null && known.utf8.length == length && isSame(known.utf8, buffer, offset)) {
      return known.value;
    }
    byte[] utf8 = new byte[length];
    buffer.getBytes(offset, utf8);
    String value = new String(utf8, StandardCharsets.UTF_8);
    table[place] = new Known(utf8, value);
    return value;
  }

  private static boolean isSame(byte[] utf8, DirectBuffer buffer, int offset) {
    int at = 0;
    for (; at + Long.BYTES <= utf8.length; at += Long.BYTES) {
      if ((long) LONGS.get(utf8, at) != buffer.getLong(offset + at, ByteOrder.LITTLE_ENDIAN)) {
        return false;
      }
    }
    for (; at < utf8.length; at++) {
      if (utf8[at] != buffer.getByte(offset + at)) {
        return false;
      }
    }
    return true;
  }

  private static int hash(DirectBuffer buffer, int offset, int length) {
    long hash = length;
    int at = 0;
    for (; at + Long.BYTES <= length; at += Long.BYTES) {
      hash = (hash ^ buffer.getLong(offset + at, ByteOrder.LITTLE_ENDIAN)) * PRIME;
      hash ^= hash >>> 32;
    }
    for (; at < length; at++) {
      hash = (hash ^ buffer.getByte(offset + at)) * PRIME;
    }
    return (int) (hash >>> 40);
  }
}
