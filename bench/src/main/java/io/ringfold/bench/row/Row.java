package io.ringfold.bench.row;

import io.ringfold.bench.result.Chart;
import io.ringfold.bench.result.Results;
import java.util.Map;

/** One row of the table: measures its subject and its yardstick in turn, and compares them. */
public interface Row {

  /** Like {@code W1}. */
  String id();

  /** What is measured, in a line. */
  String title();

  /** What is to be reached, in a line. */
  String toReach();

  /**
   * Measures. In every second round the yardstick goes first, so that neither always meets the
   * machine as the other left it.
   *
   * @throws io.ringfold.bench.result.BenchException where a run failed, be it by one of its checks
   */
  Results run(RowContext context);

  /** Pictures of its own beside that of the percentiles, by what is added to the file's name. */
  default Map<String, Chart> charts(Results results) {
    return Map.of();
  }
}
