package io.ringfold.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * One connection's commands as text, encoded once: only the digits of their numbers are written for
 * each.
 *
 * <p>A template is a command's last element, {@code {"name", "data"}}. In it stand {@code {n}} for
 * four digits that run from 1000 to 1999 in turn, so that a run touches a thousand things over and
 * over, and {@code {pad}} for as much text as gives the message its size.
 *
 * <p>Not thread-safe.
 */
final class CommandText {

  /** Visits of a thousand pages, in messages of some 90 bytes. */
  static final String VISITS =
      "{\"name\":\"visit-page\",\"data\":{\"url\":\"/load/page/{n}{pad}\"}}";

  private static final String NUMBER = "{n}";
  private static final String PAD = "{pad}";
  private static final int FIRST_NUMBER = 1000;
  private static final int NUMBERS = 1000;
  private static final int NUMBER_DIGITS = 4;

  /** A message's size is reached exactly where its client-seq has so many digits. */
  private static final int SIZED_SEQ_DIGITS = 6;

  private static final int LONGEST_SEQ_DIGITS = 19;

  private final byte[] head;
  private final byte[] body;
  private final int[] numbersAt;
  private byte[] expected;

  /**
   * @param size of a message in bytes; 0 for what it takes without {@code {pad}}
   */
  CommandText(String clientId, String template, int size) {
    head = ascii("[\"cmd\",\"" + clientId + "\",");
    int fixed =
        head.length + SIZED_SEQ_DIGITS + sized(template.replace(PAD, "")).length() + ",]".length();
    String padded = template.replace(PAD, "x".repeat(Math.max(0, size - fixed)));
    String[] parts = padded.split(Pattern.quote(NUMBER), -1);
    numbersAt = new int[parts.length - 1];
    int at = 1;
    for (int i = 0; i < numbersAt.length; i++) {
      at += parts[i].getBytes(StandardCharsets.UTF_8).length;
      numbersAt[i] = at;
      at += NUMBER_DIGITS;
    }
    body = ("," + sized(padded) + "]").getBytes(StandardCharsets.UTF_8);
  }

  /** Whether a template can be made to fill a size. */
  static boolean canBePadded(String template) {
    return template.contains(PAD);
  }

  private static String sized(String template) {
    return template.replace(NUMBER, "0".repeat(NUMBER_DIGITS));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The most that {@link #write} writes. */
  int maxLength() {
    return head.length + LONGEST_SEQ_DIGITS + body.length;
  }

  /** Writes the message of this client-seq, from 1, and returns where it ends. */
  int write(byte[] into, int at, long clientSeq) {
    System.arraycopy(head, 0, into, at, head.length);
    int end = writeDigits(into, at + head.length, clientSeq, digits(clientSeq));
    System.arraycopy(body, 0, into, end, body.length);
    for (int numberAt : numbersAt) {
      writeDigits(into, end + numberAt, FIRST_NUMBER + clientSeq % NUMBERS, NUMBER_DIGITS);
    }
    return end + body.length;
  }

  /** Whether this message stands there, and nothing else. */
  boolean isAt(byte[] bytes, int from, int to, long clientSeq) {
    if (expected == null) {
      expected = new byte[maxLength()];
    }
    return Arrays.equals(bytes, from, to, expected, 0, write(expected, 0, clientSeq));
  }

  private static int digits(long value) {
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    return digits;
  }

  private static int writeDigits(byte[] into, int at, long value, int digits) {
    long rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      into[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return at + digits;
  }
}
