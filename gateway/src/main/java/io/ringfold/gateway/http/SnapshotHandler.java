package io.ringfold.gateway.http;

import io.ringfold.engine.Codes;
import io.ringfold.engine.Engine;
import io.ringfold.engine.EngineException;
import io.ringfold.engine.EngineStatus;
import io.ringfold.gateway.json.MessageWriter;
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

  private final Engine engine;

  public SnapshotHandler(Engine engine) {
    this.engine = engine;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    EngineStatus status = engine.status();
    if (status.isServing()) {
      exchange.dispatch(() -> take(exchange));
    } else {
      Problem.unavailable(status).send(exchange);
    }
  }

  private void take(HttpServerExchange exchange) {
    try {
      SnapshotInfo taken = engine.snapshot();
      MessageWriter writer = MessageWriter.ofThread();
      writer.json(
          json -> {
            json.writeStartObject();
            json.writeNumberField("seq", taken.sequence());
            json.writeNumberField("bytes", taken.bytes());
            json.writeStringField("state-hash", taken.stateHash());
            json.writeStringField("file", taken.file().getFileName().toString());
            json.writeEndObject();
          });
      Responses.send(exchange, StatusCodes.CREATED, Responses.JSON, writer);
    } catch (EngineException e) {
      new Problem(StatusCodes.CONFLICT, Codes.UNAVAILABLE, e.getMessage()).send(exchange);
    } catch (SnapshotException e) {
      LOG.error("a snapshot that was asked for could not be taken", e);
      new Problem(StatusCodes.INTERNAL_SERVER_ERROR, Codes.INTERNAL_ERROR, e.getMessage())
          .send(exchange);
    }
  }
}
