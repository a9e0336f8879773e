package io.ringfold.gateway.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON as plain values: Map, List, String, Boolean, Long, BigInteger (beyond 64 bits), BigDecimal
 * (anything with a point or exponent), null.
 */
public final class JsonValues {

  /** A number of a greater exponent would take memory by the gigabyte when written out. */
  private static final int MAX_SCALE = 1000;

  private JsonValues() {}

  /**
   * A whole text that is one JSON object.
   *
   * @throws MalformedException where it is anything else
   */
  public static Map<String, Object> object(byte[] text, int offset, int length)
      throws MalformedException {
    try (JsonParser parser = Json.FACTORY.createParser(text, offset, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedException("a JSON object is expected");
      }
      Map<String, Object> object = readObject(parser);
      if (parser.nextToken() != null) {
        throw new MalformedException(
            "after the JSON object, at byte " + offset(parser) + ", something follows");
      }
      return object;
    } catch (IOException | ArithmeticException | NumberFormatException e) {
      throw malformed(e);
    }
  }

  /** The value whose first token is the parser's current one; afterwards its last one is. */
  static Object read(JsonParser parser) throws IOException, MalformedException {
    switch (parser.currentToken()) {
      case START_OBJECT:
        return readObject(parser);
      case START_ARRAY:
        return readArray(parser);
      case VALUE_STRING:
        return wellFormed(parser.getText());
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
      wellFormed(name);
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
    if (Math.abs((long) value.scale()) > MAX_SCALE) {
      throw new MalformedException(
          "number " + parser.getText() + ": its exponent is beyond " + MAX_SCALE);
    }
    return value;
  }

  /** JSON can spell half a surrogate pair; no other format can carry it, the journal neither. */
  static String wellFormed(String text) throws MalformedException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isHighSurrogate(c)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          i++;
        } else {
          throw new MalformedException(
              String.format("a string holds \\u%04x without the other half of its pair", (int) c));
        }
      }
    }
    return text;
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
