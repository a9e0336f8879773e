package io.ringfold.analytics;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table: the columns that all of its kind have, then those of the event's fields. Immutable.
 *
 * @param event the name of the event in the journal; null for the tables of all commands and events
 */
record Table(String name, String event, List<Column> columns, List<Column> fields) {

  /** By what people know it: the event, or the name. */
  String label() {
    return event == null ? name : event;
  }

  /** Makes it where it is not there. */
  String create() {
    return Stream.concat(columns.stream(), fields.stream())
        .map(Table::declaration)
        .collect(
            Collectors.joining(", ", "CREATE TABLE IF NOT EXISTS " + Sql.name(name) + " (", ")"));
  }

  /** The way from a table to this one, which has more columns at its end. */
  List<String> alter(Table before) {
    return fields.subList(before.fields.size(), fields.size()).stream()
        .map(column -> "ALTER TABLE " + Sql.name(name) + " ADD COLUMN " + declaration(column))
        .toList();
  }

  /** Whether a table like this, with its rows, can be made one like the other by adding columns. */
  boolean growsInto(Table after) {
    return name.equals(after.name)
        && fields.size() <= after.fields.size()
        && fields.equals(after.fields.subList(0, fields.size()));
  }

  private static String declaration(Column column) {
    return Sql.name(column.name()) + " " + column.type().sql();
  }
}
