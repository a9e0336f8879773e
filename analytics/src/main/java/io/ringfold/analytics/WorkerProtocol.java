package io.ringfold.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfold.analytics.SqlException.Reason;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What a server and the process that asks DuckDB for it say to each other: a line of JSON each, one
 * answer for each question, in order.
 *
 * <pre>
 *   {"up-to":120,"patience-ms":5000}                                fill
 *   {"up-to":120,"patience-ms":5000,"sql":"…","rows":…,"bytes":…,"timeout-ms":…}   fill, then ask
 *
 *   {"basis":120}
 *   {"basis":120,"columns":[{"name","type"}],"rows":[[…]],"truncated":false}
 *   {"basis":80,"reason":"NOT_YET","message":"…"}
 * </pre>
 */
final class WorkerProtocol {
  static final String UP_TO = "up-to";
  static final String PATIENCE_MS = "patience-ms";
  static final String SQL = "sql";
  static final String ROWS = "rows";
  static final String BYTES = "bytes";
  static final String TIMEOUT_MS = "timeout-ms";
  static final String BASIS = "basis";
  static final String REASON = "reason";
  static final String MESSAGE = "message";
  private static final String COLUMNS = "columns";
  private static final String NAME = "name";
  private static final String TYPE = "type";
  private static final String TRUNCATED = "truncated";

  private WorkerProtocol() {}

  /**
   * @param question null to fill alone
   */
  static String request(long upTo, Duration patience, SqlQuestion question) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put(UP_TO, upTo);
    request.put(PATIENCE_MS, patience.toMillis());
    if (question != null) {
      request.put(SQL, question.sql());
      request.put(ROWS, question.maxRows());
      request.put(BYTES, question.maxBytes());
      request.put(TIMEOUT_MS, question.timeout().toMillis());
    }
    return JsonText.of(request);
  }

  /** Null where the request has none. */
  static SqlQuestion question(JsonNode request) {
    return request.has(SQL)
        ? new SqlQuestion(
            request.get(SQL).asText(),
            request.get(ROWS).asLong(),
            request.get(BYTES).asLong(),
            Duration.ofMillis(request.get(TIMEOUT_MS).asLong()))
        : null;
  }

  static String filled(long basis) {
    return JsonText.of(Map.of(BASIS, basis));
  }

  static String failed(long basis, SqlException failure) {
    return JsonText.of(
        Map.of(BASIS, basis, REASON, failure.reason().name(), MESSAGE, failure.getMessage()));
  }

  static String answered(SqlAnswer answer) {
    List<Map<String, Object>> columns = new ArrayList<>();
    for (SqlColumn column : answer.columns()) {
      columns.add(Map.of(NAME, column.name(), TYPE, column.type()));
    }
    return JsonText.of(
        Map.of(
            BASIS,
            answer.basis(),
            COLUMNS,
            columns,
            ROWS,
            answer.rows(),
            TRUNCATED,
            answer.truncated()));
  }

  /**
   * The answer of a line; without columns where nothing was asked.
   *
   * @throws SqlException where that is what the line says
   */
  static SqlAnswer answer(JsonNode line) {
    if (line.has(REASON)) {
      throw new SqlException(
          Reason.valueOf(line.get(REASON).asText()), line.path(MESSAGE).asText());
    }
    List<SqlColumn> columns = new ArrayList<>();
    for (JsonNode column : line.path(COLUMNS)) {
      columns.add(new SqlColumn(column.get(NAME).asText(), column.get(TYPE).asText()));
    }
    List<List<Object>> rows = new ArrayList<>();
    for (JsonNode each : line.path(ROWS)) {
      List<Object> row = new ArrayList<>(columns.size());
      for (int i = 0; i < columns.size(); i++) {
        row.add(typed(columns.get(i).type(), plain(each.get(i))));
      }
      rows.add(row);
    }
    return new SqlAnswer(line.get(BASIS).asLong(), columns, rows, line.path(TRUNCATED).asBoolean());
  }

  /** What JSON has as a text only; inside of lists and structs it stays one. */
  private static Object typed(String type, Object value) {
    if (value instanceof String text) {
      return switch (type) {
        case "UUID" -> UUID.fromString(text);
        case "TIMESTAMP WITH TIME ZONE" -> Instant.parse(text);
        case "BLOB" -> Base64.getDecoder().decode(text);
        default -> text;
      };
    }
    if (value instanceof BigDecimal number && (type.equals("DOUBLE") || type.equals("FLOAT"))) {
      return number.doubleValue();
    }
    return value;
  }

  private static Object plain(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> map = new LinkedHashMap<>();
      node.properties().forEach(field -> map.put(field.getKey(), plain(field.getValue())));
      return map;
    }
    if (node.isArray()) {
      List<Object> list = new ArrayList<>(node.size());
      node.forEach(each -> list.add(plain(each)));
      return list;
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isIntegralNumber()) {
      BigInteger number = node.bigIntegerValue();
      return node.canConvertToLong() ? (Object) number.longValue() : number;
    }
    return node.isNumber() ? node.decimalValue() : node.isNull() ? null : node.asText();
  }
}
