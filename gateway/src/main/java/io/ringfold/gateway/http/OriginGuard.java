package io.ringfold.gateway.http;

import io.ringfold.gateway.intake.GatewayCodes;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Keeps other sites' web pages from using the server through their visitor's browser: with its
 * cookies, or, where access is open, with its place behind the firewall.
 *
 * <p>A browser says by Origin (RFC 6454) and Sec-Fetch-Site on whose behalf it asks, in every
 * WebSocket handshake and every request that could change something; no page can make it say
 * otherwise. Programs send neither, and a page cannot make a browser do what they do: so a request
 * with neither is let through (OWASP's cross-site request forgery prevention, and Go's {@code
 * http.CrossOriginProtection}, reason alike).
 *
 * <pre>
 *   open access   Host and Origin must be loopback names, the bound address, or public origins
 *   with users    Origin must be the server as this request names it, scheme and port too, or a
 *                 public origin; without Origin, Sec-Fetch-Site must be same-origin or none, but
 *                 for GET, which changes nothing and may be a link
 * </pre>
 *
 * <p>With users, Host is not looked at: a name that was rebound to this address is another site to
 * the browser, and has none of its cookies.
 */
public final class OriginGuard implements HttpHandler {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]|\\[0:0:0:0:0:0:0:1]");
  private static final HttpString SEC_FETCH_SITE = HttpString.tryFromString("Sec-Fetch-Site");

  private final String ownHost;
  private final boolean openAccess;
  private final boolean secure;
  private final Set<String> publicOrigins;
  private final Set<String> publicHosts;
  private final HttpHandler next;

  /**
   * @param ownHost the name or address that the server is bound to
   * @param openAccess whether whoever reaches the server may do everything
   * @param secure whether browsers reach it by https
   * @param publicOrigins where browsers find it besides
   */
  public OriginGuard(
      String ownHost,
      boolean openAccess,
      boolean secure,
      Set<String> publicOrigins,
      HttpHandler next) {
    this.ownHost =
        ownHost.indexOf(':') < 0 || ownHost.startsWith("[")
            ? ownHost.toLowerCase(Locale.ROOT)
            : "[" + ownHost.toLowerCase(Locale.ROOT) + "]";
    this.openAccess = openAccess;
    this.secure = secure;
    this.publicOrigins = Set.copyOf(publicOrigins);
    this.publicHosts =
        publicOrigins.stream().map(OriginGuard::hostOf).collect(Collectors.toUnmodifiableSet());
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    String refusal = openAccess ? refusalWhereOpen(exchange) : refusalWithUsers(exchange);
    if (refusal == null) {
      next.handleRequest(exchange);
    } else {
      Problem.of(GatewayCodes.NOT_AUTHORIZED, refusal).send(exchange);
    }
  }

  private String refusalWhereOpen(HttpServerExchange exchange) {
    String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
    String origin = exchange.getRequestHeaders().getFirst(Headers.ORIGIN);
    if (host != null && !isOwn(withoutPort(host))) {
      return "Host " + host + " is not this server's name; the setting public-origins adds one";
    }
    return origin == null || isOwn(hostOf(origin)) ? null : foreign(origin);
  }

  private String refusalWithUsers(HttpServerExchange exchange) {
    String origin = exchange.getRequestHeaders().getFirst(Headers.ORIGIN);
    if (origin != null) {
      String named =
          (secure ? "https://" : "http://") + exchange.getRequestHeaders().getFirst(Headers.HOST);
      return origin.equalsIgnoreCase(named) || publicOrigins.contains(origin)
          ? null
          : foreign(origin);
    }
    String site = exchange.getRequestHeaders().getFirst(SEC_FETCH_SITE);
    boolean changesNothing =
        exchange.getRequestMethod().equals(Methods.GET) && !isHandshake(exchange);
    return site == null || site.equals("same-origin") || site.equals("none") || changesNothing
        ? null
        : "a page of another site (Sec-Fetch-Site: " + site + ") may not use this server";
  }

  /** Whether it asks for a WebSocket; other upgrades are offers that nobody takes. */
  static boolean isHandshake(HttpServerExchange exchange) {
    HeaderValues upgrade = exchange.getRequestHeaders().get(Headers.UPGRADE);
    return upgrade != null
        && upgrade.stream().anyMatch(each -> each.toLowerCase(Locale.ROOT).contains("websocket"));
  }

  private static String foreign(String origin) {
    return "a page of origin "
        + origin
        + " may not use this server; the setting public-origins allows more";
  }

  private boolean isOwn(String host) {
    return host.equals(ownHost)
        || LOOPBACK.matcher(host).matches()
        || !host.isEmpty() && publicHosts.contains(host);
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
