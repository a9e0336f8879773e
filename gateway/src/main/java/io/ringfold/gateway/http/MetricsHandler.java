package io.ringfold.gateway.http;

import io.ringfold.engine.Codes;
import io.ringfold.gateway.metrics.Exposition;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /metrics}: Prometheus text, or OpenMetrics where the client asks for it. Written on a
 * thread of its own, one after the other: whoever scrapes too often waits for himself, and holds up
 * no connection and no snapshot.
 */
public final class MetricsHandler implements HttpHandler, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsHandler.class);

  private static final int MAX_QUEUED = 16;

  private final Exposition exposition;
  private final ThreadPoolExecutor scraper =
      new ThreadPoolExecutor(
          1,
          1,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MAX_QUEUED),
          task -> {
            Thread thread = new Thread(task, "ringfold-metrics");
            thread.setDaemon(true);
            return thread;
          });

  public MetricsHandler(Exposition exposition) {
    this.exposition = exposition;
    scraper.allowCoreThreadTimeOut(true);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    // until it is answered, from another thread, the exchange belongs to nobody
    exchange.dispatch(SameThreadExecutor.INSTANCE, () -> enqueue(exchange));
  }

  private void enqueue(HttpServerExchange exchange) {
    try {
      scraper.execute(() -> scrape(exchange));
    } catch (RejectedExecutionException e) {
      Problem.of(Codes.BUSY, MAX_QUEUED + " scrapes wait already: ask less often").send(exchange);
    }
  }

  private void scrape(HttpServerExchange exchange) {
    String contentType = wantsOpenMetrics(exchange) ? Exposition.OPEN_METRICS : Exposition.TEXT;
    Reply reply;
    try {
      byte[] text = exposition.scrape(contentType).getBytes(StandardCharsets.UTF_8);
      reply = Reply.of(StatusCodes.OK, new Representation.Body(contentType, text));
    } catch (RuntimeException e) {
      LOG.error("the metrics could not be written", e);
      onIoThread(
          exchange,
          () -> Problem.of(Codes.INTERNAL_ERROR, "the server's log says more").send(exchange));
      return;
    }
    onIoThread(exchange, () -> reply.send(exchange));
  }

  private static void onIoThread(HttpServerExchange exchange, Runnable answer) {
    try {
      exchange.getIoThread().execute(answer);
    } catch (RejectedExecutionException e) {
      LOG.debug("the server has stopped before the metrics were written");
    }
  }

  private static boolean wantsOpenMetrics(HttpServerExchange exchange) {
    HeaderValues accepted = exchange.getRequestHeaders().get(Headers.ACCEPT);
    return accepted != null && String.join(",", accepted).contains("application/openmetrics-text");
  }

  /** No more scrapes. */
  @Override
  public void close() {
    scraper.shutdownNow();
    exposition.close();
  }
}
