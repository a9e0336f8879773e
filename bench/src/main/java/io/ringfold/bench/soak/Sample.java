package io.ringfold.bench.soak;

import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * What was seen of the server at one moment.
 *
 * @param seconds since the load began
 * @param heapBytes still in use after all garbage was collected
 * @param residentBytes of the process
 * @param threads of the process
 * @param files open, sockets included
 * @param lag durable commands that queries did not reflect yet
 * @param segments of the journal
 * @param snapshots taken since the start
 * @param acknowledged commands since the sample before
 * @param p999Ms 99.9th percentile of their acknowledgements since the sample before, in ms, the
 *     seconds of taking samples left out; NaN where there were none others
 */
record Sample(
    double seconds,
    long heapBytes,
    long residentBytes,
    int threads,
    int files,
    double lag,
    int segments,
    long snapshots,
    long acknowledged,
    double p999Ms) {

  private static final String HEAD =
      "seconds,heap-bytes,resident-bytes,threads,files,lag,segments,snapshots,acknowledged,p99.9-ms";

  /** As comma-separated values, with a head. */
  static String csv(List<Sample> samples) {
    StringJoiner lines = new StringJoiner("\n", HEAD + "\n", "\n");
    samples.forEach(each -> lines.add(each.line()));
    return lines.toString();
  }

  private String line() {
    return String.format(
        Locale.ROOT,
        "%.1f,%d,%d,%d,%d,%.0f,%d,%d,%d,%.3f",
        seconds,
        heapBytes,
        residentBytes,
        threads,
        files,
        lag,
        segments,
        snapshots,
        acknowledged,
        p999Ms);
  }
}
