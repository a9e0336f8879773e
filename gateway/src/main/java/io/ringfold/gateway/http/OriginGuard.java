package io.ringfold.gateway.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Keeps the web pages that a user of this machine happens to visit away from the server: while
 * access is open, whoever reaches the port may do everything, and a browser lets any page reach it.
 *
 * <p>A request is refused with 403 where its Host is neither a loopback name nor the server's own
 * (a name that was rebound to this address), and where it names an Origin that is neither of these.
 * Programs send no Origin.
 */
public final class OriginGuard implements HttpHandler {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]|\\[0:0:0:0:0:0:0:1]");

  /** No code of the contract's list says it better. */
  private static final String CODE = "not-authorized";

  private final String ownHost;
  private final HttpHandler next;

  /**
   * @param ownHost the name or address that the server is bound to
   */
  public OriginGuard(String ownHost, HttpHandler next) {
    this.ownHost =
        ownHost.indexOf(':') < 0 || ownHost.startsWith("[")
            ? ownHost.toLowerCase(Locale.ROOT)
            : "[" + ownHost.toLowerCase(Locale.ROOT) + "]";
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
    String origin = exchange.getRequestHeaders().getFirst(Headers.ORIGIN);
    if (host != null && !isOwn(withoutPort(host))) {
      refuse(exchange, "Host " + host + " is not this server's name");
    } else if (origin != null && !isOwn(hostOf(origin))) {
      refuse(exchange, "a page of origin " + origin + " may not use this server");
    } else {
      next.handleRequest(exchange);
    }
  }

  private static void refuse(HttpServerExchange exchange, String detail) {
    new Problem(StatusCodes.FORBIDDEN, CODE, detail).send(exchange);
  }

  private boolean isOwn(String host) {
    return host.equals(ownHost) || LOOPBACK.matcher(host).matches();
  }

  private static String hostOf(String origin) {
    try {
      String host = URI.create(origin).getHost();
      return host == null ? "" : host.toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static String withoutPort(String host) {
    return host.replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
  }
}
