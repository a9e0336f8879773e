package io.ringfold.gateway.websocket;

import io.ringfold.gateway.format.Format;
import io.ringfold.gateway.format.MessageWriter;
import io.ringfold.gateway.metrics.GatewayCounters.Happening;
import io.ringfold.gateway.updates.EncodedUpdates;
import io.ringfold.gateway.updates.UpdateSink;
import io.ringfold.gateway.updates.UpdateStream;
import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits to be sent on one connection: a bounded amount, in the order of the calls.
 *
 * <p>One frame is in the socket at a time; everything that becomes ready meanwhile goes into the
 * next one. So a lone message leaves at once, and under load the frames grow by themselves.
 *
 * <p>A reader that is too slow harms only itself: beyond {@code maxPendingBytes} its live updates
 * are left out, whole commands at a time, and each stream is told so with a {@code gap} as soon as
 * half of that is free again; beyond twice that, which only answers can reach, the connection is
 * cut. What is read from the journal waits for room instead, so it is never left out; a command
 * larger than all room goes through alone.
 *
 * <p>Thread-safe; never blocks. Messages may be added from any thread, they leave on the
 * connection's I/O thread.
 */
final class Outbox extends UpdateSink {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  /** Frames are packed up to this: large enough to be cheap, small enough to flow. */
  private static final int MAX_PACKED_BYTES = 256 << 10;

  /** What is read from the journal may take of the room: enough to keep a socket busy, no more. */
  private static final int MAX_CATCH_UP_BYTES = 256 << 10;

  private enum State {
    OPEN,
    /** What is there still leaves, then a close frame. */
    CLOSING,
    CLOSED
  }

  /** Commands whose updates a stream was not sent, and has not been told of yet. */
  private static final class Gap {
    private long first;
    private long last;
  }

  private final FrameChannel channel;
  private final Format format;
  private final boolean batch;
  private final int maxPendingBytes;
  private final int catchUpBytes;
  private final FrameSent frameSent = new FrameSent();

  // guarded by this
  private State state = State.OPEN;
  private MessageBuffer filling = new MessageBuffer();
  private MessageBuffer sending = new MessageBuffer();
  private long pendingBytes;
  private boolean scheduled;

  /** Granted for a command read from the journal that is larger than all room, until it is gone. */
  private long grantedBytes;

  private Map<UpdateStream, Gap> gaps = Map.of();
  private Map<UpdateStream, Runnable> waiting = Map.of();
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
    this.catchUpBytes = Math.min(MAX_CATCH_UP_BYTES, maxPendingBytes / 2);
  }

  @Override
  public Format format() {
    return format;
  }

  /** Adds an answer: a message that is never left out. It leaves after {@link #flush}. */
  void addAnswer(byte[] message, int length) {
    long pending;
    synchronized (this) {
      if (state != State.OPEN) {
        return;
      }
      pending = pendingBytes + length;
      if (pending <= 2L * maxPendingBytes + grantedBytes) {
        append(message, 0, length);
        return;
      }
      close();
    }
    channel.note(Happening.SLOW_READER_CUT);
    LOG.info(
        "cut {}: {} bytes of answers wait for a reader that does not read, the limit is 2 x {}",
        channel.peer(),
        pending,
        maxPendingBytes);
    cut();
  }

  @Override
  public boolean offer(UpdateStream stream, EncodedUpdates updates, boolean[] wanted) {
    synchronized (this) {
      if (state != State.OPEN || stream.isEnded()) {
        return true;
      }
      if (!gaps.isEmpty()) {
        tellGapsIfRoom();
      }
      if (gaps.containsKey(stream)
          || pendingBytes + bytes(stream, updates, wanted) > maxPendingBytes + grantedBytes) {
        noteGap(stream, updates.sequence());
        return true;
      }
      append(stream, updates, wanted);
      return true;
    }
  }

  @Override
  public void add(UpdateStream stream, EncodedUpdates updates, boolean[] wanted) {
    synchronized (this) {
      if (state != State.OPEN || stream.isEnded()) {
        return;
      }
      append(stream, updates, wanted);
      grantedBytes = Math.max(grantedBytes, pendingBytes - maxPendingBytes);
    }
  }

  @Override
  public void leaveOut(UpdateStream stream, long sequence) {
    synchronized (this) {
      if (state == State.OPEN && !stream.isEnded()) {
        noteGap(stream, sequence);
      }
    }
  }

  private static long bytes(UpdateStream stream, EncodedUpdates updates, boolean[] wanted) {
    int[] ends = updates.ends();
    int[] starts = updates.eventStarts();
    byte[] head = stream.head();
    long bytes = 0;
    for (int i = 0; i < updates.count(); i++) {
      if (wanted == null || wanted[i]) {
        bytes +=
            head == null ? ends[i] - (i == 0 ? 0 : ends[i - 1]) : head.length + ends[i] - starts[i];
      }
    }
    return bytes;
  }

  private void append(UpdateStream stream, EncodedUpdates updates, boolean[] wanted) {
    int[] ends = updates.ends();
    byte[] head = stream.head();
    for (int i = 0; i < updates.count(); i++) {
      if (wanted == null || wanted[i]) {
        if (head == null) {
          append(updates.bytes(), i == 0 ? 0 : ends[i - 1], ends[i]);
        } else {
          int from = updates.eventStarts()[i];
          filling.append(head, updates.bytes(), from, ends[i]);
          pendingBytes += MessageBuffer.cost(head.length + ends[i] - from);
        }
      }
    }
  }

  private void noteGap(UpdateStream stream, long sequence) {
    if (gaps.isEmpty()) {
      gaps = new LinkedHashMap<>();
    }
    Gap gap = gaps.computeIfAbsent(stream, any -> new Gap());
    if (gap.first == 0) {
      gap.first = sequence;
    }
    gap.last = sequence;
    tellGapsIfRoom();
  }

  private void tellGapsIfRoom() {
    if (pendingBytes > maxPendingBytes / 2) {
      return;
    }
    // rare, and the thread's own writer may hold what is added right now
    MessageWriter writer = new MessageWriter(format);
    gaps.forEach(
        (stream, gap) -> {
          channel.note(Happening.GAP_TOLD);
          // "from" is what a client passes on to resume: the sequence before the first one missed
          writer.gap(stream.id(), gap.first - 1, gap.last);
          append(writer.bytes(), 0, writer.length());
        });
    gaps = Map.of();
  }

  private void append(byte[] message, int from, int to) {
    filling.append(message, from, to);
    pendingBytes += MessageBuffer.cost(to - from);
  }

  @Override
  public synchronized boolean hasRoom() {
    return state == State.OPEN && pendingBytes < catchUpBytes;
  }

  @Override
  public synchronized boolean whenRoom(UpdateStream stream, Runnable task) {
    if (stream.isEnded() || hasRoom()) {
      return false;
    }
    if (waiting.isEmpty()) {
      waiting = new LinkedHashMap<>();
    }
    waiting.put(stream, task);
    return true;
  }

  /** Whoever waits, where half of the room that they have is free. */
  private List<Runnable> takeWaiting() {
    if (waiting.isEmpty() || state != State.OPEN || pendingBytes > catchUpBytes / 2) {
      return List.of();
    }
    List<Runnable> tasks = new ArrayList<>(waiting.values());
    waiting = Map.of();
    return tasks;
  }

  @Override
  public void end(UpdateStream stream) {
    Runnable task = null;
    synchronized (this) {
      if (!waiting.isEmpty()) {
        task = waiting.remove(stream);
      }
      if (!gaps.isEmpty()) {
        gaps.remove(stream);
      }
    }
    if (task != null) {
      task.run();
    }
  }

  @Override
  public void fail(UpdateStream stream, String code, String message) {
    MessageWriter writer = new MessageWriter(format);
    writer.error(
        null,
        null,
        code,
        (stream.id() == null ? "updates" : "subscription " + Subscriptions.shown(stream.id()))
            + " ended: "
            + message,
        null,
        List.of());
    addAnswer(writer.bytes(), writer.length());
  }

  /** Lets leave what was added. */
  @Override
  public void flush() {
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

  /** How many bytes wait, or are in the socket. */
  synchronized long pendingBytes() {
    return pendingBytes;
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
    gaps = Map.of();
  }

  /** Asks the peer for a sign of life. */
  void ping() {
    execute(channel::sendPing);
  }

  /** Closes with this code without waiting for what has not left. */
  void cutWith(int code, String reason) {
    close();
    execute(() -> channel.sendClose(code, reason));
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
      if (!gaps.isEmpty()) {
        tellGapsIfRoom();
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
      List<Runnable> resumed;
      synchronized (Outbox.this) {
        if (state != State.CLOSED) {
          pendingBytes -= frameCost;
        }
        if (pendingBytes <= maxPendingBytes) {
          grantedBytes = 0;
        }
        resumed = takeWaiting();
      }
      resumed.forEach(Runnable::run);
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
