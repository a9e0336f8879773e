package io.ringfold.bench.pauses;

import io.ringfold.engine.Engine;

/** Takes one snapshot after the other beside the running engine, until it is told to end. */
final class SnapshotLoop {
  private final Engine engine;
  private final Thread thread = new Thread(this::run, "bench-snapshots");
  private volatile boolean ending;
  private volatile int taken;
  private volatile RuntimeException failure;

  SnapshotLoop(Engine engine) {
    this.engine = engine;
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    int count = 0;
    try {
      do {
        engine.snapshot();
        taken = ++count;
      } while (!ending);
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /**
   * Waits for the one that is being taken.
   *
   * @throws IllegalStateException where one could not be taken
   */
  void endAfterThisOne() throws InterruptedException {
    ending = true;
    thread.join();
    if (failure != null) {
      throw new IllegalStateException("the measurement is void: a snapshot failed", failure);
    }
  }

  int taken() {
    return taken;
  }
}
