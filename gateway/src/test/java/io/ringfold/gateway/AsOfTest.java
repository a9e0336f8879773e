package io.ringfold.gateway;

import static io.ringfold.gateway.Client.say;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfold.gateway.Caller.Answer;
import io.ringfold.gateway.Caller.Over;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Queries as of earlier sequences and times, over every way into one server. */
@Timeout(120)
class AsOfTest {
  private static final int SAID = 12;

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static Server server;

  /** When each sequence came in, as the server told it. */
  private static final List<Instant> TIMES = new ArrayList<>();

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    // one point alone is kept: the next question is another rebuild
    server = Server.start(data, Map.of("past-points", "1"));
    try (Client client = Client.connect(server.gateway, "?updates=none")) {
      for (int i = 1; i <= SAID; i++) {
        client.send(say("c", i, "text " + i));
        client.next();
      }
    }
    get("/query?name=count-said&min-seq=" + SAID, "*/*");
    for (JsonNode command : Client.parse(get("/commands", "*/*").body()).get("commands")) {
      TIMES.add(Instant.parse(command.get("timestamp").asText()));
    }
    assertEquals(SAID, TIMES.size());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<String> get(String path, String accept, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.gateway.url() + path)).header("Accept", accept);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static void assertSaid(long basis, Answer answer) {
    answer.isAccepted();
    assertEquals(basis, ((Number) answer.body().get("basis")).longValue(), answer::toString);
    Map<?, ?> result = (Map<?, ?>) answer.body().get("result");
    assertEquals(basis, ((Number) result.get("said")).longValue(), answer::toString);
  }

  /** Two commands may have come in at the same microsecond. */
  private static long sequenceAt(Instant time) {
    return TIMES.stream().filter(each -> !each.isAfter(time)).count();
  }

  private static Answer asOf(Caller caller, Object asOf) throws Exception {
    return caller.query(Map.of("name", "count-said", "data", Map.of(), "as-of", asOf));
  }

  @Test
  void answersAsOfEverySequenceAndTimeOverEveryWayIn() throws Exception {
    for (Over over : Over.values()) {
      try (Caller caller = over.caller(server.gateway)) {
        for (int sequence = 0; sequence <= SAID; sequence++) {
          assertSaid(sequence, asOf(caller, sequence));
        }
        assertSaid(3, asOf(caller, "3"));
        assertSaid(0, asOf(caller, "1999-12-31T23:59:59Z"));
        assertSaid(sequenceAt(TIMES.get(4)), asOf(caller, TIMES.get(4).toString()));
        asOf(caller, SAID + 1).hasCode("as-of-out-of-range");
        asOf(caller, "2999-12-31T23:59:59Z").hasCode("as-of-out-of-range");
        asOf(caller, "yesterday").hasCode("malformed-message");
        asOf(caller, -1).hasCode("malformed-message");
      }
    }
  }

  @Test
  void takesEachFormatsOwnTimes() throws Exception {
    Instant time = TIMES.get(6);
    String edn = "{:name :count-said, :data {}, :as-of #inst \"" + time + "\"}";
    String transit = "{\"~:name\":\"~:count-said\",\"~:data\":{},\"~:as-of\":\"~t" + time + "\"}";
    try (Caller caller = Over.HTTP_EDN.caller(server.gateway)) {
      assertSaid(sequenceAt(time), caller.raw(edn));
    }
    try (Caller caller = Over.WS_EDN.caller(server.gateway)) {
      assertSaid(sequenceAt(time), caller.raw("[:query 1 " + edn + "]"));
    }
    try (Caller caller = Over.HTTP_TRANSIT.caller(server.gateway)) {
      assertSaid(sequenceAt(time), caller.raw(transit));
    }
    try (Caller caller = Over.WS_TRANSIT.caller(server.gateway)) {
      assertSaid(sequenceAt(time), caller.raw("[\"query\",1," + transit + "]"));
    }
  }

  @Test
  void aPastAnswerHasTheTagOfItsBasisAndNeverChanges() throws Exception {
    String path = "/query?name=count-said&as-of=5";
    HttpResponse<String> first = get(path, "application/json");
    assertEquals("\"5\"", first.headers().firstValue("etag").orElse(""));
    assertEquals("{\"name\":\"count-said\",\"basis\":5,\"result\":{\"said\":5}}", first.body());
    HttpResponse<String> again = get(path, "application/json", "If-None-Match", "\"5\"");
    assertEquals(304, again.statusCode());
    assertEquals("\"5\"", again.headers().firstValue("etag").orElse(""));
    assertEquals(200, get(path, "*/*", "If-None-Match", "\"6\"").statusCode());
    String byTime = "/query?name=count-said&as-of=" + TIMES.get(4);
    String tag = "\"" + sequenceAt(TIMES.get(4)) + "\"";
    assertEquals(304, get(byTime, "*/*", "If-None-Match", tag).statusCode());
    assertEquals(
        422, get("/query?name=count-said&as-of=99", "*/*", "If-None-Match", "\"99\"").statusCode());
  }

  @Test
  void theFormOfAQueryAsksAsOfToo() throws Exception {
    assertTrue(get("/query", "text/html").body().contains("name=\"as-of\" value=\"\""));
    String page = get("/query?name=count-said&as-of=4", "text/html").body();
    assertTrue(page.contains("as of sequence 4"), page);
    assertTrue(page.contains("name=\"as-of\" value=\"4\""), page);
  }

  @Test
  void tellsHowFarARebuildIsToWhoWantsToHear() {
    try (Client client = Client.connect(server.gateway, "?updates=none")) {
      String query = "[\"query\",\"%s\",{\"name\":\"count-said\",\"data\":{},\"as-of\":%d%s}]";
      client.send(query.formatted("now", SAID, ",\"progress\":true"));
      assertEquals("result", client.next().get(0).asText(), "nothing is rebuilt for the newest");
      client.send(query.formatted("first", 3, ""));
      assertEquals("result", client.next().get(0).asText(), "nobody wants to hear");
      client.send(query.formatted("on", 8, ",\"progress\":true"));
      assertEquals(
          Client.parse("[\"query-progress\",\"on\",{\"at\":3,\"target\":8}]"), client.next());
      assertEquals("result", client.next().get(0).asText());
      client.send(query.formatted("back", 5, ",\"progress\":true"));
      assertEquals(
          Client.parse("[\"query-progress\",\"back\",{\"at\":0,\"target\":5}]"), client.next());
      assertEquals("result", client.next().get(0).asText());
    }
  }

  @Test
  void showsWhatIsAtHand() throws Exception {
    get("/query?name=count-said&as-of=2", "*/*");
    JsonNode past = Client.parse(get("/past", "application/json").body());
    assertEquals(0, past.get("first-seq").asLong());
    assertEquals(SAID, past.get("last-seq").asLong());
    assertEquals(0, past.get("rebuilds").size());
    assertEquals(0, past.get("snapshots").size());
    assertEquals(Client.parse("[2]"), past.get("points"));
    assertTrue(get("/past", "text/html").body().contains("<h1>Past</h1>"));
  }
}
