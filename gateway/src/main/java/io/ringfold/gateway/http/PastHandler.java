package io.ringfold.gateway.http;

import io.ringfold.engine.Codes;
import io.ringfold.engine.Engine;
import io.ringfold.engine.EngineException;
import io.ringfold.engine.EngineStatus;
import io.ringfold.engine.Micros;
import io.ringfold.engine.PastStatus;
import io.ringfold.gateway.format.ValueWriter;
import io.ringfold.gateway.format.Word;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /past}: from where on queries may be asked as of earlier sequences, what is at hand,
 * and how far the states are that are being rebuilt. Sequences and times only, nothing of what
 * stands in the states: whoever may ask anything may see it.
 */
public final class PastHandler implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(PastHandler.class);

  private static final Word FIRST_SEQ = Word.of("first-seq");
  private static final Word LAST_SEQ = Word.of("last-seq");
  private static final Word REBUILDS = Word.of("rebuilds");
  private static final Word AT = Word.of("at");
  private static final Word TARGET = Word.of("target");
  private static final Word SINCE = Word.of("since");
  private static final Word QUERIES = Word.of("queries");
  private static final Word RUNNING = Word.of("running");
  private static final Word POINTS = Word.of("points");
  private static final Word SNAPSHOTS = Word.of("snapshots");

  private final Engine engine;

  public PastHandler(Engine engine) {
    this.engine = engine;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    EngineStatus status = engine.status();
    if (status.isServing()) {
      exchange.dispatch(SameThreadExecutor.INSTANCE, () -> ask(exchange));
    } else {
      Problem.unavailable(status).send(exchange);
    }
  }

  private void ask(HttpServerExchange exchange) {
    try {
      engine.past(past -> tell(exchange, past));
    } catch (EngineException e) {
      Problem.of(Codes.UNAVAILABLE, e.getMessage()).send(exchange);
    }
  }

  private static void tell(HttpServerExchange exchange, PastStatus past) {
    try {
      exchange
          .getIoThread()
          .execute(
              () -> Reply.of(StatusCodes.OK, out -> write(out, past)).title("Past").send(exchange));
    } catch (RejectedExecutionException e) {
      LOG.debug("the server has stopped before it could tell of the past");
    }
  }

  private static void write(ValueWriter out, PastStatus past) {
    out.beginObject();
    out.field(FIRST_SEQ);
    out.integer(past.firstSequence());
    out.field(LAST_SEQ);
    out.integer(past.newestSequence());
    out.field(REBUILDS);
    out.beginList(past.rebuilds().size());
    for (PastStatus.Rebuild each : past.rebuilds()) {
      out.beginObject();
      out.field(AT);
      out.integer(each.sequence());
      out.field(TARGET);
      out.integer(each.target());
      out.field(SINCE);
      out.time(Micros.of(each.since()));
      out.field(QUERIES);
      out.integer(each.queries());
      out.field(RUNNING);
      out.bool(each.isRunning());
      out.endObject();
    }
    out.endList();
    out.field(POINTS);
    sequences(out, past.points());
    out.field(SNAPSHOTS);
    sequences(out, past.snapshots());
    out.endObject();
  }

  private static void sequences(ValueWriter out, List<Long> sequences) {
    out.beginList(sequences.size());
    sequences.forEach(out::integer);
    out.endList();
  }
}
