package io.ringfold.gateway.format;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** Bytes in memory that grow up to a limit and can be read in place. Not thread-safe. */
final class FormatBytes extends OutputStream {

  /** The limit was reached; what was written is no use. */
  static final class FullException extends RuntimeException {
    FullException(int limit) {
      super("more than " + limit + " bytes", null, false, false);
    }
  }

  private static final int INITIAL = 1 << 10;

  /** Of the longest number of 64 bits. */
  private static final int MAX_DIGITS = 19;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] UPPER_HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  /** What grew beyond this for one message is given back afterwards. */
  private static final int KEPT = 1 << 16;

  private byte[] bytes = new byte[INITIAL];
  private int length;
  private int limit = Integer.MAX_VALUE;

  void reset(int newLimit) {
    length = 0;
    limit = newLimit;
    if (bytes.length > KEPT) {
      bytes = new byte[INITIAL];
    }
  }

  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  @Override
  public void write(int b) {
    reserve(1);
    bytes[length++] = (byte) b;
  }

  @Override
  public void write(byte[] source, int offset, int count) {
    reserve(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  /** Text of ASCII characters only. */
  void ascii(String text) {
    int count = text.length();
    reserve(count);
    for (int i = 0; i < count; i++) {
      bytes[length + i] = (byte) text.charAt(i);
    }
    length += count;
  }

  /** A number in decimal. */
  void decimal(long number) {
    if (number == Long.MIN_VALUE) {
      ascii("-9223372036854775808");
      return;
    }
    long rest = number;
    if (rest < 0) {
      write('-');
      rest = -rest;
    }
    int digits = 1;
    for (long beyond = 10; digits < MAX_DIGITS && rest >= beyond; beyond *= 10) {
      digits++;
    }
    reserve(digits);
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  /** A uuid as it is written everywhere, lower-case. */
  void uuid(UUID uuid) {
    reserve(36);
    long high = uuid.getMostSignificantBits();
    long low = uuid.getLeastSignificantBits();
    hex(high, 64, 8);
    bytes[length++] = '-';
    hex(high, 32, 4);
    bytes[length++] = '-';
    hex(high, 16, 4);
    bytes[length++] = '-';
    hex(low, 64, 4);
    bytes[length++] = '-';
    hex(low, 48, 12);
  }

  /** So many digits, the first one's bits ending below this bit; room was made before. */
  private void hex(long bits, int from, int digits) {
    for (int i = 1; i <= digits; i++) {
      bytes[length++] = HEX[(int) (bits >>> from - 4 * i) & 0xF];
    }
  }

  /**
   * Text between quotation marks as JSON escapes it; half a surrogate pair becomes the replacement
   * character.
   */
  void jsonString(String text) {
    int count = text.length();
    reserve(count + 2);
    bytes[length++] = '"';
    int i = 0;
    for (; i < count; i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x80 || c == '"' || c == '\\') {
        break;
      }
      bytes[length++] = (byte) c;
    }
    if (i < count) {
      jsonRest(text, i);
    }
    write('"');
  }

  private void jsonRest(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        jsonAscii(c);
      } else if (!Character.isSurrogate(c)) {
        codePoint(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        codePoint(Character.toCodePoint(c, text.charAt(++i)));
      } else {
        codePoint('\uFFFD');
      }
    }
  }

  private void jsonAscii(char c) {
    switch (c) {
      case '"' -> ascii("\\\"");
      case '\\' -> ascii("\\\\");
      case '\b' -> ascii("\\b");
      case '\t' -> ascii("\\t");
      case '\n' -> ascii("\\n");
      case '\f' -> ascii("\\f");
      case '\r' -> ascii("\\r");
      default -> {
        if (c >= ' ') {
          write(c);
        } else {
          ascii("\\u00");
          write(UPPER_HEX[c >> 4]);
          write(UPPER_HEX[c & 0xF]);
        }
      }
    }
  }

  /** One code point as UTF-8. */
  void codePoint(int c) {
    if (c < 0x80) {
      write(c);
    } else if (c < 0x800) {
      write(0xC0 | c >> 6);
      write(0x80 | c & 0x3F);
    } else if (c < 0x10000) {
      write(0xE0 | c >> 12);
      write(0x80 | c >> 6 & 0x3F);
      write(0x80 | c & 0x3F);
    } else {
      write(0xF0 | c >> 18);
      write(0x80 | c >> 12 & 0x3F);
      write(0x80 | c >> 6 & 0x3F);
      write(0x80 | c & 0x3F);
    }
  }

  private void reserve(int count) {
    if (count > limit - length) {
      throw new FullException(limit);
    }
    if (count > bytes.length - length) {
      long doubled = Math.max((long) bytes.length * 2, (long) length + count);
      bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, Integer.MAX_VALUE - 8));
    }
  }
}
