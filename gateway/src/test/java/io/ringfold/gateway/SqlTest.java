package io.ringfold.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfold.engine.domain.Domains;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code POST /sql} of a server at work. */
@Timeout(180)
class SqlTest {
  private static final String JSON = "application/json";

  @TempDir Path data;
  private final HttpClient http = HttpClient.newHttpClient();
  private Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    gateway =
        Gateway.open(
            GatewayConfig.of(
                Map.of(
                    "data", data.toString(),
                    "port", "0",
                    "segment-bytes", "1m",
                    "min-sequence-wait", "60s",
                    "sql-memory-bytes", "64m")),
            Domains.load(getClass().getClassLoader()),
            Throwable::printStackTrace);
    gateway.recover();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void answersReflectEveryCommandThatWasAcknowledged() throws Exception {
    command("open-account", "{\"account\":\"ada\",\"owner\":\"<b>Ada</b>\"}");
    assertFalse(Files.exists(data.resolve("tables")), "nothing is there before the first request");
    for (int i = 1; i <= 20; i++) {
      command("deposit", "{\"account\":\"ada\",\"amount\":" + (9007199254740993L + i) + "}");
      if (i % 5 == 0) {
        JsonNode answer =
            sql(
                "{\"sql\":\"select count(*) as n, max(amount) as most, max(seq) as last"
                    + " from deposited\"}");
        assertEquals(i + 1, answer.get("basis").asLong());
        assertEquals(
            "[[" + i + "," + (9007199254740993L + i) + "," + (i + 1) + "]]",
            answer.get("rows").toString());
        assertFalse(answer.get("truncated").asBoolean());
      }
    }
    assertEquals(
        "[{\"name\":\"event_uuid\",\"type\":\"UUID\"},{\"name\":\"owner\",\"type\":\"VARCHAR\"}]",
        sql("{\"sql\":\"select event_uuid, owner from account_opened\"}")
            .get("columns")
            .toString());

    JsonNode cut =
        sql("{\"sql\":\"select seq from commands order by seq\",\"limit\":2,\"min-seq\":21}");
    assertEquals("[[1],[2]]", cut.get("rows").toString());
    assertTrue(cut.get("truncated").asBoolean());

    String form =
        "sql=" + URLEncoder.encode("select owner from account_opened", StandardCharsets.UTF_8);
    HttpResponse<String> page = post("application/x-www-form-urlencoded", "text/html", form);
    assertEquals(200, page.statusCode());
    assertTrue(page.body().contains("&lt;b&gt;Ada&lt;/b&gt;"), page.body());
    HttpResponse<String> edn =
        post(
            "application/edn",
            "application/edn",
            "{:sql \"select uuid, \\\"timestamp\\\", 1.25::decimal(4,2) from commands limit 1\"}");
    assertTrue(
        edn.body().matches("(?s).*#uuid \"[0-9a-f-]{36}\",? #inst \"[^\"]*\",? 1.25M.*"),
        edn.body());
  }

  @Test
  void refusesWhatIsNoSelectAndStaysAsItWas() throws Exception {
    command("open-account", "{\"account\":\"ada\",\"owner\":\"Ada\"}");
    Path stolen = data.resolve("stolen.csv");
    for (String statement :
        List.of(
            "drop table events",
            "copy events to '" + stolen + "'",
            "select * from read_csv('/etc/passwd')",
            "select 1; select 2",
            "attach '" + data + "/other'",
            "selec")) {
      HttpResponse<String> refused = post(JSON, JSON, "{\"sql\":\"" + statement + "\"}");
      assertEquals(422, refused.statusCode(), statement);
      assertEquals(
          "query-validation-failed", Client.parse(refused.body()).get("code").asText(), statement);
    }
    assertFalse(Files.exists(stolen));
    for (String body :
        List.of("{}", "{\"sql\":1}", "{\"sql\":\"select 1\",\"limit\":100001}", "[]")) {
      assertEquals(400, post(JSON, JSON, body).statusCode(), body);
    }
    assertEquals(
        405,
        http.send(
                HttpRequest.newBuilder(URI.create(gateway.url() + "/sql")).build(),
                HttpResponse.BodyHandlers.ofString())
            .statusCode());
    assertEquals("[[1]]", sql("{\"sql\":\"select count(*) from events\"}").get("rows").toString());
  }

  @Test
  void commandsGoOnWhileAStatementTakesItsTimeAndTheStopDoesNotWaitForIt() throws Exception {
    command("open-account", "{\"account\":\"ada\",\"owner\":\"Ada\"}");
    sql("{\"sql\":\"select 1\"}");
    CompletableFuture<HttpResponse<String>> slow =
        http.sendAsync(
            request(
                JSON,
                JSON,
                "{\"sql\":\"select count(*) from range(1000000000) a, range(1000) b\"}"),
            HttpResponse.BodyHandlers.ofString());
    for (int i = 0; i < 50; i++) {
      command("deposit", "{\"account\":\"ada\",\"amount\":1}");
    }
    gateway.close();
    int status = slow.get(60, TimeUnit.SECONDS).statusCode();
    assertTrue(status == 503 || status == 422, "status " + status);
  }

  private void command(String name, String body) throws Exception {
    HttpResponse<String> done =
        http.send(
            HttpRequest.newBuilder(URI.create(gateway.url() + "/commands?sync=true"))
                .header("Content-Type", JSON)
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"name\":\"" + name + "\",\"data\":" + body + "}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(201, done.statusCode(), done.body());
  }

  private JsonNode sql(String body) throws Exception {
    HttpResponse<String> answer = post(JSON, JSON, body);
    assertEquals(200, answer.statusCode(), answer.body());
    return Client.parse(answer.body());
  }

  private HttpResponse<String> post(String type, String accept, String body) throws Exception {
    return http.send(request(type, accept, body), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request(String type, String accept, String body) {
    return HttpRequest.newBuilder(URI.create(gateway.url() + "/sql"))
        .header("Content-Type", type)
        .header("Accept", accept)
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }
}
