package io.ringfold.gateway.http;

import io.ringfold.gateway.metrics.GatewayCounters;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * Stands before every call: counts it, and cuts it off where its body takes too long to arrive
 * (without an answer, like a head that does: whoever sends so slowly does not wait for one).
 */
public final class Admittance implements HttpHandler {
  private static final AttachmentKey<GatewayCounters> COUNTERS =
      AttachmentKey.create(GatewayCounters.class);

  private final GatewayCounters counters;
  private final Duration receiveTimeout;
  private final HttpHandler next;

  public Admittance(GatewayCounters counters, Duration receiveTimeout, HttpHandler next) {
    this.counters = counters;
    this.receiveTimeout = receiveTimeout;
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    exchange.putAttachment(COUNTERS, counters);
    exchange.addExchangeCompleteListener(
        (completed, proceed) -> {
          counters.responded(completed.getStatusCode());
          proceed.proceed();
        });
    if (!exchange.isRequestComplete()) {
      limitBody(exchange);
    }
    next.handleRequest(exchange);
  }

  private void limitBody(HttpServerExchange exchange) {
    XnioExecutor.Key timer =
        exchange
            .getIoThread()
            .executeAfter(
                () -> {
                  if (!exchange.isRequestComplete()) {
                    counters.happened(GatewayCounters.Happening.SLOW_SENDER_CUT);
                    IoUtils.safeClose(exchange.getConnection());
                  }
                },
                receiveTimeout.toMillis(),
                TimeUnit.MILLISECONDS);
    exchange.addExchangeCompleteListener(
        (completed, proceed) -> {
          timer.remove();
          proceed.proceed();
        });
  }

  /** A problem is sent. */
  static void count(HttpServerExchange exchange, String code) {
    GatewayCounters counters = exchange.getAttachment(COUNTERS);
    if (counters != null) {
      counters.refused(GatewayCounters.Kind.HTTP, code);
    }
  }
}
