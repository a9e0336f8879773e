package io.ringfold.analytics;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Adds rows to one table, and counts them. What was added is seen after a flush and a commit. */
final class RowAppender implements AutoCloseable {
  private final Table table;
  private final DuckDBAppender out;

  RowAppender(DuckDBConnection connection, Table table) throws SQLException {
    this.table = table;
    this.out = connection.createAppender(table.name());
  }

  /**
   * Adds a row.
   *
   * @param values of the columns that all tables of this kind have, as {@link ColumnType#fit} gives
   *     them, a time in microseconds
   * @param fields of the event, likewise, by the table's fields
   */
  void append(List<?> values, List<?> fields) throws SQLException {
    out.beginRow();
    for (int i = 0; i < values.size(); i++) {
      append(table.columns().get(i).type(), values.get(i));
    }
    for (int i = 0; i < fields.size(); i++) {
      append(table.fields().get(i).type(), fields.get(i));
    }
    out.endRow();
  }

  private void append(ColumnType type, Object value) throws SQLException {
    if (value == null) {
      out.appendNull();
    } else if (type instanceof ColumnType.StructOf struct) {
      out.beginStruct();
      for (Column field : struct.fields()) {
        append(field.type(), ((Map<?, ?>) value).get(field.name()));
      }
      out.endStruct();
    } else if (value instanceof String text) {
      out.append(text);
    } else if (value instanceof Long number) {
      if (type == ScalarType.TIMESTAMP) {
        out.appendEpochMicros(number);
      } else {
        out.append(number.longValue());
      }
    } else if (value instanceof Integer number) {
      out.append(number.intValue());
    } else if (value instanceof UUID uuid) {
      out.append(uuid);
    } else if (value instanceof Boolean bool) {
      out.append(bool.booleanValue());
    } else if (value instanceof Double number) {
      out.append(number.doubleValue());
    } else if (value instanceof BigDecimal number) {
      out.append(number);
    } else if (value instanceof OffsetDateTime time) {
      out.append(time);
    } else if (value instanceof byte[] bytes) {
      out.append(bytes);
    } else if (value instanceof Collection<?> list) {
      out.append(list);
    } else {
      out.append((Map<?, ?>) value);
    }
  }

  void flush() throws SQLException {
    out.flush();
  }

  @Override
  public void close() throws SQLException {
    out.close();
  }
}
