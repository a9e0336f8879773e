package io.ringfold.gateway.http;

import io.ringfold.gateway.json.MessageWriter;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Sends what a {@link MessageWriter} has written. */
final class Responses {
  static final String JSON = "application/json";

  private static final HttpString X_CONTENT_TYPE_OPTIONS =
      HttpString.tryFromString("X-Content-Type-Options");

  private Responses() {}

  static void send(
      HttpServerExchange exchange, int status, String contentType, MessageWriter written) {
    send(exchange, status, contentType, Arrays.copyOf(written.bytes(), written.length()));
  }

  static void send(HttpServerExchange exchange, int status, String contentType, byte[] body) {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, contentType);
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    exchange.getResponseHeaders().put(X_CONTENT_TYPE_OPTIONS, "nosniff");
    exchange.getResponseSender().send(ByteBuffer.wrap(body));
  }
}
