package io.ringfold.client;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Notices a server that went away without a word. The JDK does not tell every end either: where the
 * end comes while a frame is being handled, its listener may hear nothing, and only a second ping
 * fails. So a question goes out soon where answers are due.
 *
 * <p>Runs on the client's own thread.
 */
final class KeepAlive {
  private static final long WATCH_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(200);

  private final ClientThreads threads;
  private final ClientConfig config;
  private final Window window;
  private final Outbox outbox;
  private final Connection.Owner owner;
  private final Consumer<RingfoldException> giveUp;

  /**
   * @param owner is told of the end of a connection on which nothing was heard
   * @param giveUp is told where the connection lives, but commands are not answered
   */
  KeepAlive(
      ClientThreads threads,
      ClientConfig config,
      Window window,
      Outbox outbox,
      Connection.Owner owner,
      Consumer<RingfoldException> giveUp) {
    this.threads = threads;
    this.config = config;
    this.window = window;
    this.outbox = outbox;
    this.owner = owner;
    this.giveUp = giveUp;
  }

  /** Watches from now on, until the client's thread is stopped. */
  void start() {
    threads.timer.scheduleWithFixedDelay(
        this::watch, WATCH_EVERY_NS, WATCH_EVERY_NS, TimeUnit.NANOSECONDS);
  }

  private void watch() {
    Connection open;
    boolean unanswered;
    long pingAfterNs;
    long now = System.nanoTime();
    threads.lock.lock();
    try {
      open = outbox.connection();
      if (open == null || !open.isOpen()) {
        return;
      }
      long waitingNs = Math.min(now - window.lastAnswerNs(), open.openForNs(now));
      pingAfterNs = window.size() == 0 ? config.silence().toNanos() / 3 : WATCH_EVERY_NS;
      unanswered = window.awaitsCommands() && waitingNs > config.patience().toNanos();
    } finally {
      threads.lock.unlock();
    }
    long quietNs = now - open.heardNs();
    if (quietNs > config.silence().toNanos()) {
      owner.onEnd(open, new RuntimeException("nothing heard for " + quietNs / 1_000_000 + " ms"));
    } else if (unanswered) {
      open.abort();
      giveUp.accept(
          new RingfoldException(
              RingfoldException.NO_ANSWER,
              "no command was answered for " + config.patience().toMillis() + " ms",
              null));
    } else if (quietNs > pingAfterNs) {
      open.ping();
    }
  }
}
