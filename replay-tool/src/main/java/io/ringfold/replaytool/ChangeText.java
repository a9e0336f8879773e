package io.ringfold.replaytool;

import io.ringfold.engine.compare.Change;
import io.ringfold.engine.shape.Values;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A change of a state, as people and programs are told it. */
final class ChangeText {

  /** Longer values are cut where people read them. */
  private static final int VALUE_WIDTH = 60;

  private ChangeText() {}

  /** Where and what: {@code by-id[ada].balance: 1000 → 750}. */
  static String of(Change change) {
    String path = change.pathText();
    return switch (change.kind()) {
      case ADDED -> path + ": nothing → " + value(change.to());
      case REMOVED -> path + ": " + value(change.from()) + " → nothing";
      case CHANGED -> path + ": " + value(change.from()) + " → " + value(change.to());
      case REORDERED -> path + ": in another order";
    };
  }

  private static String value(Object value) {
    return RecordTable.cut(json(value), VALUE_WIDTH);
  }

  /** The fields of an object that tells it. */
  static void fields(Change change, JsonValues values) {
    values.name("path");
    values.string(change.pathText());
    values.name("kind");
    values.string(change.kind().name().toLowerCase(Locale.ROOT));
    values.name("from");
    Values.walk(change.from(), values);
    values.name("to");
    Values.walk(change.to(), values);
  }

  /** A value as JSON without spaces. */
  static String json(Object value) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (var json = Json.compact(text)) {
      Values.walk(value, new JsonValues(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString(StandardCharsets.UTF_8);
  }
}
