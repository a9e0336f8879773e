package io.ringfold.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.UUID;

/**
 * Version-5 uuids: made of a namespace and a name by SHA-1 (RFC 9562, section 5.5). Thread-safe.
 */
public final class Uuid5 {

  /** The namespace of commands that come without a uuid; the name is client-id/client-seq. */
  public static final UUID COMMAND_NAMESPACE =
      UUID.fromString("6f3bd2a4-3a3c-5e6e-9d43-6d1f0c1a7e55");

  // one each for a thread: looking the algorithm up costs more than hashing
  private static final ThreadLocal<Hasher> HASHER = ThreadLocal.withInitial(Hasher::new);

  private Uuid5() {}

  /** The uuid of a name, as UTF-8, in a namespace. */
  public static UUID of(UUID namespace, String name) {
    Hasher hasher = HASHER.get();
    hasher.begin(namespace);
    hasher.put(name);
    return hasher.finish();
  }

  /** The uuid of a command that came without one. */
  public static UUID ofCommand(String clientId, long clientSeq) {
    Hasher hasher = HASHER.get();
    hasher.begin(COMMAND_NAMESPACE);
    hasher.put(clientId);
    hasher.put('/');
    hasher.put(clientSeq);
    return hasher.finish();
  }

  /** The uuid of the index-th event of a command, from 0. */
  public static UUID ofEvent(UUID commandUuid, int index) {
    Hasher hasher = HASHER.get();
    hasher.begin(commandUuid);
    hasher.put((long) index);
    return hasher.finish();
  }

  /** Collects namespace and name and hashes them, making nothing but the uuid. */
  private static final class Hasher {
    private static final int HASH_BYTES = 20;
    private static final VarHandle LONGS =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final MessageDigest digest;
    private final byte[] hash = new byte[HASH_BYTES];
    private byte[] bytes = new byte[256];
    private int length;

    Hasher() {
      try {
        digest = MessageDigest.getInstance("SHA-1");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-1", e);
      }
    }

    void begin(UUID namespace) {
      LONGS.set(bytes, 0, namespace.getMostSignificantBits());
      LONGS.set(bytes, Long.BYTES, namespace.getLeastSignificantBits());
      length = 2 * Long.BYTES;
    }

    void put(char ascii) {
      reserve(1);
      bytes[length++] = (byte) ascii;
    }

    void put(String text) {
      int count = text.length();
      reserve(count);
      for (int i = 0; i < count; i++) {
        char c = text.charAt(i);
        if (c >= 0x80) {
          putUtf8(text, i);
          return;
        }
        bytes[length++] = (byte) c;
      }
    }

    private void putUtf8(String text, int from) {
      byte[] rest = text.substring(from).getBytes(StandardCharsets.UTF_8);
      reserve(rest.length);
      System.arraycopy(rest, 0, bytes, length, rest.length);
      length += rest.length;
    }

    void put(long number) {
      if (number < 0) {
        put(Long.toString(number));
        return;
      }
      int digits = 1;
      for (long rest = number; rest >= 10; rest /= 10) {
        digits++;
      }
      reserve(digits);
      long rest = number;
      for (int i = length + digits - 1; i >= length; i--) {
        bytes[i] = (byte) ('0' + rest % 10);
        rest /= 10;
      }
      length += digits;
    }

    private void reserve(int count) {
      if (count > bytes.length - length) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
      }
    }

    UUID finish() {
      digest.update(bytes, 0, length);
      try {
        digest.digest(hash, 0, HASH_BYTES);
      } catch (DigestException e) {
        throw new IllegalStateException("SHA-1 has " + HASH_BYTES + " bytes", e);
      }
      long msb = (long) LONGS.get(hash, 0) & 0xFFFF_FFFF_FFFF_0FFFL | 0x5000L;
      long lsb =
          (long) LONGS.get(hash, Long.BYTES) & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
      return new UUID(msb, lsb);
    }
  }
}
