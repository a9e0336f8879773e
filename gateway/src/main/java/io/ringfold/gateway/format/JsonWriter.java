package io.ringfold.gateway.format;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * Writes a walked value as JSON straight into memory, without making anything on the way: the same
 * bytes as {@link JsonValueWriter}, of whose generator this is the part that is needed. Several
 * values may follow each other, with nothing between them.
 */
final class JsonWriter implements ValueWriter {
  private final FormatBytes out;
  private final Timestamps timestamps = new Timestamps();
  private int depth;

  /** Whether a comma comes before what is written next. */
  private boolean follows;

  JsonWriter(FormatBytes out) {
    this.out = out;
  }

  private void beginValue() {
    if (follows) {
      out.write(',');
    }
    follows = depth > 0;
  }

  @Override
  public void nullValue() {
    beginValue();
    out.ascii("null");
  }

  @Override
  public void bool(boolean value) {
    beginValue();
    out.ascii(value ? "true" : "false");
  }

  @Override
  public void integer(long value) {
    beginValue();
    out.decimal(value);
  }

  @Override
  public void floating(double value) {
    beginValue();
    out.ascii(Double.isFinite(value) ? Double.toString(value) : "null");
  }

  @Override
  public void decimal(BigDecimal value) {
    beginValue();
    out.ascii(value.toString());
  }

  @Override
  public void string(String value) {
    beginValue();
    out.jsonString(value);
  }

  @Override
  public void uuid(UUID value) {
    beginValue();
    out.write('"');
    out.uuid(value);
    out.write('"');
  }

  @Override
  public void time(Instant value) {
    beginValue();
    out.jsonString(value.toString());
  }

  @Override
  public void time(long micros) {
    beginValue();
    out.write('"');
    timestamps.write(micros, out);
    out.write('"');
  }

  @Override
  public void bytes(byte[] value) {
    beginValue();
    out.jsonString(Base64.getEncoder().encodeToString(value));
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
    beginValue();
    out.write(bracket);
    depth++;
    follows = false;
  }

  private void end(char bracket) {
    out.write(bracket);
    depth--;
    follows = depth > 0;
  }

  @Override
  public void name(String name) {
    beginValue();
    out.jsonString(name);
    endName();
  }

  @Override
  public void field(Word name) {
    word(name);
    endName();
  }

  private void endName() {
    out.write(':');
    follows = false;
  }

  @Override
  public void word(Word word) {
    beginValue();
    out.write(word.quoted(), 0, word.quoted().length);
  }

  @Override
  public void keyword(String name) {
    string(name);
  }

  @Override
  public void json(String text) {
    if (text == null) {
      nullValue();
      return;
    }
    beginValue();
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    out.write(raw, 0, raw.length);
  }

  @Override
  public void flush() {
    // is all there
  }
}
