package io.ringfold.snapshots;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import java.io.InputStream;

/**
 * Reads the body of an image and believes no length that is larger than what is left of it, so that
 * a lying one cannot allocate memory. The checksum has been checked before: this is the second net,
 * for a file made by hand or by a bug.
 */
final class BodyInput extends Input {

  private static final int BUFFER_BYTES = 1 << 16;

  private final long bodyBytes;
  private boolean inString;

  BodyInput(InputStream body, long bodyBytes) {
    super(body, BUFFER_BYTES);
    this.bodyBytes = bodyBytes;
  }

  long remaining() {
    return bodyBytes - total();
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
