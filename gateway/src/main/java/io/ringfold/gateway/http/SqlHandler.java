package io.ringfold.gateway.http;

import io.ringfold.analytics.LiveTables;
import io.ringfold.analytics.SqlAnswer;
import io.ringfold.analytics.SqlColumn;
import io.ringfold.analytics.SqlException;
import io.ringfold.analytics.SqlQuestion;
import io.ringfold.engine.Codes;
import io.ringfold.engine.Engine;
import io.ringfold.engine.EngineStatus;
import io.ringfold.engine.shape.Values;
import io.ringfold.gateway.access.Permissions;
import io.ringfold.gateway.format.Envelopes;
import io.ringfold.gateway.format.MalformedException;
import io.ringfold.gateway.format.ValueWriter;
import io.ringfold.gateway.format.Word;
import io.ringfold.gateway.intake.GatewayCodes;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /sql}: a SELECT over everything that happened, for the role {@code analyst}. Nothing
 * of it is there before the first request; the answer is made in a process of its own.
 */
public final class SqlHandler implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(SqlHandler.class);

  private static final long DEFAULT_ROWS = 1_000;
  private static final long MAX_ROWS = 100_000;

  private static final Word BASIS = Word.of("basis");
  private static final Word COLUMNS = Word.of("columns");
  private static final Word NAME = Word.of("name");
  private static final Word TYPE = Word.of("type");
  private static final Word ROWS = Word.of("rows");
  private static final Word TRUNCATED = Word.of("truncated");

  private final Engine engine;
  private final Permissions permissions;
  private final LiveTables tables;
  private final Duration timeout;
  private final int maxBodyBytes;
  private final int maxResultBytes;

  /**
   * @param timeout what a statement may take, unless it asks for less
   * @param maxResultBytes where the rows of an answer end, as JSON
   */
  public SqlHandler(
      Engine engine,
      Permissions permissions,
      LiveTables tables,
      Duration timeout,
      int maxBodyBytes,
      int maxResultBytes) {
    this.engine = engine;
    this.permissions = permissions;
    this.tables = tables;
    this.timeout = timeout;
    this.maxBodyBytes = maxBodyBytes;
    this.maxResultBytes = maxResultBytes;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    EngineStatus status = engine.status();
    if (!permissions.mayAskSql(Callers.of(exchange))) {
      Problem.of(
              GatewayCodes.NOT_AUTHORIZED,
              "SQL sees what everybody did: that needs the role " + Permissions.ANALYST)
          .send(exchange);
    } else if (!status.isServing()) {
      Problem.unavailable(status).send(exchange);
    } else {
      try {
        Representation answer = Negotiation.answer(exchange);
        RequestBody.read(exchange, maxBodyBytes, body -> ask(exchange, answer, body));
      } catch (ProblemException e) {
        e.problem().send(exchange);
      }
    }
  }

  private void ask(
      HttpServerExchange exchange, Representation representation, Map<String, Object> body)
      throws MalformedException {
    if (!(body.get("sql") instanceof String sql)) {
      throw new MalformedException("sql: is missing, must be a string with a SELECT");
    }
    long rows = integer(body, "limit", DEFAULT_ROWS, MAX_ROWS);
    long timeoutMs = integer(body, "timeout-ms", timeout.toMillis(), timeout.toMillis());
    long minSequence = integer(body, "min-seq", 0, Long.MAX_VALUE);
    SqlQuestion question = new SqlQuestion(sql, rows, maxResultBytes, Duration.ofMillis(timeoutMs));
    // the answer comes later, from another thread: until then the exchange belongs to nobody
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () ->
            tables
                .ask(question, minSequence)
                .whenComplete(
                    (answer, failure) -> {
                      if (failure == null) {
                        send(exchange, representation, answer);
                      } else {
                        Problem problem = problem(failure);
                        HistoryReads.onIoThread(exchange, () -> problem.send(exchange));
                      }
                    }));
  }

  private static long integer(Map<String, Object> body, String field, long otherwise, long most)
      throws MalformedException {
    Object value = body.get(field);
    if (value == null) {
      return otherwise;
    }
    long number = Envelopes.sequenceText(field, value.toString());
    if (number > most) {
      throw new MalformedException(field + ": " + number + " is more than " + most);
    }
    return number;
  }

  private static void send(
      HttpServerExchange exchange, Representation representation, SqlAnswer answer) {
    try {
      Representation.Body written =
          representation.encode("SQL", out -> write(out, answer), Integer.MAX_VALUE);
      HistoryReads.onIoThread(exchange, () -> Reply.of(StatusCodes.OK, written).send(exchange));
    } catch (RuntimeException e) {
      LOG.error("cannot write the answer of a statement as {}", representation, e);
      Problem problem = Problem.of(Codes.INTERNAL_ERROR, "the server's log says more");
      HistoryReads.onIoThread(exchange, () -> problem.send(exchange));
    }
  }

  private static void write(ValueWriter out, SqlAnswer answer) {
    out.beginObject();
    out.field(BASIS);
    out.integer(answer.basis());
    out.field(COLUMNS);
    out.beginList(answer.columns().size());
    for (SqlColumn column : answer.columns()) {
      out.beginObject();
      out.field(NAME);
      out.string(column.name());
      out.field(TYPE);
      out.string(column.type());
      out.endObject();
    }
    out.endList();
    out.field(ROWS);
    out.beginList(answer.rows().size());
    for (List<Object> row : answer.rows()) {
      Values.walk(row, out);
    }
    out.endList();
    out.field(TRUNCATED);
    out.bool(answer.truncated());
    out.endObject();
  }

  private static Problem problem(Throwable failure) {
    if (!(failure instanceof SqlException refused)) {
      LOG.error("a statement could not be asked", failure);
      return Problem.of(Codes.INTERNAL_ERROR, "the server's log says more");
    }
    return Problem.of(
        switch (refused.reason()) {
          case INVALID -> GatewayCodes.QUERY_VALIDATION_FAILED;
          case FAILED -> GatewayCodes.SQL_FAILED;
          case TIMEOUT -> GatewayCodes.SQL_TIMEOUT;
          case BUSY -> Codes.BUSY;
          case NOT_YET -> Codes.NOT_YET;
          case UNAVAILABLE -> Codes.UNAVAILABLE;
        },
        refused.getMessage());
  }
}
