package io.ringfold.gateway.websocket;

import io.ringfold.gateway.metrics.GatewayCounters;
import io.ringfold.gateway.metrics.GatewayCounters.Happening;
import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;

/** Undertow's channel as a {@link FrameChannel}. */
record WebSocketFrames(WebSocketChannel channel, GatewayCounters counters) implements FrameChannel {

  /** How long a peer may take to answer a close frame. */
  private static final long CLOSE_TIMEOUT_MS = 2_000;

  @Override
  public boolean isIoThread() {
    return Thread.currentThread() == channel.getIoThread();
  }

  @Override
  public void execute(Runnable task) {
    channel.getIoThread().execute(task);
  }

  @Override
  public void send(ByteBuffer frame, WebSocketCallback<Void> whenSent) {
    counters.frameSent(frame.remaining());
    WebSockets.sendText(frame, channel, whenSent);
  }

  @Override
  public void sendPing() {
    WebSockets.sendPing(ByteBuffer.allocate(0), channel, null);
  }

  @Override
  public void sendClose(int code, String reason) {
    WebSockets.sendClose(code, reason, channel, null);
    try {
      channel.getIoThread().executeAfter(this::close, CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      close();
    }
  }

  @Override
  public void close() {
    IoUtils.safeClose(channel);
  }

  @Override
  public void note(Happening happening) {
    counters.happened(happening);
  }

  @Override
  public SocketAddress peer() {
    return channel.getSourceAddress();
  }
}
