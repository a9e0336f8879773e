package io.ringfold.analytics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.Map;

/**
 * Plain values as JSON on one line, as the wire writes them: uuids and times as texts, bytes as
 * Base64, and what JSON has no number for (NaN, infinities) as null. Thread-safe.
 */
final class JsonText {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final JsonFactory FACTORY = MAPPER.getFactory();

  private JsonText() {}

  static String of(Object plain) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      write(json, plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Object plain) throws IOException {
    if (plain == null) {
      json.writeNull();
    } else if (plain instanceof String text) {
      json.writeString(text);
    } else if (plain instanceof Long number) {
      json.writeNumber(number);
    } else if (plain instanceof Boolean bool) {
      json.writeBoolean(bool);
    } else if (plain instanceof Double number) {
      if (Double.isFinite(number)) {
        json.writeNumber(number);
      } else {
        json.writeNull();
      }
    } else if (plain instanceof BigDecimal number) {
      json.writeNumber(number);
    } else if (plain instanceof BigInteger number) {
      json.writeNumber(number);
    } else if (plain instanceof byte[] bytes) {
      json.writeString(Base64.getEncoder().encodeToString(bytes));
    } else if (plain instanceof Iterable<?> list) {
      json.writeStartArray();
      for (Object each : list) {
        write(json, each);
      }
      json.writeEndArray();
    } else if (plain instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> each : map.entrySet()) {
        json.writeFieldName((String) each.getKey());
        write(json, each.getValue());
      }
      json.writeEndObject();
    } else {
      json.writeString(plain.toString());
    }
  }

  /**
   * Whether a text is one JSON value.
   *
   * @param text not null
   */
  static boolean isJson(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * A text as plain values: Map, List, String, Integer, Long, BigInteger, BigDecimal, Boolean,
   * null.
   *
   * @throws IOException where it is no JSON
   */
  static Object parse(String text) throws IOException {
    return MAPPER.readValue(text, Object.class);
  }

  /** A text as a tree. */
  static JsonNode tree(String text) throws IOException {
    return MAPPER.readTree(text);
  }
}
