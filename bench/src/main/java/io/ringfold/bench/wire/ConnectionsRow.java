package io.ringfold.bench.wire;

import io.ringfold.bench.load.LoadPlan;
import io.ringfold.bench.load.LoadReport;
import io.ringfold.bench.result.BenchException;
import io.ringfold.bench.result.Spread;
import io.ringfold.bench.server.ServerProcess;
import io.ringfold.bench.wire.WireBench.Side;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * W6: many connections that each send now and then; then ten times as many that hardly send at all,
 * and what each of them takes of the server's heap, all garbage collected. None may be lost: each
 * has its commands acknowledged until the end.
 */
public final class ConnectionsRow extends WireRow {
  private static final double BUSY_RATE_OF_EACH = 50;
  private static final double TO_REACH_P999_MS = 50;
  private static final double TO_REACH_KIB = 30;

  private final int busy;
  private final int idle;
  private final double idleSeconds;

  /**
   * @param idleSeconds a connection that is mostly idle sends once in so many seconds
   */
  public ConnectionsRow(int busy, int idle, double idleSeconds) {
    this.busy = busy;
    this.idle = idle;
    this.idleSeconds = idleSeconds;
  }

  @Override
  public String id() {
    return "W6";
  }

  @Override
  public String title() {
    return String.format(
        Locale.ROOT,
        "%d connections of %.0f commands/s each, fsync, ack and update received; then %d"
            + " connections, each sending once in %.0f s",
        busy,
        BUSY_RATE_OF_EACH,
        idle,
        idleSeconds);
  }

  @Override
  public String toReach() {
    return "p99.9 of 50 ms; 30 KiB of heap a connection; none lost";
  }

  @Override
  void measure(WireBench bench) throws IOException {
    Map<String, String> busyOnes = Map.of("busy connections", Integer.toString(busy));
    Map<String, String> cold = new LinkedHashMap<>(busyOnes);
    cold.put("server", "cold");
    // more than there are: what has just gone may still be counted
    Map<String, String> limits =
        Map.of("max-connections", Integer.toString(Math.max(10_000, 2 * idle)));
    List<Double> heap = new ArrayList<>();
    List<Double> tails = new ArrayList<>();
    for (int i = 1; i <= bench.context().rounds(); i++) {
      int round = i;
      WireRun run =
          bench.with(
              Side.ringfold,
              limits,
              server -> {
                // what a server that was just started compiles, it takes from one of few cores
                bench.run(cold, Side.ringfold, round, server, this::allBusy);
                return bench.run(busyOnes, Side.ringfold, round, server, this::allBusy);
              });
      tails.add(run.report().acks().getValueAtPercentile(99.9) / 1e6);
      heap.add(heapOfEach(bench, round, limits) / 1_024);
    }
    bench.judge(
        busy + " connections: p99.9 of acks in ms", Spread.of(tails), TO_REACH_P999_MS, false);
    bench.judge(idle + " connections: KiB of heap for each", Spread.of(heap), TO_REACH_KIB, false);
  }

  private LoadPlan allBusy(LoadPlan load) {
    return load.withConnections(busy).withRate(busy * BUSY_RATE_OF_EACH).withWindow(256, 1);
  }

  private double heapOfEach(WireBench bench, int round, Map<String, String> limits)
      throws IOException {
    return bench.with(
        Side.ringfold,
        limits,
        server -> {
          // a first connection, so that what all of them share is there already
          bench.run(idle(1), Side.ringfold, round, server, load -> load.withWindow(1, 1));
          long before = server.heap().totalBytes();
          CompletableFuture<LoadReport> running =
              CompletableFuture.supplyAsync(() -> runIdle(bench, round, server));
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
                report.counts().acknowledged() + " commands on " + idle + " connections");
          }
          return (double) (with - before) / idle;
        });
  }

  private LoadReport runIdle(WireBench bench, int round, ServerProcess server) {
    return bench
        .run(
            idle(idle),
            Side.ringfold,
            round,
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

  private static Map<String, String> idle(int connections) {
    return Map.of("idle connections", Integer.toString(connections));
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
