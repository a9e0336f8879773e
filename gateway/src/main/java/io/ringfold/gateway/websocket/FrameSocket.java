package io.ringfold.gateway.websocket;

import io.ringfold.gateway.metrics.GatewayCounters;
import io.ringfold.gateway.metrics.GatewayCounters.Happening;
import io.undertow.websockets.core.WebSocketCallback;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * The frames of one connection, in and out, over the bytes of a connection that was HTTP before its
 * handshake.
 *
 * <p>What one read brings is handled together, and what it gives to be sent leaves together after
 * it. One frame is written at a time, with its header in one call; pings, pongs and the close frame
 * go between two of them.
 *
 * <p>On the connection's I/O thread, but for what says otherwise.
 */
final class FrameSocket implements FrameChannel, FrameDecoder.Handler {
  private static final Logger LOG = LoggerFactory.getLogger(FrameSocket.class);

  /** How long a peer may take to answer a close frame. */
  private static final long CLOSE_TIMEOUT_MS = 2_000;

  private static final long LONGEST_PAUSE_MS = 64;

  private static final int POLICY_VIOLATION = 1008;

  /** A close frame's reason, in bytes: a control frame has at most 125, two of them the code. */
  private static final int MAX_REASON_BYTES = 123;

  private static final int READ_BYTES = 64 << 10;

  /** So many reads in a row, and then this thread's other connections. */
  private static final int MAX_READS = 4;

  private static final int FIN = 0x80;
  private static final int MAX_HEAD_BYTES = 10;

  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  /** What nearly always is empty again before the next connection's turn. */
  private static final ThreadLocal<ByteBuffer> SCRATCH =
      ThreadLocal.withInitial(() -> ByteBuffer.allocate(READ_BYTES));

  private final StreamConnection stream;
  private final ConduitStreamSourceChannel source;
  private final ConduitStreamSinkChannel sink;
  private final Duration receiveTimeout;
  private final GatewayCounters counters;
  private final FrameDecoder decoder;
  private Connection connection;

  /** What a read brought beyond the last whole frame, or beyond the last that was answered. */
  private byte[] kept;

  private long messages;
  private XnioExecutor.Key timer;
  private long pauseMs;
  private boolean paused;

  /** A header and a payload; nothing remains in them where no frame is being written. */
  private final ByteBuffer[] writing = {ByteBuffer.allocate(MAX_HEAD_BYTES), EMPTY};

  private boolean writingText;
  private boolean inWrite;
  private ByteBuffer text;
  private WebSocketCallback<Void> whenSent;
  private ByteBuffer ping;
  private ByteBuffer pong;
  private ByteBuffer closeFrame;
  private boolean closeSent;
  private boolean closeReceived;

  /**
   * @param receiveTimeout how long a message may take from its first byte to its last
   */
  FrameSocket(
      StreamConnection stream,
      int maxFrameBytes,
      Duration receiveTimeout,
      GatewayCounters counters) {
    this.stream = stream;
    this.source = stream.getSourceChannel();
    this.sink = stream.getSinkChannel();
    this.receiveTimeout = receiveTimeout;
    this.counters = counters;
    this.decoder = new FrameDecoder(this, maxFrameBytes);
    writing[0].limit(0);
  }

  /** Begins to read. */
  void start(Connection reader) {
    connection = reader;
    sink.suspendWrites();
    sink.setWriteListener(channel -> writable());
    source.setReadListener(channel -> readable());
    // some may have come with the handshake's request already
    source.wakeupReads();
  }

  boolean isOpen() {
    return stream.isOpen();
  }

  private void readable() {
    connection.heard();
    boolean failed = true;
    try {
      for (int reads = 0; !paused; reads++) {
        if (reads == MAX_READS) {
          source.wakeupReads();
          break;
        }
        if (!readOnce()) {
          break;
        }
      }
      failed = false;
    } catch (IOException e) {
      LOG.debug("connection from {}", peer(), e);
    } catch (RuntimeException e) {
      LOG.error("what came from {} could not be handled", peer(), e);
    }
    readThrough();
    if (failed) {
      close();
    } else {
      watchTime();
    }
  }

  private void readThrough() {
    connection.readThrough();
    if (!paused && connection.wasBusy()) {
      pause();
    }
  }

  /** Returns whether there may be more. */
  private boolean readOnce() throws IOException {
    ByteBuffer room = SCRATCH.get().clear();
    if (kept != null) {
      if (room.capacity() <= kept.length) {
        // only what was left by a pause is as long; it is handled before more is read
        room = ByteBuffer.wrap(Arrays.copyOf(kept, kept.length + READ_BYTES));
        room.position(kept.length);
      } else {
        room.put(kept);
      }
      kept = null;
    }
    int read = source.read(room);
    if (read < 0) {
      close();
      return false;
    }
    if (read == 0) {
      keep(room.array(), 0, room.position());
      return false;
    }
    decode(room.array(), 0, room.position());
    return stream.isOpen();
  }

  private void decode(byte[] bytes, int from, int to) {
    keep(bytes, decoder.decode(bytes, from, to), to);
  }

  private void keep(byte[] bytes, int from, int to) {
    kept = from == to ? null : Arrays.copyOfRange(bytes, from, to);
  }

  /** Most messages come whole: only one that does not is timed. */
  private void watchTime() {
    if (timer != null || paused || closeSent || kept == null && !decoder.isWithinMessage()) {
      return;
    }
    long before = messages;
    timer =
        stream
            .getIoThread()
            .executeAfter(
                () -> {
                  timer = null;
                  if (messages == before) {
                    tooSlow();
                  } else {
                    watchTime();
                  }
                },
                receiveTimeout.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  private void tooSlow() {
    if (stream.isOpen() && !closeSent && !paused) {
      counters.happened(Happening.SLOW_SENDER_CUT);
      fail(
          POLICY_VIOLATION,
          "a message was not complete after " + receiveTimeout + " (receive-timeout)");
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.remove();
      timer = null;
    }
  }

  @Override
  public boolean text(byte[] bytes, int offset, int length) {
    messages++;
    stopTimer();
    if (closeSent) {
      return true;
    }
    connection.onText(bytes, offset, length);
    return !listensLaterIfBusy();
  }

  /**
   * Who sends more than can be taken was told so, and is then not listened to for a moment, twice
   * as long each time until a message passes: refusing takes time that belongs to the others.
   */
  private boolean listensLaterIfBusy() {
    if (!connection.wasBusy()) {
      pauseMs = 0;
      return false;
    }
    pause();
    return true;
  }

  private void pause() {
    pauseMs = Math.min(Math.max(1, pauseMs * 2), LONGEST_PAUSE_MS);
    paused = true;
    source.suspendReads();
    stream.getIoThread().executeAfter(this::listenAgain, pauseMs, TimeUnit.MILLISECONDS);
  }

  private void listenAgain() {
    if (!stream.isOpen()) {
      return;
    }
    paused = false;
    byte[] left = kept;
    if (left != null) {
      kept = null;
      decode(left, 0, left.length);
      readThrough();
    }
    if (!paused) {
      source.wakeupReads();
    }
  }

  @Override
  public void ping(byte[] bytes, int offset, int length) {
    if (!closeSent) {
      // who sends many before one is answered gets the last one's answer (RFC 6455, 5.5.3)
      pong = control(FrameDecoder.PONG, bytes, offset, length);
      write();
    }
  }

  @Override
  public void pong() {
    // heard, as anything is
  }

  @Override
  public void close(int code) {
    closeReceived = true;
    if (closeSent) {
      write();
    } else {
      connection.readThrough();
      sendClose(code == FrameDecoder.NO_CODE ? new byte[0] : closePayload(code, ""));
    }
  }

  /** What still comes is read and dropped: a reset would overtake the close frame. */
  @Override
  public void fail(int code, String reason) {
    stopTimer();
    connection.readThrough();
    sendClose(code, reason);
  }

  @Override
  public boolean isIoThread() {
    return Thread.currentThread() == stream.getIoThread();
  }

  @Override
  public void execute(Runnable task) {
    stream.getIoThread().execute(task);
  }

  @Override
  public void send(ByteBuffer frame, WebSocketCallback<Void> sent) {
    counters.frameSent(frame.remaining());
    text = frame;
    whenSent = sent;
    write();
  }

  @Override
  public void sendPing() {
    // a peer that takes nothing is pinged no more
    if (!closeSent && ping == null && stream.isOpen()) {
      ping = control(FrameDecoder.PING, new byte[0], 0, 0);
      write();
    }
  }

  @Override
  public void sendClose(int code, String reason) {
    sendClose(closePayload(code, reason));
  }

  private void sendClose(byte[] payload) {
    if (closeSent) {
      return;
    }
    closeSent = true;
    decoder.passOver();
    closeFrame = control(FrameDecoder.CLOSE, payload, 0, payload.length);
    try {
      stream.getIoThread().executeAfter(this::close, CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      close();
      return;
    }
    write();
  }

  private static byte[] closePayload(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(text.length, MAX_REASON_BYTES);
    while (length < text.length && length > 0 && (text[length] & 0xC0) == 0x80) {
      length--;
    }
    byte[] payload = new byte[2 + length];
    payload[0] = (byte) (code >> 8);
    payload[1] = (byte) code;
    System.arraycopy(text, 0, payload, 2, length);
    return payload;
  }

  private static ByteBuffer control(int opcode, byte[] payload, int offset, int length) {
    ByteBuffer frame = ByteBuffer.allocate(2 + length);
    frame.put((byte) (FIN | opcode)).put((byte) length).put(payload, offset, length);
    return frame.flip();
  }

  private static void head(ByteBuffer head, int opcode, int length) {
    head.put((byte) (FIN | opcode));
    if (length < 126) {
      head.put((byte) length);
    } else if (length < 1 << 16) {
      head.put((byte) 126).putShort((short) length);
    } else {
      head.put((byte) 127).putLong(length);
    }
    head.flip();
  }

  private void writable() {
    sink.suspendWrites();
    write();
  }

  /** Fills the socket as far as it takes, a frame at hand first; goes on when it takes more. */
  private void write() {
    if (inWrite) {
      // called back from below, which goes on with what is there by then
      return;
    }
    inWrite = true;
    try {
      do {
        while (writing[0].hasRemaining() || writing[1].hasRemaining()) {
          if (sink.write(writing, 0, writing.length) == 0) {
            sink.resumeWrites();
            return;
          }
        }
        written();
      } while (takeNext());
      if (!sink.flush()) {
        sink.resumeWrites();
      } else if (closeSent && closeReceived) {
        close();
      }
    } catch (IOException e) {
      LOG.debug("connection to {}", peer(), e);
      fail(e);
    } finally {
      inWrite = false;
    }
  }

  private void written() {
    writing[1] = EMPTY;
    if (writingText) {
      writingText = false;
      WebSocketCallback<Void> sent = whenSent;
      whenSent = null;
      sent.complete(null, null);
    }
  }

  /** After the close frame nothing may be sent: what comes then is dropped, unanswered. */
  private boolean takeNext() {
    if (closeFrame != null) {
      writing[1] = closeFrame;
      closeFrame = null;
      text = null;
      return true;
    }
    if (closeSent) {
      return false;
    }
    if (pong != null) {
      writing[1] = pong;
      pong = null;
    } else if (ping != null) {
      writing[1] = ping;
      ping = null;
    } else if (text != null) {
      head(writing[0].clear(), FrameDecoder.TEXT, text.remaining());
      writing[1] = text;
      text = null;
      writingText = true;
    } else {
      return false;
    }
    return true;
  }

  private void fail(IOException e) {
    WebSocketCallback<Void> failed = whenSent;
    whenSent = null;
    close();
    if (failed != null) {
      failed.onError(null, null, e);
    }
  }

  @Override
  public void close() {
    stopTimer();
    kept = null;
    IoUtils.safeClose(stream);
  }

  @Override
  public void note(Happening happening) {
    counters.happened(happening);
  }

  @Override
  public SocketAddress peer() {
    return stream.getPeerAddress();
  }
}
