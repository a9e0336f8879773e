package io.ringfold.engine.shape;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;

/**
 * SHA-256 over a walk. What is hashed says by itself where each piece ends: each begins with a tag,
 * and what has no fixed length with its length, so that no two walks are hashed alike.
 *
 * <pre>
 *   null 0 · false 1 · true 2
 *   integer   3, 8 bytes                      floating 4, 8 bytes (one NaN only)
 *   decimal   5, 4 bytes scale, 4 bytes n, n bytes unscaled
 *   string    6, 4 bytes n, n bytes UTF-8     name     7, like string
 *   uuid      8, 16 bytes                     time     9, 8 bytes seconds, 4 bytes nanoseconds
 *   bytes    10, 4 bytes n, n bytes
 *   list     11, 4 bytes n, its elements      object  12, 4 bytes n, n × (name, value)
 *   all numbers big-endian
 * </pre>
 */
final class HashVisitor implements ValueVisitor {

  /** One call of the digest for many small pieces. */
  private static final int BUFFER_BYTES = 8192;

  private final MessageDigest digest = sha256();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int used;

  byte[] digest() {
    flush();
    return digest.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private void flush() {
    // a whole state is hashed beside a pipeline, perhaps on few processors
    Thread.yield();
    digest.update(buffer, 0, used);
    used = 0;
  }

  private void room(int bytes) {
    if (used + bytes > buffer.length) {
      flush();
    }
  }

  private void tag(int tag) {
    room(1);
    buffer[used++] = (byte) tag;
  }

  private void put4(int value) {
    room(4);
    for (int shift = 24; shift >= 0; shift -= 8) {
      buffer[used++] = (byte) (value >>> shift);
    }
  }

  private void put8(long value) {
    room(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      buffer[used++] = (byte) (value >>> shift);
    }
  }

  private void putBytes(byte[] bytes) {
    put4(bytes.length);
    if (bytes.length > buffer.length) {
      flush();
      digest.update(bytes);
    } else {
      room(bytes.length);
      System.arraycopy(bytes, 0, buffer, used, bytes.length);
      used += bytes.length;
    }
  }

  @Override
  public void nullValue() {
    tag(0);
  }

  @Override
  public void bool(boolean value) {
    tag(value ? 2 : 1);
  }

  @Override
  public void integer(long value) {
    tag(3);
    put8(value);
  }

  @Override
  public void floating(double value) {
    tag(4);
    put8(Double.doubleToLongBits(value));
  }

  @Override
  public void decimal(BigDecimal value) {
    tag(5);
    put4(value.scale());
    putBytes(value.unscaledValue().toByteArray());
  }

  @Override
  public void string(String value) {
    tag(6);
    putBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void name(String name) {
    tag(7);
    putBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void uuid(UUID value) {
    tag(8);
    put8(value.getMostSignificantBits());
    put8(value.getLeastSignificantBits());
  }

  @Override
  public void time(Instant value) {
    tag(9);
    put8(value.getEpochSecond());
    put4(value.getNano());
  }

  @Override
  public void bytes(byte[] value) {
    tag(10);
    putBytes(value);
  }

  @Override
  public void beginList(int size) {
    tag(11);
    put4(size);
  }

  @Override
  public void endList() {
    // the count at its begin says where it ends
  }

  @Override
  public void beginObject(int size) {
    tag(12);
    put4(size);
  }

  @Override
  public void endObject() {
    // the count at its begin says where it ends
  }
}
