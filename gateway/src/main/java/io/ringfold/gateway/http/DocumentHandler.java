package io.ringfold.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfold.gateway.format.Format;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * {@code GET /openapi.json} and {@code GET /asyncapi.json}: a document that does not change, made
 * when it is first asked for. Always JSON, as its path says.
 */
public final class DocumentHandler implements HttpHandler {
  private final Supplier<? extends JsonNode> document;
  private volatile Representation.Body body;

  public DocumentHandler(Supplier<? extends JsonNode> document) {
    this.document = document;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    if (body == null) {
      // by two threads at once at worst: both come to the same
      body =
          new Representation.Body(
              Format.JSON.mediaType(),
              document.get().toPrettyString().getBytes(StandardCharsets.UTF_8));
    }
    Reply.of(StatusCodes.OK, body).send(exchange);
  }
}
