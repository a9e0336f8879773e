package io.ringfold.analytics;

import io.ringfold.analytics.SqlException.Reason;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.duckdb.DuckDBConnection;

/** Answers questions over the tables as they are. Single-threaded, like the tables. */
final class SqlSession {

  /** Ends what takes too long; one for the process, and idle but for that. */
  private static final ScheduledExecutorService TIMEOUTS =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "ringfold-sql-timeout");
            thread.setDaemon(true);
            return thread;
          });

  private final Tables tables;

  SqlSession(Tables tables) {
    this.tables = tables;
  }

  /**
   * @throws SqlException where the question is refused, wrong, or too much
   */
  SqlAnswer ask(SqlQuestion question) {
    try (DuckDBConnection reader = tables.reader()) {
      SelectOnly.require(reader, question.sql());
      tables.beginReading(reader);
      return ask(reader, question);
    } catch (SQLException e) {
      throw new SqlException(Reason.FAILED, firstLines(e));
    }
  }

  private SqlAnswer ask(DuckDBConnection reader, SqlQuestion question) throws SQLException {
    AtomicBoolean late = new AtomicBoolean();
    try (PreparedStatement statement = prepared(reader, question.sql())) {
      ScheduledFuture<?> timeout =
          TIMEOUTS.schedule(
              () -> {
                late.set(true);
                statement.cancel();
                return null;
              },
              question.timeout().toMillis(),
              TimeUnit.MILLISECONDS);
      try (ResultSet result = statement.executeQuery()) {
        return answer(question, result);
      } finally {
        timeout.cancel(false);
      }
    } catch (SQLException e) {
      if (late.get()) {
        throw new SqlException(
            Reason.TIMEOUT,
            "the statement took longer than "
                + question.timeout().toMillis()
                + " ms: ask for less, or give it more time");
      }
      throw new SqlException(Reason.FAILED, firstLines(e));
    }
  }

  private static PreparedStatement prepared(DuckDBConnection reader, String sql) {
    try {
      return reader.prepareStatement(sql);
    } catch (SQLException e) {
      throw new SqlException(Reason.INVALID, firstLines(e));
    }
  }

  private SqlAnswer answer(SqlQuestion question, ResultSet result) throws SQLException {
    ResultSetMetaData about = result.getMetaData();
    List<SqlColumn> columns = new ArrayList<>();
    for (int i = 1; i <= about.getColumnCount(); i++) {
      columns.add(new SqlColumn(about.getColumnName(i), about.getColumnTypeName(i)));
    }
    SqlValues values = new SqlValues(result, columns);
    List<List<Object>> rows = new ArrayList<>();
    long bytes = 0;
    boolean truncated = false;
    while (result.next()) {
      if (rows.size() >= question.maxRows()) {
        truncated = true;
        break;
      }
      List<Object> row = values.row();
      bytes += JsonText.of(row).length();
      if (bytes > question.maxBytes()) {
        truncated = true;
        break;
      }
      rows.add(row);
    }
    return new SqlAnswer(tables.filled().sequence(), columns, rows, truncated);
  }

  /** What DuckDB says, without the text of the statement, which it repeats. */
  private static String firstLines(SQLException e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    int end = message.indexOf("\n\nLINE ");
    return (end < 0 ? message : message.substring(0, end)).strip();
  }
}
