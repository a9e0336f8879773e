package io.ringfold.gateway.http;

import io.ringfold.gateway.access.Access;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;

/**
 * {@code POST /logout}: ends the session of the cookie that comes along, with its connections and
 * streams, and answers 204; also where there is none (any more).
 */
public final class LogoutHandler implements HttpHandler {
  private final Access access;
  private final SessionCookie cookie;

  public LogoutHandler(Access access, boolean secure) {
    this.access = access;
    this.cookie = new SessionCookie(secure);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    String session = cookie.of(exchange);
    if (!access.isOpen() && session != null) {
      access.logout(session);
      cookie.clear(exchange);
    }
    exchange.setStatusCode(StatusCodes.NO_CONTENT).endExchange();
  }
}
