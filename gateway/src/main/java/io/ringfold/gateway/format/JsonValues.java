package io.ringfold.gateway.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON as plain values: Map, List, String, Boolean, Long, BigInteger (beyond 64 bits), BigDecimal
 * (anything with a point or exponent), null.
 */
final class JsonValues {

  /** A number of a greater exponent would take memory by the gigabyte when written out. */
  static final int MAX_SCALE = 1000;

  private JsonValues() {}

  /**
   * A whole text that is one JSON value.
   *
   * @throws MalformedException where it is anything else
   */
  static Object value(byte[] text, int offset, int length) throws MalformedException {
    try (JsonParser parser = Json.FACTORY.createParser(text, offset, length)) {
      return readWhole(parser);
    } catch (IOException | ArithmeticException | NumberFormatException e) {
      throw malformed(e);
    }
  }

  /** A text that was found to be one JSON value before. */
  static Object checked(String text) {
    try (JsonParser parser = Json.FACTORY.createParser(text)) {
      return readWhole(parser);
    } catch (IOException | MalformedException e) {
      throw new IllegalArgumentException("was taken for JSON and is none: " + text, e);
    }
  }

  private static Object readWhole(JsonParser parser) throws IOException, MalformedException {
    if (parser.nextToken() == null) {
      throw new MalformedException("the text is empty");
    }
    Object value = read(parser);
    if (parser.nextToken() != null) {
      throw new MalformedException(
          "after the JSON value, at byte " + offset(parser) + ", something follows");
    }
    return value;
  }

  /** The value whose first token is the parser's current one; afterwards its last one is. */
  static Object read(JsonParser parser) throws IOException, MalformedException {
    switch (parser.currentToken()) {
      case START_OBJECT:
        return readObject(parser);
      case START_ARRAY:
        return readArray(parser);
      case VALUE_STRING:
        return Texts.wellFormed(parser.getText());
      case VALUE_NUMBER_INT:
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
            ? parser.getBigIntegerValue()
            : (Object) parser.getLongValue();
      case VALUE_NUMBER_FLOAT:
        return decimal(parser);
      case VALUE_TRUE:
        return Boolean.TRUE;
      case VALUE_FALSE:
        return Boolean.FALSE;
      case VALUE_NULL:
        return null;
      default:
        throw new MalformedException("at byte " + offset(parser) + ": a value is expected");
    }
  }

  private static Map<String, Object> readObject(JsonParser parser)
      throws IOException, MalformedException {
    Map<String, Object> object = new LinkedHashMap<>();
    String name;
    while ((name = parser.nextFieldName()) != null) {
      Texts.wellFormed(name);
      parser.nextToken();
      object.put(name, read(parser));
    }
    return object;
  }

  private static List<Object> readArray(JsonParser parser) throws IOException, MalformedException {
    List<Object> array = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(read(parser));
    }
    return array;
  }

  private static BigDecimal decimal(JsonParser parser) throws IOException, MalformedException {
    BigDecimal value = parser.getDecimalValue();
    if (!isWithinLimits(value)) {
      throw new MalformedException(
          "number " + parser.getText() + ": its exponent is beyond " + MAX_SCALE);
    }
    return value;
  }

  /** A Long where it is within 64 bits. */
  static Object integer(BigInteger number) {
    return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
  }

  static boolean isWithinLimits(BigDecimal number) {
    return Math.abs((long) number.scale()) <= MAX_SCALE;
  }

  static MalformedException malformed(Exception e) {
    if (e instanceof JsonProcessingException json) {
      String where =
          json.getLocation() == null ? "" : " at byte " + json.getLocation().getByteOffset();
      return new MalformedException(
          "not JSON" + where + ": " + firstLine(json.getOriginalMessage()));
    }
    return new MalformedException("not JSON: " + firstLine(e.getMessage()));
  }

  static long offset(JsonParser parser) {
    return parser.currentTokenLocation().getByteOffset();
  }

  private static String firstLine(String text) {
    if (text == null) {
      return "unreadable";
    }
    int end = text.indexOf('\n');
    String line = end < 0 ? text : text.substring(0, end);
    return line.length() <= 300 ? line : line.substring(0, 300) + "…";
  }
}
