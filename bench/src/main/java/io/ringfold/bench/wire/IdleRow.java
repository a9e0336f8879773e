package io.ringfold.bench.wire;

import io.ringfold.bench.server.ProcessFigures;
import io.ringfold.bench.transfers.BenchException;
import io.ringfold.bench.wire.WireBench.Side;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** W12: a server that nobody talks to: its share of a core, and what it holds of the memory. */
final class IdleRow implements WireRow {
  private static final String SHARE = "% of a core";
  private static final String RESIDENT = "MiB resident";

  /** What a start leaves behind, like code still to be compiled, is not what is asked for. */
  private final Duration settling;

  private final Duration watched;

  IdleRow(Duration settling, Duration watched) {
    this.settling = settling;
    this.watched = watched;
  }

  @Override
  public String title() {
    return "an idle server, watched for " + watched.toSeconds() + " s";
  }

  @Override
  public void measure(WireBench bench) throws IOException {
    for (int round = 0; round < bench.plan().rounds(); round++) {
      bench.with(
          Side.ringfold,
          Map.of(),
          server -> {
            sleep(settling);
            ProcessFigures before = server.figures();
            long beginNs = System.nanoTime();
            sleep(watched);
            double seconds = (System.nanoTime() - beginNs) / 1e9;
            ProcessFigures after = server.figures();
            double share = 100 * (after.cpuSeconds() - before.cpuSeconds()) / seconds;
            bench.figures().add("idle", Side.ringfold.name(), SHARE, share);
            bench
                .figures()
                .add("idle", Side.ringfold.name(), RESIDENT, after.residentBytes() / 1048576.0);
            return null;
          });
    }
    bench.note(
        String.format(
            Locale.ROOT,
            "%.1f %% of one core, to reach: 3 %%; %.0f MiB resident, to reach: 200 MiB",
            bench.figures().median("idle", Side.ringfold.name(), SHARE),
            bench.figures().median("idle", Side.ringfold.name(), RESIDENT)));
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
