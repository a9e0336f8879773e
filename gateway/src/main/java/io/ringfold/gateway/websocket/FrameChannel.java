package io.ringfold.gateway.websocket;

import io.ringfold.gateway.metrics.GatewayCounters.Happening;
import io.undertow.websockets.core.WebSocketCallback;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;

/** What an {@link Outbox} needs of a WebSocket: one thread, and frames that leave on it. */
interface FrameChannel {

  /** Whether the caller is the channel's own thread. Any thread. */
  boolean isIoThread();

  /**
   * Runs a task on the channel's thread, in the order of the calls. Any thread.
   *
   * @throws RejectedExecutionException where that thread has ended
   */
  void execute(Runnable task);

  /**
   * Sends a text frame; the next one only after the callback, which comes on the channel's thread,
   * inside this call or later. On the channel's thread.
   */
  void send(ByteBuffer frame, WebSocketCallback<Void> whenSent);

  /** Sends a ping frame, between two others. On the channel's thread. */
  void sendPing();

  /** Sends a close frame, and ends the connection whether answered or not. */
  void sendClose(int code, String reason);

  /** Ends the connection at once. On the channel's thread. */
  void close();

  /** Takes note of what happened on the connection. Any thread. */
  default void note(Happening happening) {}

  /** Who is at the other end, for the log. */
  SocketAddress peer();
}
