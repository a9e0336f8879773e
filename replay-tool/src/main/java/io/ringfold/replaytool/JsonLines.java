package io.ringfold.replaytool;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Prints JSON values, one a line; a line is printed as a whole or not at all. */
final class JsonLines {

  private final Output out;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final JsonGenerator json;
  private final JsonValues values;

  JsonLines(Output out) {
    this.out = out;
    try {
      json = Json.compact(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    values = new JsonValues(json);
  }

  /** Takes the value of the line. */
  JsonValues values() {
    return values;
  }

  /** Prints it. */
  void end() {
    try {
      json.writeRaw('\n');
      json.flush();
      line.writeTo(out);
      line.reset();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
