package io.ringfold.gateway.format;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** The fields around a command's or query's data. Fields that are not known here are ignored. */
public final class Envelopes {

  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern INTEGER_TEXT = Pattern.compile("-?[0-9]{1,19}");

  /** Room for a uuid several times over; a bound, as ids are kept for as long as a connection. */
  static final int MAX_CLIENT_ID_LENGTH = 200;

  private Envelopes() {}

  /**
   * The envelope of a command that came without a client-id, by HTTP: clientId is null.
   *
   * @param body plain values
   * @throws MalformedException naming the field that is wrong
   */
  public static CommandMessage command(Map<?, ?> body) throws MalformedException {
    return command(null, 0, body);
  }

  /**
   * The wish to carry out a migration.
   *
   * @throws MalformedException naming the field that is wrong
   */
  public static MigrationMessage migration(Map<?, ?> body) throws MalformedException {
    Long version = sequence("version", body.get("version"));
    if (version != null && (version < 1 || version > Integer.MAX_VALUE)) {
      throw new MalformedException("version: " + version + " is not a number from 1 on");
    }
    return new MigrationMessage(
        name(body), version == null ? null : version.intValue(), uuid(body.get("uuid")));
  }

  static CommandMessage command(String clientId, long clientSeq, Map<?, ?> body)
      throws MalformedException {
    Object meta = body.get("meta");
    return new CommandMessage(
        clientId,
        clientSeq,
        name(body),
        data(body),
        uuid(body.get("uuid")),
        meta == null ? null : meta instanceof RawJson raw ? raw.text() : JsonText.of(meta),
        sequence("expected-seq", body.get("expected-seq")));
  }

  /**
   * A query's envelope, for WebSocket and HTTP.
   *
   * @throws MalformedException naming the field that is wrong, or not served
   */
  public static QueryMessage query(Map<?, ?> body) throws MalformedException {
    Object asOf = body.get("as-of");
    Instant asOfTime =
        asOf instanceof Instant time ? time : asOf instanceof String text ? time(text) : null;
    return new QueryMessage(
        name(body),
        data(body),
        asOfTime == null ? sequence("as-of", asOf) : null,
        asOfTime,
        sequence("min-seq", body.get("min-seq")),
        Boolean.TRUE.equals(body.get("progress")));
  }

  /** The time that a text gives; null where it is an integer. */
  private static Instant time(String text) throws MalformedException {
    if (INTEGER_TEXT.matcher(text).matches()) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new MalformedException(
          "as-of: \""
              + abbreviated(text)
              + "\" is neither a sequence nor a time like \"2026-01-31T12:00:00Z\"");
    }
  }

  /** A subscription's envelope. */
  static SubscribeMessage subscription(Object id, Map<?, ?> body) throws MalformedException {
    Object updates = body.get("updates");
    if (updates != null && !(updates instanceof String)) {
      throw new MalformedException("updates: " + shown(updates) + " is not a string");
    }
    List<String> clientIds = new ArrayList<>();
    for (Object each : list("client-ids", body.get("client-ids"))) {
      clientIds.add(clientId(each));
    }
    return new SubscribeMessage(
        id,
        sequence("from", body.get("from")),
        body.get("events") == null ? null : names(list("events", body.get("events"))),
        (String) updates,
        clientIds);
  }

  private static List<?> list(String field, Object value) throws MalformedException {
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw new MalformedException(field + ": " + shown(value) + " is not an array");
  }

  private static List<String> names(List<?> values) throws MalformedException {
    List<String> names = new ArrayList<>();
    for (Object each : values) {
      if (!(each instanceof String name)) {
        throw new MalformedException("events: " + shown(each) + " is not a string");
      }
      names.add(name);
    }
    return names;
  }

  /** A client names its subscriptions as it likes, by a string or an integer. */
  static Object subscriptionId(Object value) throws MalformedException {
    if (value instanceof Long) {
      return value;
    }
    if (value instanceof String text && !text.isEmpty() && text.length() <= MAX_CLIENT_ID_LENGTH) {
      return value;
    }
    throw new MalformedException(
        "subscription-id: "
            + shown(value)
            + " is neither an integer nor a string of 1 to "
            + MAX_CLIENT_ID_LENGTH
            + " characters");
  }

  /**
   * A sequence that came as text, in the address of a request.
   *
   * @throws MalformedException naming the field, where it is none
   */
  public static long sequenceText(String field, String text) throws MalformedException {
    return sequence(field, text);
  }

  /**
   * A client-id that came in the address of a request.
   *
   * @throws MalformedException where it is none
   */
  public static String clientIdText(String text) throws MalformedException {
    return clientId(text);
  }

  static String clientId(Object value) throws MalformedException {
    if (!(value instanceof String text)) {
      throw new MalformedException("client-id: " + shown(value) + " is not a string");
    }
    if (text.isEmpty() || text.length() > MAX_CLIENT_ID_LENGTH) {
      throw new MalformedException(
          "client-id: has "
              + text.length()
              + " characters, must have 1 to "
              + MAX_CLIENT_ID_LENGTH);
    }
    return text;
  }

  static long clientSeq(Object value) throws MalformedException {
    Long number = integer("client-seq", value);
    if (number == null) {
      throw new MalformedException("client-seq: is missing, must be an integer");
    }
    return number;
  }

  /** A client may name its queries as it likes, by a string or an integer. */
  static Object queryId(Object value) throws MalformedException {
    if (value instanceof String || value instanceof Long) {
      return value;
    }
    throw new MalformedException("query-id: " + shown(value) + " is neither string nor integer");
  }

  private static String name(Map<?, ?> body) throws MalformedException {
    Object name = body.get("name");
    if (!(name instanceof String text)) {
      throw new MalformedException("name: " + shown(name) + " is not a string");
    }
    return text;
  }

  @SuppressWarnings("unchecked") // the readers make no maps but of String
  private static Map<String, ?> data(Map<?, ?> body) throws MalformedException {
    Object data = body.get("data");
    if (!(data instanceof Map<?, ?> map)) {
      throw new MalformedException("data: " + shown(data) + " is not an object");
    }
    return (Map<String, ?>) map;
  }

  private static UUID uuid(Object value) throws MalformedException {
    if (value == null) {
      return null;
    }
    if (value instanceof UUID uuid) {
      return uuid;
    }
    if (value instanceof String text && isUuid(text)) {
      return UUID.fromString(text);
    }
    throw new MalformedException(
        "uuid: "
            + shown(value)
            + " is no uuid, must be like \"6f3bd2a4-3a3c-5e6e-9d43-6d1f0c1a7e55\"");
  }

  static boolean isUuid(String text) {
    return UUID_TEXT.matcher(text).matches();
  }

  private static Long sequence(String field, Object value) throws MalformedException {
    Long number = integer(field, value);
    if (number != null && number < 0) {
      throw new MalformedException(field + ": " + number + " is negative, must be a sequence");
    }
    return number;
  }

  private static Long integer(String field, Object value) throws MalformedException {
    if (value == null) {
      return null;
    }
    if (value instanceof Long number) {
      return number;
    }
    if (value instanceof String text && INTEGER_TEXT.matcher(text).matches()) {
      try {
        return Long.valueOf(text);
      } catch (NumberFormatException e) {
        throw new MalformedException(field + ": " + text + " is beyond 64 bits");
      }
    }
    if (value instanceof BigInteger number) {
      throw new MalformedException(
          field + ": " + abbreviated(number.toString()) + " is beyond 64 bits");
    }
    throw new MalformedException(field + ": " + shown(value) + " is not an integer");
  }

  static String shown(Object value) {
    if (value == null) {
      return "(missing)";
    }
    if (value instanceof String text) {
      return "\"" + abbreviated(text) + "\"";
    }
    if (value instanceof Long || value instanceof Boolean) {
      return value.toString();
    }
    if (value instanceof BigInteger || value instanceof BigDecimal) {
      return abbreviated(value.toString());
    }
    return value instanceof Map ? "an object" : value instanceof Iterable ? "an array" : "this";
  }

  static String abbreviated(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
