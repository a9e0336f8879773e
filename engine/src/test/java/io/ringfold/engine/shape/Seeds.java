package io.ringfold.engine.shape;

import java.util.Random;

/** Random numbers whose failures can be had again. */
final class Seeds {
  private Seeds() {}

  @FunctionalInterface
  interface Check {
    void run(Random random, int round);
  }

  /** Runs a check with many seeds; one that fails says which. {@code -Dseed=n} runs only that. */
  static void forEach(int rounds, Check check) {
    Long only = Long.getLong("seed");
    long first = only == null ? new Random().nextLong() : only;
    for (int round = 0; round < (only == null ? rounds : 1); round++) {
      long seed = first + round;
      try {
        check.run(new Random(seed), round);
      } catch (Throwable e) {
        throw new AssertionError("failed with -Dseed=" + seed + ": " + e, e);
      }
    }
  }
}
