package io.ringfold.engine.testkit;

import io.ringfold.engine.shape.BindException;
import io.ringfold.engine.shape.RecordShape;
import java.util.Arrays;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A record as the journal keeps it.
 *
 * @param type of the record
 * @param bytes its fields by position
 */
record Payload<R>(Class<R> type, byte[] bytes) {

  /**
   * Encodes a command or an event.
   *
   * @param what it is, for errors, like {@code event deposited}
   */
  static <R> Payload<R> of(String what, Class<R> type, Object value) {
    RecordShape<R> shape = RecordShape.of(type);
    R typed = type.cast(value);
    try {
      shape.check(typed);
    } catch (BindException e) {
      throw new AssertionError(
          what + " cannot be journaled: " + e.getMessage() + "; it is " + value, e);
    }
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    int length;
    try {
      length = shape.encode(typed, buffer, 0);
    } catch (RuntimeException e) {
      throw new AssertionError(
          what + " cannot be journaled: " + e.getMessage() + "; it is " + value, e);
    }
    return new Payload<>(type, Arrays.copyOf(buffer.byteArray(), length));
  }

  /** A new record of the same content, as a replay makes it. */
  R decode() {
    RecordShape<R> shape = RecordShape.of(type);
    return shape.decoder(shape.fieldType()).decode(new UnsafeBuffer(bytes), 0, bytes.length);
  }

  boolean sameBytes(Payload<?> other) {
    return Arrays.equals(bytes, other.bytes);
  }
}
