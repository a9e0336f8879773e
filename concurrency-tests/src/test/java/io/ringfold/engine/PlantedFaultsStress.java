package io.ringfold.engine;

import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * What the stress tests must refuse: the same checks over hand-overs that are broken on purpose.
 * Each has to find its FORBIDDEN result, or the checks see nothing.
 */
public class PlantedFaultsStress {

  @JCStressTest
  @Outcome(id = "woke", expect = Expect.ACCEPTABLE, desc = "The stage saw what was published.")
  @Outcome(
      id = "slept on",
      expect = Expect.FORBIDDEN,
      desc = "Planted: it looked before it was counted as a sleeper, and not again.")
  @State
  public static class AStageThatLooksBeforeItIsSeen extends SleepingStage {
    @Override
    WaitStrategy strategy() {
      return new LooksTooEarly();
    }

    /** It is known to sleep on: no need to be sure each time. */
    @Override
    int looksBeforeRescue() {
      return 1;
    }

    @Actor
    public void publisher() {
      publish();
    }

    @Actor
    public void stage(L_Result result) {
      result.r1 = await();
    }
  }

  @JCStressTest
  @Outcome(id = "woke", expect = Expect.ACCEPTABLE, desc = "The stage saw all of both publishers.")
  @Outcome(
      id = "slept on",
      expect = Expect.FORBIDDEN,
      desc = "Planted: it looked before it was counted as a sleeper, and not again.")
  @State
  public static class AStageOfTwoPublishersThatLooksBeforeItIsSeen extends TwoPublishers {
    @Override
    WaitStrategy strategy() {
      return new LooksTooEarly();
    }

    @Override
    int looksBeforeRescue() {
      return 1;
    }

    @Actor
    public void publisher() {
      publish();
    }

    @Actor
    public void stage(L_Result result) {
      result.r1 = await();
    }
  }

  @JCStressTest
  @Outcome(id = "0 of 0", expect = Expect.ACCEPTABLE, desc = "The first state.")
  @Outcome(id = "1 of 1", expect = Expect.ACCEPTABLE, desc = "The second state.")
  @Outcome(
      id = ".*",
      expect = Expect.FORBIDDEN,
      desc = "Planted: basis and values stand in two fields.")
  @State
  public static class BasisAndValuesInTwoFields {
    private volatile long basis;
    private volatile long values;

    @Actor
    public void projectStage() {
      values = 1;
      dawdle();
      basis = 1;
    }

    @Actor
    public void client(L_Result result) {
      long told = values;
      dawdle();
      result.r1 = told + " of " + basis;
    }
  }

  /** Makes the fault likely enough to be found in every build. */
  private static void dawdle() {
    for (int i = 0; i < 100; i++) {
      Thread.onSpinWait();
    }
  }

  /** Sleeps on what it saw before anyone could know of it. */
  private static final class LooksTooEarly implements WaitStrategy {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition published = lock.newCondition();
    private volatile int blocked;

    @Override
    public long waitFor(
        long sequence, Sequence cursor, Sequence dependentSequence, SequenceBarrier barrier)
        throws InterruptedException {
      while (cursor.get() < sequence) {
        dawdle();
        lock.lock();
        try {
          blocked++;
          published.await();
        } finally {
          blocked--;
          lock.unlock();
        }
      }
      return cursor.get();
    }

    @Override
    public void signalAllWhenBlocking() {
      if (blocked > 0) {
        lock.lock();
        try {
          published.signalAll();
        } finally {
          lock.unlock();
        }
      }
    }
  }
}
