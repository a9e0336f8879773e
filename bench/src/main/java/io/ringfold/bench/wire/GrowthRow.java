package io.ringfold.bench.wire;

import io.ringfold.bench.load.LoadPlan;
import io.ringfold.bench.result.Chart;
import io.ringfold.bench.result.Results;
import io.ringfold.bench.wire.WireBench.Side;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * How cost grows over the wire with one thing, all else equal: a closed loop, so the figures say
 * how much gets through and how long it takes where no more would.
 */
public final class GrowthRow extends WireRow {

  /** What grows. */
  public enum Of {
    /** One connection to 10,000, with about as many commands in flight on all of them together. */
    connections(
        List.of(1, 10, 100, 1_000, 10_000),
        (load, count) -> load.withConnections(count).withWindow(Math.max(1, IN_FLIGHT / count), 1)),

    /** Commands in a frame, on one connection. */
    batch(List.of(1, 4, 16, 64, 256, 1_024), (load, count) -> load.withWindow(4_096, count)),

    /** Bytes of a command's message, the url being as long as a web server takes one. */
    messageSize(
        List.of(100, 250, 500, 1_000, 2_000, 4_000, 8_000),
        (load, bytes) -> load.withWindow(IN_FLIGHT, 10).withSize(bytes));

    private final List<Integer> values;
    private final BiFunction<LoadPlan, Integer, LoadPlan> load;

    Of(List<Integer> values, BiFunction<LoadPlan, Integer, LoadPlan> load) {
      this.values = values;
      this.load = load;
    }

    /** As it is written on a command line. */
    String label() {
      return this == messageSize ? "message-size" : name();
    }
  }

  private static final int IN_FLIGHT = 1_000;

  private final Of of;
  private final List<Integer> values;

  /**
   * @param values to be measured; null for those that suit
   */
  public GrowthRow(Of of, List<Integer> values) {
    this.of = of;
    this.values = values == null ? of.values : values;
  }

  @Override
  public String id() {
    return "growth-" + of.label();
  }

  @Override
  public String title() {
    return "visits in a closed loop, fsync, ack and update received, over " + of.label();
  }

  @Override
  public String toReach() {
    return "where it bends, and why";
  }

  @Override
  void measure(WireBench bench) throws IOException {
    for (int i = 1; i <= bench.context().rounds(); i++) {
      int round = i;
      for (int value : values) {
        bench.with(
            Side.ringfold,
            Map.of("max-connections", "20000"),
            server ->
                bench.run(
                    Map.of(of.label(), Integer.toString(value)),
                    Side.ringfold,
                    round,
                    server,
                    load -> of.load.apply(load, value)));
      }
    }
  }

  /** What gets through, and how long it takes, over what grows. */
  @Override
  public Map<String, Chart> charts(Results results) {
    double[] x = values.stream().mapToDouble(Integer::doubleValue).toArray();
    return Map.of(
        "throughput",
        new Chart(title(), of.label(), "commands/s").add(series(results, x, WireBench.PER_SECOND)),
        "latency",
        new Chart(title(), of.label(), "latency, µs")
            .add(series(results, x, "p50-us"))
            .add(series(results, x, "p99-us")));
  }

  private Chart.Series series(Results results, double[] x, String figure) {
    double[] y =
        values.stream()
            .mapToDouble(
                value ->
                    results
                        .spread(
                            WireBench.RINGFOLD, Map.of(of.label(), Integer.toString(value)), figure)
                        .median())
            .toArray();
    return new Chart.Series(figure, x, y);
  }
}
