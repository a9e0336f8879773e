package io.ringfold.bench.transfers;

import io.ringfold.engine.Durability;
import io.ringfold.engine.Preset;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The engine's row: bank transfers a second, completed at the durability asked for. The figure is
 * the counter {@link Completions}; after each iteration everything is checked, and what fails a
 * check fails the run.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class TransferBenchmark {

  /** Commands in flight at once. */
  @Param({"1", "64", "512", "4096"})
  public int window;

  /** What a completed command survives. */
  @Param({"fsync", "crash"})
  public String durability;

  @Param("1000")
  public int accounts;

  /** The engine's settings that go together. */
  @Param("throughput")
  public String preset;

  private WorkDirectory directory;
  private final LatencyFile latencies = new LatencyFile();
  private Transfers transfers;

  @Setup(Level.Trial)
  public void open() {
    directory = WorkDirectory.create();
    transfers =
        new Transfers(
            directory.path(), Durability.of(durability), Preset.of(preset), window, accounts);
  }

  @Benchmark
  public void transfer(Completions completions) {
    completions.completed += transfers.publishNext();
    completions.busy += transfers.busySinceLastCall();
  }

  @TearDown(Level.Iteration)
  public void check() {
    transfers.awaitAll();
    transfers.requireEverythingRight();
    latencies.endIteration(transfers.latenciesNs());
  }

  @TearDown(Level.Trial)
  public void close() throws IOException {
    latencies.write();
    transfers.close();
    directory.close();
  }
}
