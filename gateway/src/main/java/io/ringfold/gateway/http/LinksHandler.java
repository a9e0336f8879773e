package io.ringfold.gateway.http;

import io.ringfold.gateway.json.MessageWriter;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;

/** {@code GET /}: where everything is. */
public final class LinksHandler implements HttpHandler {

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    MessageWriter writer = MessageWriter.ofThread();
    writer.json(
        json -> {
          json.writeStartObject();
          json.writeStringField("name", "ringfold");
          json.writeObjectFieldStart("links");
          json.writeStringField("ws", "/ws");
          json.writeStringField("query", "/query");
          json.writeStringField("snapshots", "/snapshots");
          json.writeStringField("health", "/health");
          json.writeStringField("ready", "/ready");
          json.writeEndObject();
          json.writeEndObject();
        });
    Responses.send(exchange, StatusCodes.OK, Responses.JSON, writer);
  }
}
