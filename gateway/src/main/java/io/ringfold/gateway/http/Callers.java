package io.ringfold.gateway.http;

import io.ringfold.gateway.access.Caller;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;

/** On whose behalf a request is made: {@link Authentication} attaches it, handlers ask for it. */
public final class Callers {
  private static final AttachmentKey<Caller> CALLER = AttachmentKey.create(Caller.class);

  private Callers() {}

  /**
   * The caller of a request that passed {@link Authentication}.
   *
   * @throws IllegalStateException where it did not: nothing is done for nobody
   */
  public static Caller of(HttpServerExchange exchange) {
    Caller caller = exchange.getAttachment(CALLER);
    if (caller == null) {
      throw new IllegalStateException(
          exchange.getRequestPath() + " was handled without authentication");
    }
    return caller;
  }

  /** The caller; null before authentication. */
  static Caller orNull(HttpServerExchange exchange) {
    return exchange.getAttachment(CALLER);
  }

  static void attach(HttpServerExchange exchange, Caller caller) {
    exchange.putAttachment(CALLER, caller);
  }
}
