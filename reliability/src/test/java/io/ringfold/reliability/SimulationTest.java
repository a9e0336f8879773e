package io.ringfold.reliability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.SteppedEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

// a seed that never ends has to fail the build, not to hold it
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class SimulationTest {
  private static final int THREADS = Runtime.getRuntime().availableProcessors();

  /** More on demand: {@code -Dringfold.simulate.seeds=100000}, or {@code ./ringfold simulate}. */
  private static final long SEEDS = Long.getLong("ringfold.simulate.seeds", 1000);

  private Path work;

  @BeforeEach
  void makeADirectory() throws Exception {
    work = SeedRuns.workDirectory();
  }

  @AfterEach
  void removeIt() throws Exception {
    // each run has removed its own
    Files.delete(work);
  }

  @Test
  void everyPromiseIsKeptWhateverTheSeedDoes() {
    long from = new SplittableRandom().nextLong(1L << 40);
    System.out.println("simulating " + SEEDS + " seeds from " + from);

    SeedRuns.Summary summary =
        SeedRuns.run(from, SEEDS, THREADS, work, SteppedEngine::open, result -> {});

    System.out.println(summary.counts());
    Simulation.Result bad = summary.firstViolation();
    if (bad != null) {
      throw new AssertionError(
          "seed "
              + bad.seed()
              + " breaks a promise; to run it again: ./ringfold simulate --seeds 1 --seed "
              + bad.seed()
              + "\n"
              + String.join("\n", bad.lastSteps()),
          bad.violation());
    }
    assertEquals(SEEDS, summary.seeds());
    for (Counts.Of each : Counts.Of.values()) {
      assertTrue(summary.counts().get(each) > 0, "never happened in " + SEEDS + " seeds: " + each);
    }
  }

  @Test
  void theSameSeedTakesTheSameSteps() {
    for (long seed = 1; seed <= 20; seed++) {
      Simulation.Result one = Simulation.run(seed, work.resolve("one"), SteppedEngine::open);
      Simulation.Result other = Simulation.run(seed, work.resolve("other"), SteppedEngine::open);

      assertEquals(one.lastSteps(), other.lastSteps(), "seed " + seed);
      assertEquals(one.digest(), other.digest(), "seed " + seed);
      assertEquals(one.counts().all(), other.counts().all(), "seed " + seed);
    }
  }

  @Test
  void anotherSeedTakesOtherSteps() {
    assertNotEquals(
        Simulation.run(1, work.resolve("1"), SteppedEngine::open).digest(),
        Simulation.run(2, work.resolve("2"), SteppedEngine::open).digest());
  }
}
