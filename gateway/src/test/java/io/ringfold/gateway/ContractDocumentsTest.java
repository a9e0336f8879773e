package io.ringfold.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.ringfold.engine.domain.Domains;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What /openapi.json and /asyncapi.json say is what a server of the sample domains does. */
@Timeout(120)
class ContractDocumentsTest {
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  /** AsyncAPI's schemas are of draft 7, where a tuple is an array of items. */
  private static final SchemaRegistry TUPLE_SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);

  @TempDir Path data;
  private final HttpClient http = HttpClient.newHttpClient();
  private Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    gateway =
        Gateway.open(
            GatewayConfig.of(Map.of("data", data.toString(), "port", "0", "segment-bytes", "1m")),
            Domains.load(getClass().getClassLoader()),
            Throwable::printStackTrace);
    gateway.recover();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(gateway.url() + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode document(String path) throws Exception {
    HttpResponse<String> response = send("GET", path, null);
    assertEquals(200, response.statusCode(), response::body);
    assertEquals("application/json", response.headers().firstValue("content-type").orElse(""));
    return Client.parse(response.body());
  }

  /** A schema that may refer to the document's components. */
  private static void assertValid(
      SchemaRegistry registry, JsonNode document, JsonNode schema, JsonNode value, String what) {
    ObjectNode whole = Client.JSON.createObjectNode();
    whole.set("components", document.get("components"));
    whole.putArray("allOf").add(schema);
    Schema compiled = registry.getSchema(whole);
    var complaints = compiled.validate(value);
    assertTrue(complaints.isEmpty(), () -> what + ": " + value + " " + complaints);
  }

  private static JsonNode resolved(JsonNode document, JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }

  /** That an answer is one that the operation describes, its body too. */
  private static void assertDescribed(
      JsonNode document, JsonNode operation, HttpResponse<String> response, String what) {
    JsonNode responses = operation.get("responses");
    JsonNode described = responses.get(Integer.toString(response.statusCode()));
    if (described == null) {
      described = responses.get("default");
      assertNotNull(described, () -> what + ": " + response.statusCode() + " is not described");
    }
    String type = response.headers().firstValue("content-type").orElse("");
    JsonNode schema =
        resolved(document, described).path("content").path(type.split(";")[0]).get("schema");
    assertNotNull(schema, () -> what + ": " + type + " is not described, " + response.body());
    if (type.endsWith("json")) {
      assertValid(SCHEMAS, document, schema, Client.parse(response.body()), what);
    }
  }

  @Test
  void runsEveryExampleOfARequestBody() throws Exception {
    JsonNode document = document("/openapi.json");
    int run = 0;
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        JsonNode content = operation.getValue().at("/requestBody/content/application~1json");
        for (Map.Entry<String, JsonNode> example : content.path("examples").properties()) {
          JsonNode body = example.getValue().get("value");
          String what = operation.getKey() + " " + path.getKey() + " " + body;
          assertValid(SCHEMAS, document, content.get("schema"), body, what);
          HttpResponse<String> response =
              send(operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), body.toString());
          assertTrue(
              List.of(200, 201, 202, 409).contains(response.statusCode()),
              () -> what + response.body());
          assertDescribed(document, operation.getValue(), response, what);
          run++;
        }
      }
    }
    Domains domains = Domains.load(getClass().getClassLoader());
    assertEquals(domains.queries().size() + domains.commands().size(), run);
  }

  @Test
  void describesWhatBecomesOfEachExampleOfACommand() throws Exception {
    JsonNode document = document("/openapi.json");
    JsonNode post = document.at("/paths/~1commands/post");
    String uuid = null;
    for (JsonNode example : post.at("/requestBody/content/application~1json/examples")) {
      String body = example.get("value").toString();
      HttpResponse<String> response = send("POST", "/commands?sync=true", body);
      assertTrue(List.of(201, 409).contains(response.statusCode()), response::body);
      assertDescribed(document, post, response, body);
      uuid = Client.parse(response.body()).get("uuid").asText();
    }
    for (String path : new String[] {"/commands", "/commands/{uuid}", "/events", "/history"}) {
      String parameters = path.equals("/history") ? "?aggregate=todos&key=a%20text" : "";
      HttpResponse<String> response = send("GET", path.replace("{uuid}", uuid) + parameters, null);
      assertEquals(200, response.statusCode(), response::body);
      JsonNode get = document.at("/paths/" + path.replace("/", "~1") + "/get");
      assertDescribed(document, get, response, path);
      if (path.equals("/events")) {
        String event = Client.parse(response.body()).at("/events/0/uuid").asText();
        assertDescribed(
            document,
            document.at("/paths/~1events~1{uuid}/get"),
            send("GET", "/events/" + event, null),
            event);
      }
    }
  }

  @Test
  void runsEveryExampleOfAQueryInTheAddress() throws Exception {
    JsonNode document = document("/openapi.json");
    JsonNode operation = document.at("/paths/~1query/get");
    JsonNode names = operation.at("/parameters/0/examples");
    JsonNode data = operation.at("/parameters/1/examples");
    assertEquals(names.size(), data.size());
    for (String key : (Iterable<String>) names::fieldNames) {
      HttpResponse<String> response =
          send(
              "GET",
              "/query?name="
                  + names.at("/" + key + "/value").asText()
                  + "&data="
                  + URLEncoder.encode(
                      data.at("/" + key + "/value").asText(), StandardCharsets.UTF_8),
              null);
      assertEquals(200, response.statusCode(), response::body);
      assertDescribed(document, operation, response, key);
    }
  }

  @Test
  void describesEachCallThatNeedsNothing() throws Exception {
    JsonNode document = document("/openapi.json");
    int tried = 0;
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      JsonNode get = path.getValue().get("get");
      boolean streams = get != null && get.at("/responses/200/content").has("text/event-stream");
      if (get != null && !path.getKey().contains("{") && !streams) {
        assertDescribed(document, get, send("GET", path.getKey(), null), "GET " + path.getKey());
        tried++;
      }
    }
    assertTrue(tried >= 8, "only " + tried);
    HttpResponse<String> early = send("POST", "/snapshots", "");
    assertDescribed(document, document.at("/paths/~1snapshots/post"), early, "POST /snapshots");
  }

  @Test
  void describesNoCallThatIsNotServed() throws Exception {
    for (Map.Entry<String, JsonNode> path : document("/openapi.json").get("paths").properties()) {
      String real = path.getKey().replace("{uuid}", "0b9c2a3e-6f8d-4c11-9a57-3d1b5e7f9a20");
      for (String method : (Iterable<String>) path.getValue()::fieldNames) {
        if (method.equals("post")) {
          assertTrue(send("POST", real, "no JSON").statusCode() != 405, path.getKey());
        }
      }
      HttpResponse<String> trace = send("TRACE", real, null);
      assertEquals(405, trace.statusCode(), path.getKey());
      String allowed = trace.headers().firstValue("allow").orElse("");
      for (String method : (Iterable<String>) path.getValue()::fieldNames) {
        assertTrue(
            allowed.toLowerCase(Locale.ROOT).contains(method),
            () -> path.getKey() + ": " + allowed);
      }
    }
  }

  @Test
  void runsEveryExampleOfAMessage() throws Exception {
    JsonNode document = document("/asyncapi.json");
    JsonNode messages = document.at("/components/messages");
    int run = 0;
    try (Client client = Client.connect(gateway, "?updates=mine")) {
      for (String kind : new String[] {"cmd", "query", "subscribe", "unsubscribe"}) {
        JsonNode message = messages.get(kind);
        for (JsonNode example : message.get("examples")) {
          JsonNode payload = example.get("payload");
          assertValid(TUPLE_SCHEMAS, document, message.get("payload"), payload, "example");
          client.send(payload.toString());
          // what shows that it was understood: its answer, the first update, or silence
          if (kind.equals("subscribe")) {
            awaitTold(client, document, "update", payload.get(1));
          } else if (kind.equals("query")) {
            awaitTold(client, document, "result", payload.get(1));
          } else if (kind.equals("cmd")) {
            JsonNode answer = awaitTold(client, document, "cmd-ack|error", payload.get(1));
            // refused by the domain at most
            assertTrue(answer.get(0).asText().equals("cmd-ack") || answer.get(4).has("seq"));
          }
          run++;
        }
      }
    }
    Domains domains = Domains.load(getClass().getClassLoader());
    assertEquals(domains.commands().size() + domains.queries().size() + 2, run);
  }

  /** The next message of one of these tags about this id; all that come are as described. */
  private static JsonNode awaitTold(Client client, JsonNode document, String tags, JsonNode id) {
    while (true) {
      JsonNode told = client.next();
      String tag = told.get(0).asText();
      JsonNode described = document.at("/components/messages/" + tag + "/payload");
      assertValid(TUPLE_SCHEMAS, document, described, told, tag);
      if (tag.matches(tags) && told.get(1).equals(id)) {
        return told;
      }
      assertTrue(tag.equals("update"), told::toString);
    }
  }
}
