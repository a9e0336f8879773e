package io.ringfold.gateway.websocket;

import io.ringfold.gateway.metrics.GatewayCounters;
import io.ringfold.gateway.metrics.GatewayCounters.Happening;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.CloseMessage;
import io.undertow.websockets.core.StreamSourceFrameChannel;
import io.undertow.websockets.core.WebSocketChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * Collects the bytes of each text frame and hands them over whole. Keeps the bytes as they are: the
 * parser reads UTF-8, and Undertow has checked it (1007).
 *
 * <p>One for each connection, on its I/O thread.
 */
final class FrameReceiver extends AbstractReceiveListener {
  private static final Logger LOG = LoggerFactory.getLogger(FrameReceiver.class);

  private static final int UNSUPPORTED_DATA = 1003;

  private static final long LONGEST_PAUSE_MS = 64;

  /** Most frames come whole and fit: no memory of their own is needed. */
  private static final ThreadLocal<byte[]> SCRATCH =
      ThreadLocal.withInitial(() -> new byte[64 << 10]);

  private final Connection connection;
  private final int maxFrameBytes;
  private final Duration receiveTimeout;
  private final GatewayCounters counters;
  private boolean closing;
  private long pauseMs;

  /**
   * @param receiveTimeout how long a message may take from its first byte to its last
   */
  FrameReceiver(
      Connection connection, int maxFrameBytes, Duration receiveTimeout, GatewayCounters counters) {
    this.connection = connection;
    this.maxFrameBytes = maxFrameBytes;
    this.receiveTimeout = receiveTimeout;
    this.counters = counters;
  }

  @Override
  public void handleEvent(WebSocketChannel channel) {
    connection.heard();
    try {
      super.handleEvent(channel);
    } catch (RuntimeException e) {
      // a frame whose header says a negative length: Undertow throws and would leave the
      // connection open for ever, deaf
      onError(channel, e);
    }
  }

  @Override
  protected void onText(WebSocketChannel channel, StreamSourceFrameChannel frame) {
    new TextFrame().handleEvent(frame);
  }

  @Override
  protected void onBinary(WebSocketChannel channel, StreamSourceFrameChannel frame) {
    closeWith(channel, UNSUPPORTED_DATA, "frames are text, no subprotocol here has binary ones");
    new TextFrame().handleEvent(frame);
  }

  @Override
  protected void onError(WebSocketChannel channel, Throwable failure) {
    LOG.debug("connection from {}", channel.getSourceAddress(), failure);
    IoUtils.safeClose(channel);
  }

  /**
   * Who sends more than can be taken was told so, and is then not listened to for a moment, twice
   * as long each time until a message passes: refusing takes time that belongs to the others.
   */
  private void listenLaterIfBusy(WebSocketChannel channel) {
    if (!connection.wasBusy()) {
      pauseMs = 0;
      return;
    }
    pauseMs = Math.min(Math.max(1, pauseMs * 2), LONGEST_PAUSE_MS);
    channel.suspendReceives();
    channel.getIoThread().executeAfter(() -> listenAgain(channel), pauseMs, TimeUnit.MILLISECONDS);
  }

  private static void listenAgain(WebSocketChannel channel) {
    if (channel.isOpen()) {
      channel.resumeReceives();
    }
  }

  /** What still comes is read and dropped: a reset would overtake the close frame. */
  private void closeWith(WebSocketChannel channel, int code, String reason) {
    if (!closing) {
      closing = true;
      new WebSocketFrames(channel, counters).sendClose(code, reason);
    }
  }

  private final class TextFrame implements ChannelListener<StreamSourceFrameChannel> {
    private byte[] collected;
    private int length;
    private boolean complete;
    private XnioExecutor.Key timer;

    @Override
    public void handleEvent(StreamSourceFrameChannel frame) {
      if (complete) {
        // Undertow would call again for ever, and with it never serve this thread's others
        frame.suspendReads();
        return;
      }
      try {
        complete = read(frame);
        if (complete) {
          stopTimer();
        } else {
          startTimer(frame.getWebSocketChannel());
          frame.getReadSetter().set(this);
          frame.resumeReads();
        }
      } catch (IOException e) {
        complete = true;
        stopTimer();
        onError(frame.getWebSocketChannel(), e);
      }
    }

    /** Most messages come whole: only one that does not is timed. */
    private void startTimer(WebSocketChannel channel) {
      if (timer == null) {
        timer =
            channel
                .getIoThread()
                .executeAfter(
                    () -> tooSlow(channel), receiveTimeout.toMillis(), TimeUnit.MILLISECONDS);
      }
    }

    private void stopTimer() {
      if (timer != null) {
        timer.remove();
      }
    }

    private void tooSlow(WebSocketChannel channel) {
      if (channel.isOpen() && !closing) {
        counters.happened(Happening.SLOW_SENDER_CUT);
        closeWith(
            channel,
            CloseMessage.MSG_VIOLATES_POLICY,
            "a message was not complete after " + receiveTimeout + " (receive-timeout)");
      }
    }

    /** Reads what is there; returns whether that was the end of the frame. */
    private boolean read(StreamSourceFrameChannel frame) throws IOException {
      byte[] scratch = SCRATCH.get();
      byte[] target = collected == null ? scratch : collected;
      while (true) {
        int read = frame.read(ByteBuffer.wrap(target, length, target.length - length));
        if (read < 0) {
          if (!closing) {
            connection.onText(target, 0, length);
            listenLaterIfBusy(frame.getWebSocketChannel());
          }
          return true;
        }
        if (read == 0) {
          if (target == scratch && length > 0) {
            collected = Arrays.copyOf(scratch, Math.max(length * 2, 1 << 10));
          }
          return false;
        }
        length += read;
        if (length > maxFrameBytes) {
          closeWith(
              frame.getWebSocketChannel(),
              CloseMessage.MSG_TOO_BIG,
              "a frame has more than " + maxFrameBytes + " bytes (max-frame-bytes)");
        }
        if (closing) {
          length = 0;
          collected = null;
          target = scratch;
        } else if (length == target.length) {
          target = Arrays.copyOf(target, target.length * 2);
          collected = target;
        }
      }
    }
  }
}
