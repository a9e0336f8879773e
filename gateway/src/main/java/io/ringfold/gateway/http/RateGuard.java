package io.ringfold.gateway.http;

import io.ringfold.gateway.access.Caller;
import io.ringfold.gateway.intake.Refusal;
import io.ringfold.gateway.limits.Admission;
import io.ringfold.gateway.limits.Clients;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.net.InetSocketAddress;
import java.util.Set;

/** Answers 429 to a client that sends more requests a second than it may; behind authentication. */
public final class RateGuard implements HttpHandler {

  /** What has to be answered while somebody floods the rest. */
  private static final Set<String> UNCOUNTED = Set.of("/health", "/ready", "/metrics");

  private final Admission admission;
  private final HttpHandler next;

  public RateGuard(Admission admission, HttpHandler next) {
    this.admission = admission;
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (!UNCOUNTED.contains(exchange.getRequestPath())) {
      try {
        admission.request(client(exchange));
      } catch (Refusal e) {
        Problem.of(e).send(exchange);
        return;
      }
    }
    next.handleRequest(exchange);
  }

  /** By which name the client of this request is counted: its user's, else its address's. */
  public static String client(HttpServerExchange exchange) {
    Caller caller = Callers.orNull(exchange);
    InetSocketAddress source = exchange.getSourceAddress();
    return Clients.name(
        caller == null ? null : caller.user(), source == null ? null : source.getAddress());
  }
}
