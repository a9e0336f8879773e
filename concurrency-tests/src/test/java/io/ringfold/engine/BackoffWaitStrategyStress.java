package io.ringfold.engine;

import com.lmax.disruptor.WaitStrategy;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A stage that goes to sleep on an empty ring, and a publisher that comes just then. */
public class BackoffWaitStrategyStress {

  @JCStressTest
  @Outcome(id = "woke", expect = Expect.ACCEPTABLE, desc = "The stage saw what was published.")
  @Outcome(
      id = "slept on",
      expect = Expect.FORBIDDEN,
      desc = "Published and signalled, and the stage sleeps: a lost wake-up.")
  @State
  public static class SeesWhatIsPublishedWhileItFallsAsleep extends SleepingStage {
    @Override
    WaitStrategy strategy() {
      return new BackoffWaitStrategy(BackoffWaitStrategy.LONGER_THAN_A_FORCE);
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
      desc = "One took the other's signal for its own: a lost wake-up.")
  @State
  public static class SeesWhatTwoPublishWhileItFallsAsleep extends TwoPublishers {
    @Override
    WaitStrategy strategy() {
      return new BackoffWaitStrategy(BackoffWaitStrategy.LONGER_THAN_A_FORCE);
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
}
