package io.ringfold.snapshots;

import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.ObjectIntMap;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a section of an image as Kryo does, but for its strings: one that stood in the section
 * before is written as its number. State names the same things again and again, as keys, in lists,
 * as the other side of a transfer; so the section is shorter, is read faster, and what was one
 * string in meaning is one in memory afterwards.
 *
 * <pre>
 *   0                              null
 *   1 | length, bytes (Latin-1)    a new one, which gets the next number
 *   2 | as Kryo writes it          a new one with other characters, which gets the next number
 *   3 and more                     the one with this number, which begin at 3
 * </pre>
 *
 * <p>All of these are ints of variable length. Only the first {@link #MOST_NUMBERED} are numbered:
 * that bounds what is remembered, here and when it is read.
 */
final class BodyOutput extends Output {

  static final int NULL = 0;
  static final int LATIN_1 = 1;
  static final int OTHER = 2;
  static final int FIRST_NUMBER = 3;
  static final int MOST_NUMBERED = 1 << 20;

  private final ObjectIntMap<String> numbers = new ObjectIntMap<>();

  BodyOutput(OutputStream body, int bufferBytes) {
    super(body, bufferBytes);
  }

  @Override
  public void writeString(String value) {
    if (value == null) {
      writeVarInt(NULL, true);
      return;
    }
    int number = numbers.get(value, -1);
    if (number >= 0) {
      writeVarInt(number, true);
      return;
    }
    if (numbers.size < MOST_NUMBERED) {
      numbers.put(value, FIRST_NUMBER + numbers.size);
    }
    if (isLatin1(value)) {
      byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
      writeVarInt(LATIN_1, true);
      writeVarInt(bytes.length, true);
      writeBytes(bytes);
    } else {
      writeVarInt(OTHER, true);
      super.writeString(value);
    }
  }

  /** Whoever writes by this reads by {@link BodyInput#readString}. */
  @Override
  public void writeAscii(String value) {
    writeString(value);
  }

  private static boolean isLatin1(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) > 0xFF) {
        return false;
      }
    }
    return true;
  }
}
