package io.ringfold.gateway.format;

import io.ringfold.engine.shape.Values;
import java.nio.charset.StandardCharsets;

/** Plain values as JSON text, the form in which the engine keeps a command's meta. */
final class JsonText {
  private JsonText() {}

  static String of(Object plain) {
    FormatBytes out = new FormatBytes();
    JsonWriter writer = new JsonWriter(out);
    Values.walk(plain, writer);
    writer.flush();
    return new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
  }
}
