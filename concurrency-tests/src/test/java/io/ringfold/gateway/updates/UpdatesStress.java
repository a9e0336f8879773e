package io.ringfold.gateway.updates;

import io.ringfold.engine.Durability;
import io.ringfold.engine.Outcome.Status;
import io.ringfold.engine.Submission;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.examples.bank.Bank;
import io.ringfold.examples.bank.BankCommand.OpenAccount;
import io.ringfold.examples.bank.BankEvent.AccountOpened;
import io.ringfold.gateway.format.Format;
import java.util.Set;
import java.util.UUID;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Streams come, go and become live while events are pushed. */
public class UpdatesStress {

  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "It came after the event.")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "It came before the event.")
  @Outcome(
      id = ".*",
      expect = Expect.FORBIDDEN,
      desc = "Who was there missed the event, or somebody heard it twice.")
  @State
  public static class OneComesWhileAnEventIsPushed extends Pushed {
    public OneComesWhileAnEventIsPushed() {
      updates.open(first, null);
    }

    @Actor
    public void ioThread() {
      updates.open(second, null);
    }

    @Actor
    public void replyThread() {
      push();
    }

    @Arbiter
    public void readers(LL_Result result) {
      result.r1 = heardOf(first);
      result.r2 = heardOf(second);
    }
  }

  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "It went before the event.")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "It went after the event.")
  @Outcome(
      id = ".*",
      expect = Expect.FORBIDDEN,
      desc = "Who stayed missed the event, or somebody heard it twice.")
  @State
  public static class OneGoesWhileAnEventIsPushed extends Pushed {
    public OneGoesWhileAnEventIsPushed() {
      updates.open(first, null);
      updates.open(second, null);
    }

    @Actor
    public void ioThread() {
      updates.end(second);
    }

    @Actor
    public void replyThread() {
      push();
    }

    @Arbiter
    public void readers(LL_Result result) {
      result.r1 = heardOf(first);
      result.r2 = heardOf(second);
    }
  }

  @JCStressTest
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Both hear what is pushed later.")
  @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "One wiped out the other.")
  @State
  public static class TwoComeAtOnce extends Pushed {
    @Actor
    public void ioThread() {
      updates.open(first, null);
    }

    @Actor
    public void otherIoThread() {
      updates.open(second, null);
    }

    @Arbiter
    public void readers(LL_Result result) {
      push();
      result.r1 = heardOf(first);
      result.r2 = heardOf(second);
    }
  }

  @JCStressTest
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "Who came hears, who went does not.")
  @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "One wiped out the other.")
  @State
  public static class OneGoesAsAnotherComes extends Pushed {
    public OneGoesAsAnotherComes() {
      updates.open(first, null);
    }

    @Actor
    public void ioThread() {
      updates.end(first);
    }

    @Actor
    public void otherIoThread() {
      updates.open(second, null);
    }

    @Arbiter
    public void readers(LL_Result result) {
      push();
      result.r1 = heardOf(first);
      result.r2 = heardOf(second);
    }
  }

  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "Level before the event: it is pushed.")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "Behind after the event: it is read.")
  @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "A hole, or a repeat.")
  @State
  public static class OneBecomesLiveWhileAnEventIsPushed extends Pushed {
    private boolean reads;

    @Actor
    public void catchUpThread() {
      reads = updates.step(first).next() != UpdateHub.Next.LIVE;
    }

    @Actor
    public void replyThread() {
      push();
    }

    @Arbiter
    public void readers(LL_Result result) {
      result.r1 = heardOf(first);
      result.r2 = reads ? 1 : 0;
    }
  }

  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Its user had gone before the event.")
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "It was pushed first.")
  @Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "Pushed after its end.")
  @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "Pushed after its end.")
  @State
  public static class OneEndsWhileAnEventIsPushed extends Pushed {
    private int atEnd;

    public OneEndsWhileAnEventIsPushed() {
      updates.open(first, null);
    }

    @Actor
    public void ioThread() {
      updates.end(first);
      atEnd = heardOf(first);
    }

    @Actor
    public void replyThread() {
      push();
    }

    @Arbiter
    public void readers(LL_Result result) {
      result.r1 = heardOf(first);
      result.r2 = heardOf(first) - atEnd;
    }
  }

  /** Counts what it is offered. */
  private static final class Counting extends UpdateSink {
    private int offered;

    @Override
    public Format format() {
      return Format.JSON;
    }

    @Override
    public boolean offer(UpdateStream stream, EncodedUpdates updates, boolean[] wanted) {
      synchronized (this) {
        offered += stream.isEnded() ? 0 : 1;
      }
      return true;
    }

    @Override
    public void add(UpdateStream stream, EncodedUpdates updates, boolean[] wanted) {
      throw new UnsupportedOperationException("nothing is read here");
    }

    @Override
    public void leaveOut(UpdateStream stream, long sequence) {
      throw new UnsupportedOperationException("nothing is left out here");
    }

    @Override
    public boolean hasRoom() {
      return true;
    }

    @Override
    public boolean whenRoom(UpdateStream stream, Runnable task) {
      return false;
    }

    @Override
    public void flush() {}

    @Override
    public synchronized void end(UpdateStream stream) {}

    @Override
    public void fail(UpdateStream stream, String code, String message) {
      throw new UnsupportedOperationException(message);
    }

    synchronized int offered() {
      return offered;
    }
  }

  /** Two streams of one client, and an event that this client caused. */
  abstract static class Pushed {
    static final String CLIENT = "client";

    private static final Domains DOMAINS = Domains.of(Bank.DEFINITION);

    final UpdateHub updates = new UpdateHub(1);
    final UpdateStream first = stream();
    final UpdateStream second = stream();

    private static UpdateStream stream() {
      return new UpdateStream(
          null,
          new StreamFilter(StreamFilter.Whose.MINE, null, Set.of(CLIENT), null),
          new Counting());
    }

    /** As the reply stage does, at the end of a batch of one. */
    final void push() {
      updates.onOutcome(new Opened());
      updates.onBatchEnd();
    }

    /** How often the event came to this stream. */
    static int heardOf(UpdateStream stream) {
      return ((Counting) stream.sink()).offered();
    }

    private record Opened() implements io.ringfold.engine.Outcome {
      private static final Submission COMMAND =
          new Submission(
              DOMAINS.command("open-account"),
              new OpenAccount("a", "someone"),
              new UUID(1, 2),
              CLIENT,
              1,
              null,
              null,
              Submission.ANY_SEQUENCE,
              0,
              null);

      @Override
      public Submission submission() {
        return COMMAND;
      }

      @Override
      public Status status() {
        return Status.ACCEPTED;
      }

      @Override
      public boolean duplicate() {
        return false;
      }

      @Override
      public long sequence() {
        return 1;
      }

      @Override
      public long timeMicros() {
        return 0;
      }

      @Override
      public Durability durability() {
        return Durability.FSYNC;
      }

      @Override
      public String code() {
        return null;
      }

      @Override
      public String message() {
        return null;
      }

      @Override
      public int eventCount() {
        return 1;
      }

      @Override
      public Object event(int index) {
        return new AccountOpened("a", "someone");
      }

      @Override
      public Domain.EventType<?, ?> eventType(int index) {
        return DOMAINS.event("account-opened").type();
      }
    }
  }
}
