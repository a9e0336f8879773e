package io.ringfold.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.gateway.Caller.Answer;
import io.ringfold.gateway.Caller.Over;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of codes in {@code docs/protocol.md}, one by one, over each way on which a client can
 * meet the code: provoked at a real socket, and answered in the shape and with the status that the
 * page promises.
 */
@Timeout(180)
class EveryCodeTest {
  private static final int MAX_FRAME_BYTES = 16 << 10;
  private static final int MAX_RESULT_BYTES = 64 << 10;
  private static final int RING_SLOTS = 8;

  private static final Set<Over> EVERYWHERE = EnumSet.allOf(Over.class);
  private static final Set<Over> WEB_SOCKET =
      EnumSet.of(Over.WS_JSON, Over.WS_EDN, Over.WS_TRANSIT);
  private static final Set<Over> HTTP = EnumSet.complementOf(EnumSet.copyOf(WEB_SOCKET));

  @TempDir static Path directory;
  private static final Map<String, Server> SERVERS = new HashMap<>();

  private static SecuredServer secured;

  private interface Provocation {
    Answer by(Over over) throws Exception;
  }

  /**
   * @param status of the answer over HTTP
   */
  private record Row(String code, String how, Set<Over> over, int status, Provocation provoked) {}

  private static final List<Row> ROWS =
      List.of(
          new Row(
              "malformed-message",
              "a text that is not of the format",
              EVERYWHERE,
              400,
              over -> ask(over, caller -> caller.raw(over == Over.HTTP_FORM ? "n=%zz" : "[\"a"))),
          new Row(
              "malformed-message",
              "a message of an unknown tag",
              WEB_SOCKET,
              400,
              over -> ask(over, caller -> caller.raw(over.wire.message("shout", 1)))),
          new Row(
              "malformed-message",
              "a query without a name",
              EVERYWHERE,
              400,
              over -> ask(over, caller -> caller.query(Map.of("data", Map.of())))),
          new Row(
              "malformed-message",
              "a command whose uuid is none",
              EVERYWHERE,
              400,
              over -> ask(over, caller -> caller.command(with(say("x"), "uuid", "x")))),
          new Row(
              "message-too-large",
              "a result over the limit",
              EVERYWHERE,
              413,
              over ->
                  ask(
                      over,
                      caller -> caller.query("large", Map.of("bytes", MAX_RESULT_BYTES + 1)))),
          new Row(
              "message-too-large",
              "a body over the limit",
              HTTP,
              413,
              over -> ask(over, EveryCodeTest::sendTooMuch)),
          new Row(
              "unknown-command",
              "a name that no domain serves",
              EVERYWHERE,
              404,
              over -> ask(over, caller -> caller.command("whistle", Map.of()))),
          new Row(
              "command-validation-failed",
              "an unknown field, and one missing",
              EVERYWHERE,
              422,
              over ->
                  withDetails(
                      ask(over, caller -> caller.command("say", Map.of("txt", "x"))),
                      "text",
                      "txt")),
          new Row(
              "unknown-query",
              "a name that no domain serves",
              EVERYWHERE,
              404,
              over -> ask(over, caller -> caller.query("whistle", Map.of()))),
          new Row(
              "query-validation-failed",
              "a field of the wrong type",
              EVERYWHERE,
              422,
              over ->
                  withDetails(
                      ask(over, caller -> caller.query("large", Map.of("bytes", "many"))),
                      "bytes")),
          new Row(
              "uuid-reused",
              "the same uuid with other data",
              EVERYWHERE,
              409,
              over ->
                  ask(
                      over,
                      caller -> {
                        String uuid = UUID.randomUUID().toString();
                        caller.command(with(say("one thing"), "uuid", uuid)).isAccepted();
                        return caller.command(with(say("another thing"), "uuid", uuid));
                      })),
          new Row(
              "not-authenticated",
              "a token that nobody has",
              HTTP,
              401,
              over -> askSecured(over, "Bearer nobody's")),
          new Row(
              "not-authorized",
              "a user without a role",
              HTTP,
              403,
              over -> askSecured(over, "Bearer " + secured().token("eve"))),
          new Row(
              "conflict",
              "an expectation that a later command has broken",
              EVERYWHERE,
              409,
              over ->
                  ask(
                      over,
                      caller -> {
                        caller.command(say("twice")).isAccepted();
                        return caller.command(with(say("twice"), "expected-seq", 0));
                      })),
          new Row(
              "busy",
              "a full ring",
              EVERYWHERE,
              429,
              over -> ask(withFullRing(), over, caller -> caller.command(say("one too many")))),
          new Row(
              "busy",
              "more in flight than a connection may have",
              WEB_SOCKET,
              429,
              over ->
                  ask(
                      server("narrow", Map.of("max-in-flight", "1")),
                      over,
                      caller -> {
                        caller.sendQuery("wait");
                        return caller.query("count-said", Map.of());
                      })),
          new Row(
              "busy",
              "more queries than wait",
              EVERYWHERE,
              429,
              over -> ask(withFullQueries(), over, caller -> caller.query("count-said", Map.of()))),
          new Row(
              "unavailable",
              "a server that stops, for commands",
              EVERYWHERE,
              503,
              over -> askWhileStopping(over, caller -> caller.command(say("too late")))),
          new Row(
              "unavailable",
              "a server that stops, for queries",
              HTTP,
              503,
              over -> askWhileStopping(over, caller -> caller.query("count-said", Map.of()))),
          new Row(
              "unavailable",
              "a server that recovers",
              HTTP,
              503,
              over -> ask(recovering(), over, caller -> caller.query("count-said", Map.of()))),
          new Row(
              "unavailable",
              "a full disk",
              EVERYWHERE,
              503,
              over ->
                  ask(
                      withFullDisk(),
                      over,
                      caller -> {
                        caller.query("count-said", Map.of()).isAccepted();
                        return caller.command(say("no room"));
                      })),
          new Row(
              "as-of-out-of-range",
              "a sequence after the newest",
              EVERYWHERE,
              422,
              over ->
                  ask(
                      over,
                      caller ->
                          caller.query(
                              Map.of("name", "count-said", "data", Map.of(), "as-of", 1_000_000)))),
          new Row(
              "not-yet",
              "a sequence that does not come",
              EVERYWHERE,
              503,
              over ->
                  ask(
                      over,
                      caller ->
                          caller.query(
                              Map.of(
                                  "name", "count-said", "data", Map.of(), "min-seq", 1_000_000)))),
          new Row(
              "internal-error",
              "a decision that throws",
              EVERYWHERE,
              500,
              over -> ask(over, caller -> caller.command("stumble", Map.of()))),
          new Row(
              "internal-error",
              "a query that throws",
              EVERYWHERE,
              500,
              over -> ask(over, caller -> caller.query("broken", Map.of()))),
          new Row(
              "not-found",
              "an aggregate that there is not",
              HTTP,
              404,
              over ->
                  ask(over, caller -> ((Caller.Http) caller).get("/history?aggregate=none&key=x"))),
          new Row(
              "sql-failed",
              "a statement that fails over the values it meets",
              HTTP,
              422,
              over ->
                  ask(
                      over,
                      caller -> ((Caller.Http) caller).sql("select error('so it is')", 10_000))),
          new Row(
              "sql-timeout",
              "a statement that takes longer than it may",
              HTTP,
              422,
              over ->
                  ask(
                      over,
                      caller ->
                          ((Caller.Http) caller)
                              .sql("select count(*) from range(1000000000) a, range(1000) b", 1))),
          new Row(
              "a domain's own",
              "what the domain rejects",
              EVERYWHERE,
              409,
              over -> ask(over, caller -> caller.command(say("SHOUT")).hasCode("too-loud"))));

  /** Whether an answer of this code has a sequence, as the page's table says it. */
  private static final Map<String, String> PROCESSED = codesOfThePage();

  private static Map<String, String> codesOfThePage() {
    try {
      String page =
          Files.readString(Path.of(System.getProperty("ringfold.root"), "docs/protocol.md"));
      String table = page.substring(page.indexOf("\n## Codes"));
      table = table.substring(0, table.indexOf("\n\nA malformed message"));
      Map<String, String> codes = new LinkedHashMap<>();
      for (String line : table.split("\n")) {
        String[] cells = line.split("\\|");
        if (cells.length == 4) {
          Matcher name = Pattern.compile("`([a-z-]+)`|a domain's own").matcher(cells[1]);
          while (name.find()) {
            codes.put(name.group(1) == null ? name.group() : name.group(1), cells[3].trim());
          }
        }
      }
      return codes;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyCodeOfThePageHasARowAndEveryRowACodeOfThePage() {
    Set<String> rows = new LinkedHashSet<>();
    ROWS.forEach(row -> rows.add(row.code));
    assertTrue(PROCESSED.size() >= 16, PROCESSED::toString);
    assertEquals(PROCESSED.keySet(), rows);
  }

  static Stream<Arguments> rows() {
    return ROWS.stream()
        .flatMap(
            row ->
                row.over.stream()
                    .map(over -> Arguments.of(row.code + " by " + row.how, over, row)));
  }

  @ParameterizedTest(name = "{0}, over {1}")
  @MethodSource("rows")
  void isAnswered(String name, Over over, Row row) throws Exception {
    Answer answer = row.provoked.by(over);
    if (!row.code.equals("a domain's own")) {
      assertEquals(row.code, answer.code(), answer::toString);
    }
    assertFalse(answer.message().isBlank(), answer::toString);
    if (!over.isHttp()) {
      if (answer.tag().equals("error")) {
        assertSequence(row, answer);
      }
    } else if ("rejected".equals(answer.body().get("status"))) {
      // no problem of the call, but what became of the command
      assertEquals(409, answer.status(), answer::toString);
      assertEquals(over.wire.mediaType, answer.header("content-type"));
      assertSequence(row, answer);
    } else {
      assertProblem(over, row, answer);
    }
  }

  private static void assertProblem(Over over, Row row, Answer answer) {
    assertEquals(row.status, answer.status(), answer::toString);
    assertEquals(row.status, ((Number) answer.body().get("status")).intValue());
    assertNotNull(answer.body().get("title"), answer::toString);
    assertEquals(
        over.wire == Wire.JSON ? "application/problem+json" : over.wire.mediaType,
        answer.header("content-type"));
    assertEquals(
        row.status == 429 || row.status == 503,
        answer.header("retry-after") != null,
        answer::toString);
  }

  private static void assertSequence(Row row, Answer answer) {
    switch (PROCESSED.get(row.code)) {
      case "yes" -> assertNotNull(answer.body().get("seq"), answer::toString);
      case "no" -> assertNull(answer.body().get("seq"), answer::toString);
      default -> assertEquals("internal-error", row.code);
    }
  }

  @ParameterizedTest
  @MethodSource("webSockets")
  void closesWith1009OnAFrameOverTheLimit(Over over) throws Exception {
    try (RawClient client = new RawClient(common().gateway, "", 0, over.wire.subprotocol)) {
      client.sendText(" ".repeat(MAX_FRAME_BYTES + 1));
      assertEquals(1009, client.readCloseCode());
    }
  }

  @ParameterizedTest
  @MethodSource("webSockets")
  void closesWith1007OnAFrameThatIsNotUtf8(Over over) throws Exception {
    byte[] text = over.wire.message("query", "q?", Map.of()).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '?') {
        text[i] = (byte) 0xE9;
      }
    }
    try (RawClient client = new RawClient(common().gateway, "", 0, over.wire.subprotocol)) {
      client.sendFrame(RawClient.TEXT, text);
      assertEquals(1007, client.readCloseCode());
    }
  }

  private record Request(int status, String how, String method, String path, String... headers) {}

  /** What is about HTTP itself, and the requests that are not about a query. */
  private static final List<Request> REQUESTS =
      List.of(
          new Request(400, "a parameter that is not served", "GET", "/query?nam=count-said"),
          new Request(400, "a value that is not served", "GET", "/ws?updates=some"),
          new Request(403, "a page of another origin", "GET", "/", "Origin", "http://evil.test"),
          new Request(404, "a path that there is not", "GET", "/no/such%20path"),
          new Request(405, "a method that there is not", "DELETE", "/query"),
          new Request(405, "a method for another path", "POST", "/ready"),
          new Request(415, "an image", "POST", "/query", "Content-Type", "image/png"),
          new Request(
              415, "Latin-1", "POST", "/query", "Content-Type", "application/json;charset=latin1"),
          new Request(426, "no WebSocket", "GET", "/ws"));

  static Stream<Arguments> requests() {
    return REQUESTS.stream()
        .flatMap(
            request ->
                Stream.of(Wire.values())
                    .map(
                        wire ->
                            Arguments.of(request.status + " for " + request.how, wire, request)));
  }

  @ParameterizedTest(name = "{0}, in {1}")
  @MethodSource("requests")
  void isToldAsAProblem(String name, Wire wire, Request request) throws Exception {
    HttpResponse<String> response = send(request, wire.mediaType);
    assertEquals(request.status, response.statusCode(), response::body);
    assertEquals(
        wire == Wire.JSON ? "application/problem+json" : wire.mediaType,
        response.headers().firstValue("content-type").orElse(""));
    Map<?, ?> problem = (Map<?, ?>) wire.read(response.body());
    assertEquals(request.status, ((Number) problem.get("status")).intValue());
    assertTrue(PROCESSED.containsKey(problem.get("code")), name);
    for (String text : List.of("type", "title", "detail")) {
      assertFalse(((String) problem.get(text)).isBlank(), text);
    }
    assertEquals(request.status == 405, response.headers().firstValue("allow").isPresent());
  }

  @Test
  void whatAClientAcceptsDecidesAlsoWhereItAcceptsNothing() throws Exception {
    HttpResponse<String> response =
        send(new Request(406, "an image only", "GET", "/health"), "image/png");
    assertEquals(406, response.statusCode());
    assertEquals(
        "application/problem+json", response.headers().firstValue("content-type").orElse(""));
  }

  private static HttpResponse<String> send(Request request, String accept) throws Exception {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(common().gateway.url() + request.path))
            .method(request.method, HttpRequest.BodyPublishers.ofString("{}"))
            .header("Accept", accept);
    if (request.headers.length > 0) {
      builder.headers(request.headers);
    }
    return HttpClient.newHttpClient().send(builder.build(), HttpResponse.BodyHandlers.ofString());
  }

  static Set<Over> webSockets() {
    return WEB_SOCKET;
  }

  private interface Asking {
    Answer with(Caller caller) throws Exception;
  }

  private static Answer ask(Over over, Asking asking) throws Exception {
    return ask(common(), over, asking);
  }

  private static Answer ask(Server server, Over over, Asking asking) throws Exception {
    try (Caller caller = over.caller(server.gateway)) {
      Answer answer = asking.with(caller);
      if (server == common()) {
        // whatever was answered, the connection stays
        caller.query("count-said", Map.of()).isAccepted();
      }
      return answer;
    }
  }

  private static Answer askWhileStopping(Over over, Asking asking) throws Exception {
    Server server = Server.start(Files.createTempDirectory(directory, "stopping"), Map.of());
    try (RawClient holder = new RawClient(server.gateway, "?updates=none");
        Caller caller = over.caller(server.gateway)) {
      caller.query("count-said", Map.of()).isAccepted();
      holder.sendText(Client.cmd("holder", 1, "dawdle", "{}"));
      holder.sendText("[\"query\",1,{\"name\":\"count-said\",\"data\":{}}]");
      holder.read();
      Thread stopping = new Thread(server.gateway::close);
      stopping.start();
      while (server.gateway.status().isServing()) {
        Thread.sleep(1);
      }
      Answer answer = asking.with(caller);
      server.talk.openGate();
      String held = holder.read().text();
      assertTrue(held.startsWith("[\"cmd-ack\",\"holder\",1,"), held);
      assertEquals(1001, holder.readCloseCode());
      stopping.join();
      return answer;
    } finally {
      server.close();
    }
  }

  /** A server that closes on who still sends may be heard only the next time (RFC 9112, 9.6). */
  private static Answer sendTooMuch(Caller caller) throws Exception {
    IOException cut = null;
    for (int attempt = 0; attempt < 10; attempt++) {
      try {
        return caller.raw(" ".repeat(MAX_FRAME_BYTES + 1));
      } catch (IOException e) {
        cut = e;
      }
    }
    throw cut;
  }

  private static Answer askSecured(Over over, String authorization) throws Exception {
    try (Caller caller = new Caller.Http(secured().gateway, over, authorization)) {
      return caller.command("open-account", Map.of("account", "a", "owner", "eve"));
    }
  }

  private static SecuredServer secured() throws Exception {
    if (secured == null) {
      secured = new SecuredServer(Files.createDirectory(directory.resolve("secured")));
    }
    return secured;
  }

  private static Answer withDetails(Answer answer, String... fields) {
    List<String> named = new ArrayList<>();
    for (Object each : (List<?>) answer.body().get("details")) {
      Map<?, ?> detail = (Map<?, ?>) each;
      named.add((String) detail.get("field"));
      assertFalse(((String) detail.get("message")).isBlank());
    }
    named.sort(null);
    assertEquals(List.of(fields), named, answer::toString);
    return answer;
  }

  private static Map<String, Object> say(String text) {
    return Map.of("name", "say", "data", Map.of("text", text));
  }

  private static Map<String, Object> with(Map<String, Object> envelope, String key, Object value) {
    Map<String, Object> more = new HashMap<>(envelope);
    more.put(key, value);
    return more;
  }

  private static Server common() {
    return server(
        "common",
        Map.of(
            "max-frame-bytes",
            Integer.toString(MAX_FRAME_BYTES),
            "max-result-bytes",
            Integer.toString(MAX_RESULT_BYTES),
            "min-sequence-wait",
            "20ms"));
  }

  private static Server withFullDisk() {
    // no disk has an exbibyte free
    return server("full disk", Map.of("min-free-bytes", "1073741824g"));
  }

  /** Never recovered: the socket is open, and that is all. */
  private static Server recovering() {
    return SERVERS.computeIfAbsent("recovering", EveryCodeTest::open);
  }

  private static Server open(String name) {
    return Server.open(directory.resolve(name), Map.of());
  }

  private static Server withFullRing() throws IOException {
    boolean isNew = !SERVERS.containsKey("full ring");
    Server server =
        server(
            "full ring",
            Map.of("ring-slots", Integer.toString(RING_SLOTS), "dedup-window", "1000"));
    if (isNew) {
      // each on a connection of its own: one alone keeps to its share
      fill(server, Client.cmd("filler", 0, "dawdle", "{}"));
      for (int i = 1; i < RING_SLOTS; i++) {
        fill(server, Client.say("filler", i, "fills the ring"));
      }
      try (RawClient over = new RawClient(server.gateway, "?updates=none")) {
        over.sendText(Client.say("filler", RING_SLOTS, "runs over"));
        String first = over.read().text();
        assertTrue(first.startsWith("[\"error\",\"filler\"," + RING_SLOTS + ",\"busy\""), first);
      }
    }
    return server;
  }

  /** Puts a command on the ring; it is there when the query sent after it is answered. */
  private static void fill(Server server, String command) throws IOException {
    try (RawClient filler = new RawClient(server.gateway, "?updates=none")) {
      filler.sendText(command);
      filler.sendText("[\"query\",1,{\"name\":\"count-said\",\"data\":{}}]");
      String answer = filler.read().text();
      assertTrue(answer.startsWith("[\"result\",1,"), answer);
    }
  }

  private static Server withFullQueries() throws IOException {
    boolean isNew = !SERVERS.containsKey("full queries");
    Server server = server("full queries", Map.of("query-threads", "1"));
    if (isNew) {
      try (RawClient filler = new RawClient(server.gateway, "?batch=false")) {
        // more than any of the engine's queues holds: the last ones are refused
        for (int i = 0; i < 10_000; i++) {
          filler.sendText("[\"query\"," + i + ",{\"name\":\"wait\",\"data\":{}}]");
        }
        String first = filler.read().text();
        assertTrue(first.contains("\"busy\""), first);
      }
    }
    return server;
  }

  private static Server server(String name, Map<String, String> settings) {
    return SERVERS.computeIfAbsent(
        name, any -> Server.start(directory.resolve(name.replace(' ', '-')), settings));
  }

  @AfterAll
  static void stop() {
    SERVERS.values().forEach(Server::close);
    secured.close();
  }
}
