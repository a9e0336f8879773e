package io.ringfold.engine;

import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Two slots to wait for, one after the other, and a guard that wakes whoever sleeps on: a lost
 * wake-up becomes a result instead of a hang.
 */
abstract class SleepingStage {
  private static final long LAST_SLOT = 1;

  /** The wait spins and yields first; to meet it as it goes to sleep, publishers come spread. */
  private static final int MAX_DELAY_SPINS = 4_000;

  private final WaitStrategy strategy = strategy();
  private final Sequence cursor = new Sequence();
  private final Guard guard = Guard.SHARED;
  private volatile boolean signalled;
  private volatile boolean rescued;

  abstract WaitStrategy strategy();

  /** By default far more than a thread that was woken needs to come back, on a busy machine. */
  int looksBeforeRescue() {
    return 200;
  }

  final void publish() {
    publishAll();
    signalled = true;
  }

  /** Returns when everything was published and signalled. */
  void publishAll() {
    for (long slot = 0; slot <= LAST_SLOT; slot++) {
      pause();
      // as the ring of a single publisher does it: a release, no fence
      cursor.set(slot);
      strategy.signalAllWhenBlocking();
    }
  }

  /** Before each slot, so that publishers come spread. */
  static void pause() {
    for (int i = ThreadLocalRandom.current().nextInt(MAX_DELAY_SPINS); i > 0; i--) {
      Thread.onSpinWait();
    }
  }

  /** Returns when everything was seen. */
  void awaitAll() throws Exception {
    for (long slot = 0; slot <= LAST_SLOT; slot++) {
      strategy.waitFor(slot, cursor, cursor, new NeverAlerted());
    }
  }

  final WaitStrategy waitStrategy() {
    return strategy;
  }

  final String await() {
    guard.watch(this, Thread.currentThread());
    try {
      awaitAll();
    } catch (Exception e) {
      return e.toString();
    } finally {
      guard.forget();
    }
    return rescued ? "slept on" : "woke";
  }

  /** Whether all was done to wake the stage. */
  final boolean signalled() {
    return signalled;
  }

  final void rescue() {
    rescued = true;
    strategy.signalAllWhenBlocking();
  }

  /** Looks after the one thread of this process that waits. */
  private static final class Guard implements Runnable {
    static final Guard SHARED = new Guard();

    private static final long LOOK_EVERY_MS = 20;

    private record Watched(SleepingStage stage, Thread thread) {}

    private volatile Watched watched;

    Guard() {
      Thread thread = new Thread(this, "guard");
      thread.setDaemon(true);
      thread.start();
    }

    void watch(SleepingStage stage, Thread thread) {
      watched = new Watched(stage, thread);
    }

    void forget() {
      watched = null;
    }

    @Override
    public void run() {
      Watched asleep = null;
      int looks = 0;
      while (true) {
        Watched now = watched;
        boolean sleepsOn =
            now != null && now.stage.signalled() && now.thread.getState() == Thread.State.WAITING;
        looks = sleepsOn && now == asleep ? looks + 1 : 0;
        asleep = now;
        if (looks > 0 && looks >= now.stage.looksBeforeRescue()) {
          now.stage.rescue();
          looks = 0;
        }
        try {
          Thread.sleep(LOOK_EVERY_MS);
        } catch (InterruptedException e) {
          return;
        }
      }
    }
  }

  /** A barrier of a ring that does not stop. */
  private static final class NeverAlerted implements SequenceBarrier {
    @Override
    public long waitFor(long sequence) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long getCursor() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isAlerted() {
      return false;
    }

    @Override
    public void alert() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void clearAlert() {}

    @Override
    public void checkAlert() {}
  }
}
