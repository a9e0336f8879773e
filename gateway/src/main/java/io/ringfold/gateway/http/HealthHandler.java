package io.ringfold.gateway.http;

import io.ringfold.gateway.json.MessageWriter;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;

/** {@code GET /health}: 200 as long as the process answers at all. */
public final class HealthHandler implements HttpHandler {

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    MessageWriter writer = MessageWriter.ofThread();
    writer.json(
        json -> {
          json.writeStartObject();
          json.writeStringField("status", "up");
          json.writeEndObject();
        });
    Responses.send(exchange, StatusCodes.OK, Responses.JSON, writer);
  }
}
