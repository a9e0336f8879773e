package io.ringfold.bench.wire;

import io.ringfold.bench.load.LoadPlan;
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
import java.util.function.UnaryOperator;

/**
 * W5: 10,000 commands or more on one connection, paced; the tail at the 320 a second of the earlier
 * work, and the highest rate at which 99.9 % are acknowledged and updated within 100 ms. The rate
 * is raised by steps until that fails, and the last step is halved three times.
 *
 * <p>At 320 a second a warm-up of seconds compiles nothing: a server that was just started is
 * measured, then the same one after it has met the first of the higher rates.
 */
public final class PacedRow extends WireRow {
  private static final double EARLIER_RATE = 320;
  private static final double TO_REACH_P999_MS = 5;
  private static final double TO_REACH_RATE = 100_000;
  private static final double LIMIT_MS = 100;
  private static final double STEP = 1.5;
  private static final double HALVED_TO = 1.06;
  private static final int WINDOW = 1 << 16;

  private final int commands;
  private final double firstRate;

  /**
   * @param commands at each rate, at least
   * @param firstRate where the steps begin
   */
  public PacedRow(int commands, double firstRate) {
    this.commands = commands;
    this.firstRate = firstRate;
  }

  @Override
  public String id() {
    return "W5";
  }

  @Override
  public String title() {
    return "WebSocket, one connection, visit-page of about 90 bytes, one a frame, open loop, fsync,"
        + " ack and update received; at least "
        + commands
        + " commands at each rate";
  }

  @Override
  public String toReach() {
    return "at 320/s p99.9 of 5 ms; 100,000/s with p99.9 < 100 ms";
  }

  @Override
  void measure(WireBench bench) throws IOException {
    List<Double> tails = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    for (int i = 1; i <= bench.context().rounds(); i++) {
      int round = i;
      tails.add(
          p999Ms(
              bench.with(
                  Side.ringfold,
                  Map.of(),
                  server -> {
                    run(bench, server, round, EARLIER_RATE, "cold");
                    run(bench, server, round, firstRate, "");
                    return run(bench, server, round, EARLIER_RATE, "");
                  })));
      rates.add(highest(bench, round));
    }
    bench.judge("at 320/s: p99.9 in ms", Spread.of(tails), TO_REACH_P999_MS, false);
    bench.judge("highest rate a second with p99.9 < 100 ms", Spread.of(rates), TO_REACH_RATE, true);
  }

  private static Map<String, String> parameters(double rate, String server) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("rate", String.format(Locale.ROOT, "%.0f", rate));
    if (!server.isEmpty()) {
      parameters.put("server", server);
    }
    return parameters;
  }

  private double highest(WireBench bench, int round) throws IOException {
    return bench.with(
        Side.ringfold,
        Map.of(),
        server -> {
          double good = 0;
          double bad = Double.POSITIVE_INFINITY;
          double rate = firstRate;
          while (bad / Math.max(1, good) > HALVED_TO && rate >= EARLIER_RATE) {
            // tried twice: the first one at a rate is also the server's first at it
            if (holds(run(bench, server, round, rate, ""))
                || holds(run(bench, server, round, rate, ""))) {
              good = rate;
            } else {
              bad = rate;
            }
            rate =
                bad == Double.POSITIVE_INFINITY
                    ? good * STEP
                    : good == 0 ? bad / STEP : Math.sqrt(good * bad);
          }
          return good;
        });
  }

  private WireRun run(WireBench bench, ServerProcess server, int round, double rate, String state) {
    return bench.run(parameters(rate, state), Side.ringfold, round, server, at(bench, rate));
  }

  private static boolean holds(WireRun run) {
    return run.report().reachedItsRate()
        && run.report().counts().busy() == 0
        && p999Ms(run) < LIMIT_MS;
  }

  private static double p999Ms(WireRun run) {
    return Math.max(
            run.report().acks().getValueAtPercentile(99.9),
            run.report().updates().getValueAtPercentile(99.9))
        / 1e6;
  }

  private UnaryOperator<LoadPlan> at(WireBench bench, double rate) {
    Duration least = Duration.ofMillis((long) (1e3 * commands / rate));
    Duration planned = bench.duration();
    Duration duration = planned.compareTo(least) > 0 ? planned : least;
    return load ->
        load.withRate(rate)
            .withWindow(WINDOW, 1)
            .withTimes(
                WireBench.seconds(bench.context().warmUpSeconds()),
                duration,
                Duration.ofSeconds(60));
  }
}
