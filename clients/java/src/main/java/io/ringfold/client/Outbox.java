package io.ringfold.client;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * What is to be sent, and the connection it goes over: one frame at a time, and what comes
 * meanwhile is packed into the next. Sends again what a cut left unanswered, or what the server had
 * no room for.
 *
 * <p>Threads as in {@link ClientThreads}: takes the lock where a method does not say that its
 * caller holds it.
 */
final class Outbox {
  private final ClientThreads threads;
  private final ClientConfig config;
  private final Window window;

  private final ArrayDeque<Request<?>> waiting = new ArrayDeque<>();

  /** The connection in use or being made; null between a cut and the next attempt. */
  private Connection connection;

  private boolean frameUnderWay;
  private boolean pumpPlanned;

  Outbox(ClientThreads threads, ClientConfig config, Window window) {
    this.threads = threads;
    this.config = config;
    this.window = window;
  }

  // ---- the connection; with the lock held

  /** The connection in use or being made; null between a cut and the next attempt. */
  Connection connection() {
    assert threads.lockIsHeld();
    return connection;
  }

  /** From now on frames go over this one, as soon as it is open. */
  void connectTo(Connection next) {
    assert threads.lockIsHeld();
    connection = next;
    frameUnderWay = false;
  }

  /** The connection is gone; everything unanswered waits for the next, in the order sent. */
  void disconnect() {
    assert threads.lockIsHeld();
    connection = null;
    frameUnderWay = false;
    waiting.clear();
    for (Request<?> request : window.unanswered()) {
      request.queued = true;
      waiting.add(request);
    }
  }

  /** Nothing more goes out. */
  void end() {
    assert threads.lockIsHeld();
    connection = null;
    waiting.clear();
  }

  // ---- the frames

  /** Puts a message behind those that wait; called with the lock held. */
  void enqueue(Request<?> request) {
    assert threads.lockIsHeld();
    if (!request.queued) {
      request.queued = true;
      waiting.add(request);
    }
  }

  /**
   * A message alone goes out at once, on the thread that sends it. In a stream of messages the
   * client's own thread sends, so that what comes meanwhile is packed into the next frame: a frame
   * costs far more than a message in it.
   */
  void pumpOrPack() {
    boolean alone;
    threads.lock.lock();
    try {
      alone = window.size() <= 1;
      if (!alone && (pumpPlanned || frameUnderWay || window.hasEnded())) {
        return;
      }
      if (!alone) {
        pumpPlanned = true;
        threads.timer.execute(this::plannedPump);
      }
    } finally {
      threads.lock.unlock();
    }
    if (alone) {
      pump();
    }
  }

  private void plannedPump() {
    threads.lock.lock();
    try {
      pumpPlanned = false;
    } finally {
      threads.lock.unlock();
    }
    pump();
  }

  /** Sends the next frame where there is something to send and no frame is under way. */
  void pump() {
    Connection open;
    String frame;
    threads.lock.lock();
    try {
      if (frameUnderWay || connection == null || !connection.isOpen() || waiting.isEmpty()) {
        return;
      }
      open = connection;
      frame = nextFrame();
      frameUnderWay = true;
    } finally {
      threads.lock.unlock();
    }
    open.send(frame);
  }

  /** The frame under way has been handed to the network: sends the next. */
  void onSent(Connection from) {
    threads.lock.lock();
    try {
      if (from != connection) {
        return;
      }
      frameUnderWay = false;
    } finally {
      threads.lock.unlock();
    }
    pump();
  }

  private String nextFrame() {
    Request<?> first = waiting.remove();
    first.queued = false;
    if (waiting.isEmpty() || config.maxBatch() == 1) {
      return first.text;
    }
    StringBuilder frame = new StringBuilder().append('[').append(first.text);
    for (int n = 1; n < config.maxBatch() && !waiting.isEmpty(); n++) {
      if (frame.length() + waiting.peek().text.length() + 2 > config.maxFrameChars()) {
        break;
      }
      Request<?> next = waiting.remove();
      next.queued = false;
      frame.append(',').append(next.text);
    }
    return frame.append(']').toString();
  }

  // ---- what the server had no room for

  /**
   * Plans to send a refused message again, after a back-off.
   *
   * @return false where the refusal is for good, or patience with it is over: it is the answer
   */
  boolean tryAgainLater(Request<?> request, RingfoldException refusal) {
    if (!config.retryBusy() || !refusal.isTemporary()) {
      return false;
    }
    threads.lock.lock();
    try {
      long now = System.nanoTime();
      if (request.refusals == 0) {
        request.firstRefusalNs = now;
      }
      long delayNs = Backoff.delayNs(request.refusals++);
      if (window.hasEnded()
          || now + delayNs - request.firstRefusalNs > config.patience().toNanos()) {
        return false;
      }
      threads.timer.schedule(() -> sendAgain(request), delayNs, TimeUnit.NANOSECONDS);
      return true;
    } finally {
      threads.lock.unlock();
    }
  }

  private void sendAgain(Request<?> request) {
    threads.lock.lock();
    try {
      if (!window.hasEnded() && !request.answer.isDone()) {
        enqueue(request);
      }
    } finally {
      threads.lock.unlock();
    }
    pump();
  }
}
