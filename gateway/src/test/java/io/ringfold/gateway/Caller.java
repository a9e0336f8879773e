package io.ringfold.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Asks the same over any way into the server, and reads what comes back. */
interface Caller extends AutoCloseable {

  /** The ways in. */
  enum Over {
    WS_JSON(Wire.JSON),
    WS_EDN(Wire.EDN),
    WS_TRANSIT(Wire.TRANSIT),
    HTTP_JSON(Wire.JSON),
    HTTP_EDN(Wire.EDN),
    HTTP_TRANSIT(Wire.TRANSIT),
    /** Sent as a form, answered as JSON. */
    HTTP_FORM(Wire.JSON);

    final Wire wire;

    Over(Wire wire) {
      this.wire = wire;
    }

    boolean isHttp() {
      return ordinal() >= HTTP_JSON.ordinal();
    }

    Caller caller(Gateway gateway) throws IOException {
      return isHttp() ? new Http(gateway, this) : new Socket(gateway, wire);
    }
  }

  /**
   * What came back.
   *
   * @param tag of the message; over HTTP empty
   * @param status over HTTP, else 0
   */
  record Answer(String tag, String code, Map<?, ?> body, int status, Map<String, String> headers) {
    String message() {
      return (String) body.get(body.containsKey("detail") ? "detail" : "message");
    }

    String header(String name) {
      return headers.get(name);
    }

    Answer hasCode(String expected) {
      assertEquals(expected, code, this::toString);
      return this;
    }

    void isAccepted() {
      assertEquals(null, code, this::toString);
      assertTrue(status == 0 || status < 300, this::toString);
    }
  }

  /** Sends a command of this envelope and returns its answer. */
  Answer command(Map<String, ?> envelope) throws Exception;

  default Answer command(String name, Map<String, ?> data) throws Exception {
    return command(Map.of("name", name, "data", data));
  }

  /** Sends a query of this envelope and returns its answer. */
  Answer query(Map<String, ?> envelope) throws Exception;

  default Answer query(String name, Map<String, ?> data) throws Exception {
    return query(Map.of("name", name, "data", data));
  }

  /** Sends a query without waiting for its answer. */
  void sendQuery(String name) throws Exception;

  /** Sends a frame, or a body, of this text. */
  Answer raw(String text) throws Exception;

  @Override
  void close() throws IOException;

  /** Over a WebSocket. */
  final class Socket implements Caller {
    private final RawClient client;
    private final Wire wire;
    private final String clientId = UUID.randomUUID().toString();
    private int count;

    Socket(Gateway gateway, Wire wire) throws IOException {
      this.client = new RawClient(gateway, "?updates=none&batch=false", 0, wire.subprotocol);
      this.wire = wire;
    }

    @Override
    public Answer command(Map<String, ?> envelope) throws IOException {
      return raw(wire.message("cmd", clientId, ++count, envelope));
    }

    @Override
    public Answer query(Map<String, ?> envelope) throws IOException {
      return raw(wire.message("query", ++count, envelope));
    }

    @Override
    public void sendQuery(String name) throws IOException {
      client.sendText(wire.message("query", ++count, Map.of("name", name, "data", Map.of())));
    }

    @Override
    public Answer raw(String text) throws IOException {
      client.sendText(text);
      RawClient.Frame frame = client.readPastPings();
      assertEquals(RawClient.TEXT, frame.opcode());
      List<?> message = (List<?>) wire.read(frame.text());
      String tag = (String) message.get(0);
      int last = message.size() - 1;
      String code = tag.endsWith("error") ? (String) message.get(last - 1) : null;
      return new Answer(tag, code, (Map<?, ?>) message.get(last), 0, Map.of());
    }

    @Override
    public void close() throws IOException {
      client.close();
    }
  }

  /** Over HTTP, in the same format both ways. */
  final class Http implements Caller {
    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final Over over;
    private final String authorization;

    Http(Gateway gateway, Over over) {
      this(gateway, over, "");
    }

    /**
     * @param authorization the header of this name; empty for none
     */
    Http(Gateway gateway, Over over, String authorization) {
      this.url = gateway.url();
      this.over = over;
      this.authorization = authorization;
    }

    @Override
    public Answer command(Map<String, ?> envelope) throws Exception {
      return post("/commands?sync=true", body(envelope));
    }

    @Override
    public Answer query(Map<String, ?> envelope) throws Exception {
      return post("/query", body(envelope));
    }

    /** Asks for what is at a path. */
    Answer get(String path) throws Exception {
      return answer(HttpRequest.newBuilder(URI.create(url + path)).GET());
    }

    /** Asks a statement of SQL. */
    Answer sql(String statement, long timeoutMs) throws Exception {
      return post("/sql", body(Map.of("sql", statement, "timeout-ms", timeoutMs)));
    }

    private String body(Map<String, ?> envelope) {
      return over == Over.HTTP_FORM ? form(envelope) : over.wire.write(envelope);
    }

    @Override
    public void sendQuery(String name) {
      throw new UnsupportedOperationException("a call over HTTP waits for its answer");
    }

    private static String form(Map<String, ?> envelope) {
      return envelope.entrySet().stream()
          .map(
              field ->
                  field.getKey()
                      + "="
                      + URLEncoder.encode(
                          field.getValue() instanceof Map
                              ? Wire.JSON.write(field.getValue())
                              : field.getValue().toString(),
                          StandardCharsets.UTF_8))
          .collect(Collectors.joining("&"));
    }

    @Override
    public Answer raw(String text) throws Exception {
      return post("/query", text);
    }

    private Answer post(String path, String text) throws Exception {
      String type =
          over == Over.HTTP_FORM ? "application/x-www-form-urlencoded" : over.wire.mediaType;
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url + path))
              .header("Content-Type", type)
              .POST(HttpRequest.BodyPublishers.ofString(text));
      return answer(request);
    }

    private Answer answer(HttpRequest.Builder request) throws Exception {
      request.header("Accept", over.wire.mediaType);
      if (!authorization.isEmpty()) {
        request.header("Authorization", authorization);
      }
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      Map<String, String> headers = new HashMap<>();
      response.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
      Map<?, ?> body = new LinkedHashMap<>((Map<?, ?>) over.wire.read(response.body()));
      return new Answer("", (String) body.get("code"), body, response.statusCode(), headers);
    }

    @Override
    public void close() {
      // the JDK's client of Java 17 lets go of its threads when it is collected
    }
  }
}
