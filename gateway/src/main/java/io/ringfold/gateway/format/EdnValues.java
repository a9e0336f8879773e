package io.ringfold.gateway.format;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import us.bpsm.edn.EdnException;
import us.bpsm.edn.parser.CollectionBuilder;
import us.bpsm.edn.parser.Parseable;
import us.bpsm.edn.parser.Parser;
import us.bpsm.edn.parser.Parsers;

/**
 * EDN as plain values, see {@link Format#read}: keywords and characters as strings, vectors, lists
 * and sets as lists. Symbols and tags other than {@code #uuid} and {@code #inst} are refused, and
 * keys of maps that are neither keyword nor string.
 */
final class EdnValues {

  /** What an unchecked place of the parser throws on the way out. */
  private static final class Refused extends RuntimeException {
    Refused(String message) {
      super(message, null, false, false);
    }
  }

  private static final Parser.Config CONFIG =
      Parsers.newParserConfigBuilder()
          .setListFactory(ListBuilder::new)
          .setVectorFactory(ListBuilder::new)
          .setSetFactory(ListBuilder::new)
          .setMapFactory(MapBuilder::new)
          .putTagHandler(Parser.Config.EDN_UUID, (tag, value) -> uuid(value))
          .putTagHandler(Parser.Config.EDN_INSTANT, (tag, value) -> time(value))
          .putTagHandler(
              Parser.Config.BIG_INTEGER_TAG, (tag, value) -> JsonValues.integer((BigInteger) value))
          .putTagHandler(Parser.Config.BIG_DECIMAL_TAG, (tag, value) -> decimal(value))
          .putTagHandler(Parser.Config.DOUBLE_TAG, (tag, value) -> finite(value))
          .build();

  private EdnValues() {}

  /** A whole text that is one value. */
  static Object read(byte[] bytes, int offset, int length) throws MalformedException {
    String text = EdnGuard.checked(new String(bytes, offset, length, StandardCharsets.UTF_8));
    try {
      Parser parser = Parsers.newParser(CONFIG);
      Parseable source = Parsers.newParseable(text);
      Object value = parser.nextValue(source);
      if (value == Parser.END_OF_INPUT) {
        throw new MalformedException("the text is empty");
      }
      if (parser.nextValue(source) != Parser.END_OF_INPUT) {
        throw new MalformedException("after the EDN value, something follows");
      }
      return plain(value);
    } catch (Refused | EdnException | NumberFormatException | IndexOutOfBoundsException e) {
      throw new MalformedException("not EDN that is understood here: " + firstLine(e));
    }
  }

  private static Object plain(Object value) {
    if (value instanceof String text) {
      return wellFormed(text);
    }
    if (value instanceof Character character) {
      return wellFormed(character.toString());
    }
    if (value == null
        || value instanceof Boolean
        || value instanceof Number
        || value instanceof UUID
        || value instanceof Instant
        || value instanceof List
        || value instanceof Map) {
      return value;
    }
    throw new Refused(Envelopes.abbreviated(String.valueOf(value)) + " is a symbol, or tagged");
  }

  private static String wellFormed(String text) {
    try {
      return Texts.wellFormed(text);
    } catch (MalformedException e) {
      throw new Refused(e.getMessage());
    }
  }

  private static UUID uuid(Object value) {
    if (value instanceof String text && Envelopes.isUuid(text)) {
      return UUID.fromString(text);
    }
    throw new Refused("#uuid is followed by " + Envelopes.shown(value) + ", not by a uuid");
  }

  private static Instant time(Object value) {
    if (value instanceof String text) {
      try {
        return OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeException e) {
        // said below
      }
    }
    throw new Refused(
        "#inst is followed by "
            + Envelopes.shown(value)
            + ", not by a time like \"2026-01-31T12:00:00Z\"");
  }

  private static BigDecimal decimal(Object value) {
    BigDecimal number = (BigDecimal) value;
    if (!JsonValues.isWithinLimits(number)) {
      throw new Refused("a number's exponent is beyond " + JsonValues.MAX_SCALE);
    }
    return number;
  }

  private static Double finite(Object value) {
    Double number = (Double) value;
    if (number.isInfinite()) {
      throw new Refused("a number is beyond what a double holds; write it with an M");
    }
    return number;
  }

  private static String firstLine(RuntimeException e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.length() <= 300 ? message : message.substring(0, 300) + "…";
  }

  private static final class ListBuilder implements CollectionBuilder {
    private final List<Object> list = new ArrayList<>();

    @Override
    public void add(Object value) {
      list.add(plain(value));
    }

    @Override
    public Object build() {
      return list;
    }
  }

  private static final class MapBuilder implements CollectionBuilder {
    private final Map<String, Object> map = new LinkedHashMap<>();
    private String key;

    @Override
    public void add(Object value) {
      Object plain = plain(value);
      if (key != null) {
        map.put(key, plain);
        key = null;
      } else if (value instanceof String) {
        key = (String) plain;
        if (map.containsKey(key)) {
          throw new Refused("duplicate key " + Envelopes.shown(key));
        }
      } else {
        throw new Refused("a key of a map is neither keyword nor string");
      }
    }

    @Override
    public Object build() {
      if (key != null) {
        throw new Refused("the key " + Envelopes.shown(key) + " has no value");
      }
      return map;
    }
  }
}
