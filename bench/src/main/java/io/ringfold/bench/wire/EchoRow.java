package io.ringfold.bench.wire;

import io.ringfold.bench.result.Measurement;
import io.ringfold.bench.result.Results;
import io.ringfold.bench.result.Spread;
import io.ringfold.bench.wire.WireBench.Side;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * W3: one connection, one command a frame, beside a bare echo of the same frames. With one in
 * flight, what counts is the round trip: the echo's, one force of this disk, and what the engine
 * may add.
 */
public final class EchoRow extends WireRow {
  private static final String PLAIN_FILE = "plain-file";
  private static final double ENGINE_MAY_ADD_US = 50;
  private static final Duration FORCING = Duration.ofSeconds(2);

  @Override
  public String id() {
    return "W3";
  }

  @Override
  public String title() {
    return "WebSocket, one connection, visit-page of about 90 bytes, one a frame, fsync, ack and"
        + " update received, beside Undertow echoing the same frames to the same client";
  }

  @Override
  public String toReach() {
    return "1.0 of the echo; at window 1 the round trip no more than echo + one force + 50 µs";
  }

  @Override
  void measure(WireBench bench) throws IOException {
    List<Integer> windows = bench.context().windowsOr(1, 64, 1_000);
    for (int round = 1; round <= bench.context().rounds(); round++) {
      for (int window : windows) {
        List<Side> order =
            bench.context().yardstickFirst(round)
                ? List.of(Side.echo, Side.ringfold)
                : List.of(Side.ringfold, Side.echo);
        for (Side side : order) {
          bench.run(parameters(window), side, round, load -> load.withWindow(window, 1));
        }
        if (window == 1) {
          force(bench, round);
        }
      }
    }
    for (int window : windows) {
      if (window == 1) {
        bench.judge(
            "window 1: µs of a round trip beyond echo and one force",
            beyondEchoAndForce(bench.results()),
            ENGINE_MAY_ADD_US,
            false);
      } else {
        bench.judge(
            "window " + window + ": ringfold / echo",
            bench
                .results()
                .ratio(
                    WireBench.RINGFOLD, Side.echo.name(), parameters(window), WireBench.PER_SECOND),
            1,
            true);
      }
    }
  }

  private static Map<String, String> parameters(int window) {
    return Map.of("window", Integer.toString(window));
  }

  private static void force(WireBench bench, int round) throws IOException {
    Histogram times = ForceProbe.run(bench.directory(), FORCING);
    double seconds = FORCING.toMillis() / 1e3;
    bench
        .results()
        .add(
            new Measurement(
                PLAIN_FILE,
                "",
                parameters(1),
                "fdatasync of a pre-zeroed file",
                round,
                times.getTotalCount() / seconds,
                times.getTotalCount(),
                seconds,
                times,
                Map.of(),
                "each force returned without a failure"));
  }

  private static Spread beyondEchoAndForce(Results results) {
    List<Double> beyond = new ArrayList<>();
    List<Measurement> ours = results.of(WireBench.RINGFOLD, parameters(1));
    for (int i = 0; i < ours.size(); i++) {
      beyond.add(
          ours.get(i).latencyMicros(50)
              - results.of(Side.echo.name(), parameters(1)).get(i).latencyMicros(50)
              - results.of(PLAIN_FILE, parameters(1)).get(i).latencyMicros(50));
    }
    return Spread.of(beyond);
  }
}
