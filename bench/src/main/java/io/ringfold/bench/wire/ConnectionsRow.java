package io.ringfold.bench.wire;

import io.ringfold.bench.load.LoadReport;
import io.ringfold.bench.server.ServerProcess;
import io.ringfold.bench.transfers.BenchException;
import io.ringfold.bench.wire.WireBench.Side;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * W6: many connections that each send now and then; then ten times as many that hardly send at all,
 * and what each of them takes of the server's heap, all garbage collected. None may be lost: each
 * has its commands acknowledged until the end.
 */
final class ConnectionsRow implements WireRow {
  private static final double BUSY_RATE_OF_EACH = 50;
  private static final double TO_REACH_P999_MS = 50;
  private static final double TO_REACH_KIB = 30;

  private static final String HEAP = "heap bytes a connection";

  private final int busy;
  private final int idle;
  private final double idleSeconds;

  /**
   * @param idleSeconds a connection that is mostly idle sends once in so many seconds
   */
  ConnectionsRow(int busy, int idle, double idleSeconds) {
    this.busy = busy;
    this.idle = idle;
    this.idleSeconds = idleSeconds;
  }

  @Override
  public String title() {
    return String.format(
        Locale.ROOT,
        "%d connections of %.0f commands/s each, fsync, acknowledged and updated; then %d"
            + " connections, each sending once in %.0f s",
        busy,
        BUSY_RATE_OF_EACH,
        idle,
        idleSeconds);
  }

  @Override
  public void measure(WireBench bench) throws IOException {
    String busyOnes = "busy=" + busy;
    String idleOnes = "idle=" + idle;
    // one more than there are: what has just gone may still be counted
    Map<String, String> limits =
        Map.of("max-connections", Integer.toString(Math.max(10_000, 2 * idle)));
    for (int round = 0; round < bench.plan().rounds(); round++) {
      bench.with(
          Side.ringfold,
          limits,
          server ->
              bench.run(
                  busyOnes,
                  Side.ringfold,
                  server,
                  load ->
                      load.withConnections(busy)
                          .withRate(busy * BUSY_RATE_OF_EACH)
                          .withWindow(256, 1)));
      bench.figures().add(idleOnes, Side.ringfold.name(), HEAP, heapOfEach(bench, limits));
    }
    double p999Ms = bench.figures().median(busyOnes, Side.ringfold.name(), WireBench.P999) / 1e3;
    bench.note(
        String.format(
            Locale.ROOT,
            "p99.9 %.1f ms, to reach: %.0f ms; %.1f KiB of heap a connection, to reach: %.0f KiB;"
                + " none lost",
            p999Ms,
            TO_REACH_P999_MS,
            bench.figures().median(idleOnes, Side.ringfold.name(), HEAP) / 1024,
            TO_REACH_KIB));
  }

  private double heapOfEach(WireBench bench, Map<String, String> limits) throws IOException {
    return bench.with(
        Side.ringfold,
        limits,
        server -> {
          // a first connection, so that what all of them share is there already
          bench.run("idle=1", Side.ringfold, server, load -> load.withWindow(1, 1));
          long before = server.heap().totalBytes();
          CompletableFuture<LoadReport> running =
              CompletableFuture.supplyAsync(
                  () -> {
                    try {
                      return runIdle(bench, server);
                    } catch (IOException e) {
                      throw new CompletionException(e);
                    }
                  });
          while (!running.isDone() && server.metric("ringfold_connections") < idle) {
            pause();
          }
          // every one has sent by now, and has what a connection has that is in use
          Duration untilAllSent = Duration.ofMillis((long) (1_100 * idleSeconds));
          long sinceNs = System.nanoTime();
          while (!running.isDone() && System.nanoTime() - sinceNs < untilAllSent.toNanos()) {
            pause();
          }
          long with = server.heap().totalBytes();
          LoadReport report;
          try {
            report = running.join();
          } catch (CompletionException e) {
            throw new BenchException("the run is void: " + e.getCause().getMessage(), e);
          }
          if (report.counts().acknowledged() < idle) {
            throw new BenchException(
                report.counts().acknowledged() + " commands on " + idle + " connections", null);
          }
          return (double) (with - before) / idle;
        });
  }

  private LoadReport runIdle(WireBench bench, ServerProcess server) throws IOException {
    return bench
        .run(
            "idle=" + idle,
            Side.ringfold,
            server,
            load ->
                load.withConnections(idle)
                    .withRate(idle / idleSeconds)
                    .withWindow(2, 1)
                    .withTimes(
                        Duration.ZERO,
                        Duration.ofMillis((long) (2_000 * idleSeconds)),
                        Duration.ofSeconds(60)))
        .report();
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }
}
