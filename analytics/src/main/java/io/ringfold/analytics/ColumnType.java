package io.ringfold.analytics;

import io.ringfold.engine.shape.FieldType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a column holds: a value, or lists, maps and structs of values. Immutable; equal by content.
 */
sealed interface ColumnType
    permits ScalarType, ColumnType.ListOf, ColumnType.MapOf, ColumnType.StructOf {

  /** As it stands in CREATE TABLE. */
  String sql();

  /**
   * A value as the appender takes it for this type.
   *
   * @param plain what {@link io.ringfold.engine.shape.RecordShape#plain} gives, not null
   * @throws MisfitException where the type cannot hold it exactly
   */
  Object fit(Object plain);

  /** The type of a field that the journal defines. */
  static ColumnType of(FieldType type) {
    return switch (type.kind()) {
      case OPTIONAL -> of(type.element());
      case LIST -> new ListOf(of(type.element()));
      case MAP -> new MapOf(of(type.element()));
      case RECORD ->
          type.fields().isEmpty()
              ? ScalarType.TEXT // a struct has one field or more
              : new StructOf(
                  type.fields().stream()
                      .map(field -> Column.of(field.name(), of(field.type())))
                      .toList());
      default -> ScalarType.of(type.kind());
    };
  }

  /**
   * The type that holds the values of two: the wider one where that loses nothing, text where there
   * is none.
   */
  static ColumnType unite(ColumnType one, ColumnType other) {
    if (one.equals(other)) {
      return one;
    }
    if (one instanceof ScalarType a && other instanceof ScalarType b) {
      return unite(a, b);
    }
    if (one instanceof ListOf a && other instanceof ListOf b) {
      return new ListOf(unite(a.element, b.element));
    }
    if (one instanceof MapOf a && other instanceof MapOf b) {
      return new MapOf(unite(a.value, b.value));
    }
    if (one instanceof StructOf a && other instanceof StructOf b) {
      return new StructOf(Column.unite(a.fields, b.fields));
    }
    return ScalarType.TEXT;
  }

  private static ScalarType unite(ScalarType one, ScalarType other) {
    List<ScalarType> exact = List.of(ScalarType.INTEGER, ScalarType.BIGINT, ScalarType.DECIMAL);
    return exact.contains(one) && exact.contains(other)
        ? exact.get(Math.max(exact.indexOf(one), exact.indexOf(other)))
        : ScalarType.TEXT;
  }

  /** A list. */
  record ListOf(ColumnType element) implements ColumnType {
    @Override
    public String sql() {
      return element.sql() + "[]";
    }

    @Override
    public Object fit(Object plain) {
      Collection<?> values = (Collection<?>) plain;
      List<Object> fitted = new ArrayList<>(values.size());
      for (Object value : values) {
        fitted.add(value == null ? null : element.fit(value));
      }
      return fitted;
    }
  }

  /** A map by strings. */
  record MapOf(ColumnType value) implements ColumnType {
    @Override
    public String sql() {
      return "MAP(VARCHAR, " + value.sql() + ")";
    }

    @Override
    public Object fit(Object plain) {
      Map<String, Object> fitted = new LinkedHashMap<>();
      ((Map<?, ?>) plain)
          .forEach((key, each) -> fitted.put((String) key, each == null ? null : value.fit(each)));
      return fitted;
    }
  }

  /** A record inside of a record; has one field or more. */
  record StructOf(List<Column> fields) implements ColumnType {
    @Override
    public String sql() {
      return fields.stream()
          .map(field -> Sql.name(field.name()) + " " + field.type().sql())
          .collect(Collectors.joining(", ", "STRUCT(", ")"));
    }

    /** A map in the order of the fields, which is how the appender reads it. */
    @Override
    public Object fit(Object plain) {
      Map<?, ?> values = (Map<?, ?>) plain;
      Map<String, Object> fitted = new LinkedHashMap<>();
      for (Column field : fields) {
        Object value = values.get(field.field());
        fitted.put(field.name(), value == null ? null : field.type().fit(value));
      }
      return fitted;
    }
  }
}
