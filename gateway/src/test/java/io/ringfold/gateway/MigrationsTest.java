package io.ringfold.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code /migrations} of a server at work, as curl finds it. */
@Timeout(180)
class MigrationsTest {
  private static final String HALVE = "{\"name\":\"halve\"}";

  @TempDir Path data;
  private Gateway gateway;

  record Put(long amount) {}

  record WasPut(long amount, long sum) {}

  record GetSum() {}

  static final class Jar {
    private long sum;
  }

  private static Domains domains() {
    return Domains.of(
        Domain.define("jar", Jar.class, Jar::new)
            .command(
                "put",
                Put.class,
                (jar, put, context) ->
                    Decision.accept(new WasPut(put.amount(), jar.sum + put.amount())))
            .event("was-put", 1, WasPut.class, (jar, put) -> jar.sum = put.sum())
            .projection(
                "sum",
                Long.class,
                () -> 0L,
                p -> p.on(WasPut.class, (sum, put, context) -> put.sum()))
            .query("get-sum", GetSum.class, Long.class, (sum, query) -> sum)
            .migration("halve", 1, "half of it is gone", (jar, context) -> jar)
            .migration(
                "halve",
                2,
                "half of it is gone, really",
                (jar, context) -> {
                  jar.sum /= 2;
                  return jar;
                },
                also -> also.projection("sum", Long.class, (sum, context) -> sum / 2))
            .migration(
                "break",
                1,
                "goes wrong",
                (jar, context) -> {
                  jar.sum = -1;
                  throw new IllegalStateException("planted");
                })
            .build());
  }

  @BeforeEach
  void start() throws Exception {
    gateway =
        Gateway.open(
            GatewayConfig.of(Map.of("data", data.toString(), "port", "0", "segment-bytes", "1m")),
            domains(),
            Throwable::printStackTrace);
    gateway.recover();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Curl.Answer get(String path) {
    return Curl.get(gateway.url() + path);
  }

  private Curl.Answer post(String path, String json) {
    return Curl.post(gateway.url() + path, json);
  }

  private JsonNode put(long amount) {
    return post("/commands?sync=true", putting(amount)).json();
  }

  private static String putting(long amount) {
    return "{\"name\":\"put\",\"data\":{\"amount\":" + amount + "}}";
  }

  private long sum(long atLeast) {
    return get("/query?name=get-sum&data=%7B%7D&min-seq=" + atLeast).json().get("result").asLong();
  }

  @Test
  void carriesOutAMigrationAndTellsOfItEverywhere() throws Exception {
    put(100);
    UUID uuid = UUID.randomUUID();
    String body = "{\"name\":\"halve\",\"uuid\":\"" + uuid + "\"}";
    Curl.Answer answer = post("/migrations", body);
    assertEquals(201, answer.status(), answer.body());
    assertEquals("/commands/" + uuid, answer.header("location"));
    JsonNode done = answer.json();
    assertEquals("accepted", done.get("status").asText());
    assertEquals(2, done.get("seq").asLong());
    assertEquals("fsync", done.get("durability").asText());
    JsonNode event = done.at("/events/0");
    assertEquals("migrated", event.get("name").asText());
    assertEquals(2, event.at("/data/version").asInt(), "the highest");
    assertTrue(event.at("/data/pause-ns").asLong() > 0);
    assertNotEquals(event.at("/data/hash-before"), event.at("/data/hash-after"));
    assertEquals(57, put(7).at("/events/0/data/sum").asLong());
    assertEquals(57, sum(3));
    long[] sums = {0, 100, 50, 57};
    for (int sequence = 1; sequence <= 3; sequence++) {
      assertEquals(
          sums[sequence],
          get("/query?name=get-sum&data=%7B%7D&as-of=" + sequence).json().get("result").asLong(),
          "as of " + sequence);
    }

    Curl.Answer again = post("/migrations", body);
    assertEquals(201, again.status(), again.body());
    assertEquals(done, again.json());
    JsonNode rejected = post("/migrations", HALVE).json();
    assertEquals("already-migrated", rejected.get("code").asText());
    assertEquals(4, rejected.get("seq").asLong());

    JsonNode command = get("/commands/" + uuid).json();
    assertEquals("migrate", command.get("name").asText());
    assertEquals("accepted", command.get("status").asText());
    assertEquals(
        Client.parse("{\"domain\":\"jar\",\"name\":\"halve\",\"version\":2}"), command.get("data"));
    assertEquals(event, get("/events?name=migrated").json().at("/events/0"));
    assertEquals(1, get("/events?name=migrated").json().get("events").size());
    try (Client updates = Client.connect(gateway, "?updates=all&from=1")) {
      assertEquals(event, updates.next().get(3));
    }
    assertListed(event, uuid);
    JsonNode schema = get("/schema").json().at("/events/migrated/schema/properties");
    event.get("data").fieldNames().forEachRemaining(each -> assertTrue(schema.has(each), each));
    String metrics = get("/metrics").body();
    assertTrue(metrics.contains("ringfold_migration_pause_seconds_count 1"), metrics);
    assertTrue(
        metrics.contains("ringfold_commands_total{command=\"migrate\",outcome=\"accepted\"} 1"));

    gateway.close();
    start();
    assertListed(event, uuid);
    assertEquals(57, sum(4));
    assertEquals(done, post("/migrations", body).json());
  }

  private void assertListed(JsonNode event, UUID uuid) {
    JsonNode listed = get("/migrations").json().get("migrations");
    assertEquals(3, listed.size());
    JsonNode halve = listed.get(1);
    assertEquals("jar", halve.get("domain").asText());
    assertEquals("halve", halve.get("name").asText());
    assertEquals(2, halve.get("version").asInt());
    assertEquals("half of it is gone, really", halve.get("meaning").asText());
    assertTrue(halve.get("declared").asBoolean());
    assertFalse(halve.get("repeatable").asBoolean());
    JsonNode applied = halve.at("/applied/0");
    assertEquals(2, applied.get("seq").asLong());
    assertEquals(uuid.toString(), applied.get("uuid").asText());
    assertTrue(applied.get("user").isNull());
    Instant.parse(applied.get("timestamp").asText());
    for (String field : List.of("pause-ns", "hash-before", "hash-after")) {
      assertEquals(event.get("data").get(field), applied.get(field));
    }
    assertTrue(listed.get(0).get("applied").isEmpty());
  }

  @Test
  void whatCannotBeCarriedOutChangesNothing() {
    put(100);
    JsonNode failed =
        post("/migrations", "{\"name\":\"break\"}").assertProblem(500, "internal-error");
    assertTrue(failed.get("detail").asText().contains("planted"), failed::toString);
    JsonNode unknown =
        post("/migrations", "{\"name\":\"heal\"}").assertProblem(404, "unknown-migration");
    assertTrue(
        unknown
            .get("detail")
            .asText()
            .contains("break version 1, halve version 1, halve version 2"),
        unknown::toString);
    post("/migrations", "{\"name\":\"halve\",\"version\":3}")
        .assertProblem(404, "unknown-migration");
    for (String malformed :
        List.of(
            "{}",
            "{\"name\":7}",
            "{\"name\":\"halve\",\"version\":0}",
            "{\"name\":\"halve\",\"version\":\"two\"}",
            "{\"name\":\"halve\",\"uuid\":\"7\"}",
            "halve")) {
      post("/migrations", malformed).assertProblem(400, "malformed-message");
    }
    post("/commands?sync=true", "{\"name\":\"migrate\",\"data\":{}}")
        .assertProblem(404, "unknown-command");
    assertEquals(101, put(1).at("/events/0/data/sum").asLong());
    assertEquals(2, get("/commands").json().get("commands").size());
  }

  @Test
  void everyCommandOfALoadIsBeforeItOrAfterIt() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    List<CompletableFuture<HttpResponse<String>>> puts = new ArrayList<>();
    CompletableFuture<HttpResponse<String>> migration = null;
    for (int i = 1; i <= 300; i++) {
      puts.add(send(client, "/commands?sync=true", putting(1_000)));
      if (i == 150) {
        migration = send(client, "/migrations", HALVE);
      }
      if (i % 50 == 0) {
        puts.get(puts.size() - 1).join();
      }
    }
    assertEquals(201, migration.join().statusCode(), migration.join().body());
    for (CompletableFuture<HttpResponse<String>> each : puts) {
      assertEquals(201, each.join().statusCode(), each.join().body());
    }
    // what each command was told was the sum is what comes of all before it, in order
    long sum = 0;
    int migrations = 0;
    for (JsonNode command : get("/commands?limit=1000").json().get("commands")) {
      if (command.get("name").asText().equals("migrate")) {
        sum /= 2;
        migrations++;
      } else {
        sum += 1_000;
        assertEquals(sum, command.at("/events/0/data/sum").asLong(), command::toString);
      }
    }
    assertEquals(1, migrations);
    assertEquals(sum, sum(301));
  }

  private CompletableFuture<HttpResponse<String>> send(
      HttpClient client, String path, String json) {
    return client.sendAsync(
        HttpRequest.newBuilder(URI.create(gateway.url() + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
