package io.ringfold.bench.wire;

import io.ringfold.bench.result.BenchException;
import io.ringfold.bench.result.Measurement;
import io.ringfold.bench.result.Spread;
import io.ringfold.bench.server.ProcessFigures;
import io.ringfold.bench.wire.WireBench.Side;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** W12: a server that nobody talks to: its share of a core, and what it holds of the memory. */
public final class IdleRow extends WireRow {
  private static final String SHARE = "core-percent";
  private static final String RESIDENT = "resident-MiB";
  private static final double TO_REACH_PERCENT = 3;
  private static final double TO_REACH_MIB = 200;

  private final Duration watched;

  public IdleRow(Duration watched) {
    this.watched = watched;
  }

  @Override
  public String id() {
    return "W12";
  }

  @Override
  public String title() {
    return "an idle server with a heap of 256 MiB, watched for " + watched.toSeconds() + " s";
  }

  @Override
  public String toReach() {
    return "3 % of one core, 200 MiB resident";
  }

  @Override
  void measure(WireBench bench) throws IOException {
    for (int i = 1; i <= bench.context().rounds(); i++) {
      int round = i;
      bench
          .results()
          .add(
              bench.with(
                  Side.ringfold,
                  List.of("-Xmx256m"),
                  Map.of(),
                  server -> {
                    // what a start leaves behind, like code still to be compiled, is no idling
                    sleep(WireBench.seconds(bench.context().warmUpSeconds()));
                    ProcessFigures before = server.figures();
                    long beginNs = System.nanoTime();
                    sleep(watched);
                    double seconds = (System.nanoTime() - beginNs) / 1e9;
                    return measurement(round, seconds, before, server.figures());
                  }));
    }
    bench.judge("% of one core", spread(bench, SHARE), TO_REACH_PERCENT, false);
    bench.judge("MiB resident", spread(bench, RESIDENT), TO_REACH_MIB, false);
  }

  private static Measurement measurement(
      int round, double seconds, ProcessFigures before, ProcessFigures after) {
    return new Measurement(
        WireBench.RINGFOLD,
        "",
        Map.of(),
        "",
        round,
        0,
        0,
        seconds,
        null,
        Map.of(
            SHARE,
            100 * (after.cpuSeconds() - before.cpuSeconds()) / seconds,
            RESIDENT,
            after.residentBytes() / 1048576.0),
        "the same process before and after");
  }

  private static Spread spread(WireBench bench, String figure) {
    return bench.results().spread(WireBench.RINGFOLD, Map.of(), figure);
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }
}
