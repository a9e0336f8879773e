package io.ringfold.gateway;

import static io.ringfold.gateway.Client.say;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfold.engine.Uuid5;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code /commands} and {@code /events}, as curl finds them. */
@Timeout(180)
class HttpCommandsTest {
  private static final String SAY_A = "{\"name\":\"say\",\"data\":{\"text\":\"a\"}}";
  private static final String SHOUT = "{\"name\":\"say\",\"data\":{\"text\":\"SHOUT\"}}";
  private static final String MURMUR = "{\"name\":\"say\",\"data\":{\"text\":\"murmur\"}}";

  @TempDir Path data;
  private Server server;

  private void start(Map<String, String> settings) {
    server = Server.start(data, settings);
  }

  private void start() {
    start(Map.of());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Curl.Answer get(String path, String... options) {
    return Curl.get(server.gateway.url() + path, options);
  }

  private Curl.Answer post(String path, String json, String... options) {
    return Curl.post(server.gateway.url() + path, json, options);
  }

  private static String with(UUID uuid, String body) {
    return "{\"uuid\":\"" + uuid + "\"," + body.substring(1);
  }

  @Test
  void aPostedCommandIsPendingThenFoundAtItsLocation() {
    start();
    UUID uuid = UUID.randomUUID();
    Curl.Answer taken = post("/commands", with(uuid, SAY_A));
    assertEquals(202, taken.status(), taken.body());
    assertEquals("/commands/" + uuid, taken.header("location"));
    assertEquals(Client.parse("{\"uuid\":\"" + uuid + "\",\"status\":\"pending\"}"), taken.json());

    JsonNode command = awaitProcessed(uuid);
    assertEquals("accepted", command.get("status").asText());
    assertEquals(1, command.get("seq").asLong());
    assertEquals("say", command.get("name").asText());
    assertEquals("a", command.get("data").get("text").asText());
    assertTrue(command.get("user").isNull());
    assertFalse(command.has("code"));
    Instant.parse(command.get("timestamp").asText());
    assertEquals(1, command.get("events").size());
  }

  private JsonNode awaitProcessed(UUID uuid) {
    for (long deadline = System.nanoTime() + 60_000_000_000L; ; ) {
      Curl.Answer answer = get("/commands/" + uuid);
      assertEquals(200, answer.status(), answer.body());
      if (!answer.json().get("status").asText().equals("pending")) {
        return answer.json();
      }
      assertTrue(System.nanoTime() < deadline, "still pending");
    }
  }

  @Test
  void aCommandThatIsWaitedForIsAnsweredWithItsEvents() {
    start();
    UUID uuid = UUID.randomUUID();
    String body =
        "{\"uuid\":\"%s\",\"name\":\"say\",\"data\":{\"text\":\"murmur\"},\"meta\":{\"m\":[1.50]}}"
            .formatted(uuid);
    Curl.Answer answer = post("/commands?sync=true", body);
    assertEquals(201, answer.status(), answer.body());
    assertEquals("/commands/" + uuid, answer.header("location"));
    JsonNode told = answer.json();
    assertEquals(List.of("uuid", "status", "seq", "durability", "events"), names(told));
    assertEquals(uuid.toString(), told.get("uuid").asText());
    assertEquals("accepted", told.get("status").asText());
    assertEquals("fsync", told.get("durability").asText());
    assertEquals(3, told.get("events").size());
    JsonNode second = told.get("events").get(1);
    assertEquals(
        List.of(
            "uuid",
            "name",
            "data",
            "meta",
            "seq",
            "index",
            "of",
            "command-uuid",
            "timestamp",
            "user"),
        names(second));
    assertEquals("murmured", second.get("name").asText());
    assertEquals(Uuid5.ofEvent(uuid, 1).toString(), second.get("uuid").asText());
    assertEquals(1, second.get("index").asInt());
    assertEquals(3, second.get("of").asInt());
    assertTrue(answer.body().contains("\"meta\":{\"m\":[1.50]}"), answer.body());

    // the same event, and the same command, from the journal
    assertEquals(second, get("/events/" + second.get("uuid").asText()).json());
    assertEquals(told.get("events"), get("/commands/" + uuid).json().get("events"));
    assertEquals(told.get("events"), get("/events?command-uuid=" + uuid).json().get("events"));
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void aRejectedCommandIsAnsweredWithItsCodeAndKept() {
    start();
    UUID uuid = UUID.randomUUID();
    Curl.Answer answer = post("/commands?sync=true", with(uuid, SHOUT));
    assertEquals(409, answer.status(), answer.body());
    assertEquals("application/json", answer.header("content-type"));
    assertEquals(
        Client.parse(
            "{\"uuid\":\"%s\",\"status\":\"rejected\",\"seq\":1,\"code\":\"too-loud\",\"message\":\"\\\"SHOUT\\\" is too loud\"}"
                .formatted(uuid)),
        answer.json());
    JsonNode kept = get("/commands/" + uuid).json();
    assertEquals("rejected", kept.get("status").asText());
    assertEquals("too-loud", kept.get("code").asText());
    assertEquals(0, kept.get("events").size());
  }

  @Test
  void aResendIsAnsweredAsTheFirstTimeAlsoAfterARestart() {
    start();
    UUID said = UUID.randomUUID();
    UUID shouted = UUID.randomUUID();
    Curl.Answer first = post("/commands?sync=true", with(said, MURMUR));
    Curl.Answer rejected = post("/commands?sync=true", with(shouted, SHOUT));
    assertSame(first, post("/commands?sync=true", with(said, MURMUR)));
    assertSame(rejected, post("/commands?sync=true", with(shouted, SHOUT)));
    server.close();
    start();
    assertSame(first, post("/commands?sync=true", with(said, MURMUR)));
    assertSame(rejected, post("/commands?sync=true", with(shouted, SHOUT)));
    assertEquals(202, post("/commands", with(said, MURMUR)).status());
    assertEquals(2, get("/commands").json().get("commands").size());

    post("/commands?sync=true", with(said, SAY_A)).assertProblem(409, "uuid-reused");
  }

  private static void assertSame(Curl.Answer expected, Curl.Answer answer) {
    assertEquals(expected.status(), answer.status());
    assertEquals(expected.body(), answer.body());
    assertEquals(expected.header("location"), answer.header("location"));
  }

  @Test
  void whoWaitsInVainIsTold202AndFindsItLater() {
    start();
    UUID uuid = UUID.randomUUID();
    String dawdle = with(uuid, "{\"name\":\"dawdle\",\"data\":{}}");
    Curl.Answer answer = post("/commands?sync=true&timeout-ms=50", dawdle);
    assertEquals(202, answer.status(), answer.body());
    assertEquals("/commands/" + uuid, answer.header("location"));
    JsonNode pending = get("/commands/" + uuid).json();
    assertEquals("pending", pending.get("status").asText());
    assertEquals("dawdle", pending.get("name").asText());
    assertTrue(pending.get("seq").isNull());
    assertEquals("[]", pending.get("events").toString());
    server.talk.letOneGo();
    assertEquals("murmured", awaitProcessed(uuid).get("events").get(0).get("name").asText());
  }

  @Test
  void theServerMakesAUuidWhereThereIsNone() {
    start();
    Curl.Answer one = post("/commands?sync=true", SAY_A);
    Curl.Answer other = post("/commands?sync=true", SAY_A);
    assertEquals(1, one.json().get("seq").asLong());
    assertEquals(2, other.json().get("seq").asLong());
    String uuid = one.json().get("uuid").asText();
    assertEquals(4, UUID.fromString(uuid).version());
    assertEquals(uuid, get(one.header("location")).json().get("uuid").asText());
  }

  @Test
  void anExpectationThatDoesNotHoldIsAConflict() {
    start();
    post("/commands?sync=true", SAY_A);
    Curl.Answer answer =
        post(
            "/commands?sync=true",
            "{\"name\":\"say\",\"data\":{\"text\":\"a\"},\"expected-seq\":0}");
    assertEquals(409, answer.status(), answer.body());
    assertEquals("conflict", answer.json().get("code").asText());
    assertEquals(2, answer.json().get("seq").asLong());
  }

  @Test
  void whatIsWrongWithACommandIsSaidAndGetsNoSequence() {
    start();
    post("/commands", "{\"name\":\"say\"").assertProblem(400, "malformed-message");
    post("/commands", "{\"name\":\"say\"}").assertProblem(400, "malformed-message");
    post("/commands", "{\"name\":\"say\",\"data\":{},\"uuid\":\"x\"}")
        .assertProblem(400, "malformed-message");
    post("/commands", "{\"name\":\"nope\",\"data\":{}}").assertProblem(404, "unknown-command");
    JsonNode invalid =
        post("/commands?sync=true", "{\"name\":\"say\",\"data\":{\"txet\":1}}")
            .assertProblem(422, "command-validation-failed");
    assertEquals(2, invalid.get("details").size());
    get("/commands", "-H", "Content-Type: text/plain", "--data-binary", SAY_A)
        .assertProblem(415, "malformed-message");
    post("/commands", SAY_A, "-H", "Accept: image/png").assertProblem(406, "malformed-message");
    for (String wrong :
        List.of("sync=yes", "timeout-ms=-1", "timeout-ms=1h", "timeout-ms=99999999", "snyc=true")) {
      JsonNode problem = post("/commands?" + wrong, SAY_A).assertProblem(400, "malformed-message");
      assertEquals(
          wrong.substring(0, wrong.indexOf('=')),
          problem.get("details").get(0).get("field").asText());
    }
    post("/commands", SAY_A, "-H", "Origin: https://evil.example")
        .assertProblem(403, "not-authorized");
    Curl.Answer put = get("/commands", "-X", "PUT");
    put.assertProblem(405, "malformed-message");
    assertEquals("GET, POST", put.header("allow"));
    assertEquals("GET", get("/events", "-X", "DELETE").header("allow"));
    assertEquals(0, get("/commands").json().get("commands").size());
  }

  @Test
  void aFullRingIsAnswered429WithRetryAfter() throws Exception {
    start(Map.of("ring-slots", "8", "dedup-window", "8"));
    List<UUID> taken = new ArrayList<>();
    Curl.Answer answer;
    do {
      UUID uuid = UUID.randomUUID();
      answer = post("/commands", with(uuid, "{\"name\":\"dawdle\",\"data\":{}}"));
      if (answer.status() == 202) {
        taken.add(uuid);
      }
    } while (answer.status() == 202 && taken.size() < 100);
    answer.assertProblem(429, "busy");
    server.talk.openGate();
    for (UUID uuid : taken) {
      assertEquals("accepted", awaitProcessed(uuid).get("status").asText());
    }
  }

  @Test
  void commandsAreListedInPages() {
    start();
    try (Client client = Client.connect(server.gateway, "?updates=none")) {
      StringBuilder batch = new StringBuilder("[");
      for (int i = 1; i <= 250; i++) {
        batch.append(i == 1 ? "" : ",").append(say("c", i, i % 10 == 0 ? "SHOUT" : "t" + i));
      }
      client.send(batch.append("]").toString());
      client.next(250);
    }
    JsonNode page = get("/commands").json();
    assertEquals(List.of("commands", "next"), names(page));
    assertEquals(100, page.get("commands").size());
    assertEquals(100, page.get("next").asLong());
    assertEquals("rejected", page.get("commands").get(9).get("status").asText());
    page = get("/commands?after=200&limit=1000").json();
    assertEquals(50, page.get("commands").size());
    assertEquals(201, page.get("commands").get(0).get("seq").asLong());
    assertTrue(page.get("next").isNull());
    page = get("/commands?after=250").json();
    assertEquals("{\"commands\":[],\"next\":null}", page.toString());
    assertEquals(
        Uuid5.ofCommand("c", 7).toString(),
        get("/commands?after=6&limit=1").json().get("commands").get(0).get("uuid").asText());
  }

  @Test
  void eventsAreFilteredAndComeInPagesOfWholeCommands() {
    start();
    for (String body : List.of(SAY_A, MURMUR, SHOUT, MURMUR, SAY_A)) {
      post("/commands?sync=true", body);
    }
    assertEquals(List.of("1.0", "2.0", "2.1", "2.2", "4.0", "4.1", "4.2", "5.0"), at("/events"));
    assertEquals(List.of("2.1", "4.1"), at("/events?name=murmured"));
    assertEquals(List.of("4.1"), at("/events?name=murmured&after=2"));
    JsonNode page = get("/events?limit=2").json();
    assertEquals(1, page.get("events").size(), "the next command has three");
    assertEquals(1, page.get("next").asLong());
    page = get("/events?limit=2&after=1").json();
    assertEquals(3, page.get("events").size(), "a command is never cut");
    assertEquals(2, page.get("next").asLong());
    assertTrue(get("/events?after=4").json().get("next").isNull());
    assertEquals(List.of(), at("/events?user=somebody"));

    String time =
        get("/commands?after=1&limit=1").json().get("commands").get(0).get("timestamp").asText();
    assertEquals(List.of("2.0", "2.1", "2.2"), at("/events?since=" + time + "&until=" + time));
    assertEquals("4.0", at("/events?after=2&since=" + time).get(0));
    assertEquals(List.of(), at("/events?until=2020-01-01T00:00:00%2B01:00"));
    assertEquals(List.of(), at("/events?since=2100-01-01T00:00:00+01:00"));
    assertEquals(List.of(), at("/events?command-uuid=" + UUID.randomUUID()));
  }

  /** Each event as seq.index. */
  private List<String> at(String path) {
    Curl.Answer answer = get(path);
    assertEquals(200, answer.status(), answer.body());
    List<String> at = new ArrayList<>();
    answer
        .json()
        .get("events")
        .forEach(event -> at.add(event.get("seq").asLong() + "." + event.get("index").asInt()));
    return at;
  }

  @Test
  void whatIsWrongWithAListIsSaidByItsParameter() {
    start();
    for (String wrong :
        List.of(
            "after=-1",
            "after=x",
            "after=99999999999999999999",
            "limit=0",
            "limit=5000",
            "limit=1.5",
            "since=yesterday",
            "until=2026-13-01T00:00:00Z",
            "since=%2B999999999-12-31T23:59:59Z",
            "command-uuid=42",
            "colour=red")) {
      JsonNode problem = get("/events?" + wrong).assertProblem(400, "malformed-message");
      assertEquals(
          wrong.substring(0, wrong.indexOf('=')),
          problem.get("details").get(0).get("field").asText());
    }
    for (String wrong :
        List.of("name=nope", "until=2026-01-01T00:00:00Z&since=2026-01-02T00:00:00Z")) {
      JsonNode problem = get("/events?" + wrong).assertProblem(422, "query-validation-failed");
      assertEquals(
          wrong.substring(0, wrong.indexOf('=')),
          problem.get("details").get(0).get("field").asText());
    }
    get("/events?after=1&after=2").assertProblem(400, "malformed-message");
    get("/commands?limit=0").assertProblem(400, "malformed-message");
    get("/commands?name=say").assertProblem(400, "malformed-message");
    assertEquals(
        2,
        get("/events?limit=0&after=x")
            .assertProblem(400, "malformed-message")
            .get("details")
            .size());
    assertEquals(200, get("/events?name=&user=&since=").status(), "empty is not there");
  }

  @Test
  void whatDoesNotExistIsNotFound() {
    start();
    post("/commands?sync=true", SAY_A);
    get("/commands/" + UUID.randomUUID()).assertProblem(404, "malformed-message");
    get("/events/" + UUID.randomUUID()).assertProblem(404, "malformed-message");
    get("/commands/42").assertProblem(404, "malformed-message");
    get("/events/../commands/x", "--path-as-is").assertProblem(404, "malformed-message");
    get("/commands/").assertProblem(404, "malformed-message");
  }

  @Test
  void whatWasAcknowledgedIsFoundByWhoeverAsksNext() {
    start();
    try (Client client = Client.connect(server.gateway, "?updates=none")) {
      for (int i = 1; i <= 30; i++) {
        client.send(say("c", i, "t" + i));
        client.next();
        UUID uuid = Uuid5.ofCommand("c", i);
        assertEquals(i, get("/commands/" + uuid).json().get("seq").asLong());
        assertEquals(i, get("/events/" + Uuid5.ofEvent(uuid, 0)).json().get("seq").asLong());
      }
    }
  }

  @Test
  void everyCommandIsFoundAfterARestartAndWithoutTheIndexOfBefore() throws Exception {
    start();
    try (Client client = Client.connect(server.gateway, "?updates=none")) {
      StringBuilder batch = new StringBuilder("[");
      for (int i = 1; i <= 2_000; i++) {
        batch.append(i == 1 ? "" : ",").append(say("c", i, i % 3 == 0 ? "SHOUT" : "t"));
      }
      client.send(batch.append("]").toString());
      client.next(2_000);
    }
    for (int restart = 0; restart < 2; restart++) {
      server.close();
      if (restart == 1) {
        Files.delete(data.resolve("index").resolve("index.mv"));
      }
      start();
      for (int i = 1; i <= 2_000; i += 97) {
        JsonNode command = get("/commands/" + Uuid5.ofCommand("c", i)).json();
        assertEquals(i, command.get("seq").asLong());
        assertEquals(i % 3 == 0 ? "rejected" : "accepted", command.get("status").asText());
      }
    }
  }

  @Test
  void theyAreServedInEveryFormat() {
    start();
    UUID uuid = UUID.randomUUID();
    Curl.Answer edn =
        Curl.call(
            server.gateway.url() + "/commands?sync=true",
            "-H",
            "Content-Type: application/edn",
            "-H",
            "Accept: application/edn",
            "--data-binary",
            "{:uuid #uuid \"" + uuid + "\" :name :say :data {:text \"a\"}}");
    assertEquals(201, edn.status(), edn.body());
    assertTrue(edn.body().startsWith("{:uuid #uuid \"" + uuid + "\""), edn.body());
    Curl.Answer transit = get("/commands/" + uuid, "-H", "Accept: application/transit+json");
    assertEquals("application/transit+json", transit.header("content-type"));
    Curl.Answer form =
        Curl.call(
            server.gateway.url() + "/commands?sync=true",
            "-H",
            "Accept: text/html",
            "--data-urlencode",
            "name=say",
            "--data-urlencode",
            "data.text=<b>");
    assertEquals(201, form.status(), form.body());
    Curl.Answer page = get("/events", "-H", "Accept: text/html");
    assertEquals("text/html; charset=utf-8", page.header("content-type"));
    assertTrue(page.body().contains("&lt;b&gt;"), page.body());
    page = get("/commands", "-H", "Accept: text/html");
    assertTrue(page.body().contains("action=\"/commands?sync=true\""), page.body());
    assertTrue(page.body().contains("name=\"data.text\""), page.body());
    assertTrue(get("/commands", "-H", "Accept: application/edn").body().contains(":next nil"));
  }

  @Test
  void whatIsOnItsWayWhenTheServerStopsIsAnswered() throws Exception {
    start();
    UUID uuid = UUID.randomUUID();
    Process curl =
        Curl.begin(
            server.gateway.url() + "/commands?sync=true&timeout-ms=60000",
            "-H",
            "Content-Type: application/json",
            "--data-binary",
            with(uuid, "{\"name\":\"dawdle\",\"data\":{}}"));
    while (get("/commands/" + uuid).status() == 404) {
      Thread.onSpinWait();
    }
    server.close(); // lets it go
    Curl.Answer answer = Curl.end(curl);
    assertEquals(201, answer.status(), answer.body());
  }

  @Test
  void nothingIsServedWhileItRecovers() {
    server = Server.open(data, Map.of());
    post("/commands", SAY_A).assertProblem(503, "unavailable");
    get("/commands").assertProblem(503, "unavailable");
    get("/events").assertProblem(503, "unavailable");
    get("/commands/" + UUID.randomUUID()).assertProblem(503, "unavailable");
  }
}
