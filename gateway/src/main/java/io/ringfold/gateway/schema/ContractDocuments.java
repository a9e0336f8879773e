package io.ringfold.gateway.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringfold.engine.domain.Domains;
import io.ringfold.gateway.format.Format;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The contract for machines: what stands in the resources {@code openapi.json} and {@code
 * asyncapi.json}, cut to the calls that are served, with the commands, queries and events of the
 * domains, and an example for each. Immutable.
 */
public final class ContractDocuments {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** On a call whose bodies are of the types that stand there, whatever a client accepts. */
  private static final String PLAIN = "x-plain";

  private final ObjectNode schemas;
  private final Map<String, JsonNode> commandExamples = new LinkedHashMap<>();
  private final Map<String, JsonNode> queryExamples = new LinkedHashMap<>();

  public ContractDocuments(Domains domains, ServedSchemas schemas) {
    this.schemas = schemas.json();
    for (Domains.Command command : domains.commands()) {
      put(commandExamples, command.type().name(), command.type().type());
    }
    for (Domains.Query query : domains.queries()) {
      put(queryExamples, query.type().name(), query.type().type());
    }
  }

  private static void put(Map<String, JsonNode> examples, String name, Class<?> type) {
    JsonNode data = Examples.of(type);
    if (data != null) {
      ObjectNode example = MAPPER.createObjectNode().put("name", name);
      example.set("data", data);
      examples.put(name, example);
    }
  }

  /**
   * The calls over HTTP, OpenAPI 3.1.
   *
   * @param calls method and path of each, like {@code GET /query}; a path that ends with a slash
   *     takes a uuid after it
   * @throws IllegalStateException naming a call that the resource does not describe
   */
  public ObjectNode openApi(Collection<String> calls) {
    ObjectNode document = read("openapi.json");
    ObjectNode described = (ObjectNode) document.get("paths");
    ObjectNode paths = MAPPER.createObjectNode();
    for (String call : calls) {
      String[] parts = call.split(" ");
      String path =
          parts[1].length() > 1 && parts[1].endsWith("/") ? parts[1] + "{uuid}" : parts[1];
      String method = parts[0].toLowerCase(Locale.ROOT);
      JsonNode operation = described.path(path).get(method);
      if (operation == null) {
        throw new IllegalStateException(
            call + " is served, and not described in openapi.json beside " + getClass());
      }
      paths.withObjectProperty(path).set(method, negotiated((ObjectNode) operation));
    }
    document.set("paths", paths);
    ObjectNode components = (ObjectNode) document.at("/components/schemas");
    choose(components, "QueryRequest", "queries", "query.");
    examples(paths.at("/~1query/post"), queryExamples);
    parameterExamples(paths.at("/~1query/get/parameters"));
    choose(components, "CommandRequest", "commands", "command.");
    examples(paths.at("/~1commands/post"), commandExamples);
    removeUnused(document);
    return document;
  }

  /** The messages of the WebSocket, AsyncAPI 3.0. */
  public ObjectNode asyncApi() {
    ObjectNode document = read("asyncapi.json");
    ObjectNode components = (ObjectNode) document.at("/components/schemas");
    choose(components, "QueryBody", "queries", "query.");
    choose(components, "CommandBody", "commands", "command.");
    choose(components, "Event", "events", "event.");
    ArrayNode commands =
        ((ObjectNode) document.at("/components/messages/cmd")).putArray("examples");
    int clientSeq = 1;
    for (JsonNode body : commandExamples.values()) {
      ObjectNode example = commands.addObject().put("name", body.get("name").asText());
      example.putArray("payload").add("cmd").add("some-client").add(clientSeq++).add(body);
    }
    ArrayNode queries =
        ((ObjectNode) document.at("/components/messages/query")).putArray("examples");
    for (JsonNode body : queryExamples.values()) {
      ObjectNode example = queries.addObject().put("name", body.get("name").asText());
      example.putArray("payload").add("query").add(body.get("name").asText()).add(body);
    }
    return document;
  }

  /** Of each command, query or event its own schema, chosen by its name. */
  private void choose(ObjectNode components, String into, String kind, String prefix) {
    ArrayNode choices = MAPPER.createArrayNode();
    for (Map.Entry<String, JsonNode> each : schemas.get(kind).properties()) {
      String component = prefix + each.getKey();
      components.set(component, each.getValue().get("schema"));
      ObjectNode properties = choices.addObject().putObject("properties");
      properties.putObject("name").put("const", each.getKey());
      properties.putObject("data").put("$ref", "#/components/schemas/" + component);
    }
    if (!choices.isEmpty()) {
      ((ObjectNode) components.get(into)).set("oneOf", choices);
    }
  }

  private static void examples(JsonNode operation, Map<String, JsonNode> examples) {
    if (operation.isObject() && !examples.isEmpty()) {
      ObjectNode content = (ObjectNode) operation.at("/requestBody/content/application~1json");
      ObjectNode into = content.putObject("examples");
      examples.forEach((name, value) -> into.putObject(name).set("value", value));
    }
  }

  /** Of the parameters name and data, those of one query under one key. */
  private void parameterExamples(JsonNode parameters) {
    for (JsonNode parameter : parameters) {
      String name = parameter.get("name").asText();
      if (List.of("name", "data").contains(name) && !queryExamples.isEmpty()) {
        ObjectNode into = ((ObjectNode) parameter).putObject("examples");
        queryExamples.forEach(
            (query, body) -> {
              JsonNode value = body.get(name);
              into.putObject(query)
                  .put("value", value.isTextual() ? value.asText() : value.toString());
            });
      }
    }
  }

  /** The same bodies in the other formats, and pages and forms for people. */
  private static ObjectNode negotiated(ObjectNode operation) {
    if (operation.remove(PLAIN) != null) {
      return operation;
    }
    JsonNode sent = operation.at("/requestBody/content");
    if (sent.isObject()) {
      otherFormats((ObjectNode) sent);
      ((ObjectNode) sent).putObject("application/x-www-form-urlencoded");
    }
    for (JsonNode response : operation.get("responses")) {
      if (response.path("content").has(Format.JSON.mediaType())) {
        otherFormats((ObjectNode) response.get("content"));
        ((ObjectNode) response.get("content")).putObject("text/html");
      }
    }
    return operation;
  }

  private static void otherFormats(ObjectNode content) {
    content.putObject(Format.EDN.mediaType());
    content.putObject(Format.TRANSIT.mediaType());
  }

  /** Schemas of calls that are not served. */
  private static void removeUnused(ObjectNode document) {
    ObjectNode components = (ObjectNode) document.at("/components/schemas");
    List<String> unused;
    do {
      String text = document.toString();
      unused =
          components.properties().stream()
              .map(Map.Entry::getKey)
              .filter(name -> !text.contains("\"#/components/schemas/" + name + "\""))
              .toList();
      components.remove(unused);
    } while (!unused.isEmpty());
  }

  private static ObjectNode read(String resource) {
    try (InputStream in = ContractDocuments.class.getResourceAsStream(resource)) {
      return (ObjectNode) MAPPER.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }
}
