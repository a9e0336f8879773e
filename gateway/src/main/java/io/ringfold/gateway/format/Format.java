package io.ringfold.gateway.format;

import java.util.Map;

/** The formats of the wire: how each is named, read and written. */
public enum Format {
  JSON("application/json", "ringfold.json"),
  /** Tags, names of fields, and names of commands, events and queries are keywords. */
  EDN("application/edn", "ringfold.edn"),
  /** Written in its verbose form; both are read. */
  TRANSIT("application/transit+json", "ringfold.transit+json");

  private final String mediaType;
  private final String subprotocol;

  Format(String mediaType, String subprotocol) {
    this.mediaType = mediaType;
    this.subprotocol = subprotocol;
  }

  /** As in Content-Type and Accept. */
  public String mediaType() {
    return mediaType;
  }

  /** As in Sec-WebSocket-Protocol. */
  public String subprotocol() {
    return subprotocol;
  }

  /** The format of a WebSocket subprotocol; null where there is none of this name. */
  public static Format ofSubprotocol(String name) {
    for (Format each : values()) {
      if (each.subprotocol.equals(name)) {
        return each;
      }
    }
    return null;
  }

  /** The format of a media type without parameters, lower-case; null where it is no format. */
  public static Format ofMediaType(String type) {
    for (Format each : values()) {
      if (each.mediaType.equals(type)) {
        return each;
      }
    }
    return null;
  }

  /** A reader of the frames of one connection. */
  public MessageReader newMessageReader() {
    return switch (this) {
      case JSON -> new JsonMessageReader();
      case EDN -> new PlainMessageReader(EdnValues::read);
      case TRANSIT -> new PlainMessageReader(TransitValues::read);
    };
  }

  /**
   * A whole text that is one value, as plain values: Map with String keys, List, String, Boolean,
   * Long, BigInteger, BigDecimal, Double (EDN and transit), UUID and Instant (EDN and transit),
   * byte[] (transit), null. Keywords are strings. Any thread.
   *
   * @throws MalformedException saying where it is not of this format, or beyond its limits
   */
  public Object read(byte[] text, int offset, int length) throws MalformedException {
    return switch (this) {
      case JSON -> JsonValues.value(text, offset, length);
      case EDN -> EdnValues.read(text, offset, length);
      case TRANSIT -> TransitValues.read(text, offset, length);
    };
  }

  /**
   * Like {@link #read}, of a text that must be an object.
   *
   * @throws MalformedException also where it is anything else
   */
  @SuppressWarnings("unchecked") // the readers make no maps but of String
  public Map<String, Object> readObject(byte[] text, int offset, int length)
      throws MalformedException {
    if (read(text, offset, length) instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new MalformedException("an object is expected");
  }

  ValueWriter newWriter(FormatBytes out) {
    return switch (this) {
      case JSON -> new JsonWriter(out);
      case EDN -> new EdnWriter(out);
      case TRANSIT -> new TransitWriter(out);
    };
  }
}
