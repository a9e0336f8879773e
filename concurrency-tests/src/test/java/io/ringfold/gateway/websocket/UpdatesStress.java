package io.ringfold.gateway.websocket;

import io.ringfold.engine.Durability;
import io.ringfold.engine.Outcome.Status;
import io.ringfold.engine.Submission;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.examples.bank.Bank;
import io.ringfold.examples.bank.BankCommand.OpenAccount;
import io.ringfold.examples.bank.BankEvent.AccountOpened;
import io.ringfold.gateway.format.Format;
import java.util.List;
import java.util.UUID;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Connections come and go while events are pushed. */
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
      updates.add(CLIENT, first);
    }

    @Actor
    public void ioThread() {
      updates.add(CLIENT, second);
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
      updates.add(CLIENT, first);
      updates.add(CLIENT, second);
    }

    @Actor
    public void ioThread() {
      updates.remove(second, List.of(CLIENT));
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
      updates.add(CLIENT, first);
    }

    @Actor
    public void otherIoThread() {
      updates.add(CLIENT, second);
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
      updates.add(CLIENT, first);
    }

    @Actor
    public void ioThread() {
      updates.remove(first, List.of(CLIENT));
    }

    @Actor
    public void otherIoThread() {
      updates.add(CLIENT, second);
    }

    @Arbiter
    public void readers(LL_Result result) {
      push();
      result.r1 = heardOf(first);
      result.r2 = heardOf(second);
    }
  }

  /** Two connections of one client, and an event that this client caused. */
  abstract static class Pushed {
    static final String CLIENT = "client";

    private static final Domains DOMAINS = Domains.of(Bank.DEFINITION);
    private static final ConnectionParameters MINE =
        new ConnectionParameters(ConnectionParameters.Updates.MINE, null, true);

    final Updates updates = new Updates();
    private final HeardChannel firstChannel = new HeardChannel(true);
    private final HeardChannel secondChannel = new HeardChannel(true);
    final Connection first = connection(firstChannel);
    final Connection second = connection(secondChannel);

    private Connection connection(HeardChannel channel) {
      return new Connection(
          null,
          null,
          updates,
          Format.JSON,
          MINE,
          null,
          new Outbox(channel, Format.JSON, true, 1 << 20));
    }

    /** As the reply stage does, at the end of a batch of one. */
    final void push() {
      updates.onOutcome(new Opened());
      updates.onBatchEnd();
    }

    /** How often the event left for this connection. */
    final int heardOf(Connection connection) {
      HeardChannel channel = connection == first ? firstChannel : secondChannel;
      channel.runIo();
      return channel.heard().split("account-opened", -1).length - 1;
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
