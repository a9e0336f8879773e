package io.ringfold.gateway.intake;

import io.ringfold.engine.Codes;
import io.ringfold.engine.QueryRequest;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.shape.BindException;
import io.ringfold.engine.shape.FieldType;
import io.ringfold.engine.shape.RecordShape;
import io.ringfold.gateway.format.QueryMessage;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the served domains understand: turns a name and plain values into a command's or query's
 * record, or into the reason why not. Immutable and thread-safe.
 */
public final class Catalogue {

  /** A command type and its record, valid. */
  public record Command(Domains.Command type, Object data) {}

  private record CommandEntry(Domains.Command type, RecordShape<?> shape) {}

  private record QueryEntry(Domains.Query type, RecordShape<?> shape) {}

  private final Map<String, CommandEntry> commands = new LinkedHashMap<>();
  private final Map<String, QueryEntry> queries = new LinkedHashMap<>();

  public Catalogue(Domains domains) {
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

  /** A command's record from its name and data. */
  public Command command(String name, Map<String, ?> data) throws Refusal {
    CommandEntry entry = commands.get(name);
    if (entry == null) {
      throw new Refusal(
          GatewayCodes.UNKNOWN_COMMAND,
          "there is no command \""
              + abbreviated(name)
              + "\""
              + (queries.containsKey(name) ? ", but a query" : ""));
    }
    try {
      return new Command(entry.type, entry.shape.bind(fitted(data, entry.shape)));
    } catch (BindException e) {
      throw new Refusal(
          GatewayCodes.COMMAND_VALIDATION_FAILED, name + ": " + e.getMessage(), e.errors());
    }
  }

  /** A query, ready for the engine. */
  public QueryRequest query(QueryMessage query) throws Refusal {
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
    try {
      Object data = entry.shape.bind(fitted(query.data(), entry.shape));
      if (query.asOfTime() != null) {
        throw new Refusal(
            Codes.AS_OF_OUT_OF_RANGE,
            "as-of "
                + query.asOfTime()
                + ": this version answers as of its newest sequence only, not of a time");
      }
      return new QueryRequest(
          entry.type,
          data,
          query.minSequence() == null ? 0 : query.minSequence(),
          query.asOfSequence() == null ? QueryRequest.NOW : query.asOfSequence());
    } catch (BindException e) {
      throw new Refusal(
          GatewayCodes.QUERY_VALIDATION_FAILED, name + ": " + e.getMessage(), e.errors());
    }
  }

  private static Map<String, ?> fitted(Map<String, ?> data, RecordShape<?> shape) {
    return data instanceof FormFields form ? form.fit(shape.fieldType()) : data;
  }

  private static String abbreviated(String name) {
    return name.length() <= 80 ? name : name.substring(0, 80) + "…";
  }
}
