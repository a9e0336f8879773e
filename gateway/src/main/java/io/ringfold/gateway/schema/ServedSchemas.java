package io.ringfold.gateway.schema;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;

/**
 * Every aggregate, command, event and query that is served, with its schema:
 *
 * <pre>
 * {"aggregates": {"bank": {"commands": […], "events": […], "queries": […], "rejections": {code: meaning},
 *                          "schema": {…}, "keyed": true, "key-state": {…}}},
 *  "commands": {"transfer": {"aggregate": "bank", "schema": {…}}},
 *  "events": {"transfer-debited": {"aggregate": "bank", "version": 1, "schema": {…}}},
 *  "queries": {"total": {"aggregate": "bank", "schema": {…}}}}
 * </pre>
 *
 * Where a domain declares migrations, the engine's own event stands among the others, of an
 * aggregate that is none: {@code ringfold}. The schema of a command, event or query is that of its
 * {@code data}; an aggregate's is that of its state, as replay-tool prints it. Where an aggregate
 * is keyed, its domain's events name single ones by key; {@code key-state} is the schema of what
 * the state of one of them is, where the domain says it. Immutable but for what callers do with
 * {@link #json}.
 */
public final class ServedSchemas {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final ObjectNode root = MAPPER.createObjectNode();

  public ServedSchemas(Domains domains) {
    JsonSchemas schemas = new JsonSchemas();
    ObjectNode aggregates = root.putObject("aggregates");
    ObjectNode commands = root.putObject("commands");
    ObjectNode events = root.putObject("events");
    ObjectNode queries = root.putObject("queries");
    for (Domain<?> domain : domains.all()) {
      ObjectNode aggregate = aggregates.putObject(domain.name());
      var commandNames = aggregate.putArray("commands");
      for (var command : domain.commands()) {
        commandNames.add(command.name());
        put(commands, command.name(), domain, schemas.input(command.type()));
      }
      var eventNames = aggregate.putArray("events");
      for (var event : domain.events()) {
        eventNames.add(event.name());
        put(events, event.name(), domain, schemas.output(event.type()))
            .put("version", event.version());
      }
      var queryNames = aggregate.putArray("queries");
      for (var query : domain.queries()) {
        queryNames.add(query.name());
        put(queries, query.name(), domain, schemas.input(query.type()));
      }
      ObjectNode rejections = aggregate.putObject("rejections");
      domain.rejections().forEach(rejections::put);
      aggregate.set("schema", schemas.state(domain.stateType()));
      aggregate.put("keyed", domain.isKeyed());
      if (domain.keyState() != null) {
        aggregate.set("key-state", schemas.output(domain.keyState().type()));
      }
    }
    if (!domains.migrations().isEmpty()) {
      Domains.Event migrated = domains.migrated();
      put(events, migrated.type().name(), migrated.domain(), schemas.output(migrated.type().type()))
          .put("version", migrated.type().version());
    }
  }

  private static ObjectNode put(ObjectNode into, String name, Domain<?> domain, ObjectNode schema) {
    ObjectNode entry = into.putObject(name);
    entry.put("aggregate", domain.name());
    entry.set("schema", schema);
    return entry;
  }

  /** All of it; not to be changed. */
  public ObjectNode json() {
    return root;
  }
}
