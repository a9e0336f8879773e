package io.ringfold.replaytool;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * Writes a walked value as the wire writes it: uuids lower-case, times as ISO-8601 in UTC, bytes as
 * Base64, and what JSON has no number for (NaN, infinities) as null.
 */
final class JsonValues implements ValueWriter {

  /** A call of a generator. */
  private interface Call {
    void run() throws IOException;
  }

  private final JsonGenerator json;

  JsonValues(JsonGenerator json) {
    this.json = json;
  }

  @Override
  public void nullValue() {
    write(json::writeNull);
  }

  @Override
  public void bool(boolean value) {
    write(() -> json.writeBoolean(value));
  }

  @Override
  public void integer(long value) {
    write(() -> json.writeNumber(value));
  }

  @Override
  public void floating(double value) {
    if (Double.isFinite(value)) {
      write(() -> json.writeNumber(value));
    } else {
      nullValue();
    }
  }

  @Override
  public void decimal(BigDecimal value) {
    write(() -> json.writeNumber(value));
  }

  @Override
  public void string(String value) {
    write(() -> json.writeString(value));
  }

  @Override
  public void uuid(UUID value) {
    write(() -> json.writeString(value.toString()));
  }

  @Override
  public void time(Instant value) {
    write(() -> json.writeString(value.toString()));
  }

  @Override
  public void bytes(byte[] value) {
    write(() -> json.writeString(Base64.getEncoder().encodeToString(value)));
  }

  @Override
  public void beginList(int size) {
    write(json::writeStartArray);
  }

  @Override
  public void endList() {
    write(json::writeEndArray);
  }

  @Override
  public void beginObject(int size) {
    write(json::writeStartObject);
  }

  @Override
  public void name(String name) {
    write(() -> json.writeFieldName(name));
  }

  @Override
  public void endObject() {
    write(json::writeEndObject);
  }

  @Override
  public void word(String word) {
    string(word);
  }

  @Override
  public void json(String text) {
    if (text == null) {
      nullValue();
    } else {
      write(() -> Json.writeText(json, text));
    }
  }

  private static void write(Call call) {
    try {
      call.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
