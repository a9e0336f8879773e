package io.ringfold.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringfold.engine.shape.Values;
import io.ringfold.gateway.schema.ServedSchemas;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code GET /schema}: every aggregate, command, event and query with its JSON Schema. */
public final class SchemaHandler implements HttpHandler {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final JsonNode schemas;
  private final Object plain;

  public SchemaHandler(ServedSchemas schemas) {
    this.schemas = schemas.json();
    this.plain = MAPPER.convertValue(this.schemas, Map.class);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    try {
      if (Negotiation.answer(exchange) == Representation.HTML) {
        Reply.of(StatusCodes.OK, Representation.page(page(), Integer.MAX_VALUE)).send(exchange);
      } else {
        Reply.of(StatusCodes.OK, out -> Values.walk(plain, out)).send(exchange);
      }
    } catch (ProblemException e) {
      e.problem().send(exchange);
    }
  }

  private HtmlPage page() {
    HtmlPage page = new HtmlPage("Schema");
    for (Map.Entry<String, JsonNode> aggregate : schemas.get("aggregates").properties()) {
      page.heading(2, aggregate.getKey());
      show(page, aggregate.getValue(), "commands", "command");
      show(page, aggregate.getValue(), "events", "event");
      show(page, aggregate.getValue(), "queries", "query");
      JsonNode rejections = aggregate.getValue().get("rejections");
      if (!rejections.isEmpty()) {
        page.heading(3, "rejections").value(MAPPER.convertValue(rejections, Map.class));
      }
    }
    return page.heading(2, "As JSON Schema").code(schemas.toPrettyString());
  }

  private void show(HtmlPage page, JsonNode aggregate, String kind, String word) {
    for (JsonNode name : aggregate.get(kind)) {
      page.heading(3, word + " " + name.asText())
          .value(fields(schemas.get(kind).get(name.asText()).get("schema")));
    }
  }

  private static List<Object> fields(JsonNode schema) {
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(each -> required.add(each.asText()));
    List<Object> rows = new ArrayList<>();
    schema
        .path("properties")
        .properties()
        .forEach(
            field -> {
              Map<String, Object> row = new LinkedHashMap<>();
              row.put("field", field.getKey());
              row.put("required", required.contains(field.getKey()));
              row.put("type", describe(field.getValue()));
              rows.add(row);
            });
    return rows;
  }

  private static String describe(JsonNode schema) {
    if (schema.has("enum")) {
      return "one of " + schema.get("enum");
    }
    if (schema.has("items")) {
      return "list of " + describe(schema.get("items"));
    }
    JsonNode type = schema.path("type");
    String name = type.isArray() ? type.get(0).asText() : type.asText("any");
    return schema.has("format") ? schema.get("format").asText() : name;
  }
}
