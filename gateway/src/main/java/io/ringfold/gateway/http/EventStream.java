package io.ringfold.gateway.http;

import io.ringfold.gateway.format.Format;
import io.ringfold.gateway.updates.EncodedUpdates;
import io.ringfold.gateway.updates.UpdateSink;
import io.ringfold.gateway.updates.UpdateStream;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/**
 * One stream of server-sent events: what waits to be sent, a bounded amount.
 *
 * <p>A reader that is too slow for live updates is read to from the journal instead, as fast as it
 * takes them. Nothing is left out and nothing is told: {@code EventSource} knows no gaps, and to
 * end the stream would only have the slow reader connect again, and read the same from the journal.
 *
 * <p>Thread-safe; bytes leave on the exchange's I/O thread.
 */
final class EventStream extends UpdateSink {
  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

  private static final int INITIAL_BYTES = 1 << 10;
  private static final int KEPT_BYTES = 1 << 13;
  private static final int MAX_CATCH_UP_BYTES = 256 << 10;

  /** Also what a stream begins with, so that the reader hears at once that it is there. */
  private static final byte[] COMMENT = ascii(":\n\n");

  private static final byte[] ID = ascii("id: ");
  private static final byte[] EVENT = ascii("\nevent: ");
  private static final byte[] DATA = ascii("\ndata: ");
  private static final byte[] END = ascii("\n\n");

  private final HttpServerExchange exchange;
  private final int maxPendingBytes;
  private final int catchUpBytes;
  private final AtomicBoolean closeTold = new AtomicBoolean();
  private Runnable onClosed = () -> {};

  // guarded by this
  private byte[] filling = {};
  private int length;
  private int sendingBytes;
  private boolean scheduled;
  private boolean ending;
  private boolean closed;
  private Runnable waiting;

  private volatile long lastProgressNanos = System.nanoTime();

  // only touched on the I/O thread
  private StreamSinkChannel channel;
  private ByteBuffer sending = ByteBuffer.allocate(0);

  EventStream(HttpServerExchange exchange, int maxPendingBytes) {
    this.exchange = exchange;
    this.maxPendingBytes = maxPendingBytes;
    this.catchUpBytes = Math.min(MAX_CATCH_UP_BYTES, maxPendingBytes / 2);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** To be called before {@link #begin}; the task is run once, on any thread. */
  void whenClosed(Runnable task) {
    onClosed = task;
  }

  /**
   * Sends the head of the answer.
   *
   * @param ready run when updates may come
   */
  void begin(Runnable ready) {
    exchange.addExchangeCompleteListener(
        (ended, next) -> {
          close();
          next.proceed();
        });
    exchange.getConnection().addCloseListener(connection -> close());
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () -> {
          channel = exchange.getResponseChannel();
          channel.getWriteSetter().set(writable -> write());
          channel.getCloseSetter().set(gone -> close());
          synchronized (this) {
            put(COMMENT, 0, COMMENT.length);
          }
          ready.run();
          flush();
        });
  }

  @Override
  public Format format() {
    return Format.JSON;
  }

  @Override
  public synchronized boolean offer(UpdateStream stream, EncodedUpdates updates, boolean[] wanted) {
    if (closed || ending) {
      return true;
    }
    // what an update takes beside its JSON is less than what the WebSocket's message takes
    if ((long) length + sendingBytes + updates.ends()[updates.count() - 1] > maxPendingBytes) {
      return false;
    }
    put(updates, wanted);
    return true;
  }

  @Override
  public synchronized void add(UpdateStream stream, EncodedUpdates updates, boolean[] wanted) {
    if (!closed && !ending && !stream.isEnded()) {
      put(updates, wanted);
    }
  }

  @Override
  public synchronized void leaveOut(UpdateStream stream, long sequence) {
    if (!closed && !ending) {
      byte[] gap =
          ascii("event: gap\ndata: {\"from\":" + (sequence - 1) + ",\"to\":" + sequence + "}\n\n");
      put(gap, 0, gap.length);
    }
  }

  private void put(EncodedUpdates updates, boolean[] wanted) {
    for (int i = 0; i < updates.count(); i++) {
      if (wanted == null || wanted[i]) {
        put(ID);
        put(ascii(updates.sequence() + "." + i));
        put(EVENT);
        put(updates.eventName(i).getBytes(StandardCharsets.UTF_8));
        put(DATA);
        putData(updates.bytes(), updates.eventStarts()[i], updates.ends()[i] - 1);
        put(END);
      }
    }
  }

  /** A line end in the data begins a further line of data; in JSON it is white space. */
  private void putData(byte[] bytes, int from, int to) {
    int start = from;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        put(bytes, start, i);
        put(DATA);
        start = i + 1;
      }
    }
    put(bytes, start, to);
  }

  private void put(byte[] all) {
    put(all, 0, all.length);
  }

  private void put(byte[] source, int from, int to) {
    int count = to - from;
    if (length + sendingBytes == 0) {
      // from now on something waits for the reader
      lastProgressNanos = System.nanoTime();
    }
    if (filling.length - length < count) {
      long doubled = Math.max((long) filling.length * 2, (long) length + count);
      filling =
          Arrays.copyOf(
              filling, (int) Math.min(Math.max(doubled, INITIAL_BYTES), Integer.MAX_VALUE - 8));
    }
    System.arraycopy(source, from, filling, length, count);
    length += count;
  }

  @Override
  public synchronized boolean hasRoom() {
    return !closed && !ending && length + sendingBytes < catchUpBytes;
  }

  @Override
  public synchronized boolean whenRoom(UpdateStream stream, Runnable task) {
    if (stream.isEnded() || hasRoom()) {
      return false;
    }
    waiting = task;
    return true;
  }

  @Override
  public void end(UpdateStream stream) {
    Runnable task;
    synchronized (this) {
      task = waiting;
      waiting = null;
    }
    if (task != null) {
      task.run();
    }
  }

  /** An HTTP answer that has begun has no way to tell of an error but to end. */
  @Override
  public void fail(UpdateStream stream, String code, String message) {
    synchronized (this) {
      if (!closed && !ending) {
        // a comment, for whoever looks
        put(
            (": " + code + ": " + message.replaceAll("[\r\n]", " ") + "\n\n")
                .getBytes(StandardCharsets.UTF_8));
      }
    }
    endAfterFlush();
  }

  /** A sign of life, unless there is something under way; lets go of who takes nothing. */
  void comment(long idleTimeoutNanos) {
    boolean stuck = false;
    synchronized (this) {
      if (closed || ending) {
        return;
      }
      if (length + sendingBytes == 0) {
        put(COMMENT);
      } else {
        stuck = idleTimeoutNanos > 0 && System.nanoTime() - lastProgressNanos >= idleTimeoutNanos;
      }
    }
    if (stuck) {
      LOG.info("cut {}: it reads no server-sent events", exchange.getSourceAddress());
      execute(() -> IoUtils.safeClose(exchange.getConnection()));
    } else {
      flush();
    }
  }

  /** Whether nothing waits and nothing is in the socket. */
  synchronized boolean isIdle() {
    return closed || length + sendingBytes == 0;
  }

  /** Ends the answer after what it still has to be sent; nothing more is taken. */
  void endAfterFlush() {
    synchronized (this) {
      ending = true;
    }
    flush();
  }

  @Override
  public void flush() {
    synchronized (this) {
      if (scheduled || closed || (length == 0 && !ending)) {
        return;
      }
      scheduled = true;
    }
    execute(this::write);
  }

  private void execute(Runnable task) {
    try {
      exchange.getIoThread().execute(task);
    } catch (RejectedExecutionException e) {
      close();
    }
  }

  /** On the I/O thread, by whoever set {@code scheduled}, and when the socket takes more. */
  private void write() {
    try {
      while (next()) {
        while (sending.hasRemaining()) {
          int written = channel.write(sending);
          if (written == 0) {
            channel.resumeWrites();
            return;
          }
          sent(written);
        }
      }
      if (!channel.flush()) {
        channel.resumeWrites();
        return;
      }
      rest();
    } catch (IOException e) {
      LOG.debug("server-sent events to {}", exchange.getSourceAddress(), e);
      IoUtils.safeClose(exchange.getConnection());
      close();
    }
  }

  private void sent(int bytes) {
    lastProgressNanos = System.nanoTime();
    Runnable resumed = null;
    synchronized (this) {
      sendingBytes -= bytes;
      if (waiting != null && !closed && length + sendingBytes <= catchUpBytes / 2) {
        resumed = waiting;
        waiting = null;
      }
    }
    if (resumed != null) {
      resumed.run();
    }
  }

  /** Has something to send in {@link #sending}, if there is anything. */
  private synchronized boolean next() {
    if (closed) {
      return false;
    }
    if (!sending.hasRemaining() && length > 0) {
      byte[] emptied = sending.array().length > KEPT_BYTES ? new byte[0] : sending.array();
      sending = ByteBuffer.wrap(filling, 0, length);
      sendingBytes = length;
      filling = emptied;
      length = 0;
    }
    return sending.hasRemaining();
  }

  /** Everything has left: waits for the next, or ends. */
  private void rest() throws IOException {
    boolean end;
    synchronized (this) {
      if (length > 0 && !closed) {
        // came after the last look
        execute(this::write);
        return;
      }
      scheduled = false;
      end = ending && !closed;
    }
    channel.suspendWrites();
    if (end) {
      exchange.endExchange();
    }
  }

  private void close() {
    synchronized (this) {
      closed = true;
      filling = new byte[0];
      length = 0;
      sendingBytes = 0;
    }
    if (closeTold.compareAndSet(false, true)) {
      onClosed.run();
    }
  }
}
