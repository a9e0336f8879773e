package io.ringfold.bench.transfers;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * How a fork hands on what it measured in its last iterations: JMH's own results hold rates, and no
 * latency of a command that others are in flight with.
 */
final class LatencyFile {
  static final String PROPERTY = "ringfold.bench.latencies";
  static final String WARM_UPS_PROPERTY = "ringfold.bench.warm-ups";

  private final Histogram latenciesNs = new Histogram(3);
  private int iterationsToPass = Integer.getInteger(WARM_UPS_PROPERTY, 0);

  /** Takes in what an iteration measured, unless it was one to warm up, and empties it. */
  void endIteration(Histogram iteration) {
    if (iterationsToPass > 0) {
      iterationsToPass--;
    } else {
      latenciesNs.add(iteration);
    }
    iteration.reset();
  }

  void write() throws IOException {
    String file = System.getProperty(PROPERTY);
    if (file == null) {
      return;
    }
    try (PrintStream out = new PrintStream(Path.of(file).toFile(), StandardCharsets.UTF_8)) {
      HistogramLogWriter writer = new HistogramLogWriter(out);
      writer.outputLogFormatVersion();
      writer.outputLegend();
      writer.outputIntervalHistogram(latenciesNs);
    }
  }
}
