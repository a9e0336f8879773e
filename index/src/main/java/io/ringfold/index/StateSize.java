package io.ringfold.index;

import io.ringfold.engine.shape.ValueVisitor;
import io.ringfold.engine.shape.Values;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/** Adds up about how many bytes values take, in memory or as text. Not thread-safe. */
final class StateSize implements ValueVisitor {
  private static final int SCALAR_BYTES = 16;

  private long bytes;

  void add(Object value) {
    Values.walk(value, this);
  }

  long bytes() {
    return bytes;
  }

  private void scalar() {
    bytes += SCALAR_BYTES;
  }

  @Override
  public void nullValue() {
    scalar();
  }

  @Override
  public void bool(boolean value) {
    scalar();
  }

  @Override
  public void integer(long value) {
    scalar();
  }

  @Override
  public void floating(double value) {
    scalar();
  }

  @Override
  public void decimal(BigDecimal value) {
    bytes += SCALAR_BYTES + value.precision();
  }

  @Override
  public void string(String value) {
    bytes += SCALAR_BYTES + value.length();
  }

  @Override
  public void uuid(UUID value) {
    bytes += 2 * SCALAR_BYTES;
  }

  @Override
  public void time(Instant value) {
    bytes += 2 * SCALAR_BYTES;
  }

  @Override
  public void bytes(byte[] value) {
    bytes += SCALAR_BYTES + value.length;
  }

  @Override
  public void beginList(int size) {
    scalar();
  }

  @Override
  public void endList() {
    // counted where it began
  }

  @Override
  public void beginObject(int size) {
    scalar();
  }

  @Override
  public void name(String name) {
    bytes += name.length();
  }

  @Override
  public void endObject() {
    // counted where it began
  }
}
