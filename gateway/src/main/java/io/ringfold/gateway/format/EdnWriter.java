package io.ringfold.gateway.format;

import io.ringfold.engine.shape.Values;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * Writes EDN: names of fields as keywords where they can be (a key of a domain's map that cannot
 * stays a string), uuids as {@code #uuid}, times as {@code #inst}, decimals with an {@code M},
 * bytes as Base64, and what EDN has no number for (NaN, infinities) as nil.
 *
 * <p>Written by hand because edn-java prints whole object trees only.
 *
 * @see <a href="https://github.com/edn-format/edn">the format</a>
 */
final class EdnWriter implements ValueWriter {
  private final FormatBytes out;
  private final Timestamps timestamps = new Timestamps();

  /** Whether a value or name stands before, in the same collection. */
  private boolean separate;

  private int depth;

  EdnWriter(FormatBytes out) {
    this.out = out;
  }

  /** Whether {@code :text} is read everywhere as a keyword of exactly this text. */
  static boolean isKeyword(String text) {
    if (text.isEmpty() || !isLetter(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isLetter(c) && !(c >= '0' && c <= '9') && c != '-' && c != '_' && c != '.') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private void separate() {
    if (separate) {
      out.write(' ');
    }
    separate = depth > 0;
  }

  private void atom(String ascii) {
    separate();
    out.ascii(ascii);
  }

  @Override
  public void nullValue() {
    atom("nil");
  }

  @Override
  public void bool(boolean value) {
    atom(value ? "true" : "false");
  }

  @Override
  public void integer(long value) {
    atom(Long.toString(value));
  }

  @Override
  public void floating(double value) {
    atom(Double.isFinite(value) ? Double.toString(value) : "nil");
  }

  @Override
  public void decimal(BigDecimal value) {
    atom(value + "M");
  }

  @Override
  public void string(String value) {
    separate();
    out.write('"');
    int length = value.length();
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> out.ascii("\\\"");
        case '\\' -> out.ascii("\\\\");
        case '\n' -> out.ascii("\\n");
        case '\r' -> out.ascii("\\r");
        case '\t' -> out.ascii("\\t");
        default -> {
          if (!Character.isSurrogate(c)) {
            out.codePoint(c);
          } else if (Character.isHighSurrogate(c)
              && i + 1 < length
              && Character.isLowSurrogate(value.charAt(i + 1))) {
            out.codePoint(Character.toCodePoint(c, value.charAt(++i)));
          } else {
            out.codePoint(0xFFFD);
          }
        }
      }
    }
    out.write('"');
  }

  @Override
  public void uuid(UUID value) {
    atom("#uuid \"" + value + "\"");
  }

  @Override
  public void time(Instant value) {
    atom("#inst \"" + value + "\"");
  }

  @Override
  public void time(long micros) {
    atom("#inst \"" + timestamps.text(micros) + "\"");
  }

  @Override
  public void bytes(byte[] value) {
    atom("\"" + Base64.getEncoder().encodeToString(value) + "\"");
  }

  @Override
  public void beginList(int size) {
    begin('[');
  }

  @Override
  public void endList() {
    end(']');
  }

  @Override
  public void beginObject(int size) {
    begin('{');
  }

  @Override
  public void endObject() {
    end('}');
  }

  private void begin(char bracket) {
    separate();
    out.write(bracket);
    depth++;
    separate = false;
  }

  private void end(char bracket) {
    out.write(bracket);
    depth--;
    separate = depth > 0;
  }

  @Override
  public void name(String name) {
    keyword(name);
  }

  @Override
  public void word(Word word) {
    separate();
    out.write(':');
    out.ascii(word.text());
  }

  @Override
  public void field(Word name) {
    word(name);
  }

  @Override
  public void keyword(String name) {
    if (isKeyword(name)) {
      separate();
      out.write(':');
      out.ascii(name);
    } else {
      string(name);
    }
  }

  @Override
  public void json(String text) {
    if (text == null) {
      nullValue();
    } else {
      Values.walk(JsonValues.checked(text), this);
    }
  }

  @Override
  public void flush() {
    // nothing is held back
  }
}
