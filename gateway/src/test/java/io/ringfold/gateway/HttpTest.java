package io.ringfold.gateway;

import static io.ringfold.gateway.Client.say;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class HttpTest {
  @TempDir Path data;
  private Server server;
  private final HttpClient http = HttpClient.newHttpClient();

  private Server start() {
    server = Server.start(data, Map.of("max-frame-bytes", "64k"));
    return server;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.gateway.url() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  private HttpResponse<String> post(String body, String... headers) throws Exception {
    HttpRequest.Builder request = request("/query").POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  /** What a browser or a tool of another make may send, and the JDK's client will not. */
  private String sendRaw(String head) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.gateway.port())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c >= 0 && c != '\r'; c = in.read()) {
        line.append((char) c);
      }
      return line.toString();
    }
  }

  private static void assertProblem(int status, String code, HttpResponse<String> response) {
    assertEquals(status, response.statusCode(), response::body);
    assertEquals(
        "application/problem+json", response.headers().firstValue("content-type").orElse(""));
    JsonNode problem = Client.parse(response.body());
    assertEquals(status, problem.get("status").asInt());
    assertEquals(code, problem.get("code").asText(), response::body);
    assertFalse(problem.get("title").asText().isEmpty());
    assertFalse(problem.get("detail").asText().isEmpty());
  }

  @Test
  void answersAPostedQueryAtItsBasis() throws Exception {
    start();
    try (Client client = Client.connect(server.gateway, "?updates=none")) {
      client.send("[" + say("c", 1, "a") + "," + say("c", 2, "b") + "]");
      client.next(2);
    }
    HttpResponse<String> response =
        post(
            "{\"name\":\"count-said\",\"data\":{},\"min-seq\":2}",
            "Content-Type",
            "application/json; charset=utf-8");
    assertEquals(200, response.statusCode());
    assertEquals("\"2\"", response.headers().firstValue("etag").orElse(""));
    assertEquals("application/json", response.headers().firstValue("content-type").orElse(""));
    assertEquals(
        Client.parse("{\"name\":\"count-said\",\"basis\":2,\"result\":{\"said\":2}}"),
        Client.parse(response.body()));
  }

  @Test
  void answersAQueryInTheAddress() throws Exception {
    start();
    String json = URLEncoder.encode("{\"bytes\": 3}", StandardCharsets.UTF_8);
    HttpResponse<String> response = get("/query?name=large&data=" + json + "&min-seq=0");
    assertEquals(200, response.statusCode(), response::body);
    assertEquals("xxx", Client.parse(response.body()).get("result").asText());
    assertEquals(200, get("/query?name=count-said").statusCode());
    assertProblem(400, "malformed-message", get("/query?name=count-said&nmae=x"));
    assertProblem(400, "malformed-message", get("/query?name=large&data=%7B"));
    assertProblem(400, "malformed-message", get("/query"));
  }

  @Test
  void answers304WhereNothingHasChanged() throws Exception {
    start();
    HttpResponse<String> same =
        send(request("/query?name=count-said").header("If-None-Match", "W/\"7\", \"0\""));
    assertEquals(304, same.statusCode());
    assertEquals("\"0\"", same.headers().firstValue("etag").orElse(""));
    assertEquals("", same.body());
    assertEquals(
        200, send(request("/query?name=count-said").header("If-None-Match", "\"7\"")).statusCode());
  }

  @Test
  void answersEachFailureWithItsStatusAndCode() throws Exception {
    start();
    assertProblem(400, "malformed-message", post("{\"name\":\"count-said\""));
    assertProblem(400, "malformed-message", post("{\"name\":\"count-said\",\"data\":[]}"));
    assertProblem(400, "malformed-message", post("{\"name\":\"count-said\",\"data\":{}} x"));
    assertProblem(404, "unknown-query", post("{\"name\":\"nope\",\"data\":{}}"));
    assertProblem(
        422, "as-of-out-of-range", post("{\"name\":\"count-said\",\"data\":{},\"as-of\":9}"));
    assertProblem(500, "internal-error", post("{\"name\":\"broken\",\"data\":{}}"));
    assertProblem(
        413, "message-too-large", post("{\"name\":\"large\",\"data\":{\"bytes\":5000000}}"));
    assertProblem(413, "message-too-large", post(" ".repeat(64 << 10) + "{}"));
    assertProblem(415, "malformed-message", post("name=count-said", "Content-Type", "text/plain"));
    assertProblem(
        406,
        "malformed-message",
        post("{\"name\":\"count-said\",\"data\":{}}", "Accept", "image/png, */*;q=0"));
    HttpResponse<String> invalid = post("{\"name\":\"large\",\"data\":{\"bites\":5}}");
    assertProblem(422, "query-validation-failed", invalid);
    assertEquals(2, Client.parse(invalid.body()).get("details").size());
  }

  @Test
  void saysWhatIsServedAndHow() throws Exception {
    start();
    JsonNode links = Client.parse(get("/").body()).get("links");
    assertEquals("/ws", links.get("ws").asText());
    assertProblem(404, "malformed-message", get("/no-such-thing"));
    HttpResponse<String> put = send(request("/query").PUT(HttpRequest.BodyPublishers.noBody()));
    assertProblem(405, "malformed-message", put);
    assertEquals("GET, POST", put.headers().firstValue("allow").orElse(""));
    assertProblem(426, "malformed-message", get("/ws"));
  }

  @Test
  void isHealthyBeforeItIsReady() throws Exception {
    server = Server.open(data, Map.of());
    assertEquals(200, get("/health").statusCode());
    HttpResponse<String> notReady = get("/ready");
    assertEquals(503, notReady.statusCode());
    assertTrue(notReady.headers().firstValue("retry-after").isPresent());
    JsonNode status = Client.parse(notReady.body());
    assertEquals("recovering", status.get("status").asText());
    assertTrue(status.has("sequence") && status.has("target"), notReady::body);
    assertProblem(503, "unavailable", get("/query?name=count-said"));
    assertProblem(503, "unavailable", get("/updates"));
    HttpResponse<String> comeBack =
        send(request("/updates").header("Accept", "text/event-stream").GET());
    assertEquals(200, comeBack.statusCode(), "an EventSource gives up for good at any other");
    assertTrue(comeBack.body().contains("retry: 1000"), comeBack::body);
    assertTrue(
        sendRaw(
                "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
            .startsWith("HTTP/1.1 503"));
    server.gateway.recover();
    HttpResponse<String> ready = get("/ready");
    assertEquals(200, ready.statusCode());
    assertEquals("ready", Client.parse(ready.body()).get("status").asText());
  }

  @Test
  void takesASnapshotOnRequest() throws Exception {
    start();
    HttpRequest.Builder empty = request("/snapshots").POST(HttpRequest.BodyPublishers.noBody());
    assertProblem(409, "unavailable", send(empty));
    try (Client client = Client.connect(server.gateway, "?updates=none")) {
      client.send(Client.say("c", 1, "a"));
      client.next();
    }
    HttpResponse<String> taken =
        send(request("/snapshots").POST(HttpRequest.BodyPublishers.noBody()));
    assertEquals(201, taken.statusCode(), taken::body);
    JsonNode told = Client.parse(taken.body());
    assertEquals(1, told.get("seq").asLong());
    assertTrue(Files.exists(data.resolve("snapshots").resolve(told.get("file").asText())));
    assertProblem(
        403,
        "not-authorized",
        send(
            request("/snapshots")
                .POST(HttpRequest.BodyPublishers.noBody())
                .header("Origin", "https://evil.example")));
  }

  @Test
  void tellsWhereProjectionsStandAndRebuildsOne() throws Exception {
    start();
    try (Client client = Client.connect(server.gateway, "?updates=none")) {
      client.send(Client.say("c", 1, "a"));
      client.next();
    }
    JsonNode before = Client.parse(get("/projections").body()).get("projections").get(0);
    assertEquals("level", before.get("state").asText());
    assertEquals(1, before.get("version").asInt());
    assertTrue(before.get("basis").isIntegralNumber(), before::toString);
    String name = before.get("name").asText();
    HttpResponse<String> begun = rebuild("{\"name\":\"" + name + "\"}");
    assertEquals(202, begun.statusCode(), begun::body);
    assertEquals("/projections", begun.headers().firstValue("Location").orElseThrow());
    assertEquals(name, Client.parse(begun.body()).get("name").asText());
    JsonNode after;
    do {
      after = Client.parse(get("/projections").body()).get("projections").get(0);
    } while (!after.get("state").asText().equals("level"));
    assertEquals(1, after.get("basis").asLong());
    assertProblem(404, "malformed-message", rebuild("{\"name\":\"no-such\"}"));
    assertProblem(400, "malformed-message", rebuild("{}"));
  }

  private HttpResponse<String> rebuild(String body) throws Exception {
    return send(
        request("/projections/rebuild")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  @Test
  void refusesPagesOfOtherOrigins() throws Exception {
    start();
    for (String origin :
        new String[] {"https://evil.example", "null", "http://127.0.0.1.evil.example"}) {
      assertProblem(
          403, "not-authorized", post("{\"name\":\"count-said\",\"data\":{}}", "Origin", origin));
      assertTrue(sendRaw(handshake("Origin: " + origin)).startsWith("HTTP/1.1 403"), origin);
    }
    for (String origin :
        new String[] {"http://localhost:3000", server.gateway.url(), "http://[::1]:1"}) {
      assertEquals(
          200,
          post("{\"name\":\"count-said\",\"data\":{}}", "Origin", origin).statusCode(),
          origin);
      assertTrue(sendRaw(handshake("Origin: " + origin)).startsWith("HTTP/1.1 101"), origin);
    }
  }

  @Test
  void refusesANameThatWasReboundToThisAddress() throws Exception {
    start();
    assertTrue(sendRaw("GET /health HTTP/1.1\r\nHost: evil.example").startsWith("HTTP/1.1 403"));
    assertTrue(sendRaw("GET /health HTTP/1.1\r\nHost: localhost:80").startsWith("HTTP/1.1 200"));
    assertTrue(sendRaw("GET /health HTTP/1.1\r\nHost: [::1]").startsWith("HTTP/1.1 200"));
  }

  private static String handshake(String... headers) {
    return handshakeOf("/ws", headers);
  }

  private static String handshakeOf(String path, String... headers) {
    String more = headers.length == 0 ? "" : "\r\n" + String.join("\r\n", headers);
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
        + more;
  }

  @Test
  void refusesAHandshakeThatItCannotServe() throws Exception {
    start();
    for (String refused :
        new String[] {
          handshake("Sec-WebSocket-Protocol: ringfold.xml"),
          handshake("Sec-WebSocket-Protocol: chat, ringfold.jso"),
          handshakeOf("/ws?updates=some"),
          handshakeOf("/ws?updates=all&updates=none"),
          handshakeOf("/ws?from=x"),
          handshakeOf("/ws?events=said,nope"),
          handshakeOf("/ws?batch=no"),
          handshakeOf("/ws?color=red")
        }) {
      assertTrue(sendRaw(refused).startsWith("HTTP/1.1 400"), refused);
    }
    assertTrue(
        sendRaw(handshake().replace("Version: 13", "Version: 8")).startsWith("HTTP/1.1 426"));
  }

  @Test
  void choosesTheSubprotocolThatItKnows() throws Exception {
    start();
    for (String accepted :
        new String[] {
          handshake(),
          handshake("Sec-WebSocket-Protocol: chat, ringfold.json"),
          handshake("Sec-WebSocket-Protocol: chat", "Sec-WebSocket-Protocol: ringfold.json"),
          handshakeOf("/ws?updates=all&events=said,murmured&batch=false")
        }) {
      assertTrue(sendRaw(accepted).startsWith("HTTP/1.1 101"), accepted);
    }
  }
}
