package io.ringfold.gateway.format;

import io.ringfold.engine.shape.ValueVisitor;

/**
 * Writes one text piece by piece, in one of the formats: what every message and every body is
 * described over, once for all formats. Beyond plain values it knows what the formats write
 * differently.
 *
 * <p>Sizes that are handed to {@link #beginList} and {@link #beginObject} are not looked at. Not
 * thread-safe. A writer that threw stands in the middle of a text and is of no use any more.
 */
public interface ValueWriter extends ValueVisitor {

  /** A word of the contract as a value, such as a message's tag: a keyword in EDN. */
  void word(Word word);

  /** The name of a field that the contract knows, then its value. */
  void field(Word name);

  /** The name of a command, an event or a query, as a value: a keyword in EDN. */
  void keyword(String name);

  /** A time in microseconds since the epoch; cheap for times of the same second. */
  void time(long micros);

  /**
   * A value that is kept as JSON text, such as a command's meta.
   *
   * @param text one JSON value that was checked when it came in, or null for none
   */
  void json(String text);

  /** A text, or an empty one where it is null. */
  default void text(String textOrNull) {
    string(textOrNull == null ? "" : textOrNull);
  }

  /** A string or null. */
  default void stringOrNull(String textOrNull) {
    if (textOrNull == null) {
      nullValue();
    } else {
      string(textOrNull);
    }
  }

  /** The beginning of an object whose size nobody has counted. */
  default void beginObject() {
    beginObject(0);
  }

  default void beginList() {
    beginList(0);
  }

  /** Hands everything over to the memory below. */
  void flush();
}
