package io.ringfold.gateway.http;

import io.ringfold.engine.EngineStatus;
import io.ringfold.gateway.json.MessageWriter;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.util.Locale;
import java.util.function.Supplier;

/** {@code GET /ready}: 200 when recovered and accepting, else 503 with the reason. */
public final class ReadyHandler implements HttpHandler {
  private final Supplier<EngineStatus> engine;

  public ReadyHandler(Supplier<EngineStatus> engine) {
    this.engine = engine;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    EngineStatus status = engine.get();
    boolean ready = status.state() == EngineStatus.State.READY;
    if (!ready) {
      exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
    }
    MessageWriter writer = MessageWriter.ofThread();
    writer.json(
        json -> {
          json.writeStartObject();
          json.writeStringField("status", status.state().name().toLowerCase(Locale.ROOT));
          json.writeNumberField("sequence", status.sequence());
          if (!ready) {
            json.writeNumberField("target", status.target());
            if (status.reason() != null) {
              MessageWriter.text(json, "reason", status.reason());
            }
          }
          json.writeEndObject();
        });
    Responses.send(
        exchange, ready ? StatusCodes.OK : StatusCodes.SERVICE_UNAVAILABLE, Responses.JSON, writer);
  }
}
