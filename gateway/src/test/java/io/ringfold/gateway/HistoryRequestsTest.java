package io.ringfold.gateway;

import static io.ringfold.gateway.Client.cmd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfold.engine.domain.Domains;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /history} of the sample domains. */
@Timeout(120)
class HistoryRequestsTest {
  private static final String BANK = "/history?aggregate=bank&key=";
  private static final String[] JSON = {"Content-Type", "application/json"};

  @TempDir Path data;
  private final HttpClient http = HttpClient.newHttpClient();

  private Gateway open() throws Exception {
    Gateway gateway =
        Gateway.open(
            GatewayConfig.of(Map.of("data", data.toString(), "port", "0", "segment-bytes", "1m")),
            Domains.load(getClass().getClassLoader()),
            Throwable::printStackTrace);
    gateway.recover();
    return gateway;
  }

  private HttpResponse<String> get(Gateway gateway, String path, String accept) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gateway.url() + path)).header("Accept", accept).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode history(Gateway gateway, String path) throws Exception {
    HttpResponse<String> response = get(gateway, path, "application/json");
    assertEquals(200, response.statusCode(), response::body);
    return Client.parse(response.body());
  }

  /** Sends a command and waits for it. */
  private void send(Gateway gateway, String name, String fields) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gateway.url() + "/commands?sync=true"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"name\":\"" + name + "\",\"data\":" + fields + "}"))
            .build();
    assertEquals(201, http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
  }

  /** Ada has 1000 and gives Ben 250, then 50. */
  private void work(Gateway gateway) throws Exception {
    send(gateway, "open-account", "{\"account\":\"ada\",\"owner\":\"Ada\"}");
    send(gateway, "open-account", "{\"account\":\"ben\",\"owner\":\"Ben\"}");
    send(gateway, "create-todo", "{\"id\":\"ada\",\"text\":\"no account\"}");
    send(gateway, "deposit", "{\"account\":\"ada\",\"amount\":1000}");
    send(gateway, "transfer", "{\"from\":\"ada\",\"to\":\"ben\",\"amount\":250}");
    send(gateway, "transfer", "{\"from\":\"ada\",\"to\":\"ben\",\"amount\":50}");
    send(gateway, "visit-page", "{\"url\":\"/\"}");
  }

  private static List<String> told(JsonNode history) {
    List<String> told = new ArrayList<>();
    for (JsonNode entry : history.get("entries")) {
      told.add(
          "%d.%d %s by %s: %s"
              .formatted(
                  entry.at("/event/seq").asLong(),
                  entry.at("/event/index").asInt(),
                  entry.at("/event/name").asText(),
                  entry.at("/command/name").asText(),
                  entry.get("state")));
    }
    return told;
  }

  @Test
  void tellsEachEventOfAnAggregateWithItsStateAfterIt() throws Exception {
    try (Gateway gateway = open()) {
      work(gateway);
      JsonNode ada = history(gateway, BANK + "ada");
      assertEquals("bank", ada.get("aggregate").asText());
      assertEquals("ada", ada.get("key").asText());
      assertEquals(7, ada.get("basis").asLong());
      assertTrue(ada.get("next").isNull());
      assertEquals(
          List.of(
              "1.0 account-opened by open-account: {\"account\":\"ada\",\"owner\":\"Ada\",\"balance\":0}",
              "4.0 deposited by deposit: {\"account\":\"ada\",\"owner\":\"Ada\",\"balance\":1000}",
              "5.0 transfer-debited by transfer: {\"account\":\"ada\",\"owner\":\"Ada\",\"balance\":750}",
              "6.0 transfer-debited by transfer: {\"account\":\"ada\",\"owner\":\"Ada\",\"balance\":700}"),
          told(ada));
      assertEquals(
          history(gateway, "/commands/" + ada.at("/entries/2/command/uuid").asText()).get("data"),
          ada.at("/entries/2/command/data"));
      assertEquals(
          history(gateway, "/events/" + ada.at("/entries/2/event/uuid").asText()),
          ada.at("/entries/2/event"));

      JsonNode page = history(gateway, BANK + "ben&after=1&limit=1");
      assertEquals(2, page.get("next").asLong());
      assertEquals(1, told(page).size());
      assertEquals(
          List.of(
              "5.1 transfer-credited by transfer: {\"account\":\"ben\",\"owner\":\"Ben\",\"balance\":250}",
              "6.1 transfer-credited by transfer: {\"account\":\"ben\",\"owner\":\"Ben\",\"balance\":300}"),
          told(history(gateway, BANK + "ben&after=" + page.get("next"))));
    }
    // another run reads what the one before has written, from the snapshot at its stop on
    try (Gateway gateway = open()) {
      send(gateway, "deposit", "{\"account\":\"ada\",\"amount\":1}");
      JsonNode late = history(gateway, BANK + "ada&after=7");
      assertEquals(701, late.at("/entries/0/state/balance").asLong());
      assertEquals(5, told(history(gateway, BANK + "ada")).size());
    }
  }

  @Test
  void tellsWhatThereIsToTell() throws Exception {
    try (Gateway gateway = open()) {
      work(gateway);
      assertEquals(List.of(), told(history(gateway, BANK + "nobody")));
      assertEquals(
          List.of("7.0 page-view by visit-page: null"),
          told(history(gateway, "/history?aggregate=page-views&key=/")));
      send(gateway, "delete-todo", "{\"id\":\"ada\"}");
      assertEquals(
          List.of(
              "3.0 todo-created by create-todo: {\"id\":\"ada\",\"text\":\"no account\",\"completed\":false}",
              "8.0 todo-deleted by delete-todo: null"),
          told(history(gateway, "/history?aggregate=todos&key=ada")));
      JsonNode schema = history(gateway, "/schema");
      assertTrue(schema.at("/aggregates/page-views/keyed").asBoolean());
      assertTrue(schema.at("/aggregates/page-views/key-state").isMissingNode());
      assertEquals(
          "integer", schema.at("/aggregates/bank/key-state/properties/balance/type").asText());
      assertEquals("/history", history(gateway, "/").at("/links/history").asText());
    }
  }

  @Test
  void speaksEveryFormat() throws Exception {
    try (Gateway gateway = open()) {
      work(gateway);
      String edn = get(gateway, BANK + "ada&limit=1", "application/edn").body();
      assertTrue(
          edn.startsWith("{:aggregate :bank :key \"ada\" :basis 7 :entries [{:event {"), edn);
      assertTrue(edn.contains(":state {:account \"ada\" :owner \"Ada\" :balance 0}"), edn);
      assertTrue(edn.endsWith(":next 1}"), edn);
      assertTrue(
          get(gateway, BANK + "ada", "application/transit+json")
              .body()
              .contains("\"state\":{\"account\""));
      String form = get(gateway, "/history", "text/html").body();
      assertTrue(form.contains("<option>bank</option>"), form);
      String page = get(gateway, BANK + "ada&limit=1", "text/html").body();
      assertTrue(page.contains("<option selected>bank</option>"), page);
      assertTrue(page.contains("<th scope=\"row\">balance</th><td>0"), page);
      assertTrue(
          page.contains("href=\"/history?aggregate=bank&amp;key=ada&amp;after=1&amp;limit=1\""),
          page);
      String strange = get(gateway, BANK + "%3Cscript%3E%22", "text/html").body();
      assertFalse(strange.contains("<script>"), strange);
      assertTrue(strange.contains("value=\"&lt;script&gt;&quot;\""), strange);
      assertEquals(406, get(gateway, BANK + "ada", "image/png").statusCode());
    }
  }

  @Test
  void refusesWhatItCannotTell() throws Exception {
    try (Gateway gateway = open()) {
      JsonNode none = problem(gateway, "/history?aggregate=banks&key=ada", 404, "not-found");
      assertEquals(
          "aggregate is \"banks\", but there is none of this name; there are bank, carts,"
              + " page-views, todos, users",
          none.get("detail").asText());
      assertEquals(2, problem(gateway, "/history", 400, "malformed-message").get("details").size());
      problem(gateway, BANK + "ada&limit=1001", 400, "malformed-message");
      problem(gateway, BANK + "ada&after=-1", 400, "malformed-message");
      problem(gateway, BANK + "ada&as-of=1", 400, "malformed-message");
    }
  }

  private JsonNode problem(Gateway gateway, String path, int status, String code) throws Exception {
    HttpResponse<String> response = get(gateway, path, "application/json");
    assertEquals(status, response.statusCode(), response::body);
    JsonNode problem = Client.parse(response.body());
    assertEquals(code, problem.get("code").asText());
    return problem;
  }

  private static String login(String user) {
    return "{\"user\":\"%s\",\"password\":\"%s\"}".formatted(user, SecuredServer.PASSWORD);
  }

  @Test
  void showsTheStateToThoseOnlyWhoMaySeeWhatItIsMadeOf() throws Exception {
    try (SecuredServer server = new SecuredServer(data)) {
      server.user(SecuredServer.PASSWORD, "add", "max", "--role", "auditor");
      server.user(SecuredServer.PASSWORD, "add", "tim", "--role", "teller");
      String ada = server.cookie("ada");
      for (String user : List.of("max", "tim")) {
        SecuredServer.await(() -> server.statusOf("POST", "/login", login(user), JSON) == 200);
      }
      try (Client first = server.connect("?updates=none", "Cookie", ada);
          Client second = server.connect("?updates=none", "Cookie", server.cookie("tim"))) {
        first.send(cmd("c", 1, "open-account", "{\"account\":\"a\",\"owner\":\"A\"}"));
        first.next();
        second.send(cmd("d", 1, "deposit", "{\"account\":\"a\",\"amount\":5}"));
        second.next();
      }
      assertEquals(
          List.of("1.0 account-opened by open-account: null"),
          told(Client.parse(server.get(BANK + "a", "Cookie", ada).body())));
      assertEquals(
          List.of(),
          told(Client.parse(server.get(BANK + "a", "Cookie", server.cookie("eve")).body())));
      assertEquals(
          List.of(
              "1.0 account-opened by open-account: {\"account\":\"a\",\"owner\":\"A\",\"balance\":0}",
              "2.0 deposited by deposit: {\"account\":\"a\",\"owner\":\"A\",\"balance\":5}"),
          told(Client.parse(server.get(BANK + "a", "Cookie", server.cookie("max")).body())));
    }
  }
}
