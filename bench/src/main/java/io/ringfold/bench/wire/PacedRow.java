package io.ringfold.bench.wire;

import io.ringfold.bench.load.LoadPlan;
import io.ringfold.bench.wire.WireBench.Side;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * W5: 10,000 commands or more on one connection, paced; the tail at the 320 a second of the earlier
 * work, and the highest rate at which 99.9 % are acknowledged and updated within 100 ms. The rate
 * is raised by steps until that fails, and the last step is halved three times.
 */
final class PacedRow implements WireRow {
  private static final double EARLIER_RATE = 320;
  private static final double TO_REACH_P999_MS = 5;
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
  PacedRow(int commands, double firstRate) {
    this.commands = commands;
    this.firstRate = firstRate;
  }

  @Override
  public String title() {
    return "one connection, visit-page of about 90 bytes, one a frame, open loop, fsync;"
        + " acknowledgement and update received, counted from the time each was due; at least "
        + commands
        + " commands at each rate";
  }

  @Override
  public void measure(WireBench bench) throws IOException {
    for (int round = 0; round < bench.plan().rounds(); round++) {
      bench.with(
          Side.ringfold,
          Map.of(),
          server -> {
            WireRun earlier = bench.run("rate=320", Side.ringfold, server, at(bench, EARLIER_RATE));
            bench
                .figures()
                .add("rate=320", Side.ringfold.name(), "p99.9 ms of acks", p999Ms(earlier));
            return earlier;
          });
      bench.figures().add("highest rate", Side.ringfold.name(), "commands/s", highest(bench));
    }
    bench.note(
        String.format(
            Locale.ROOT,
            "at 320/s p99.9 %.1f ms, to reach: %.0f ms; highest rate with p99.9 < %.0f ms:"
                + " %,.0f/s, %.0f times 320; to reach: 100,000",
            bench.figures().median("rate=320", Side.ringfold.name(), "p99.9 ms of acks"),
            TO_REACH_P999_MS,
            LIMIT_MS,
            bench.figures().median("highest rate", Side.ringfold.name(), "commands/s"),
            bench.figures().median("highest rate", Side.ringfold.name(), "commands/s")
                / EARLIER_RATE));
  }

  private double highest(WireBench bench) throws IOException {
    return bench.with(
        Side.ringfold,
        Map.of(),
        server -> {
          double good = 0;
          double bad = Double.POSITIVE_INFINITY;
          double rate = firstRate;
          while (bad / Math.max(1, good) > HALVED_TO && rate >= EARLIER_RATE) {
            WireRun run =
                bench.run(
                    String.format(Locale.ROOT, "rate=%.0f", rate),
                    Side.ringfold,
                    server,
                    at(bench, rate));
            if (holds(run)) {
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
    Duration planned = bench.plan().duration();
    Duration duration = planned.compareTo(least) > 0 ? planned : least;
    return load ->
        load.withRate(rate)
            .withWindow(WINDOW, 1)
            .withTimes(bench.plan().warmUp(), duration, Duration.ofSeconds(60));
  }
}
