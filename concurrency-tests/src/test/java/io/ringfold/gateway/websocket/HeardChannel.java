package io.ringfold.gateway.websocket;

import io.undertow.websockets.core.WebSocketCallback;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A channel without a socket, whose thread is whoever calls {@link #runIo}; it keeps the text of
 * what was sent.
 */
final class HeardChannel implements FrameChannel {
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final boolean sentAtOnce;
  private volatile Thread ioThread;
  private volatile int heardCount;

  // of the I/O thread
  private final StringBuilder heard = new StringBuilder();
  private final Queue<Runnable> onTheirWay = new ArrayDeque<>();

  /**
   * @param sentAtOnce whether the socket takes each frame inside the call, or later
   */
  HeardChannel(boolean sentAtOnce) {
    this.sentAtOnce = sentAtOnce;
  }

  /** Runs, as the I/O thread, what there is to do now; one caller at a time. */
  void runIo() {
    ioThread = Thread.currentThread();
    Runnable task;
    while ((task = tasks.poll()) != null || (task = onTheirWay.poll()) != null) {
      task.run();
    }
  }

  /** All messages, in the order in which they left, without the brackets of frames. */
  String heard() {
    return heard.toString();
  }

  /** How many characters were heard so far. Any thread. */
  int heardCount() {
    return heardCount;
  }

  @Override
  public boolean isIoThread() {
    return Thread.currentThread() == ioThread;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public void send(ByteBuffer frame, WebSocketCallback<Void> whenSent) {
    if (!onTheirWay.isEmpty()) {
      heard.append("overtaken!");
    }
    Runnable arrive =
        () -> {
          // only now: the buffer must not be touched while it is in the socket
          heard.append(
              StandardCharsets.US_ASCII.decode(frame).toString().replaceAll("[\\[\\],]", ""));
          heardCount = heard.length();
          whenSent.complete(null, null);
        };
    if (sentAtOnce) {
      arrive.run();
    } else {
      onTheirWay.add(arrive);
    }
  }

  @Override
  public void sendPing() {
    heard.append("ping");
  }

  @Override
  public void sendClose(int code, String reason) {
    heard.append("closed");
  }

  @Override
  public void close() {
    heard.append("cut");
  }

  @Override
  public SocketAddress peer() {
    return InetSocketAddress.createUnresolved("nowhere", 0);
  }
}
