package io.ringfold.gateway.http;

import io.ringfold.gateway.format.Format;
import io.ringfold.gateway.format.MalformedException;
import io.ringfold.gateway.intake.FormFields;
import io.ringfold.gateway.intake.GatewayCodes;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The body of a request as plain values, whatever it is written in.
 *
 * <p>A form's fields are texts: those of the envelope by their names ({@code name}, {@code uuid},
 * {@code as-of}, …), those of the data either all in one field {@code data} as a JSON object or
 * each in its own, {@code data.<field>}, see {@link FormFields}. An empty field counts as not
 * there: that is how a browser sends what was not filled in.
 */
public final class RequestBody {

  /** Takes the values of a body, or refuses them. */
  public interface Receiver {
    /** On the exchange's I/O thread, as it is: must not block, and ends the exchange some time. */
    void receive(Map<String, Object> body) throws MalformedException, ProblemException;
  }

  private static final int MAX_FORM_FIELDS = 1000;
  private static final String DATA_PREFIX = "data.";

  private RequestBody() {}

  /**
   * Reads the body without blocking and hands it over; answers with a problem where it cannot be
   * read (400, 413), where it is of no known type (415), or where the receiver refuses it.
   *
   * @param maxBytes what the server was told to take at most, for the message
   */
  public static void read(HttpServerExchange exchange, int maxBytes, Receiver receiver) {
    Negotiation.BodyType type;
    try {
      type = Negotiation.body(exchange);
    } catch (ProblemException e) {
      e.problem().send(exchange);
      return;
    }
    exchange
        .getRequestReceiver()
        .receiveFullBytes(
            (received, bytes) -> receive(received, values(type.format(), bytes), receiver),
            (failed, cause) -> unreadable(failed, cause, maxBytes));
  }

  /** Reading that may fail, put off to where failures are answered. */
  private interface Reading {
    Map<String, Object> read() throws MalformedException;
  }

  private static Reading values(Format format, byte[] bytes) {
    return () -> {
      String text = utf8(bytes);
      return format == null ? form(text) : format.readObject(bytes, 0, bytes.length);
    };
  }

  /** Strictly: two readers must not see two texts in the same bytes (RFC 3629, 10). */
  private static String utf8(byte[] bytes) throws MalformedException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException("the body is not UTF-8: " + e.getMessage());
    }
  }

  private static void receive(HttpServerExchange exchange, Reading body, Receiver receiver) {
    try {
      receiver.receive(body.read());
    } catch (MalformedException e) {
      Problem.of(GatewayCodes.MALFORMED_MESSAGE, e.getMessage()).send(exchange);
    } catch (ProblemException e) {
      e.problem().send(exchange);
    }
  }

  private static void unreadable(HttpServerExchange exchange, IOException cause, int maxBytes) {
    if (cause instanceof RequestTooBigException) {
      Problem.of(
              GatewayCodes.MESSAGE_TOO_LARGE,
              "the body has more than " + maxBytes + " bytes (max-frame-bytes)")
          .send(exchange);
    } else {
      // the connection broke off: nobody will read this
      exchange.setStatusCode(StatusCodes.BAD_REQUEST).endExchange();
    }
  }

  /** An {@code application/x-www-form-urlencoded} text as an envelope. */
  static Map<String, Object> form(String text) throws MalformedException {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    int count = 0;
    for (String pair : text.split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      if (++count > MAX_FORM_FIELDS) {
        throw new MalformedException("the form has more than " + MAX_FORM_FIELDS + " fields");
      }
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
      if (!value.isEmpty()) {
        fields.computeIfAbsent(name, any -> new ArrayList<>(1)).add(value);
      }
    }
    return envelope(fields);
  }

  /**
   * The fields of a form or of a query string as an envelope.
   *
   * @throws MalformedException where a field is there twice that must not be, or data is both ways
   */
  static Map<String, Object> envelope(Map<String, List<String>> fields) throws MalformedException {
    Map<String, Object> envelope = new LinkedHashMap<>();
    Map<String, List<String>> data = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> field : fields.entrySet()) {
      if (field.getKey().startsWith(DATA_PREFIX)) {
        data.put(field.getKey().substring(DATA_PREFIX.length()), field.getValue());
      } else if (field.getValue().size() > 1) {
        throw new MalformedException("field " + field.getKey() + " is given more than once");
      } else {
        envelope.put(field.getKey(), field.getValue().get(0));
      }
    }
    if (!(envelope.get("data") instanceof String json)) {
      envelope.put("data", new FormFields(data));
    } else if (!data.isEmpty()) {
      throw new MalformedException("data is given as JSON and as fields " + DATA_PREFIX + "…");
    } else {
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      envelope.put("data", Format.JSON.readObject(bytes, 0, bytes.length));
    }
    if (envelope.get("meta") instanceof String json) {
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      envelope.put("meta", Format.JSON.read(bytes, 0, bytes.length));
    }
    return envelope;
  }

  private static String decoded(String text) throws MalformedException {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("the form is not encoded as one: " + e.getMessage());
    }
  }
}
