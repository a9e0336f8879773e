package io.ringfold.client;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Makes the connection, and makes it again after a cut, with back-off, until patience is over.
 *
 * <p>Threads as in {@link ClientThreads}: takes the lock where a method does not say that its
 * caller holds it.
 */
final class Reconnector {
  private static final System.Logger LOG = System.getLogger(RingfoldClient.class.getName());
  private static final Duration LONGEST_HANDSHAKE = Duration.ofSeconds(5);

  /** The close code (RFC 6455) after which the same messages would end the next connection too. */
  private static final int MESSAGE_TOO_BIG = 1009;

  private final ClientThreads threads;
  private final ClientConfig config;
  private final String clientId;
  private final Window window;
  private final Outbox outbox;
  private final SeenUpdates seen;
  private final Connection.Owner owner;
  private final HttpClient http;

  private boolean wasOpen;

  /**
   * Since when the server gave nothing but failures; 0 while messages come in. A handshake alone
   * does not end a cut: a server that accepts and hangs up would be tried for ever.
   */
  private long cutNs = System.nanoTime();

  private int failedAttempts;

  Reconnector(
      ClientThreads threads,
      ClientConfig config,
      String clientId,
      Window window,
      Outbox outbox,
      SeenUpdates seen,
      Connection.Owner owner) {
    this.threads = threads;
    this.config = config;
    this.http = config.security().newHttpClient();
    this.clientId = clientId;
    this.window = window;
    this.outbox = outbox;
    this.seen = seen;
    this.owner = owner;
  }

  /** Begins to make a connection; how it goes is told to the owner. */
  void attempt() {
    Connection next;
    URI target;
    Duration atMost;
    threads.lock.lock();
    try {
      if (window.hasEnded()) {
        return;
      }
      next = new Connection(owner);
      outbox.connectTo(next);
      target = target();
      Duration left = patienceNow().minusNanos(System.nanoTime() - cutNs);
      atMost = left.compareTo(LONGEST_HANDSHAKE) < 0 ? left : LONGEST_HANDSHAKE;
      if (atMost.toMillis() < 1) {
        atMost = Duration.ofMillis(1);
      }
    } finally {
      threads.lock.unlock();
    }
    config
        .security()
        .authorize(http.newWebSocketBuilder())
        .subprotocols("ringfold.json")
        .connectTimeout(atMost)
        .buildAsync(target, next)
        .whenComplete(
            (socket, failure) -> {
              if (failure != null) {
                owner.onEnd(next, failure);
              }
            });
  }

  /** A handshake is done. */
  void onOpen() {
    threads.lock.lock();
    try {
      wasOpen = true;
      threads.changed.signalAll();
    } finally {
      threads.lock.unlock();
    }
  }

  /** Whether there ever was a connection; called with the lock held. */
  boolean wasOpen() {
    assert threads.lockIsHeld();
    return wasOpen;
  }

  /**
   * A message came in: if over the connection in use, the cut is over.
   *
   * @return whether it is the one in use
   */
  boolean onHeard(Connection from) {
    threads.lock.lock();
    try {
      if (from != outbox.connection()) {
        return false;
      }
      cutNs = 0;
      failedAttempts = 0;
      return true;
    } finally {
      threads.lock.unlock();
    }
  }

  /**
   * A connection ended: if it was the one in use, plans the next attempt.
   *
   * @return the failure to end with; null where it goes on
   */
  RingfoldException onCut(Connection from, Throwable cause) {
    threads.lock.lock();
    try {
      if (from != outbox.connection() || window.hasEnded()) {
        return null;
      }
      outbox.disconnect();
      long now = System.nanoTime();
      if (cutNs == 0 || from.openForNs(now) > config.patience().toNanos()) {
        cutNs = now;
      }
      long delayNs = Backoff.delayNs(failedAttempts++);
      RingfoldException hopeless = finalFailure(cause, now + delayNs - cutNs);
      if (hopeless != null) {
        return hopeless;
      }
      threads.timer.schedule(this::attempt, delayNs, TimeUnit.NANOSECONDS);
    } finally {
      threads.lock.unlock();
    }
    LOG.log(System.Logger.Level.DEBUG, () -> "connection cut, trying again: " + cause);
    return null;
  }

  private URI target() {
    StringBuilder url = new StringBuilder(config.url().toString());
    url.append(config.url().getQuery() == null ? '?' : '&');
    url.append("updates=").append(config.updates().name().toLowerCase(Locale.ROOT));
    if (config.updates() == ClientConfig.Updates.MINE) {
      // whose events are mine, where nobody signs in; the server cannot know before the first
      // command
      url.append("&client-id=").append(clientId);
    }
    Long from = seen.resumeFrom();
    if (config.updates() != ClientConfig.Updates.NONE && from != null) {
      url.append("&from=").append(from);
    }
    return URI.create(url.toString());
  }

  private Duration patienceNow() {
    return wasOpen ? config.patience() : config.connectPatience();
  }

  /** The failure to end with; null where another attempt makes sense. */
  private RingfoldException finalFailure(Throwable cause, long cutForNs) {
    if (cause instanceof Wire.ProtocolViolation) {
      return new RingfoldException(RingfoldException.PROTOCOL, cause.getMessage(), cause);
    }
    if (cause instanceof Connection.ClosedByServer closed && closed.code == MESSAGE_TOO_BIG) {
      return new RingfoldException(
          "message-too-large",
          "a frame was beyond the server's limit (max-frame-bytes); send smaller commands, or fewer"
              + " in a batch: "
              + cause.getMessage(),
          cause);
    }
    if (cause instanceof WebSocketHandshakeException refusal) {
      int status = refusal.getResponse().statusCode();
      if (status == 401) {
        return new RingfoldException(
            "not-authenticated",
            config.url()
                + " knows its users, and this client showed no token that is (still) good; ringfold"
                + " user token makes one",
            cause);
      }
      if (status == 403) {
        return new RingfoldException(
            "not-authorized",
            target() + " was refused: the token's user lacks a role for these updates",
            cause);
      }
      if (status >= 400 && status < 500 && status != 408 && status != 429) {
        return new RingfoldException(
            RingfoldException.PROTOCOL,
            target()
                + " was refused as a WebSocket with status "
                + status
                + "; is it a Ringfold server, is the path right (usually /ws), and does this"
                + " version of it serve these parameters?",
            cause);
      }
    }
    if (cutForNs <= patienceNow().toNanos()) {
      return null;
    }
    return new RingfoldException(
        RingfoldException.NOT_CONNECTED,
        "no connection to "
            + config.url()
            + " for "
            + patienceNow().toMillis()
            + " ms, last failure: "
            + describe(cause)
            + "; is the server running?",
        cause);
  }

  private static String describe(Throwable cause) {
    if (cause instanceof ConnectException) {
      return "connection refused or unreachable";
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
