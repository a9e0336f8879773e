package io.ringfold.bench.wire;

import java.io.IOException;

/** A row of the table that is measured over the wire. */
interface WireRow {

  /** In a line: what is measured, beside what. */
  String title();

  /**
   * Measures all rounds, and notes what the figures say about what is to be reached.
   *
   * @throws io.ringfold.bench.transfers.BenchException where a check failed
   */
  void measure(WireBench bench) throws IOException;
}
