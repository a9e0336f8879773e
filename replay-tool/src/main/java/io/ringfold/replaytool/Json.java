package io.ringfold.replaytool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ringfold.engine.shape.ValueVisitor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** JSON as this tool writes it: UTF-8, one value after the other, each on a line of its own. */
final class Json {

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          // whoever writes several ends each line; a blank before the next is no part of it
          .rootValueSeparator((String) null)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          // what was cut short by a failure must not look whole
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          .build();

  private static final ObjectReader PLAIN =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build()
          .reader();

  private Json() {}

  /** Without spaces; for programs. */
  static JsonGenerator compact(OutputStream out) throws IOException {
    return FACTORY.createGenerator(out);
  }

  /** Indented; for people. */
  static JsonGenerator pretty(OutputStream out) throws IOException {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(indenter);
    printer.indentArraysWith(indenter);
    return FACTORY.createGenerator(out).setPrettyPrinter(printer);
  }

  /** A value that is walked, as JSON without spaces. */
  static String text(Consumer<ValueVisitor> walk) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      walk.accept(new JsonValues(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * A JSON text as plain values: Map, List, String, Boolean, Integer, Long, BigInteger, BigDecimal,
   * null.
   *
   * @throws IOException where it is not one JSON value
   */
  static Object plain(String text) throws IOException {
    return PLAIN.readValue(text, Object.class);
  }

  /** The same; a text that is no JSON as a string. */
  static Object plainOrText(String text) {
    try {
      return plain(text);
    } catch (IOException e) {
      return text;
    }
  }

  /**
   * Writes a JSON text as the value that it is, on one line; a text that is no JSON as a string.
   */
  static void writeText(JsonGenerator json, String text) throws IOException {
    StringWriter copy = new StringWriter(text.length());
    try (JsonParser parser = FACTORY.createParser(text);
        JsonGenerator generator = FACTORY.createGenerator(copy)) {
      parser.nextToken();
      generator.copyCurrentStructureExact(parser);
      if (parser.nextToken() != null) {
        throw new IOException("more than one value");
      }
    } catch (IOException e) {
      json.writeString(text);
      return;
    }
    json.writeRawValue(copy.toString());
  }
}
