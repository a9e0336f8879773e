package io.ringfold.gateway.intake;

import io.ringfold.engine.AsOf;
import io.ringfold.engine.QueryRequest;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.shape.BindException;
import io.ringfold.engine.shape.FieldType;
import io.ringfold.engine.shape.RecordShape;
import io.ringfold.gateway.access.Caller;
import io.ringfold.gateway.access.Permissions;
import io.ringfold.gateway.format.QueryMessage;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the served domains understand, and whom they obey: turns a name and plain values into a
 * command's or query's record, or into the reason why not. No command or query reaches the engine
 * by another way, so whoever may not send or ask it is refused here, before its data is looked at.
 * Immutable and thread-safe.
 */
public final class Catalogue {

  /** A command type and its record, valid. */
  public record Command(Domains.Command type, Object data) {}

  private record CommandEntry(Domains.Command type, RecordShape<?> shape) {}

  private record QueryEntry(Domains.Query type, RecordShape<?> shape) {}

  private final Permissions permissions;
  private final Map<String, CommandEntry> commands = new LinkedHashMap<>();
  private final Map<String, QueryEntry> queries = new LinkedHashMap<>();

  public Catalogue(Domains domains, Permissions permissions) {
    this.permissions = permissions;
    for (Domains.Command command : domains.commands()) {
      commands.put(
          command.type().name(), new CommandEntry(command, RecordShape.of(command.type().type())));
    }
    for (Domains.Query query : domains.queries()) {
      queries.put(query.type().name(), new QueryEntry(query, RecordShape.of(query.type().type())));
    }
  }

  /** The queries by name, each with the fields of its data, in the order of their definition. */
  public Map<String, FieldType> queryFields() {
    Map<String, FieldType> fields = new LinkedHashMap<>();
    queries.forEach((name, entry) -> fields.put(name, entry.shape.fieldType()));
    return fields;
  }

  /** The commands by name, each with the fields of its data, in the order of their definition. */
  public Map<String, FieldType> commandFields() {
    Map<String, FieldType> fields = new LinkedHashMap<>();
    commands.forEach((name, entry) -> fields.put(name, entry.shape.fieldType()));
    return fields;
  }

  /** A command's record from its name and data, where the caller may send it. */
  public Command command(Caller caller, String name, Map<String, ?> data) throws Refusal {
    CommandEntry entry = commands.get(name);
    if (entry == null) {
      throw new Refusal(
          GatewayCodes.UNKNOWN_COMMAND,
          "there is no command \""
              + abbreviated(name)
              + "\""
              + (queries.containsKey(name) ? ", but a query" : ""));
    }
    if (!permissions.maySend(caller, name)) {
      throw notAuthorized(caller, "send " + name, permissions.whoMaySend(name));
    }
    try {
      return new Command(entry.type, entry.shape.bind(fitted(data, entry.shape)));
    } catch (BindException e) {
      throw new Refusal(
          GatewayCodes.COMMAND_VALIDATION_FAILED, name + ": " + e.getMessage(), e.errors());
    }
  }

  /** A query, ready for the engine, where the caller may ask it. */
  public QueryRequest query(Caller caller, QueryMessage query) throws Refusal {
    String name = query.name();
    QueryEntry entry = queries.get(name);
    if (entry == null) {
      throw new Refusal(
          GatewayCodes.UNKNOWN_QUERY,
          "there is no query \""
              + abbreviated(name)
              + "\""
              + (commands.containsKey(name) ? ", but a command" : ""));
    }
    if (!permissions.mayAsk(caller, name)) {
      throw notAuthorized(caller, "ask " + name, permissions.whoMayAsk(name));
    }
    try {
      Object data = entry.shape.bind(fitted(query.data(), entry.shape));
      return new QueryRequest(
          entry.type, data, query.minSequence() == null ? 0 : query.minSequence(), asOf(query));
    } catch (BindException e) {
      throw new Refusal(
          GatewayCodes.QUERY_VALIDATION_FAILED, name + ": " + e.getMessage(), e.errors());
    }
  }

  private static AsOf asOf(QueryMessage query) {
    if (query.asOfTime() != null) {
      return AsOf.time(query.asOfTime());
    }
    return query.asOfSequence() == null ? AsOf.NEWEST : AsOf.sequence(query.asOfSequence());
  }

  private static Refusal notAuthorized(Caller caller, String what, String who) {
    return new Refusal(
        GatewayCodes.NOT_AUTHORIZED, caller.user() + " may not " + what + ": that needs " + who);
  }

  private static Map<String, ?> fitted(Map<String, ?> data, RecordShape<?> shape) {
    return data instanceof FormFields form ? form.fit(shape.fieldType()) : data;
  }

  private static String abbreviated(String name) {
    return name.length() <= 80 ? name : name.substring(0, 80) + "…";
  }
}
