package io.ringfold.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * Takes incoming frames apart: each answer to the request that waits for it, each event to the
 * listener.
 */
final class Inbox {
  private static final System.Logger LOG = System.getLogger(RingfoldClient.class.getName());

  private final ClientThreads threads;
  private final String clientId;
  private final Window window;
  private final Outbox outbox;
  private final SeenUpdates seen;
  private final UpdateListener updates;
  private final boolean followsUpdates;

  /** Of the frame at hand: updates were left out, what comes now is newer than they. */
  private boolean updatesMissing;

  Inbox(
      ClientThreads threads,
      String clientId,
      Window window,
      Outbox outbox,
      SeenUpdates seen,
      UpdateListener updates,
      boolean followsUpdates) {
    this.threads = threads;
    this.clientId = clientId;
    this.window = window;
    this.outbox = outbox;
    this.seen = seen;
    this.updates = updates;
    this.followsUpdates = followsUpdates;
  }

  /**
   * Hands over all that a frame holds, in its order. Called with {@link ClientThreads#delivery}
   * held, and without the lock: callers' code runs in here.
   *
   * @return whether updates are missing that another connection, which resumes them, would bring
   * @throws RingfoldException ({@link RingfoldException#PROTOCOL}) where it cannot be understood
   */
  boolean handOver(String text) {
    assert threads.delivery.isHeldByCurrentThread() && !threads.lockIsHeld();
    updatesMissing = false;
    try {
      JsonNode frame = Wire.parse(text);
      if (Wire.isOneMessage(frame)) {
        onMessage(frame);
      } else {
        frame.forEach(this::onMessage);
      }
    } catch (JsonProcessingException | RuntimeException e) {
      throw new RingfoldException(
          RingfoldException.PROTOCOL,
          "the server sent what the protocol does not know: " + shortened(text),
          e);
    }
    return updatesMissing;
  }

  private void onMessage(JsonNode message) {
    String tag = message.path(0).asText();
    switch (tag) {
      case "cmd-ack" -> onAck(message);
      case "error" -> onError(message);
      case "update" -> onUpdate(Wire.update(message));
      case "result" -> onResult(message);
      case "query-error" -> onQueryError(message);
      case "gap" -> updatesMissing = true;
      // a later protocol may say more
      default -> LOG.log(System.Logger.Level.DEBUG, () -> "unknown message " + message);
    }
  }

  // ---- answers; each is read before its request is taken from those that wait: what cannot be
  // read is no answer

  private void onAck(JsonNode message) {
    Ack ack = Wire.ack(message.path(3));
    if (ack.duplicate() && followsUpdates) {
      updatesMissing |= wereUpdatesCutBefore(ack.seq());
    }
    Request<Ack> request = removeCommand(message);
    if (request != null) {
      request.answer.complete(ack);
    }
  }

  private boolean wereUpdatesCutBefore(long duplicateSeq) {
    threads.lock.lock();
    try {
      return seen.beginBefore(duplicateSeq);
    } finally {
      threads.lock.unlock();
    }
  }

  private void onError(JsonNode message) {
    RingfoldException error = Wire.error(message.path(3), message.path(4));
    if (!clientId.equals(message.path(1).textValue())) {
      throw new Wire.ProtocolViolation("the server could not read what it was sent: " + error);
    }
    Request<Ack> refused;
    threads.lock.lock();
    try {
      refused = window.command(message.path(2).asLong());
    } finally {
      threads.lock.unlock();
    }
    if (refused == null || outbox.tryAgainLater(refused, error)) {
      return;
    }
    removeCommand(message);
    refused.answer.completeExceptionally(error);
  }

  private void onResult(JsonNode message) {
    Result result = Wire.result(message.path(2));
    Request<Result> request = removeQuery(message);
    if (request != null) {
      request.answer.complete(result);
    }
  }

  private void onQueryError(JsonNode message) {
    RingfoldException error = Wire.error(message.path(2), message.path(3));
    Request<Result> refused;
    threads.lock.lock();
    try {
      refused = window.query(message.path(1).asText());
    } finally {
      threads.lock.unlock();
    }
    if (refused == null || outbox.tryAgainLater(refused, error)) {
      return;
    }
    removeQuery(message);
    refused.answer.completeExceptionally(error);
  }

  private Request<Ack> removeCommand(JsonNode message) {
    threads.lock.lock();
    try {
      return window.removeCommand(message.path(2).asLong());
    } finally {
      threads.lock.unlock();
    }
  }

  private Request<Result> removeQuery(JsonNode message) {
    threads.lock.lock();
    try {
      return window.removeQuery(message.path(1).asText());
    } finally {
      threads.lock.unlock();
    }
  }

  // ---- updates

  private void onUpdate(Update update) {
    if (updatesMissing) {
      // it comes again, after those that are missing
      return;
    }
    boolean isNew;
    threads.lock.lock();
    try {
      isNew = seen.see(update);
    } finally {
      threads.lock.unlock();
    }
    if (isNew) {
      tell(() -> updates.onUpdate(update));
    }
  }

  private static void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "the update listener failed", e);
    }
  }

  private static String shortened(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }
}
