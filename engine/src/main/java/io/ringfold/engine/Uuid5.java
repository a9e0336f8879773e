package io.ringfold.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Version-5 uuids: made of a namespace and a name by SHA-1 (RFC 9562, section 5.5). Thread-safe.
 */
public final class Uuid5 {

  /** The namespace of commands that come without a uuid; the name is client-id/client-seq. */
  public static final UUID COMMAND_NAMESPACE =
      UUID.fromString("6f3bd2a4-3a3c-5e6e-9d43-6d1f0c1a7e55");

  // one each for a thread: looking the algorithm up costs more than hashing
  private static final ThreadLocal<MessageDigest> SHA_1 =
      ThreadLocal.withInitial(
          () -> {
            try {
              return MessageDigest.getInstance("SHA-1");
            } catch (NoSuchAlgorithmException e) {
              throw new IllegalStateException("every Java platform has SHA-1", e);
            }
          });

  private Uuid5() {}

  /** The uuid of a name, as UTF-8, in a namespace. */
  public static UUID of(UUID namespace, String name) {
    MessageDigest digest = SHA_1.get();
    digest.reset();
    byte[] space = new byte[16];
    ByteBuffer.wrap(space)
        .putLong(namespace.getMostSignificantBits())
        .putLong(namespace.getLeastSignificantBits());
    digest.update(space);
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(name.getBytes(StandardCharsets.UTF_8)));
    long msb = hash.getLong() & 0xFFFF_FFFF_FFFF_0FFFL | 0x5000L;
    long lsb = hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
    return new UUID(msb, lsb);
  }

  /** The uuid of a command that came without one. */
  public static UUID ofCommand(String clientId, long clientSeq) {
    return of(COMMAND_NAMESPACE, clientId + "/" + clientSeq);
  }

  /** The uuid of the index-th event of a command, from 0. */
  public static UUID ofEvent(UUID commandUuid, int index) {
    return of(commandUuid, Integer.toString(index));
  }
}
