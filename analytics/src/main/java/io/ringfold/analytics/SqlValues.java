package io.ringfold.analytics;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.duckdb.DuckDBStruct;

/** The values of a result as plain ones, see {@link SqlAnswer}. */
final class SqlValues {
  private static final String JSON = "JSON";
  private static final String TIMESTAMP = "TIMESTAMP";
  private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

  private final ResultSet result;
  private final List<SqlColumn> columns;

  SqlValues(ResultSet result, List<SqlColumn> columns) {
    this.result = result;
    this.columns = columns;
  }

  /** The row that the result stands at. */
  List<Object> row() throws SQLException {
    List<Object> row = new ArrayList<>(columns.size());
    for (int i = 1; i <= columns.size(); i++) {
      String type = columns.get(i - 1).type();
      if (type.equals(JSON)) {
        row.add(json(result.getString(i)));
      } else if (type.equals(TIMESTAMP)) {
        LocalDateTime time = result.getObject(i, LocalDateTime.class);
        row.add(time == null ? null : time.toString());
      } else {
        row.add(plain(result.getObject(i)));
      }
    }
    return row;
  }

  private static Object json(String text) throws SQLException {
    try {
      return text == null ? null : plain(JsonText.parse(text));
    } catch (IOException e) {
      return text;
    }
  }

  private static Object plain(Object value) throws SQLException {
    if (value == null
        || value instanceof String
        || value instanceof Long
        || value instanceof Boolean
        || value instanceof Double
        || value instanceof BigDecimal
        || value instanceof UUID
        || value instanceof byte[]) {
      return value;
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof Float number) {
      return number.doubleValue();
    }
    if (value instanceof BigInteger number) {
      return number.compareTo(MIN_LONG) >= 0 && number.compareTo(MAX_LONG) <= 0
          ? (Object) number.longValue()
          : number;
    }
    if (value instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    if (value instanceof Timestamp time) {
      return time.toLocalDateTime().toString();
    }
    if (value instanceof Blob blob) {
      return blob.getBytes(1, Math.toIntExact(blob.length()));
    }
    if (value instanceof Array array) {
      return list(Arrays.asList((Object[]) array.getArray()));
    }
    if (value instanceof List<?> list) {
      return list(list);
    }
    if (value instanceof DuckDBStruct struct) {
      return map(struct.getMap());
    }
    if (value instanceof Map<?, ?> map) {
      return map(map);
    }
    return value.toString();
  }

  private static List<Object> list(List<?> values) throws SQLException {
    List<Object> list = new ArrayList<>(values.size());
    for (Object each : values) {
      list.add(plain(each));
    }
    return list;
  }

  private static Map<String, Object> map(Map<?, ?> values) throws SQLException {
    Map<String, Object> map = new LinkedHashMap<>();
    for (Map.Entry<?, ?> each : values.entrySet()) {
      map.put(String.valueOf(plain(each.getKey())), plain(each.getValue()));
    }
    return map;
  }
}
