package io.ringfold.gateway.websocket;

import io.ringfold.gateway.format.Format;
import io.ringfold.gateway.format.MessageWriter;
import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits to be sent on one connection: a bounded amount, in the order of the calls.
 *
 * <p>One frame is in the socket at a time; everything that becomes ready meanwhile goes into the
 * next one. So a lone message leaves at once, and under load the frames grow by themselves.
 *
 * <p>A reader that is too slow harms only itself: beyond {@code maxPendingBytes} its updates are
 * left out, whole commands at a time, and it is told so with a {@code gap} as soon as half of that
 * is free again; beyond twice that, which only answers can reach, the connection is cut.
 *
 * <p>Thread-safe; never blocks. Messages may be added from any thread, they leave on the
 * connection's I/O thread.
 */
final class Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  /** Frames are packed up to this: large enough to be cheap, small enough to flow. */
  private static final int MAX_PACKED_BYTES = 256 << 10;

  private enum State {
    OPEN,
    /** What is there still leaves, then a close frame. */
    CLOSING,
    CLOSED
  }

  private final FrameChannel channel;
  private final Format format;
  private final boolean batch;
  private final int maxPendingBytes;
  private final FrameSent frameSent = new FrameSent();

  // guarded by this
  private State state = State.OPEN;
  private MessageBuffer filling = new MessageBuffer();
  private MessageBuffer sending = new MessageBuffer();
  private long pendingBytes;
  private boolean scheduled;
  private long gapFirst;
  private long gapLast;
  private int closeCode;
  private String closeReason;

  // only touched on the I/O thread
  private int frameCost;
  private boolean inSend;
  private boolean sentInside;

  Outbox(FrameChannel channel, Format format, boolean batch, int maxPendingBytes) {
    this.channel = channel;
    this.format = format;
    this.batch = batch;
    this.maxPendingBytes = maxPendingBytes;
  }

  /** Adds an answer: a message that is never left out. It leaves after {@link #flush}. */
  void addAnswer(byte[] message, int length) {
    long pending;
    synchronized (this) {
      if (state != State.OPEN) {
        return;
      }
      pending = pendingBytes + length;
      if (pending <= 2L * maxPendingBytes) {
        append(message, 0, length);
        return;
      }
      close();
    }
    LOG.info(
        "cut {}: {} bytes of answers wait for a reader that does not read, the limit is 2 x {}",
        channel.peer(),
        pending,
        maxPendingBytes);
    cut();
  }

  /**
   * Adds updates of one command, or takes note that they were left out.
   *
   * @param ends where each message ends; it begins where the one before ends, the first at 0
   * @param wanted which of the messages; null for all
   */
  void addUpdates(long sequence, byte[] messages, int[] ends, int count, boolean[] wanted) {
    synchronized (this) {
      if (state != State.OPEN) {
        return;
      }
      if (gapFirst != 0) {
        tellGapIfRoom();
      }
      long bytes = 0;
      for (int i = 0; i < count; i++) {
        bytes += wanted == null || wanted[i] ? ends[i] - (i == 0 ? 0 : ends[i - 1]) : 0;
      }
      if (gapFirst != 0 || pendingBytes + bytes > maxPendingBytes) {
        leaveOut(sequence);
        return;
      }
      for (int i = 0; i < count; i++) {
        if (wanted == null || wanted[i]) {
          append(messages, i == 0 ? 0 : ends[i - 1], ends[i]);
        }
      }
    }
  }

  /** Takes note that a command's updates are missing: at once, or when there is room again. */
  synchronized void leaveOut(long sequence) {
    if (state != State.OPEN) {
      return;
    }
    if (gapFirst == 0) {
      gapFirst = sequence;
    }
    gapLast = sequence;
    tellGapIfRoom();
  }

  private void tellGapIfRoom() {
    if (pendingBytes > maxPendingBytes / 2) {
      return;
    }
    // its own memory: the caller may be about to add what the thread's writer holds
    MessageWriter gap = new MessageWriter(format);
    gap.gap(null, gapFirst - 1, gapLast);
    append(gap.bytes(), 0, gap.length());
    gapFirst = 0;
  }

  private void append(byte[] message, int from, int to) {
    filling.append(message, from, to);
    pendingBytes += MessageBuffer.cost(to - from);
  }

  /** Lets leave what was added. */
  void flush() {
    synchronized (this) {
      if (scheduled || state == State.CLOSED || (state == State.OPEN && filling.isEmpty())) {
        return;
      }
      scheduled = true;
    }
    if (channel.isIoThread()) {
      sendNext();
    } else {
      execute(this::sendNext);
    }
  }

  /** Whether nothing waits and nothing is in the socket. */
  synchronized boolean isIdle() {
    return state == State.CLOSED || pendingBytes == 0;
  }

  /** Closes with this code after all that was added has left; nothing more is taken. */
  void closeAfterFlush(int code, String reason) {
    synchronized (this) {
      if (state != State.OPEN) {
        return;
      }
      state = State.CLOSING;
      closeCode = code;
      closeReason = reason;
    }
    flush();
  }

  /** The connection is gone: drops what is left, takes nothing more. */
  synchronized void close() {
    state = State.CLOSED;
    filling = new MessageBuffer();
    sending = new MessageBuffer();
    pendingBytes = 0;
  }

  private void cut() {
    execute(channel::close);
  }

  /** On the I/O thread, by whoever set {@code scheduled}: fills the socket as far as it takes. */
  private void sendNext() {
    do {
      ByteBuffer frame;
      synchronized (this) {
        frame = nextFrame();
        frameCost = sending.frameCost();
        if (frame == null) {
          scheduled = false;
          if (state != State.CLOSING) {
            return;
          }
          state = State.CLOSED;
        }
      }
      if (frame == null) {
        channel.sendClose(closeCode, closeReason);
        return;
      }
      sentInside = false;
      inSend = true;
      channel.send(frame, frameSent);
      inSend = false;
    } while (sentInside);
  }

  private ByteBuffer nextFrame() {
    if (state == State.CLOSED) {
      return null;
    }
    if (sending.isEmpty()) {
      if (gapFirst != 0) {
        tellGapIfRoom();
      }
      MessageBuffer emptied = sending;
      emptied.clear();
      sending = filling;
      filling = emptied;
      if (sending.isEmpty()) {
        return null;
      }
    }
    return sending.takeFrame(batch, MAX_PACKED_BYTES);
  }

  private void execute(Runnable task) {
    try {
      channel.execute(task);
    } catch (RejectedExecutionException e) {
      // the server's threads have ended, and the connection with them
      close();
    }
  }

  private final class FrameSent implements WebSocketCallback<Void> {
    @Override
    public void complete(WebSocketChannel sentOn, Void context) {
      synchronized (Outbox.this) {
        if (state != State.CLOSED) {
          pendingBytes -= frameCost;
        }
      }
      if (inSend) {
        sentInside = true;
      } else {
        sendNext();
      }
    }

    @Override
    public void onError(WebSocketChannel sentOn, Void context, Throwable failure) {
      close();
      channel.close();
    }
  }
}
