package io.ringfold.engine.shape;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A record class by its fields. Immutable and thread-safe; one per class, see {@link #of}.
 *
 * @param <R> the record
 */
public final class RecordShape<R> {

  /**
   * The shape of a record class.
   *
   * @throws IllegalArgumentException naming the component whose type cannot be carried
   */
  public static <R> RecordShape<R> of(Class<R> type) {
    throw new UnsupportedOperationException();
  }

  public Class<R> type() {
    throw new UnsupportedOperationException();
  }

  /** The fields, as a FieldType of kind RECORD. */
  public FieldType fieldType() {
    throw new UnsupportedOperationException();
  }

  /**
   * Makes a record of plain values, as a JSON or EDN reader gives them: Map, List, String, Boolean,
   * Integer, Long, BigInteger, Double, BigDecimal, UUID, Instant, null. Strings are taken for
   * integers, uuids and times. Every wrong, missing or unknown field is reported, and what the
   * record's constructor refuses.
   */
  public R bind(Map<String, ?> values) throws BindException {
    throw new UnsupportedOperationException();
  }

  /** Checks a record that was made in code: no null where a value is required. */
  public void check(R value) throws BindException {
    throw new UnsupportedOperationException();
  }

  /**
   * Writes the record's payload: its fields by position, without names.
   *
   * @param buffer grows as needed
   * @return the length written from offset on
   */
  public int encode(R value, MutableDirectBuffer buffer, int offset) {
    throw new UnsupportedOperationException();
  }

  /** Hands over the values of the fields marked with Key, as strings, lists by their elements. */
  public void keys(R value, Consumer<String> consumer) {
    throw new UnsupportedOperationException();
  }

  /**
   * A decoder of payloads that were written with the given fields, matching them to this record's
   * by name: a field that the record no longer has is skipped, one that the payload lacks becomes
   * empty, false, zero, an empty list or map, or null; int widens to long and double, long to
   * double.
   *
   * @throws IllegalArgumentException naming the field whose type cannot be read as the record's
   */
  public Decoder<R> decoder(FieldType written) {
    throw new UnsupportedOperationException();
  }

  /** The names of the Key fields' values found in a payload, without any class. */
  public static List<String> keys(FieldType written, DirectBuffer buffer, int offset) {
    throw new UnsupportedOperationException();
  }

  /** Walks a payload by the fields it was written with, without any class. */
  public static void walk(
      FieldType written, DirectBuffer buffer, int offset, int length, ValueVisitor visitor) {
    throw new UnsupportedOperationException();
  }

  /** Reads payloads of one written shape. Thread-safe. */
  public interface Decoder<R> {
    R decode(DirectBuffer buffer, int offset, int length);
  }
}
