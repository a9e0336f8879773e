package io.ringfold.engine.shape;

import org.agrona.MutableDirectBuffer;

/**
 * UTF-8 from strings without a byte array between. A surrogate without its partner, which UTF-8
 * cannot carry, is written as '?', as {@link String#getBytes(java.nio.charset.Charset)} does.
 */
final class Utf8 {
  private Utf8() {}

  static boolean isAscii(String value) {
    int chars = value.length();
    int i = 0;
    while (i < chars && value.charAt(i) < 0x80) {
      i++;
    }
    return i == chars;
  }

  /** How many bytes the string takes. */
  static int length(String value) {
    int chars = value.length();
    int i = 0;
    long length = 0;
    while (i < chars) {
      char c = value.charAt(i++);
      if (c < 0x80) {
        length++;
      } else if (c < 0x800) {
        length += 2;
      } else if (!Character.isSurrogate(c)) {
        length += 3;
      } else if (isPair(value, i - 1)) {
        length += 4;
        i++;
      } else {
        length++;
      }
    }
    if (length > Integer.MAX_VALUE - 16) {
      throw new IllegalArgumentException("a string of " + length + " bytes: too long to write");
    }
    return (int) length;
  }

  /** Writes the bytes; returns the position after them. */
  static int put(MutableDirectBuffer buffer, int start, String value) {
    int position = start;
    int chars = value.length();
    for (int i = 0; i < chars; i++) {
      char c = value.charAt(i);
      if (c < 0x80) {
        buffer.putByte(position++, (byte) c);
      } else if (c < 0x800) {
        buffer.putByte(position++, (byte) (0xC0 | c >> 6));
        buffer.putByte(position++, (byte) (0x80 | c & 0x3F));
      } else if (!Character.isSurrogate(c)) {
        buffer.putByte(position++, (byte) (0xE0 | c >> 12));
        buffer.putByte(position++, (byte) (0x80 | c >> 6 & 0x3F));
        buffer.putByte(position++, (byte) (0x80 | c & 0x3F));
      } else if (isPair(value, i)) {
        int codePoint = Character.toCodePoint(c, value.charAt(++i));
        buffer.putByte(position++, (byte) (0xF0 | codePoint >> 18));
        buffer.putByte(position++, (byte) (0x80 | codePoint >> 12 & 0x3F));
        buffer.putByte(position++, (byte) (0x80 | codePoint >> 6 & 0x3F));
        buffer.putByte(position++, (byte) (0x80 | codePoint & 0x3F));
      } else {
        buffer.putByte(position++, (byte) '?');
      }
    }
    return position;
  }

  /** Writes the bytes of a string that {@link #isAscii}; returns the position after them. */
  @SuppressWarnings("deprecation") // it drops the upper half of each char, which is zero here
  static int putAscii(MutableDirectBuffer buffer, int start, String value) {
    int end = start + value.length();
    // grows a buffer that can
    buffer.checkLimit(end);
    byte[] array = buffer.byteArray();
    if (array == null) {
      buffer.putStringWithoutLengthAscii(start, value);
    } else {
      // one copy inside of the JDK; char by char it was a third of what the decide stage did
      value.getBytes(0, value.length(), array, buffer.wrapAdjustment() + start);
    }
    return end;
  }

  /** Where the first surrogate without its partner stands; -1 where there is none. */
  static int loneSurrogate(String value) {
    int chars = value.length();
    for (int i = 0; i < chars; i++) {
      if (Character.isSurrogate(value.charAt(i))) {
        if (!isPair(value, i)) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  private static boolean isPair(String value, int i) {
    return Character.isHighSurrogate(value.charAt(i))
        && i + 1 < value.length()
        && Character.isLowSurrogate(value.charAt(i + 1));
  }
}
