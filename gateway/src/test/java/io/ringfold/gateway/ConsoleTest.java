package io.ringfold.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The console's files as a browser gets them, and what it is told of who asks. */
@Timeout(120)
class ConsoleTest {
  private static final Pattern REFERENCE =
      Pattern.compile("(?:src|href)=\"([^\"#]+)\"|(?:from|import) ?['\"]([^'\"]+)['\"]");

  @TempDir Path data;

  private final HttpClient http = HttpClient.newHttpClient();

  private HttpResponse<String> get(Server server, String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.gateway.url() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** Also before recovery is done: somebody may want to see how far it is. */
  @Test
  void everythingThatThePageLoadsIsThereAndOfThisServer() throws Exception {
    try (Server server = Server.open(data, Map.of())) {
      HttpResponse<String> page = get(server, "/console", "Accept", "text/html");
      assertEquals(200, page.statusCode());
      assertEquals("text/html; charset=utf-8", header(page, "content-type"));
      assertTrue(header(page, "content-security-policy").contains("script-src 'self';"));
      assertFalse(header(page, "content-security-policy").contains("unsafe"));
      List<URI> open = new ArrayList<>(List.of(URI.create("/console")));
      Set<URI> seen = new HashSet<>();
      while (!open.isEmpty()) {
        URI path = open.remove(open.size() - 1);
        if (!path.getPath().startsWith("/console") || !seen.add(path)) {
          continue;
        }
        HttpResponse<String> file = get(server, path.getPath());
        assertEquals(200, file.statusCode(), path::toString);
        assertEquals("nosniff", header(file, "x-content-type-options"));
        if (path.getPath().endsWith(".js")) {
          assertEquals("text/javascript; charset=utf-8", header(file, "content-type"));
        }
        Matcher references = REFERENCE.matcher(file.body());
        while (references.find()) {
          String to = references.group(1) == null ? references.group(2) : references.group(1);
          if (to.startsWith("/") || to.startsWith(".")) {
            open.add(path.resolve(to));
          }
        }
      }
      assertTrue(seen.contains(URI.create("/console/lib/lit-html/lit-html.js")), seen::toString);
      assertTrue(seen.contains(URI.create("/console/client/client.js")), seen::toString);
    }
  }

  @Test
  void aFileThatTheBrowserHasIsNotSentAgain() throws Exception {
    try (Server server = Server.start(data)) {
      HttpResponse<String> first = get(server, "/console/main.js");
      assertEquals("no-cache", header(first, "cache-control"));
      String tag = header(first, "etag");
      HttpResponse<String> second = get(server, "/console/main.js", "If-None-Match", tag);
      assertEquals(304, second.statusCode());
      assertEquals("", second.body());
      assertEquals(200, get(server, "/console/main.js", "If-None-Match", "\"x\"").statusCode());
    }
  }

  @Test
  void nothingButTheConsolesFilesIsThere() throws Exception {
    try (Server server = Server.start(data)) {
      for (String path :
          List.of(
              "/console/",
              "/console/none.js",
              "/console/lib",
              "/console/lib/lit-html/LICENSE",
              "/console/../ConsoleFiles.class",
              "/console/..%2fConsoleFiles.class",
              "/console/%2e%2e/%2e%2e/%2e%2e/%2e%2e/logback.xml",
              "/console//main.js",
              "/console/panes/../main.js",
              "/console/MAIN.JS")) {
        HttpResponse<String> refused = get(server, path);
        assertEquals(404, refused.statusCode(), path);
        assertFalse(refused.body().contains("Êþº¾"), path);
      }
      HttpRequest.Builder post =
          HttpRequest.newBuilder(URI.create(server.gateway.url() + "/console/main.js"))
              .POST(HttpRequest.BodyPublishers.ofString("{}", StandardCharsets.UTF_8));
      HttpResponse<String> refused = http.send(post.build(), HttpResponse.BodyHandlers.ofString());
      assertEquals(405, refused.statusCode());
      assertEquals("GET", header(refused, "allow"));
    }
  }

  @Test
  void whereAccessIsOpenEverybodyMayDoEverything() throws Exception {
    try (Server server = Server.start(data)) {
      JsonNode session = Client.parse(get(server, "/session").body());
      assertTrue(session.get("user").isNull());
      assertTrue(session.get("open").asBoolean());
      assertTrue(session.get("may-snapshot").asBoolean());
      JsonNode schema = Client.parse(get(server, "/schema").body());
      assertEquals(schema.get("commands").size(), session.get("may-send").size());
      assertEquals(schema.get("queries").size(), session.get("may-ask").size());
      assertEquals(schema.get("events").size(), session.get("may-follow").size());
    }
  }

  @Test
  void withUsersThePageIsForAllAndASessionTellsWhatTheRolesMay() throws Exception {
    try (SecuredServer server = new SecuredServer(data)) {
      assertEquals(200, server.get("/console").statusCode());
      assertEquals(200, server.get("/console/main.js").statusCode());
      assertEquals(401, server.get("/session").statusCode());
      JsonNode ada = Client.parse(server.get("/session", "Cookie", server.cookie("ada")).body());
      assertEquals("ada", ada.get("user").asText());
      assertEquals("teller", ada.get("roles").get(0).asText());
      assertTrue(ada.get("may-send").toString().contains("\"deposit\""));
      assertFalse(ada.get("may-send").toString().contains("\"register-user\""));
      assertFalse(ada.get("may-snapshot").asBoolean());
      JsonNode eve = Client.parse(server.get("/session", "Cookie", server.cookie("eve")).body());
      assertFalse(eve.get("may-send").toString().contains("\"deposit\""));
      assertFalse(eve.get("may-ask").toString().contains("\"total\""));
      assertFalse(eve.get("may-follow").toString().contains("\"deposited\""));
      assertTrue(eve.get("may-send").toString().contains("\"visit-page\""));
    }
  }
}
