package io.ringfold.analytics;

import static io.ringfold.analytics.ScalarType.BIGINT;
import static io.ringfold.analytics.ScalarType.INTEGER;
import static io.ringfold.analytics.ScalarType.JSON;
import static io.ringfold.analytics.ScalarType.TIMESTAMP;
import static io.ringfold.analytics.ScalarType.UUID;
import static io.ringfold.analytics.ScalarType.VARCHAR;

import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.engine.record.TypeDefinition.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The tables that a journal's definitions ask for: {@code commands}, {@code events}, and one for
 * each type of event, with the columns of all its versions. A function of the definitions in their
 * order, so that more of them add tables and columns, and rename none. Immutable.
 */
final class Schema {

  static final String COMMANDS = "commands";
  static final String EVENTS = "events";

  private static final List<Column> COMMAND_COLUMNS =
      List.of(
          Column.standard("seq", BIGINT),
          Column.standard("uuid", UUID),
          Column.standard("name", VARCHAR),
          Column.standard("status", VARCHAR),
          Column.standard("code", VARCHAR),
          Column.standard("message", VARCHAR),
          Column.standard("user", VARCHAR),
          Column.standard("timestamp", TIMESTAMP),
          Column.standard("client_id", VARCHAR),
          Column.standard("client_seq", BIGINT),
          Column.standard("events", INTEGER),
          Column.standard("data", JSON),
          Column.standard("meta", JSON));

  private static final List<Column> OF_EACH_EVENT =
      List.of(
          Column.standard("seq", BIGINT),
          Column.standard("index", INTEGER),
          Column.standard("of", INTEGER),
          Column.standard("event_uuid", UUID),
          Column.standard("command_uuid", UUID),
          Column.standard("timestamp", TIMESTAMP),
          Column.standard("user", VARCHAR));

  private static final List<Column> EVENT_COLUMNS = eventColumns();

  private final Table commands = new Table(COMMANDS, null, COMMAND_COLUMNS, List.of());
  private final Table events = new Table(EVENTS, null, EVENT_COLUMNS, List.of());
  private final Map<String, Table> byEvent = new LinkedHashMap<>();

  private Schema() {}

  private static List<Column> eventColumns() {
    List<Column> columns = new ArrayList<>(OF_EACH_EVENT);
    columns.add(Column.standard("name", VARCHAR));
    columns.add(Column.standard("version", INTEGER));
    columns.add(Column.standard("data", JSON));
    columns.add(Column.standard("meta", JSON));
    return List.copyOf(columns);
  }

  /**
   * @param definitions of the journal, by ordinal
   * @param texts the fields that hold something their type cannot, see {@link TextField}
   */
  static Schema of(List<TypeDefinition> definitions, Set<TextField> texts) {
    Map<String, List<Column>> fields = new LinkedHashMap<>();
    for (TypeDefinition definition : definitions) {
      if (definition.kind() == Kind.EVENT) {
        List<Column> columns =
            definition.fields().fields().stream()
                .map(field -> Column.of(field.name(), ColumnType.of(field.type())))
                .toList();
        fields.merge(definition.name(), columns, Column::unite);
      }
    }
    Schema schema = new Schema();
    Set<String> taken = new HashSet<>(List.of(COMMANDS, EVENTS));
    fields.forEach(
        (event, columns) ->
            schema.byEvent.put(
                event,
                new Table(
                    free(Sql.snakeCase(event), "event_", taken),
                    event,
                    OF_EACH_EVENT,
                    columns(event, columns, texts))));
    return schema;
  }

  private static List<Column> columns(String event, List<Column> fields, Set<TextField> texts) {
    Set<String> taken = new HashSet<>();
    OF_EACH_EVENT.forEach(column -> taken.add(column.name()));
    return fields.stream()
        .map(
            field ->
                new Column(
                    free(field.name(), "data_", taken),
                    field.field(),
                    texts.contains(new TextField(event, field.field()))
                        ? ScalarType.TEXT
                        : field.type()))
        .toList();
  }

  /** A name that nothing else has; SQL tells no capitals from small letters. */
  private static String free(String name, String prefix, Set<String> taken) {
    String found = name;
    while (!taken.add(found.toLowerCase(Locale.ROOT))) {
      found = prefix + found;
    }
    return found;
  }

  Table commands() {
    return commands;
  }

  Table events() {
    return events;
  }

  /** The table of an event that the definitions have. */
  Table event(String name) {
    return byEvent.get(name);
  }

  /** All of them: commands, events, then each type of event in the order of the definitions. */
  List<Table> tables() {
    List<Table> tables = new ArrayList<>(List.of(commands, events));
    tables.addAll(byEvent.values());
    return tables;
  }

  /**
   * The statements that turn tables of this schema, with their rows, into those of another; null
   * where only filling them anew does.
   */
  List<String> migration(Schema after) {
    List<String> statements = new ArrayList<>();
    for (Table before : byEvent.values()) {
      Table grown = after.byEvent.get(before.event());
      if (grown == null || !before.growsInto(grown)) {
        return null;
      }
      statements.addAll(grown.alter(before));
    }
    after.byEvent.forEach(
        (event, table) -> {
          if (!byEvent.containsKey(event)) {
            statements.add(table.create());
          }
        });
    return statements;
  }
}
