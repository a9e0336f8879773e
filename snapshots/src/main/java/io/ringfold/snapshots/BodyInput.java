package io.ringfold.snapshots;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a section of an image, nothing beyond it, and believes no length that is larger than what
 * is left of it, so that a lying one cannot allocate memory. The checksum has been checked before:
 * this is the second net, for a file made by hand or by a bug.
 */
final class BodyInput extends Input {

  private static final int BUFFER_BYTES = 1 << 16;

  private final long sectionBytes;
  private long filledBytes;
  private boolean inString;

  /** The numbered ones, as {@link BodyOutput} tells them. */
  private final List<String> strings = new ArrayList<>();

  /**
   * @param body at the section's first byte; left open
   */
  BodyInput(InputStream body, long sectionBytes) {
    super(body, BUFFER_BYTES);
    this.sectionBytes = sectionBytes;
  }

  long remaining() {
    return sectionBytes - total();
  }

  /** Reads to the end of the section, whatever stands there; no more can be read with this. */
  void skipRest() throws IOException {
    byte[] rest = new byte[BUFFER_BYTES];
    int read = 0;
    while (filledBytes < sectionBytes && read >= 0) {
      read =
          getInputStream().read(rest, 0, (int) Math.min(rest.length, sectionBytes - filledBytes));
      filledBytes += Math.max(read, 0);
    }
  }

  @Override
  protected int fill(byte[] buffer, int offset, int count) {
    long most = sectionBytes - filledBytes;
    if (most == 0) {
      return -1;
    }
    // a pipeline may run beside this, on few processors
    Thread.yield();
    int read = super.fill(buffer, offset, (int) Math.min(count, most));
    filledBytes += Math.max(read, 0);
    return read;
  }

  /** A count of things that take a byte or more each. */
  int readLength() {
    int length = readVarInt(true);
    checkLength(length, 1);
    return length;
  }

  /** Believes that there are so many things, of so many bytes or more each, or throws. */
  void checkLength(int length, int leastBytesOfEach) {
    if (length < 0 || (long) length * leastBytesOfEach > remaining()) {
      throw new KryoException(
          "length " + length + " at byte " + total() + ", with " + remaining() + " bytes left");
    }
  }

  @Override
  public String readString() {
    int what = readVarInt(true);
    return switch (what) {
      case BodyOutput.NULL -> null;
      case BodyOutput.LATIN_1 -> numbered(readLatin1());
      case BodyOutput.OTHER -> numbered(readAsKryoDoes());
      default -> string(what - BodyOutput.FIRST_NUMBER);
    };
  }

  private String string(int index) {
    if (index < 0 || index >= strings.size()) {
      throw new KryoException("string " + index + " of " + strings.size() + " at byte " + total());
    }
    return strings.get(index);
  }

  private String numbered(String string) {
    if (strings.size() < BodyOutput.MOST_NUMBERED) {
      strings.add(string);
    }
    return string;
  }

  private String readLatin1() {
    int length = readLength();
    if (length <= limit - position) {
      position += length;
      return new String(buffer, position - length, length, StandardCharsets.ISO_8859_1);
    }
    return new String(readBytes(length), StandardCharsets.ISO_8859_1);
  }

  private String readAsKryoDoes() {
    inString = true;
    try {
      return super.readString();
    } finally {
      inString = false;
    }
  }

  @Override
  public int readVarIntFlag(boolean optimizePositive) {
    int value = super.readVarIntFlag(optimizePositive);
    if (inString && value > 0) {
      checkLength(value - 1, 1);
    }
    return value;
  }

  @Override
  public byte[] readBytes(int length) {
    checkLength(length, 1);
    return super.readBytes(length);
  }

  @Override
  public boolean[] readBooleans(int length) {
    checkLength(length, 1);
    return super.readBooleans(length);
  }

  @Override
  public short[] readShorts(int length) {
    checkLength(length, Short.BYTES);
    return super.readShorts(length);
  }

  @Override
  public char[] readChars(int length) {
    checkLength(length, Character.BYTES);
    return super.readChars(length);
  }

  @Override
  public int[] readInts(int length) {
    checkLength(length, 1); // may be of variable length
    return super.readInts(length);
  }

  @Override
  public int[] readInts(int length, boolean optimizePositive) {
    checkLength(length, 1);
    return super.readInts(length, optimizePositive);
  }

  @Override
  public long[] readLongs(int length) {
    checkLength(length, 1);
    return super.readLongs(length);
  }

  @Override
  public long[] readLongs(int length, boolean optimizePositive) {
    checkLength(length, 1);
    return super.readLongs(length, optimizePositive);
  }

  @Override
  public float[] readFloats(int length) {
    checkLength(length, Float.BYTES);
    return super.readFloats(length);
  }

  @Override
  public double[] readDoubles(int length) {
    checkLength(length, Double.BYTES);
    return super.readDoubles(length);
  }
}
