package io.ringfold.engine;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what other threads will do soon. */
final class Eventually {
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

  private Eventually() {}

  /** Returns when the condition holds. */
  static void holds(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE_NS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("did not come to hold");
      }
      Thread.onSpinWait();
      Thread.yield();
    }
  }
}
