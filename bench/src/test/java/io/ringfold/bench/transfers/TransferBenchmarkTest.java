package io.ringfold.bench.transfers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.Durability;
import io.ringfold.engine.Preset;
import java.nio.file.Path;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The benchmarks run, in this JVM and briefly, with their checks on; how fast is not asked. */
@Timeout(120)
class TransferBenchmarkTest {
  @TempDir private Path directory;

  private static Options briefly(Class<?> benchmark, String durability) {
    return new OptionsBuilder()
        .include("^" + benchmark.getName().replace(".", "\\.") + "\\.")
        .param("window", "1", "64")
        .param("durability", durability)
        .forks(0)
        .warmupIterations(1)
        .warmupTime(TimeValue.milliseconds(50))
        .measurementIterations(1)
        .measurementTime(TimeValue.milliseconds(100))
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT)
        .build();
  }

  private static void assertThatBothWindowsCompletedSomething(Collection<RunResult> results) {
    assertEquals(2, results.size());
    for (RunResult result : results) {
      assertTrue(
          result.getSecondaryResults().get(Completions.COUNTER).getScore() > 0, result::toString);
    }
  }

  @Test
  void theEngineRowRunsWithItsChecks() throws RunnerException {
    assertThatBothWindowsCompletedSomething(
        new Runner(briefly(TransferBenchmark.class, "fsync")).run());
    assertThatBothWindowsCompletedSomething(
        new Runner(briefly(TransferBenchmark.class, "crash")).run());
  }

  @Test
  void theYardstickRunsWithItsChecks() throws RunnerException {
    assertThatBothWindowsCompletedSomething(
        new Runner(briefly(PlainFileBenchmark.class, "fsync")).run());
  }

  @Test
  void everyTransferIsAnsweredAndNoMoneyIsMade() {
    try (Transfers transfers =
        new Transfers(directory, Durability.FSYNC, Preset.THROUGHPUT, 8, 10)) {
      long completed = 0;
      transfers.awaitAll();
      for (int i = 0; i < 500; i++) {
        completed += transfers.publishNext();
      }
      assertTrue(completed <= 500, completed + " were completed");
      assertTrue(completed >= 492, completed + " were completed, with 8 in flight at most");
      transfers.awaitAll();
      transfers.requireEverythingRight();
      assertEquals(2 * 10 + 500, transfers.published());
    }
  }

  @Test
  void aMeasurementWithAWrongFigureOfMoneyIsVoid() {
    try (Transfers transfers =
        new Transfers(directory, Durability.CRASH, Preset.THROUGHPUT, 8, 10)) {
      transfers.deposit(0, 1);
      transfers.awaitAll();
      IllegalStateException failure =
          assertThrows(IllegalStateException.class, transfers::requireEverythingRight);
      assertTrue(failure.getMessage().contains("total is 100000000001"), failure.getMessage());
    }
  }
}
