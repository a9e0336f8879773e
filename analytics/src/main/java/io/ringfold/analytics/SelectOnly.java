package io.ringfold.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfold.analytics.SqlException.Reason;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Set;
import org.duckdb.DuckDBConnection;

/**
 * Lets one SELECT through and nothing else. DuckDB's own parser says what a text is, as no look at
 * its words can: it gives the syntax tree of SELECT statements (FROM, VALUES, WITH, DESCRIBE,
 * SUMMARIZE and SHOW TABLES among them), and refuses all others. In that tree, functions that give
 * tables are those that make up rows, not those that read files or the database's insides.
 *
 * <p>What is let through still runs in a transaction that may only read, in a database that reaches
 * no file, loads no extension, and takes no setting.
 */
final class SelectOnly {
  private static final int MAX_LENGTH = 100_000;

  private static final Set<String> TABLE_FUNCTIONS =
      Set.of(
          "range", "generate_series", "unnest", "repeat", "repeat_row", "json_each", "json_tree");

  /** Those that tell or touch something outside of the tables. */
  private static final Set<String> FUNCTIONS =
      Set.of("current_setting", "write_log", "getenv", "nextval", "currval", "set_config");

  /** Views that tell where the files are. */
  private static final Set<String> VIEWS =
      Set.of("duckdb_databases", "duckdb_logs", "duckdb_log_contexts", "pragma_database_list");

  private SelectOnly() {}

  /**
   * @throws SqlException where the text is anything else, saying what
   */
  static void require(DuckDBConnection connection, String sql) throws SQLException {
    if (sql.length() > MAX_LENGTH) {
      throw invalid(
          "the statement has " + sql.length() + " characters: " + MAX_LENGTH + " at most");
    }
    if (sql.indexOf('\0') >= 0) {
      throw invalid("the statement has a NUL character");
    }
    JsonNode parsed = parsed(connection, sql);
    if (parsed.path("error").asBoolean()) {
      throw invalid(
          parsed.path("error_type").asText().equals("not implemented")
              ? "only a SELECT can be asked: the tables are read, never written"
              : "no SQL: " + parsed.path("error_message").asText());
    }
    int statements = parsed.path("statements").size();
    if (statements != 1) {
      throw invalid("one statement can be asked at a time, not " + statements);
    }
    requireHarmless(parsed.path("statements"));
  }

  private static JsonNode parsed(DuckDBConnection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT json_serialize_sql(" + Sql.text(sql) + ")::VARCHAR")) {
      row.next();
      return JsonText.tree(row.getString(1));
    } catch (IOException e) {
      throw invalid("the statement is nested too deeply");
    }
  }

  private static void requireHarmless(JsonNode node) {
    if (node.path("type").asText().equals("TABLE_FUNCTION")) {
      String name = name(node.path("function").path("function_name"));
      if (!TABLE_FUNCTIONS.contains(name)) {
        throw invalid(
            name + "() cannot be asked: of functions that give tables, there are " + functions());
      }
    } else if (FUNCTIONS.contains(name(node.path("function_name")))) {
      throw invalid(name(node.path("function_name")) + "() cannot be asked");
    } else if (VIEWS.contains(name(node.path("table_name")))) {
      throw invalid(name(node.path("table_name")) + " cannot be asked");
    }
    for (JsonNode each : node) {
      requireHarmless(each);
    }
  }

  private static String functions() {
    return String.join(", ", TABLE_FUNCTIONS.stream().sorted().toList());
  }

  private static String name(JsonNode node) {
    return node.asText().toLowerCase(Locale.ROOT);
  }

  private static SqlException invalid(String message) {
    return new SqlException(Reason.INVALID, message);
  }
}
