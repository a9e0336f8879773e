package io.ringfold.gateway.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.Cookie;
import io.undertow.server.handlers.CookieImpl;
import io.undertow.server.handlers.CookieSameSiteMode;

/**
 * The cookie that carries a session's id.
 *
 * <p>HttpOnly: no script reads it. SameSite=Lax: other sites' pages cannot send it along but with a
 * plain link, which is a GET and changes nothing here; with Strict, a link to a command in a mail
 * or ticket would find its reader signed out. What Lax leaves open, like pages of another port of
 * the same host, {@link OriginGuard} closes. Under https it is Secure, and named {@code __Host-…},
 * so that no other host of the domain can set it. It ends with the browser; how long the session
 * lives is the server's to say.
 */
final class SessionCookie {
  private final String name;
  private final boolean secure;

  SessionCookie(boolean secure) {
    this.secure = secure;
    this.name = secure ? "__Host-ringfold" : "ringfold";
  }

  /** The session id of a request, or null. */
  String of(HttpServerExchange exchange) {
    Cookie cookie = exchange.getRequestCookie(name);
    return cookie == null ? null : cookie.getValue();
  }

  void set(HttpServerExchange exchange, String sessionId) {
    exchange.setResponseCookie(cookie(sessionId));
  }

  void clear(HttpServerExchange exchange) {
    exchange.setResponseCookie(cookie("").setMaxAge(0));
  }

  private Cookie cookie(String value) {
    return new CookieImpl(name, value)
        .setPath("/")
        .setHttpOnly(true)
        .setSecure(secure)
        .setSameSite(true)
        .setSameSiteMode(CookieSameSiteMode.LAX.toString());
  }
}
