package io.ringfold.gateway.http;

import io.ringfold.engine.Codes;
import io.ringfold.engine.Engine;
import io.ringfold.engine.EngineException;
import io.ringfold.engine.EngineStatus;
import io.ringfold.gateway.format.Word;
import io.ringfold.gateway.intake.GatewayCodes;
import io.ringfold.snapshots.SnapshotException;
import io.ringfold.snapshots.SnapshotInfo;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /snapshots}: takes a snapshot beside the running pipeline, and answers 201 when it is
 * on disk. One at a time; the next waits for it, on the worker thread.
 */
public final class SnapshotHandler implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotHandler.class);

  private static final Word SEQ = Word.of("seq");
  private static final Word BYTES = Word.of("bytes");
  private static final Word STATE_HASH = Word.of("state-hash");
  private static final Word FILE = Word.of("file");

  private final Engine engine;

  public SnapshotHandler(Engine engine) {
    this.engine = engine;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    EngineStatus status = engine.status();
    if (!Callers.of(exchange).mayDoEverything()) {
      Problem.of(GatewayCodes.NOT_AUTHORIZED, "a snapshot is for the role admin to ask for")
          .send(exchange);
    } else if (status.isServing()) {
      exchange.dispatch(() -> take(exchange));
    } else {
      Problem.unavailable(status).send(exchange);
    }
  }

  private void take(HttpServerExchange exchange) {
    try {
      SnapshotInfo taken = engine.snapshot();
      Reply.of(
              StatusCodes.CREATED,
              out -> {
                out.beginObject();
                out.field(SEQ);
                out.integer(taken.sequence());
                out.field(BYTES);
                out.integer(taken.bytes());
                out.field(STATE_HASH);
                out.string(taken.stateHash());
                out.field(FILE);
                out.string(taken.file().getFileName().toString());
                out.endObject();
              })
          .title("Snapshot")
          .send(exchange);
    } catch (EngineException e) {
      new Problem(StatusCodes.CONFLICT, Codes.UNAVAILABLE, e.getMessage()).send(exchange);
    } catch (SnapshotException e) {
      LOG.error("a snapshot that was asked for could not be taken", e);
      new Problem(StatusCodes.INTERNAL_SERVER_ERROR, Codes.INTERNAL_ERROR, e.getMessage())
          .send(exchange);
    }
  }
}
