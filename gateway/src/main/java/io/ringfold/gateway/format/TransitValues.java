package io.ringfold.gateway.format;

import com.cognitect.transit.ArrayReadHandler;
import com.cognitect.transit.ArrayReader;
import com.cognitect.transit.DefaultReadHandler;
import com.cognitect.transit.MapReader;
import com.cognitect.transit.ReadHandler;
import com.cognitect.transit.impl.AbstractParser;
import com.cognitect.transit.impl.ReadCache;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Transit over JSON as plain values, see {@link Format#read}: keywords and characters as strings,
 * lists and sets as lists. Other tags (symbols, uris, links, maps with composite keys) are refused.
 *
 * <p>transit-java's parser is used, but not its factory: that would read from a JSON parser without
 * our limits, convert numbers of any length, take half a tag for a whole one, and need msgpack and
 * JAXB on the class path.
 */
final class TransitValues {

  private static final class Refused extends RuntimeException {
    Refused(String message) {
      super(message, null, false, false);
    }
  }

  private static final Map<String, ReadHandler<?, ?>> HANDLERS = handlers();

  private static final DefaultReadHandler<Object> UNKNOWN =
      (tag, value) -> {
        throw new Refused("tag " + Envelopes.shown(tag) + " is not understood here");
      };

  private TransitValues() {}

  /** A whole text that is one value. */
  static Object read(byte[] text, int offset, int length) throws MalformedException {
    try (JsonParser json = new Strict(Json.FACTORY.createParser(text, offset, length))) {
      Object value =
          new com.cognitect.transit.impl.JsonParser(
                  json, HANDLERS, UNKNOWN, new Objects(), new Lists())
              .parse(new Cache());
      if (json.nextToken() != null) {
        throw new MalformedException(
            "after the transit value, at byte " + JsonValues.offset(json) + ", something follows");
      }
      return plain(value);
    } catch (IOException | NumberFormatException e) {
      throw JsonValues.malformed(e);
    } catch (Refused | IndexOutOfBoundsException | ClassCastException e) {
      throw new MalformedException("not transit that is understood here: " + e.getMessage());
    }
  }

  /** What may stand in a list or a map. */
  private static Object plain(Object value) {
    if (value instanceof String text) {
      try {
        return Texts.wellFormed(text);
      } catch (MalformedException e) {
        throw new Refused(e.getMessage());
      }
    }
    if (value == null
        || value instanceof Boolean
        || value instanceof Number
        || value instanceof UUID
        || value instanceof Instant
        || value instanceof byte[]
        || value instanceof List
        || value instanceof Map) {
      return value;
    }
    throw new Refused("a tag stands where a value is expected");
  }

  private static Map<String, ReadHandler<?, ?>> handlers() {
    Map<String, ReadHandler<?, ?>> handlers = new HashMap<>();
    scalar(handlers, ":", text -> text);
    scalar(handlers, "c", text -> text);
    scalar(handlers, "i", TransitValues::integer);
    scalar(handlers, "n", TransitValues::integer);
    scalar(handlers, "f", TransitValues::decimal);
    scalar(handlers, "d", TransitValues::floating);
    scalar(handlers, "u", TransitValues::uuid);
    scalar(handlers, "t", TransitValues::time);
    scalar(handlers, "b", text -> Base64.getDecoder().decode(text));
    scalar(
        handlers,
        "?",
        text -> {
          if (text.equals("t") || text.equals("f")) {
            return text.equals("t");
          }
          throw new IllegalArgumentException("neither t nor f");
        });
    handlers.put("_", (ReadHandler<Object, Object>) nothing -> null);
    handlers.put("m", (ReadHandler<Object, Object>) TransitValues::millis);
    handlers.put("list", new ListHandler());
    handlers.put("set", new ListHandler());
    return Map.copyOf(handlers);
  }

  private interface FromText {
    Object read(String text);
  }

  private static void scalar(
      Map<String, ReadHandler<?, ?>> handlers, String tag, FromText fromText) {
    ReadHandler<Object, Object> handler =
        value -> {
          if (value instanceof String text) {
            try {
              return fromText.read(text);
            } catch (IllegalArgumentException | DateTimeException e) {
              // said below
            }
          }
          throw new Refused("~" + tag + " is followed by " + Envelopes.shown(value));
        };
    handlers.put(tag, handler);
  }

  private static Object integer(String text) {
    requireShort(text);
    return JsonValues.integer(new BigInteger(text));
  }

  private static BigDecimal decimal(String text) {
    requireShort(text);
    BigDecimal number = new BigDecimal(text);
    if (!JsonValues.isWithinLimits(number)) {
      throw new IllegalArgumentException();
    }
    return number;
  }

  private static Double floating(String text) {
    requireShort(text);
    return finite(Double.parseDouble(text));
  }

  private static double finite(double number) {
    if (Double.isInfinite(number)) {
      throw new Refused("a number is beyond what a double holds");
    }
    return number;
  }

  private static void requireShort(String text) {
    if (text.length() > Json.MAX_NUMBER_LENGTH) {
      throw new Refused("a number has more than " + Json.MAX_NUMBER_LENGTH + " characters");
    }
  }

  private static UUID uuid(String text) {
    if (!Envelopes.isUuid(text)) {
      throw new IllegalArgumentException();
    }
    return UUID.fromString(text);
  }

  private static Instant time(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }

  /** {@code ~m}: milliseconds, as a number or its digits. */
  private static Instant millis(Object value) {
    Object number = value instanceof String text ? integer(text) : value;
    if (number instanceof Long millis) {
      return Instant.ofEpochMilli(millis);
    }
    throw new Refused("~m is followed by " + Envelopes.shown(value));
  }

  /**
   * Refuses what transit-java's parser would read past: it takes whatever token comes where a value
   * is due, the end of a collection too.
   */
  private static final class Strict extends JsonParserDelegate {
    Strict(JsonParser json) {
      super(json);
    }

    @Override
    @Deprecated
    public JsonToken getCurrentToken() {
      JsonToken token = delegate.currentToken();
      if (token == null || token == JsonToken.END_ARRAY || token == JsonToken.END_OBJECT) {
        throw new Refused("a tag or a key has no value, or more than one");
      }
      return token;
    }

    @Override
    public double getDoubleValue() throws IOException {
      return finite(super.getDoubleValue());
    }
  }

  /** Refuses a code that nothing stands behind. */
  private static final class Cache extends ReadCache {
    @Override
    public Object cacheRead(String text, boolean asMapKey, AbstractParser parser) {
      Object value = super.cacheRead(text, asMapKey, parser);
      if (value == null && text.startsWith("^")) {
        throw new Refused("the cache code " + Envelopes.shown(text) + " stands for nothing");
      }
      return value;
    }
  }

  private static final class Lists implements ArrayReader<List<Object>, List<Object>, Object> {
    @Override
    public List<Object> init() {
      return new ArrayList<>();
    }

    @Override
    public List<Object> init(int size) {
      return new ArrayList<>();
    }

    @Override
    public List<Object> add(List<Object> list, Object item) {
      list.add(plain(item));
      return list;
    }

    @Override
    public List<Object> complete(List<Object> list) {
      return list;
    }
  }

  private static final class ListHandler
      implements ArrayReadHandler<List<Object>, List<Object>, Object, Object> {
    @Override
    public List<Object> fromRep(Object value) {
      throw new Refused("a list or set is followed by " + Envelopes.shown(value));
    }

    @Override
    public ArrayReader<List<Object>, List<Object>, Object> arrayReader() {
      return new Lists();
    }
  }

  private static final class Objects
      implements MapReader<Map<Object, Object>, Map<Object, Object>, Object, Object> {
    @Override
    public Map<Object, Object> init() {
      return new LinkedHashMap<>();
    }

    @Override
    public Map<Object, Object> init(int size) {
      return new LinkedHashMap<>();
    }

    @Override
    public Map<Object, Object> add(Map<Object, Object> map, Object key, Object value) {
      if (!(plain(key) instanceof String text)) {
        throw new Refused("a key of a map is neither keyword nor string");
      }
      if (map.containsKey(text)) {
        throw new Refused("duplicate key " + Envelopes.shown(text));
      }
      map.put(text, plain(value));
      return map;
    }

    @Override
    public Map<Object, Object> complete(Map<Object, Object> map) {
      return map;
    }
  }
}
