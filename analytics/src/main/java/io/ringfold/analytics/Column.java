package io.ringfold.analytics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A column of a table, or a field of a struct. Immutable.
 *
 * @param name in SQL, in snake_case
 * @param field the name of the field in the journal, in kebab-case; null where it is not of a field
 */
record Column(String name, String field, ColumnType type) {

  /** One that every table of its kind has. */
  static Column standard(String name, ColumnType type) {
    return new Column(name, null, type);
  }

  static Column of(String field, ColumnType type) {
    return new Column(Sql.snakeCase(field), field, type);
  }

  /**
   * Those of the one, then what the other has beyond them; of both, in the type that holds both.
   */
  static List<Column> unite(List<Column> one, List<Column> other) {
    Map<String, Column> united = new LinkedHashMap<>();
    one.forEach(column -> united.put(column.field, column));
    for (Column column : other) {
      united.merge(
          column.field,
          column,
          (a, b) -> new Column(a.name, a.field, ColumnType.unite(a.type, b.type)));
    }
    return List.copyOf(united.values());
  }
}
