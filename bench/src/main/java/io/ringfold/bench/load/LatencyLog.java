package io.ringfold.bench.load;

import java.io.FileNotFoundException;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Writes what each second measured to a file in HdrHistogram's log format, tagged {@code ack} and
 * {@code update}, for its tools to plot and to compare. Values are nanoseconds.
 */
public final class LatencyLog implements LoadRun.Intervals, AutoCloseable {
  private final HistogramLogWriter writer;
  private boolean begun;

  /**
   * @throws FileNotFoundException where it cannot be written
   */
  public LatencyLog(Path file) throws FileNotFoundException {
    writer = new HistogramLogWriter(file.toFile());
    writer.outputComment("[Latencies of ringfold load, in ns]");
    writer.outputLogFormatVersion();
  }

  @Override
  public void interval(String answers, Histogram latencies) {
    if (!begun) {
      begun = true;
      writer.outputStartTime(latencies.getStartTimeStamp());
      writer.setBaseTime(latencies.getStartTimeStamp());
      writer.outputLegend();
    }
    latencies.setTag(answers);
    writer.outputIntervalHistogram(latencies);
  }

  @Override
  public void close() {
    writer.close();
  }
}
