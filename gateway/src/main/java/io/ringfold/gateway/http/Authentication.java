package io.ringfold.gateway.http;

import io.ringfold.gateway.access.Access;
import io.ringfold.gateway.access.Caller;
import io.ringfold.gateway.intake.GatewayCodes;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Lets nothing through but for a known caller: by token ({@code Authorization: Bearer}, RFC 6750),
 * else by session cookie. It stands in front of all paths, known or not, so that a new one is
 * closed until it is listed here; it compares them as {@link Routes} does, so that no spelling
 * means one thing here and another there.
 *
 * <p>A browser that wants a page is sent to the form at /login; everybody else gets 401.
 */
public final class Authentication implements HttpHandler {

  /** For whoever has not signed in (yet): is the server well, and how to get in. */
  private static final Set<String> PUBLIC =
      Set.of(
          "GET /health",
          "GET /ready",
          "GET /login",
          "POST /login",
          "POST /logout",
          "GET " + ConsoleHandler.PATH);

  private static final String BEARER = "bearer ";

  private final Access access;
  private final SessionCookie cookie;
  private final HttpHandler next;

  public Authentication(Access access, boolean secure, HttpHandler next) {
    this.access = access;
    this.cookie = new SessionCookie(secure);
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    Caller caller = access.isOpen() ? Caller.OPEN : caller(exchange);
    if (caller != null) {
      Callers.attach(exchange, caller);
      next.handleRequest(exchange);
    } else if (isPublic(exchange)) {
      next.handleRequest(exchange);
    } else if (wantsPage(exchange)) {
      exchange.setStatusCode(StatusCodes.SEE_OTHER);
      exchange.getResponseHeaders().put(Headers.LOCATION, "/login?next=" + wanted(exchange));
      exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
      exchange.endExchange();
    } else {
      refuse(exchange);
    }
  }

  private static boolean isPublic(HttpServerExchange exchange) {
    String path = exchange.getRequestPath();
    return PUBLIC.contains(exchange.getRequestMethod() + " " + path)
        || exchange.getRequestMethod().equals(Methods.GET) && path.startsWith(ConsoleHandler.FILES);
  }

  private Caller caller(HttpServerExchange exchange) {
    String authorization = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
    if (authorization != null) {
      // who shows a token means to be known by it, not by a cookie that is there by chance
      return authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
          ? access.callerOfToken(authorization.substring(BEARER.length()).trim())
          : null;
    }
    String session = cookie.of(exchange);
    return session == null ? null : access.callerOfSession(session);
  }

  private static boolean wantsPage(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getRequestHeaders();
    String accept = headers.getFirst(Headers.ACCEPT);
    return exchange.getRequestMethod().equals(Methods.GET)
        && accept != null
        && accept.contains("text/html")
        && !OriginGuard.isHandshake(exchange)
        && !headers.contains(Headers.AUTHORIZATION);
  }

  private static String wanted(HttpServerExchange exchange) {
    String query = exchange.getQueryString();
    return URLEncoder.encode(
        exchange.getRequestPath() + (query.isEmpty() ? "" : "?" + query), StandardCharsets.UTF_8);
  }

  private static void refuse(HttpServerExchange exchange) {
    boolean tried = exchange.getRequestHeaders().contains(Headers.AUTHORIZATION);
    exchange
        .getResponseHeaders()
        .put(
            Headers.WWW_AUTHENTICATE,
            "Bearer realm=\"ringfold\"" + (tried ? ", error=\"invalid_token\"" : ""));
    Problem.of(
            GatewayCodes.NOT_AUTHENTICATED,
            tried
                ? "the token is not, or no longer, good; ringfold user token makes one"
                : "sign in at POST /login, or show a token: Authorization: Bearer <token>")
        .send(exchange);
  }
}
