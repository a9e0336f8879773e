package io.ringfold.bench.wire;

import static io.ringfold.bench.wire.WireBench.P50;
import static io.ringfold.bench.wire.WireBench.THROUGHPUT;

import io.ringfold.bench.wire.WireBench.Side;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * W3: one connection, one command a frame, beside a bare echo of the same frames. With one in
 * flight, what counts is the round trip: the echo's, one force of this disk, and what the engine
 * may add.
 */
final class EchoRow implements WireRow {
  private static final String FORCE = "plain file";
  private static final String FORCED = "one force";
  private static final double ENGINE_MAY_ADD_US = 50;
  private static final Duration FORCING = Duration.ofSeconds(2);

  private final List<Integer> windows;

  EchoRow(List<Integer> windows) {
    this.windows = windows;
  }

  @Override
  public String title() {
    return "one connection, visit-page of about 90 bytes, one a frame, fsync, acknowledgement and"
        + " update received (in frames of as many as the server likes), beside Undertow echoing"
        + " the same frames to the same client";
  }

  @Override
  public void measure(WireBench bench) throws IOException {
    for (int round = 0; round < bench.plan().rounds(); round++) {
      for (int window : windows) {
        List<Side> order =
            round % 2 == 0 ? List.of(Side.ringfold, Side.echo) : List.of(Side.echo, Side.ringfold);
        for (Side side : order) {
          bench.run(what(window), side, load -> load.withWindow(window, 1));
        }
        if (window == 1) {
          Histogram times = ForceProbe.run(bench.directory(), FORCING);
          bench.figures().add(FORCED, FORCE, P50, times.getValueAtPercentile(50) / 1e3);
        }
      }
    }
    windows.forEach(window -> compare(bench, window));
  }

  private static String what(int window) {
    return "window=" + window;
  }

  private static void compare(WireBench bench, int window) {
    Figures figures = bench.figures();
    String what = what(window);
    if (window == 1) {
      double ours = figures.median(what, Side.ringfold.name(), P50);
      double echo = figures.median(what, Side.echo.name(), P50);
      double force = figures.median(FORCED, FORCE, P50);
      bench.note(
          String.format(
              Locale.ROOT,
              "window 1: round trip %.0f µs, to reach: %.0f µs (echo %.0f + one force %.0f + %.0f);"
                  + " it is %.0f µs above echo and force",
              ours,
              echo + force + ENGINE_MAY_ADD_US,
              echo,
              force,
              ENGINE_MAY_ADD_US,
              ours - echo - force));
    } else {
      bench.note(
          String.format(
              Locale.ROOT,
              "window %d: ratio to the echo %.2f, to reach: 1.0",
              window,
              figures.median(what, Side.ringfold.name(), THROUGHPUT)
                  / figures.median(what, Side.echo.name(), THROUGHPUT)));
    }
  }
}
