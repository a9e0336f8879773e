package io.ringfold.bench.wire;

import io.ringfold.bench.result.BenchException;
import io.ringfold.bench.result.Results;
import io.ringfold.bench.row.Row;
import io.ringfold.bench.row.RowContext;
import java.io.IOException;

/** A row of the table that is measured over the wire. */
public abstract class WireRow implements Row {
  private static final String RIG =
      "each server in a process of its own, the load rig in this one, on the same cores, over"
          + " loopback; latency from when a command was due to when its last answer had come";

  @Override
  public final Results run(RowContext context) {
    Results results = context.newResults(this, RIG);
    try {
      WireBench bench = new WireBench(id(), context, results);
      measure(bench);
      bench.close();
      return results;
    } catch (IOException e) {
      throw new BenchException("cannot write to " + context.results() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Measures all rounds, and judges.
   *
   * @throws BenchException where a check failed
   */
  abstract void measure(WireBench bench) throws IOException;
}
