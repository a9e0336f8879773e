package io.ringfold.bench.load;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Latencies of one kind of answer: recorded by any thread, read by one, in nanoseconds with three
 * digits.
 */
final class Latencies {
  private static final long LONGEST_NS = 3_600_000_000_000L;
  private static final int DIGITS = 3;

  private final Recorder recorder = new Recorder(LONGEST_NS, DIGITS);
  private final Histogram all = new Histogram(LONGEST_NS, DIGITS);
  private Histogram interval;

  void record(long ns) {
    recorder.recordValue(Math.min(Math.max(ns, 0), LONGEST_NS));
  }

  /** What was recorded since the last call. Valid until the next. */
  Histogram interval() {
    interval = recorder.getIntervalHistogram(interval);
    all.add(interval);
    return interval;
  }

  /** All that was recorded. */
  Histogram all() {
    interval();
    return all;
  }
}
