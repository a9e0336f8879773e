package io.ringfold.gateway.websocket;

import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The checks of {@link OutboxStress} over outboxes with a fault, of the kinds that one frame in the
 * socket at a time invites: each has to be found.
 */
public class PlantedOutboxFaultsStress {

  @JCStressTest
  @Outcome(id = "all", expect = Expect.ACCEPTABLE, desc = "All messages, in order.")
  @Outcome(
      id = ".*",
      expect = Expect.FORBIDDEN,
      desc = "Planted: found nothing to send, and says so only afterwards: a message sleeps on.")
  @State
  public static class RestsWithoutTheLock extends OutboxStress.Sent {
    public RestsWithoutTheLock() {
      super(true);
    }

    @Override
    OutboxStress.Sender outbox(FrameChannel to) {
      return new FaultyOutbox(to, Fault.RESTS_WITHOUT_THE_LOCK);
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
  @Outcome(
      id = ".*",
      expect = Expect.FORBIDDEN,
      desc = "Planted: what has left is taken from the count without the lock: never idle again.")
  @State
  public static class CountsWithoutTheLock extends OutboxStress.Sent {
    public CountsWithoutTheLock() {
      super(false);
    }

    @Override
    OutboxStress.Sender outbox(FrameChannel to) {
      return new FaultyOutbox(to, Fault.COUNTS_WITHOUT_THE_LOCK);
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

  private enum Fault {
    RESTS_WITHOUT_THE_LOCK,
    COUNTS_WITHOUT_THE_LOCK
  }

  /** The hand-over of an outbox and nothing else, with a fault in it. */
  private static final class FaultyOutbox implements OutboxStress.Sender {
    private final FrameChannel channel;
    private final Fault fault;
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private boolean scheduled;
    private volatile int pendingBytes;

    FaultyOutbox(FrameChannel channel, Fault fault) {
      this.channel = channel;
      this.fault = fault;
    }

    @Override
    public void send(byte[] message) {
      synchronized (this) {
        waiting.add(message);
        pendingBytes += message.length;
        if (scheduled) {
          return;
        }
        scheduled = true;
      }
      channel.execute(this::sendNext);
    }

    private void sendNext() {
      byte[] message;
      synchronized (this) {
        message = waiting.poll();
        if (message == null && fault != Fault.RESTS_WITHOUT_THE_LOCK) {
          scheduled = false;
        }
      }
      if (message == null) {
        if (fault == Fault.RESTS_WITHOUT_THE_LOCK) {
          dawdle();
          synchronized (this) {
            scheduled = false;
          }
        }
        return;
      }
      channel.send(ByteBuffer.wrap(message), new HasLeft(message.length));
    }

    private void uncount(int bytes) {
      if (fault == Fault.COUNTS_WITHOUT_THE_LOCK) {
        int before = pendingBytes;
        dawdle();
        pendingBytes = before - bytes;
      } else {
        synchronized (this) {
          pendingBytes -= bytes;
        }
      }
    }

    @Override
    public void closeAfterFlush() {
      throw new UnsupportedOperationException("no test of a fault closes");
    }

    @Override
    public synchronized boolean isIdle() {
      return pendingBytes == 0;
    }

    /** Makes the fault likely enough to be found in every build. */
    private static void dawdle() {
      for (int i = 0; i < 100; i++) {
        Thread.onSpinWait();
      }
    }

    private final class HasLeft implements WebSocketCallback<Void> {
      private final int bytes;

      private HasLeft(int bytes) {
        this.bytes = bytes;
      }

      @Override
      public void complete(WebSocketChannel sentOn, Void context) {
        uncount(bytes);
        sendNext();
      }

      @Override
      public void onError(WebSocketChannel sentOn, Void context, Throwable failure) {
        throw new IllegalStateException("nothing fails here", failure);
      }
    }
  }
}
