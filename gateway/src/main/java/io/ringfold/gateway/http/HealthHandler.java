package io.ringfold.gateway.http;

import io.ringfold.gateway.format.Word;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;

/** {@code GET /health}: 200 as long as the process answers at all. */
public final class HealthHandler implements HttpHandler {
  private static final Word STATUS = Word.of("status");

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    Reply.of(
            StatusCodes.OK,
            out -> {
              out.beginObject(1);
              out.field(STATUS);
              out.string("up");
              out.endObject();
            })
        .title("Health")
        .send(exchange);
  }
}
