package io.ringfold.gateway.websocket;

import io.ringfold.gateway.format.Format;
import java.nio.charset.StandardCharsets;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Messages are added to an outbox while others are, while frames leave, while it closes. */
public class OutboxStress {

  @JCStressTest
  @Outcome(
      id = {"abcd", "acbd", "acdb", "cabd", "cadb", "cdab"},
      expect = Expect.ACCEPTABLE,
      desc = "All messages, those of each thread in order.")
  @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "Lost, doubled or overtaken.")
  @State
  public static class TwoThreadsAddAndFlush extends Sent {
    public TwoThreadsAddAndFlush() {
      super(true);
    }

    @Actor
    public void replyThread() {
      send("a");
      send("b");
    }

    @Actor
    public void queryThread() {
      send("c");
      send("d");
    }

    @Arbiter
    public void reader(L_Result result) {
      result.r1 = heardAtEnd();
    }
  }

  @JCStressTest
  @Outcome(id = "all", expect = Expect.ACCEPTABLE, desc = "All messages, in order.")
  @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "Lost, doubled or overtaken.")
  @State
  public static class OneThreadAddsWhileTheSocketTakesFrames extends Sent {
    public OneThreadAddsWhileTheSocketTakesFrames() {
      super(true);
    }

    @Actor
    public void replyThread() {
      sendMany();
    }

    @Actor
    public void ioThread() {
      runIoMeanwhile();
    }

    @Arbiter
    public void reader(L_Result result) {
      result.r1 = heardOfManyAtEnd();
    }
  }

  @JCStressTest
  @Outcome(id = "all", expect = Expect.ACCEPTABLE, desc = "All messages, in order.")
  @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "Lost, doubled or overtaken.")
  @State
  public static class OneThreadAddsWhileTheSocketIsSlow extends Sent {
    public OneThreadAddsWhileTheSocketIsSlow() {
      super(false);
    }

    @Actor
    public void replyThread() {
      sendMany();
    }

    @Actor
    public void ioThread() {
      runIoMeanwhile();
    }

    @Arbiter
    public void reader(L_Result result) {
      result.r1 = heardOfManyAtEnd();
    }
  }

  @JCStressTest
  @Outcome(
      id = {"closed", "aclosed", "abclosed"},
      expect = Expect.ACCEPTABLE,
      desc = "What was added before the close has left before it.")
  @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "Lost, after the close, or never closed.")
  @State
  public static class OneThreadAddsWhileAnotherCloses extends Sent {
    public OneThreadAddsWhileAnotherCloses() {
      super(false);
    }

    @Actor
    public void replyThread() {
      send("a");
      send("b");
    }

    @Actor
    public void owner() {
      close();
    }

    @Arbiter
    public void reader(L_Result result) {
      result.r1 = heardAtEnd();
    }
  }

  /** What of an outbox is under stress. */
  interface Sender {
    void send(byte[] message);

    void closeAfterFlush();

    boolean isIdle();
  }

  /** An outbox whose messages are one letter each, and the reader of its channel. */
  abstract static class Sent {
    static final String MANY = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static final int IO_ROUNDS = 20_000;
    private static final int MAX_WAIT_SPINS = 5_000;

    private final HeardChannel channel;
    private final Sender outbox;
    private int sent;

    Sent(boolean sentAtOnce) {
      channel = new HeardChannel(sentAtOnce);
      outbox = outbox(channel);
    }

    /** The real one; a planted fault is another. */
    Sender outbox(FrameChannel to) {
      Outbox real = new Outbox(to, Format.JSON, true, 1 << 10);
      return new Sender() {
        @Override
        public void send(byte[] message) {
          real.addAnswer(message, message.length);
          real.flush();
        }

        @Override
        public void closeAfterFlush() {
          real.closeAfterFlush(1001, "the server stops");
        }

        @Override
        public boolean isIdle() {
          return real.isIdle();
        }
      };
    }

    final void send(String message) {
      outbox.send(message.getBytes(StandardCharsets.US_ASCII));
    }

    final void close() {
      outbox.closeAfterFlush();
    }

    /** Each message when the one before was heard: just as the I/O thread comes to rest. */
    final void sendMany() {
      while (sent < MANY.length() && channel.heardCount() == sent) {
        sent++;
        send(MANY.substring(sent - 1, sent));
        for (int i = 0; i < MAX_WAIT_SPINS && channel.heardCount() < sent; i++) {
          Thread.onSpinWait();
        }
      }
    }

    /** Until all has left, or for about as long as it takes the other thread to add it. */
    final void runIoMeanwhile() {
      for (int i = 0; i < IO_ROUNDS && channel.heardCount() < MANY.length(); i++) {
        channel.runIo();
      }
    }

    final String heardOfManyAtEnd() {
      String heard = heardAtEnd();
      return heard.equals(MANY.substring(0, sent)) ? "all" : heard + " of " + sent;
    }

    final String heardAtEnd() {
      channel.runIo();
      return channel.heard() + (outbox.isIdle() ? "" : ", and says that more waits");
    }
  }
}
