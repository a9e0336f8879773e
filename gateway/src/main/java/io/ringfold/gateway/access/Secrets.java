package io.ringfold.gateway.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Session ids and tokens: 256 random bits, of which only the SHA-256 is kept. Nothing slower is
 * needed, as there is nothing to guess; and who looks a secret up by its hash tells nothing by the
 * time that takes. Thread-safe.
 */
final class Secrets {
  private static final int BYTES = 32;
  private static final int MAX_CHARS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Secrets() {}

  /** A new secret: 43 characters that need no escape in a cookie, header or address. */
  static String random() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** So many random bytes in hexadecimal. */
  static String randomHex(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  static byte[] randomBytes(int count) {
    byte[] random = new byte[count];
    RANDOM.nextBytes(random);
    return random;
  }

  /** What is kept of a secret; null where this cannot be one, being too long. */
  static String hash(String secret) {
    if (secret.length() > MAX_CHARS) {
      return null;
    }
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
