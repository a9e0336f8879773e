package io.ringfold.gateway.access;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hashes of passwords: Argon2id (RFC 9106) in the PHC string format, {@code
 * $argon2id$v=19$m=19456,t=2,p=1$salt$hash}. A check costs tens of milliseconds and 19 MiB on
 * purpose, so it never runs on a thread that serves sockets. Thread-safe.
 */
public final class Passwords {

  /** Shorter ones are guessed; NIST SP 800-63B asks for no rule beyond a length. */
  public static final int MIN_CHARS = 8;

  /** Nobody types more; keeps the work for one attempt bounded. */
  public static final int MAX_CHARS = 512;

  // OWASP's choice of parameters: the least memory that it recommends, so that checks in parallel
  // stay small
  private static final int MEMORY_KIB = 19_456;
  private static final int ITERATIONS = 2;
  private static final int LANES = 1;
  private static final int HASH_BYTES = 32;
  private static final int SALT_BYTES = 16;
  private static final int VERSION = 0x13;

  /** What a hand-edited file may ask for at most: a check must not take the server's memory. */
  private static final int MAX_MEMORY_KIB = 1 << 20;

  private static final int MAX_ITERATIONS = 100;
  private static final int MAX_LANES = 16;

  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=([0-9]{1,8}),t=([0-9]{1,4}),p=([0-9]{1,3})"
              + "\\$[A-Za-z0-9+/]{11,86}\\$[A-Za-z0-9+/]{22,86}");

  /** Nobody's password; made once, checked where there is no user, so that it takes as long. */
  private static final String NOBODYS = hash(Secrets.random().toCharArray());

  private Passwords() {}

  /**
   * Why a password cannot be taken.
   *
   * @return null where it can
   */
  public static String complaint(char[] password) {
    if (password.length < MIN_CHARS) {
      return "the password has "
          + password.length
          + " characters, must have at least "
          + MIN_CHARS
          + "; several words make a good one";
    }
    return password.length > MAX_CHARS
        ? "the password has " + password.length + " characters, must have at most " + MAX_CHARS
        : null;
  }

  /** A new hash, with a salt of its own. */
  public static String hash(char[] password) {
    byte[] bytes = bytes(password);
    try {
      return Argon2Function.getInstance(
              MEMORY_KIB, ITERATIONS, LANES, HASH_BYTES, Argon2.ID, VERSION)
          .hash(bytes, Secrets.randomBytes(SALT_BYTES))
          .getResult();
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /**
   * Whether it is the password of this hash. Takes as long where there is none.
   *
   * @param hash null for nobody's: never true
   */
  static boolean matches(char[] password, String hash) {
    if (password.length > MAX_CHARS) {
      return false;
    }
    byte[] bytes = bytes(password);
    try {
      String checked = hash == null ? NOBODYS : hash;
      boolean same =
          Argon2Function.getInstanceFromHash(checked)
              .check(bytes, checked.getBytes(StandardCharsets.US_ASCII));
      return same && hash != null;
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Why this cannot be a hash of a password; null where it can. */
  static String flaw(String hash) {
    Matcher matcher = PHC.matcher(hash);
    if (!matcher.matches()) {
      return "must be like $argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>";
    }
    int memory = Integer.parseInt(matcher.group(1));
    int iterations = Integer.parseInt(matcher.group(2));
    int lanes = Integer.parseInt(matcher.group(3));
    if (lanes < 1
        || lanes > MAX_LANES
        || memory < 8 * lanes
        || memory > MAX_MEMORY_KIB
        || iterations < 1
        || iterations > MAX_ITERATIONS) {
      return "m=" + memory + ",t=" + iterations + ",p=" + lanes + " is out of range";
    }
    return null;
  }

  /** The same bytes for the same password, on whatever keyboard it was typed. */
  private static byte[] bytes(char[] password) {
    return Normalizer.normalize(CharBuffer.wrap(password), Normalizer.Form.NFC)
        .getBytes(StandardCharsets.UTF_8);
  }
}
