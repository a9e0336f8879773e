package io.ringfold.gateway.format;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * Writes a walked value as JSON: uuids lower-case, times as ISO-8601 in UTC, bytes as Base64, and
 * what JSON has no number for (NaN, infinities) as null.
 *
 * <p>Over Jackson's generator, for what builds on it; plain JSON is written by {@link JsonWriter},
 * to the same bytes.
 */
class JsonValueWriter implements ValueWriter {
  final JsonGenerator generator;
  final Timestamps timestamps = new Timestamps();

  /** Over these bytes; several values may follow each other, with nothing between them. */
  JsonValueWriter(FormatBytes out) {
    try {
      generator = Json.FACTORY.createGenerator(out).setRootValueSeparator(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A text that any decoder takes: half a surrogate pair becomes the replacement character. */
  static String wellFormed(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return withoutHalfPairs(text, i);
      }
    }
    return text;
  }

  private static String withoutHalfPairs(String text, int from) {
    StringBuilder clean = new StringBuilder(text.length()).append(text, 0, from);
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        clean.append(c).append(text.charAt(++i));
      } else {
        clean.append(Character.isSurrogate(c) ? '\uFFFD' : c);
      }
    }
    return clean.toString();
  }

  @Override
  public void nullValue() {
    try {
      generator.writeNull();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void bool(boolean value) {
    try {
      generator.writeBoolean(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void integer(long value) {
    try {
      generator.writeNumber(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void floating(double value) {
    try {
      if (Double.isFinite(value)) {
        generator.writeNumber(value);
      } else {
        generator.writeNull();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void decimal(BigDecimal value) {
    try {
      generator.writeNumber(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void string(String value) {
    try {
      generator.writeString(wellFormed(value));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void uuid(UUID value) {
    try {
      generator.writeString(value.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void time(Instant value) {
    try {
      generator.writeString(value.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void bytes(byte[] value) {
    try {
      generator.writeString(Base64.getEncoder().encodeToString(value));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void beginList(int size) {
    try {
      generator.writeStartArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void endList() {
    try {
      generator.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void beginObject(int size) {
    try {
      generator.writeStartObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void name(String name) {
    try {
      generator.writeFieldName(wellFormed(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void endObject() {
    try {
      generator.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void word(Word word) {
    try {
      generator.writeString(word.json());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void field(Word name) {
    try {
      generator.writeFieldName(name.json());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void keyword(String name) {
    string(name);
  }

  @Override
  public void time(long micros) {
    try {
      generator.writeString(timestamps.text(micros));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void json(String text) {
    try {
      if (text == null) {
        generator.writeNull();
      } else {
        generator.writeRawValue(text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void flush() {
    try {
      generator.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
