package io.ringfold.replaytool;

import io.ringfold.engine.shape.Values;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import us.bpsm.edn.Keyword;
import us.bpsm.edn.printer.Printer;
import us.bpsm.edn.printer.Printers;

/**
 * Writes a walked value as EDN, on one line: names as keywords where they can be, uuids as {@code
 * #uuid}, times as {@code #inst}, decimals with an {@code M}, bytes as Base64, and what EDN has no
 * number for (NaN, infinities) as nil.
 *
 * @see <a href="https://github.com/edn-format/edn">the format</a>
 */
final class EdnValues implements ValueWriter {

  private final Printer printer;
  private int depth;

  /** Whether a value or a name stands before, in the same collection. */
  private boolean separate;

  EdnValues(Appendable out) {
    printer = Printers.newPrinter(out);
  }

  private Printer next() {
    if (separate) {
      printer.append(' ');
    }
    separate = depth > 0;
    return printer;
  }

  @Override
  public void nullValue() {
    next().append("nil");
  }

  @Override
  public void bool(boolean value) {
    next().printValue(value);
  }

  @Override
  public void integer(long value) {
    next().printValue(value);
  }

  @Override
  public void floating(double value) {
    if (Double.isFinite(value)) {
      next().printValue(value);
    } else {
      nullValue();
    }
  }

  @Override
  public void decimal(BigDecimal value) {
    next().printValue(value);
  }

  @Override
  public void string(String value) {
    next().printValue(value);
  }

  @Override
  public void uuid(UUID value) {
    next().append("#uuid \"").append(value.toString()).append('"');
  }

  @Override
  public void time(Instant value) {
    next().append("#inst \"").append(value.toString()).append('"');
  }

  @Override
  public void bytes(byte[] value) {
    string(Base64.getEncoder().encodeToString(value));
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
    next().append(bracket);
    depth++;
    separate = false;
  }

  private void end(char bracket) {
    printer.append(bracket);
    depth--;
    separate = depth > 0;
  }

  @Override
  public void name(String name) {
    word(name);
  }

  @Override
  public void word(String word) {
    if (isKeyword(word)) {
      next().printValue(Keyword.newKeyword(word));
    } else {
      string(word);
    }
  }

  /** Whether {@code :text} is read everywhere as a keyword of exactly this text. */
  private static boolean isKeyword(String text) {
    return text.matches("[A-Za-z][A-Za-z0-9._-]*");
  }

  @Override
  public void json(String text) {
    Values.walk(text == null ? null : Json.plainOrText(text), this);
  }
}
