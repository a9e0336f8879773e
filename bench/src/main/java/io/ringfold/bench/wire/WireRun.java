package io.ringfold.bench.wire;

import io.ringfold.bench.load.LoadPlan;
import io.ringfold.bench.load.LoadReport;
import io.ringfold.bench.load.LoadRun;
import io.ringfold.bench.load.Violation;
import io.ringfold.bench.result.BenchException;
import io.ringfold.bench.server.ProcessFigures;
import io.ringfold.bench.server.ServerProcess;
import java.io.IOException;

/**
 * One run of the rig against a server, with what both used.
 *
 * @param serverCores cores that the server kept busy, on average of warm-up and measurement
 * @param rigCores the same of the rig
 */
record WireRun(LoadReport report, double serverCores, double rigCores) {

  /**
   * @throws BenchException where the server was not reached or answered wrongly
   */
  static WireRun of(ServerProcess server, LoadPlan plan) {
    return of(server, plan, LoadRun.Intervals.NONE);
  }

  static WireRun of(ServerProcess server, LoadPlan plan, LoadRun.Intervals intervals) {
    long rig = ProcessHandle.current().pid();
    double serverBefore = server.figures().cpuSeconds();
    double rigBefore = ProcessFigures.of(rig).cpuSeconds();
    long beginNs = System.nanoTime();
    try {
      LoadReport report = LoadRun.of(plan, intervals);
      double seconds = (System.nanoTime() - beginNs) / 1e9;
      return new WireRun(
          report,
          (server.figures().cpuSeconds() - serverBefore) / seconds,
          (ProcessFigures.of(rig).cpuSeconds() - rigBefore) / seconds);
    } catch (Violation e) {
      throw new BenchException(
          "the run is void: " + e.getMessage() + "; the server's log is " + server.log(), e);
    } catch (IOException e) {
      throw new BenchException(e.getMessage() + "; the server's log is " + server.log(), e);
    }
  }
}
