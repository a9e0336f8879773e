package io.ringfold.gateway;

import static io.ringfold.gateway.Client.cmd;
import static io.ringfold.gateway.SecuredServer.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server with users, over real sockets: who gets where, and who does not. */
@Timeout(300)
class SecuredServerTest {
  private static final String BALANCE = "/query?name=get-balance&data=%7B%22account%22:%22a%22%7D";

  @TempDir Path directory;

  private SecuredServer server;

  @BeforeEach
  void start() throws Exception {
    server = new SecuredServer(directory, "public-origins", "https://ringfold.example");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static void assertRefused(int status, String code, HttpResponse<String> response) {
    assertEquals(status, response.statusCode(), response::body);
    assertEquals(code, Client.parse(response.body()).get("code").asText(), response::body);
  }

  /** The status with which a handshake is refused. */
  private int refusal(String parameters, String... headers) {
    CompletionException refused =
        assertThrows(CompletionException.class, () -> server.connect(parameters, headers));
    return ((WebSocketHandshakeException) refused.getCause()).getResponse().statusCode();
  }

  private static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  // ---- without credentials

  @Test
  void answersNobodyButWhetherItIsWell() throws Exception {
    for (String path :
        List.of(
            "/",
            "/query?name=total",
            "/snapshots",
            "/commands",
            "/events",
            "/history",
            "/nothing/here")) {
      for (String method : List.of("GET", "POST", "PUT", "DELETE", "OPTIONS", "TRACE")) {
        if (method.equals("TRACE")) {
          // the JDK's client does not send it
          String answer = server.raw("TRACE " + path + " HTTP/1.1\r\nHost: 127.0.0.1");
          assertTrue(answer.startsWith("HTTP/1.1 401"), answer);
          continue;
        }
        HttpResponse<String> response = server.send(method, path, "");
        assertRefused(401, "not-authenticated", response);
        assertEquals(
            "Bearer realm=\"ringfold\"",
            response.headers().firstValue("www-authenticate").orElse(""));
      }
    }
    assertEquals(200, server.get("/health").statusCode());
    assertEquals(200, server.get("/ready").statusCode());
    assertEquals(401, refusal(""));
    assertEquals(401, refusal("?updates=all", bearer("rf_wrong")));
    assertEquals(401, refusal("", "Cookie", "ringfold=wrong"));
    assertRefused(401, "not-authenticated", server.get("/", "Authorization", "Basic YTpi"));
  }

  @Test
  void noSpellingOfAPathGetsPastIt() throws Exception {
    for (String path :
        List.of(
            "/health/../query?name=total",
            "/login/../query?name=total",
            "/health/..;/query?name=total",
            "/./query?name=total",
            "//query?name=total",
            "///query?name=total",
            "/query/?name=total",
            "/query;x=/health?name=total",
            "/health;/../query?name=total",
            "/health%2f..%2fquery?name=total",
            "/%2e%2e/query?name=total",
            "/health%00/../query?name=total",
            "/%71uery?name=total",
            "/QUERY?name=total",
            "\\query?name=total",
            "/health\\..\\query?name=total",
            "http://127.0.0.1/query?name=total",
            "http://127.0.0.1//query?name=total",
            "*",
            "query?name=total")) {
      String answer = server.raw("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1");
      Matcher status = Pattern.compile("HTTP/1.1 ([0-9]{3}).*").matcher(answer);
      // where the server cannot make sense of it, it may also just hang up
      assertTrue(
          answer.isEmpty() || status.matches() && List.of("400", "401").contains(status.group(1)),
          path + ": " + answer);
    }
    String handshake =
        " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    for (String path : List.of("/ws", "//ws", "/health/../ws", "/%77s", "/ws/")) {
      String answer = server.raw("GET " + path + handshake);
      assertTrue(answer.startsWith("HTTP/1.1 401"), path + ": " + answer);
    }
  }

  @Test
  void sendsABrowserToTheForm() throws Exception {
    HttpResponse<String> sent =
        server.get("/query?name=total", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    assertEquals(303, sent.statusCode());
    String form = sent.headers().firstValue("location").orElseThrow();
    assertEquals("/login?next=%2Fquery%3Fname%3Dtotal", form);
    HttpResponse<String> page = server.get(form, "Accept", "text/html");
    assertEquals(200, page.statusCode());
    assertTrue(page.body().contains("type=\"password\""), page::body);
    assertTrue(
        page.headers()
            .firstValue("content-security-policy")
            .orElse("")
            .contains("frame-ancestors"));
    Matcher action = Pattern.compile("action=\"([^\"]+)\"").matcher(page.body());
    assertTrue(action.find());
    HttpResponse<String> wrong = postForm(action.group(1), "ada", "wrong%20password");
    assertEquals(401, wrong.statusCode());
    assertTrue(wrong.body().contains("Wrong name or password"), wrong::body);
    HttpResponse<String> right = postForm(action.group(1), "ada", "correct+horse");
    assertEquals(303, right.statusCode());
    assertEquals("/query?name=total", right.headers().firstValue("location").orElseThrow());
    String cookie = right.headers().firstValue("set-cookie").orElseThrow();
    assertEquals(200, server.get("/", "Cookie", cookie.split(";")[0]).statusCode());
  }

  private HttpResponse<String> postForm(String path, String user, String password)
      throws Exception {
    return server.send(
        "POST",
        path,
        "user=" + user + "&password=" + password,
        "Content-Type",
        "application/x-www-form-urlencoded",
        "Accept",
        "text/html",
        "Origin",
        server.gateway.url());
  }

  @Test
  void sendsNobodyToAnotherServerAfterSigningIn() throws Exception {
    for (String next :
        List.of(
            "https://evil.example/", "//evil.example", "/%5Cevil.example", "evil", "%0d%0aX:1")) {
      HttpResponse<String> response = postForm("/login?next=" + next, "ada", "correct+horse");
      assertEquals("/", response.headers().firstValue("location").orElseThrow(), next);
    }
  }

  // ---- sessions

  @Test
  void opensASessionWhoseCookieNoScriptAndNoOtherSiteGets() throws Exception {
    HttpResponse<String> response = server.login("ada", PASSWORD);
    assertEquals(200, response.statusCode(), response::body);
    assertEquals("{\"user\":\"ada\"}", response.body());
    String cookie = response.headers().firstValue("set-cookie").orElseThrow();
    assertTrue(cookie.matches("ringfold=[A-Za-z0-9_-]{43}; .*"), cookie);
    assertTrue(cookie.contains("HttpOnly"), cookie);
    assertTrue(cookie.contains("SameSite=Lax"), cookie);
    assertTrue(cookie.toLowerCase().contains("path=/"), cookie);
    assertEquals(200, server.get(BALANCE, "Cookie", cookie.split(";")[0]).statusCode());
  }

  @Test
  void saysTheSameOfAWrongPasswordAndOfNobody() throws Exception {
    HttpResponse<String> wrong = server.login("ada", "wrong password");
    HttpResponse<String> nobody = server.login("nobody", "wrong password");
    assertRefused(401, "not-authenticated", wrong);
    assertEquals(wrong.body(), nobody.body());
    assertEquals(wrong.headers().map().keySet(), nobody.headers().map().keySet());
    assertFalse(wrong.headers().map().containsKey("set-cookie"));
    for (String body : List.of("{}", "{\"user\":\"ada\"}", "{\"user\":1,\"password\":2}", "[]")) {
      assertRefused(400, "malformed-message", server.send("POST", "/login", body));
    }
  }

  @Test
  void aStolenCookieIsWorthNothingAfterLogout() throws Exception {
    String cookie = server.cookie("ada");
    String other = server.cookie("ada");
    try (Client stream = server.connect("", "Cookie", cookie);
        Client goesOn = server.connect("", "Cookie", other)) {
      HttpResponse<String> out = server.send("POST", "/logout", "", "Cookie", cookie);
      assertEquals(204, out.statusCode());
      String cleared = out.headers().firstValue("set-cookie").orElse("");
      assertTrue(cleared.contains("01-Jan-1970"), cleared);
      assertEquals(1008, stream.closeCode());
      assertRefused(401, "not-authenticated", server.get(BALANCE, "Cookie", cookie));
      assertEquals(401, refusal("", "Cookie", cookie));
      goesOn.send(cmd("c", 1, "open-account", "{\"account\":\"a\",\"owner\":\"A\"}"));
      assertEquals("cmd-ack", goesOn.next().get(0).asText());
    }
    assertEquals(204, server.send("POST", "/logout", "").statusCode(), "nothing to sign out of");
  }

  @Test
  void slowsDownWhoGuesses() throws Exception {
    HttpResponse<String> answer = server.login("ada", "guess number 0");
    int guesses = 1;
    // each answered guess makes the next wait longer: this ends however slow the machine is
    while (answer.statusCode() == 401 && guesses < 200) {
      answer = server.login("ada", "guess number " + guesses++);
    }
    assertTrue(guesses > 10, "some are free");
    assertRefused(429, "busy", answer);
    assertTrue(Long.parseLong(answer.headers().firstValue("retry-after").orElseThrow()) >= 1);
  }

  // ---- tokens

  @Test
  void aTokenOpensTheSameDoorsUntilItIsRevoked() throws Exception {
    server.user("", "add", "robot", "--no-password", "--role", "teller");
    String token = server.token("robot");
    assertEquals(200, server.get(BALANCE, bearer(token)).statusCode());
    try (Client client = server.connect("", bearer(token))) {
      server.user("", "revoke", "robot", "1");
      assertEquals(1008, client.closeCode());
    }
    assertRefused(401, "not-authenticated", server.get(BALANCE, bearer(token)));
    assertEquals(401, refusal("", bearer(token)));
  }

  @Test
  void aWrongTokenIsNotMadeGoodByACookie() throws Exception {
    String cookie = server.cookie("ada");
    assertRefused(
        401,
        "not-authenticated",
        server.get(BALANCE, "Cookie", cookie, "Authorization", "Bearer wrong"));
  }

  @Test
  void whatGoesOnForAUserWhoIsRemovedOrHasOtherRolesEnds() throws Exception {
    String cookie = server.cookie("ada");
    try (Client client = server.connect("", "Cookie", cookie)) {
      server.user("", "role", "ada", "auditor");
      assertEquals(1008, client.closeCode());
    }
    // the session lives on, and can what the new role can
    assertEquals(200, server.get("/query?name=total", "Cookie", cookie).statusCode());
    try (Client client = server.connect("", "Cookie", cookie)) {
      server.user("", "remove", "ada");
      assertEquals(1008, client.closeCode());
    }
    assertEquals(401, server.get("/query?name=total", "Cookie", cookie).statusCode());
    assertEquals(401, server.login("ada", PASSWORD).statusCode());
  }

  // ---- roles

  @Test
  void aMissingRoleIsToldAndReachesNothing() throws Exception {
    String ada = server.cookie("ada");
    String eve = server.cookie("eve");
    try (Client client = server.connect("?updates=none", "Cookie", eve)) {
      client.send(cmd("c", 1, "open-account", "{\"account\":\"a\",\"owner\":\"A\"}"));
      JsonNode refused = client.next();
      assertEquals("error", refused.get(0).asText(), refused::toString);
      assertEquals("not-authorized", refused.get(3).asText(), refused::toString);
      assertFalse(refused.get(4).has("seq"), "it never reached the ring");
      assertTrue(refused.get(4).get("message").asText().contains("the role teller"));
      // not even what is wrong with its data is told
      client.send(cmd("c", 2, "open-account", "{\"nonsense\":1}"));
      assertEquals("not-authorized", client.next().get(3).asText());
      client.send("[\"query\",\"q\",{\"name\":\"total\",\"data\":{}}]");
      JsonNode answer = client.next();
      assertEquals("query-error", answer.get(0).asText());
      assertEquals("not-authorized", answer.get(2).asText());
      // what no role names is for every user
      client.send(cmd("c", 3, "visit-page", "{\"url\":\"/\"}"));
      assertEquals(1, client.next().get(3).get("seq").asLong());
    }
    assertRefused(403, "not-authorized", server.get("/query?name=total", "Cookie", eve));
    assertRefused(403, "not-authorized", server.get("/query?name=total", "Cookie", ada));
    assertEquals(200, server.get("/query?name=list-page-views", "Cookie", eve).statusCode());
    assertEquals(200, server.get(BALANCE, "Cookie", ada).statusCode());
    assertRefused(403, "not-authorized", server.send("POST", "/snapshots", "", "Cookie", ada));
    assertRefused(403, "not-authorized", server.send("POST", "/migrations", "", "Cookie", ada));
    assertRefused(403, "not-authorized", server.get("/migrations", "Cookie", ada));
    assertRefused(
        403, "not-authorized", server.send("POST", "/projections/rebuild", "{}", "Cookie", ada));
  }

  @Test
  void everythingOthersDoIsForThoseWhoMaySeeIt() throws Exception {
    String ada = server.cookie("ada");
    assertEquals(403, refusal("?updates=all", "Cookie", ada));
    assertEquals(403, refusal("?updates=all&events=page-view,deposited", "Cookie", ada));
    server.user(PASSWORD, "add", "max", "--role", "auditor");
    server.user(PASSWORD, "add", "root", "--role", "admin");
    SecuredServer.await(() -> loginWorks("max") && loginWorks("root"));
    try (Client pageViews = server.connect("?updates=all&events=page-view", "Cookie", ada);
        Client auditor = server.connect("?updates=all", "Cookie", server.cookie("max"));
        Client admin = server.connect("?updates=all", "Cookie", server.cookie("root"));
        Client teller = server.connect("?updates=none", "Cookie", ada)) {
      teller.send(cmd("c", 1, "open-account", "{\"account\":\"a\",\"owner\":\"A\"}"));
      teller.send(cmd("c", 2, "visit-page", "{\"url\":\"/\"}"));
      teller.next(2);
      for (Client each : List.of(auditor, admin)) {
        JsonNode update = each.next();
        assertEquals("account-opened", update.get(3).get("name").asText());
        assertEquals("ada", update.get(3).get("user").asText(), "who did it stands in it");
      }
      assertEquals("page-view", pageViews.next().get(3).get("name").asText());
    }
    assertEquals(
        201, server.send("POST", "/snapshots", "", "Cookie", server.cookie("root")).statusCode());
    assertEquals(200, server.get("/migrations", "Cookie", server.cookie("root")).statusCode());
  }

  private boolean loginWorks(String user) {
    try {
      return server.login(user, PASSWORD).statusCode() == 200;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  // ---- what there was, and streams of what there is

  @Test
  void theHistoryOfOthersIsForThoseWhoMaySeeIt() throws Exception {
    String ada = server.cookie("ada");
    String eve = server.cookie("eve");
    server.user(PASSWORD, "add", "max", "--role", "auditor");
    SecuredServer.await(() -> loginWorks("max"));
    String max = server.cookie("max");
    String open = "{\"name\":\"open-account\",\"data\":{\"account\":\"a\",\"owner\":\"A\"}}";
    String visit = "{\"name\":\"visit-page\",\"data\":{\"url\":\"/eve\"}}";
    assertRefused(
        403, "not-authorized", server.send("POST", "/commands?sync=true", open, "Cookie", eve));
    HttpResponse<String> done = server.send("POST", "/commands?sync=true", open, "Cookie", ada);
    assertEquals(201, done.statusCode(), done::body);
    assertEquals(201, server.statusOf("POST", "/commands?sync=true", visit, "Cookie", eve));
    String command = done.headers().firstValue("location").orElseThrow();
    String event = "/events/" + Client.parse(done.body()).get("events").get(0).get("uuid").asText();
    for (String cookie : List.of(ada, max)) {
      HttpResponse<String> found = server.get(command, "Cookie", cookie);
      assertEquals("ada", Client.parse(found.body()).get("user").asText(), found::body);
      assertEquals(200, server.get(event, "Cookie", cookie).statusCode());
      assertEquals(2, count("/commands", "commands", cookie));
      assertEquals(2, count("/events", "events", cookie));
      assertEquals(1, count("/events?user=ada", "events", cookie));
    }
    assertEquals(404, server.get(command, "Cookie", eve).statusCode(), "as if it were not there");
    assertEquals(404, server.get(event, "Cookie", eve).statusCode());
    assertEquals(1, count("/commands", "commands", eve));
    assertEquals(1, count("/events", "events", eve));
    assertEquals(0, count("/events?user=ada", "events", eve));
    String uuid = command.substring("/commands/".length());
    assertEquals(0, count("/events?command-uuid=" + uuid, "events", eve));
    assertEquals(1, count("/events?command-uuid=" + uuid, "events", max));
  }

  /** They hear that it was done before, as any resend does, and not what came of it. */
  @Test
  void whoSendsAnothersCommandAgainDoesNotSeeItsEvents() throws Exception {
    server.user(PASSWORD, "add", "tom", "--role", "teller");
    SecuredServer.await(() -> loginWorks("tom"));
    String ada = server.cookie("ada");
    String tom = server.cookie("tom");
    String open =
        "{\"name\":\"open-account\",\"data\":{\"account\":\"a\",\"owner\":\"A\"},\"uuid\":\""
            + UUID.randomUUID()
            + "\"}";
    for (String cookie : List.of(ada, ada, tom)) {
      HttpResponse<String> done =
          server.send("POST", "/commands?sync=true", open, "Cookie", cookie);
      assertEquals(201, done.statusCode(), done::body);
      assertEquals("accepted", Client.parse(done.body()).get("status").asText());
      assertEquals(cookie.equals(ada), Client.parse(done.body()).has("events"), done::body);
    }
  }

  private int count(String path, String field, String cookie) throws Exception {
    HttpResponse<String> page = server.get(path, "Cookie", cookie);
    assertEquals(200, page.statusCode(), page::body);
    return Client.parse(page.body()).get(field).size();
  }

  @Test
  void mineIsWhatTheUserDoesOnWhateverConnection() throws Exception {
    String ada = server.cookie("ada");
    String eve = server.cookie("eve");
    try (Client one = server.connect("?updates=none", "Cookie", ada);
        Client other = server.connect("", "Cookie", ada);
        Client late = server.connect("?from=0", "Cookie", ada);
        Client stranger = server.connect("", "Cookie", eve)) {
      // a client-id that somebody else uses too makes nothing theirs
      stranger.send(cmd("shared", 1, "visit-page", "{\"url\":\"/eve\"}"));
      assertEquals("cmd-ack", stranger.next().get(0).asText());
      assertEquals("/eve", stranger.next().get(3).get("data").get("url").asText());
      one.send(cmd("shared", 2, "visit-page", "{\"url\":\"/ada\"}"));
      assertEquals("cmd-ack", one.next().get(0).asText());
      for (Client each : List.of(other, late)) {
        assertEquals("/ada", each.next().get(3).get("data").get("url").asText());
      }
      stranger.send("[\"query\",\"q\",{\"name\":\"page-view-counts\",\"data\":{}}]");
      assertEquals("result", stranger.next().get(0).asText(), "nothing of ada's before it");
      stranger.send("[\"subscribe\",\"s\",{\"updates\":\"all\"}]");
      JsonNode refused = stranger.next();
      assertEquals("error", refused.get(0).asText(), refused::toString);
      assertEquals("not-authorized", refused.get(3).asText(), refused::toString);
      stranger.send(
          "[\"subscribe\",\"s\",{\"updates\":\"all\",\"events\":[\"page-view\"],\"from\":0}]");
      assertEquals("/eve", stranger.next().get(3).get("data").get("url").asText());
      assertEquals("/ada", stranger.next().get(3).get("data").get("url").asText());
    }
  }

  @Test
  void serverSentEventsEndWithTheirSession() throws Exception {
    assertRefused(401, "not-authenticated", server.get("/updates"));
    String cookie = server.cookie("eve");
    assertRefused(403, "not-authorized", server.get("/updates?updates=all", "Cookie", cookie));
    String url = server.gateway.url();
    Process follower = Curl.begin(url + "/updates", "-N", "-b", cookie);
    String visit = "{\"name\":\"visit-page\",\"data\":{\"url\":\"/seen\"}}";
    try {
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(follower.getInputStream(), StandardCharsets.UTF_8));
      assertEquals("HTTP/1.1 200 OK", lines.readLine());
      String line = lines.readLine();
      while (!line.startsWith(":")) {
        line = lines.readLine();
      }
      assertEquals(201, server.statusOf("POST", "/commands?sync=true", visit, "Cookie", cookie));
      while (!line.startsWith("data:")) {
        line = lines.readLine();
      }
      assertTrue(line.contains("/seen") && line.contains("\"user\":\"eve\""), line);
      server.user("", "revoke", "eve");
      while (line != null) {
        line = lines.readLine();
      }
      assertTrue(follower.waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, follower.exitValue(), "ended in order");
    } finally {
      follower.destroyForcibly();
    }
    assertEquals(401, server.get("/updates", "Cookie", cookie).statusCode());
  }

  // ---- other sites' pages

  @Test
  void aPageOfAnotherSiteCannotUseTheVisitorsCookie() throws Exception {
    String cookie = server.cookie("ada");
    String own = server.gateway.url();
    String query = "{\"name\":\"total-of-nothing\",\"data\":{}}";
    for (String origin :
        List.of(
            "https://evil.example",
            "null",
            "http://127.0.0.1",
            own.replace("http:", "https:"),
            own.replace("127.0.0.1", "localhost"),
            own + ".evil.example",
            "https://ringfold.example.evil.example")) {
      assertEquals(403, refusal("", "Cookie", cookie, "Origin", origin), origin);
      assertRefused(
          403,
          "not-authorized",
          server.send("POST", "/query", query, "Cookie", cookie, "Origin", origin));
      assertEquals(403, server.statusOf("POST", "/logout", "", "Cookie", cookie, "Origin", origin));
      assertEquals(403, server.statusOf("POST", "/login", "{}", "Origin", origin), "nor sign in");
    }
    for (String site : List.of("cross-site", "same-site")) {
      assertEquals(
          403, server.statusOf("POST", "/query", query, "Cookie", cookie, "Sec-Fetch-Site", site));
      assertEquals(
          200,
          server.statusOf("GET", BALANCE, "", "Cookie", cookie, "Sec-Fetch-Site", site),
          "a link");
    }
    assertEquals(
        404, server.statusOf("POST", "/query", query, "Cookie", cookie), "a program sends neither");
    for (String origin : List.of(own, "https://ringfold.example")) {
      assertEquals(
          404, server.statusOf("POST", "/query", query, "Cookie", cookie, "Origin", origin));
      server.connect("", "Cookie", cookie, "Origin", origin).close();
    }
    assertNotEquals(
        403,
        server.statusOf(
            "POST", "/query", query, "Cookie", cookie, "Sec-Fetch-Site", "same-origin"));
  }
}
