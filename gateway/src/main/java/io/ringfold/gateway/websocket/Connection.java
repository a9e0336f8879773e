package io.ringfold.gateway.websocket;

import io.ringfold.engine.Codes;
import io.ringfold.engine.Engine;
import io.ringfold.engine.Outcome;
import io.ringfold.engine.QueryReply;
import io.ringfold.engine.QueryRequest;
import io.ringfold.engine.ReplyTo;
import io.ringfold.engine.Submission;
import io.ringfold.engine.Uuid5;
import io.ringfold.engine.shape.FieldError;
import io.ringfold.gateway.access.Caller;
import io.ringfold.gateway.access.Permissions;
import io.ringfold.gateway.format.CommandMessage;
import io.ringfold.gateway.format.Format;
import io.ringfold.gateway.format.MessageReader;
import io.ringfold.gateway.format.MessageWriter;
import io.ringfold.gateway.format.QueryMessage;
import io.ringfold.gateway.format.SubscribeMessage;
import io.ringfold.gateway.intake.Catalogue;
import io.ringfold.gateway.intake.GatewayCodes;
import io.ringfold.gateway.intake.Refusal;
import io.ringfold.gateway.limits.Admission;
import io.ringfold.gateway.metrics.GatewayCounters;
import io.ringfold.gateway.metrics.GatewayCounters.Happening;
import io.ringfold.gateway.metrics.GatewayCounters.Kind;
import io.ringfold.gateway.updates.StreamRequest;
import io.ringfold.gateway.updates.UpdateHub;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: its messages in, the answers out.
 *
 * <p>Frames come on the connection's I/O thread, one after the other, so commands are published in
 * the order received. Outcomes come on the replying thread, results on query threads.
 */
final class Connection implements ReplyTo, MessageReader.Handler {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** One part in so many of the ring is a connection's own while it is more than half full. */
  private static final int RING_SHARE = 8;

  /** So many are worth one force; to gather more would only keep the stages waiting. */
  private static final int MOST_TOGETHER = 64;

  private final Engine engine;
  private final Caller caller;
  private final Catalogue catalogue;
  private final UpdateHub hub;
  private final ConnectionLimits limits;
  private final Admission.Place place;
  private final GatewayCounters counters;
  private final Outbox outbox;
  private final Format format;
  private final MessageReader reader;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger heldSlots = new AtomicInteger();

  /** Commands of the read at hand that are not published yet. On the I/O thread. */
  private final List<Submission> gathered = new ArrayList<>(0);

  private final Subscriptions subscriptions;
  private volatile boolean ended;
  private volatile boolean closed;
  private boolean refusedBusy;

  /** Who was refused for want of room learns of each command at once whether there is some now. */
  private boolean publishesAtOnce;

  private volatile long lastHeardNanos = System.nanoTime();

  Connection(
      Engine engine,
      Caller caller,
      Permissions permissions,
      Catalogue catalogue,
      UpdateHub hub,
      StreamRequest updates,
      ConnectionLimits limits,
      Admission.Place place,
      GatewayCounters counters,
      Outbox outbox) {
    this.engine = engine;
    this.caller = caller;
    this.catalogue = catalogue;
    this.hub = hub;
    this.limits = limits;
    this.place = place;
    this.counters = counters;
    this.outbox = outbox;
    this.format = outbox.format();
    this.reader = format.newMessageReader();
    this.subscriptions =
        new Subscriptions(
            hub, caller, permissions, engine.domains(), outbox, limits.maxSubscriptions(), updates);
  }

  Outbox outbox() {
    return outbox;
  }

  /** The peer has sent something. On the I/O thread. */
  void heard() {
    lastHeardNanos = System.nanoTime();
  }

  /** For how long the peer has sent nothing. Any thread. */
  long silentNanos(long nowNanos) {
    return nowNanos - lastHeardNanos;
  }

  /** Takes nothing more, and closes after what still has to be sent. Any thread. */
  void end(int code, String reason) {
    ended = true;
    outbox.closeAfterFlush(code, reason);
  }

  /** A text frame, UTF-8. On the I/O thread. */
  void onText(byte[] text, int offset, int length) {
    if (ended) {
      // a peer that does not read its close frame must not go on for it
      return;
    }
    counters.frameReceived(length);
    try {
      reader.read(text, offset, length, this);
    } catch (RuntimeException e) {
      LOG.error("a frame of {} bytes could not be handled", length, e);
      error(null, null, Codes.INTERNAL_ERROR, "the server's log says more", null, List.of());
    }
  }

  /**
   * What was read together is through: its commands go to the engine together, and what was
   * answered at once leaves. On the I/O thread.
   */
  void readThrough() {
    publishGathered();
    outbox.flush();
  }

  private void noteBusy(Refusal refusal) {
    if (refusal.code().equals(Codes.BUSY)) {
      refusedBusy = true;
      publishesAtOnce = true;
    }
  }

  /** Whether something was refused as {@code busy} since the last call. On the I/O thread. */
  boolean wasBusy() {
    boolean was = refusedBusy;
    refusedBusy = false;
    return was;
  }

  /** The channel is closed. On the I/O thread. */
  void onClosed() {
    closed = true;
    place.close();
    counters.happened(Happening.CONNECTION_CLOSED);
    outbox.close();
    subscriptions.close();
  }

  @Override
  public void command(CommandMessage message) {
    String clientId = message.clientId();
    UUID uuid = message.uuid();
    if (uuid == null) {
      uuid = Uuid5.ofCommand(clientId, message.clientSeq());
    }
    counters.happened(Happening.MESSAGE_RECEIVED);
    try {
      place.message();
      Catalogue.Command command = catalogue.command(caller, message.name(), message.data());
      gather(message, subscriptions.used(clientId), uuid, command);
    } catch (Refusal e) {
      refuse(e, clientId, message.clientSeq(), uuid);
    } catch (RuntimeException e) {
      failed(e, message.name(), clientId, message.clientSeq(), uuid);
    }
    if (publishesAtOnce || gathered.size() >= MOST_TOGETHER) {
      publishGathered();
    }
  }

  private void refuse(Refusal e, String clientId, long clientSeq, UUID uuid) {
    noteBusy(e);
    error(clientId, clientSeq, e.code(), e.getMessage(), uuid, e.details());
  }

  private void failed(RuntimeException e, String name, String clientId, long clientSeq, UUID uuid) {
    LOG.atError()
        .setCause(e)
        .addKeyValue("uuid", uuid)
        .addKeyValue("name", name)
        .addKeyValue("client-id", clientId)
        .addKeyValue("client-seq", clientSeq)
        .log("a command could not be handled");
    error(clientId, clientSeq, Codes.INTERNAL_ERROR, "the server's log says more", uuid, List.of());
  }

  private void gather(CommandMessage message, String clientId, UUID uuid, Catalogue.Command command)
      throws Refusal {
    requireFairShare();
    Submission submission =
        new Submission(
            command.type(),
            command.data(),
            uuid,
            clientId,
            message.clientSeq(),
            caller.user(),
            message.meta(),
            message.expectedSequence() == null
                ? Submission.ANY_SEQUENCE
                : message.expectedSequence(),
            engine.nowMicros(),
            this);
    takePlace();
    heldSlots.incrementAndGet();
    gathered.add(submission);
  }

  private void publishGathered() {
    if (gathered.isEmpty()) {
      return;
    }
    if (gathered.size() == 1 || !publishTogether()) {
      for (Submission each : gathered) {
        publishAlone(each);
      }
    }
    gathered.clear();
  }

  private boolean publishTogether() {
    try {
      return engine.publish(gathered) == Engine.Publish.PUBLISHED;
    } catch (RuntimeException e) {
      // one of them, which will be told so; nothing was published
      return false;
    }
  }

  private void publishAlone(Submission submission) {
    Engine.Publish published = null;
    try {
      published = engine.publish(submission);
      switch (published) {
        case PUBLISHED -> publishesAtOnce = false;
        case BUSY ->
            throw new Refusal(
                Codes.BUSY, "the server has as many commands in flight as it takes; try again");
        case UNAVAILABLE -> throw new Refusal(Codes.UNAVAILABLE, unavailable());
      }
    } catch (Refusal e) {
      refuse(e, submission.clientId(), submission.clientSeq(), submission.uuid());
    } catch (RuntimeException e) {
      failed(
          e,
          submission.command().type().name(),
          submission.clientId(),
          submission.clientSeq(),
          submission.uuid());
    } finally {
      if (published != Engine.Publish.PUBLISHED) {
        inFlight.decrementAndGet();
        heldSlots.decrementAndGet();
      }
    }
  }

  private String unavailable() {
    String reason = engine.status().reason();
    return "the server takes no commands" + (reason == null ? "" : ": " + reason);
  }

  /**
   * The ring is everybody's: while it is more than half full, who holds more than a small part of
   * it waits, so that one who floods never shuts out the others. Who waits for each answer before
   * the next command holds nobody up.
   */
  private void requireFairShare() throws Refusal {
    int slots = engine.ringSlots();
    if (heldSlots.get() >= slots / RING_SHARE
        && inFlight.get() > 0
        && engine.metrics().occupiedSlots() > slots / 2) {
      throw new Refusal(
          Codes.BUSY,
          "the server has more than half as many commands in flight as it takes (ring-slots), of"
              + " which this connection has "
              + slots / RING_SHARE
              + " or more; try again");
    }
  }

  private void takePlace() throws Refusal {
    if (inFlight.incrementAndGet() > limits.maxInFlight()) {
      inFlight.decrementAndGet();
      throw new Refusal(
          Codes.BUSY,
          "this connection has "
              + limits.maxInFlight()
              + " messages without an answer yet (max-in-flight); try again");
    }
  }

  @Override
  public void released() {
    heldSlots.decrementAndGet();
  }

  @Override
  public void reply(Outcome outcome) {
    inFlight.decrementAndGet();
    MessageWriter writer = MessageWriter.ofThread(format);
    writer.outcome(outcome);
    outbox.addAnswer(writer.bytes(), writer.length());
    hub.flushAtBatchEnd(outbox);
  }

  @Override
  public void query(Object id, QueryMessage message) {
    // in the order received
    publishGathered();
    counters.happened(Happening.MESSAGE_RECEIVED);
    try {
      place.message();
      QueryRequest request = catalogue.query(caller, message);
      takePlace();
      engine.query(request, new Answer(id, message.progress()));
    } catch (Refusal e) {
      noteBusy(e);
      queryError(id, e.code(), e.getMessage(), e.details());
    }
  }

  @Override
  public void subscribe(SubscribeMessage subscription) {
    // in the order received
    publishGathered();
    try {
      subscriptions.subscribe(subscription);
    } catch (Refusal e) {
      error(null, null, e.code(), e.getMessage(), null, e.details());
    }
  }

  @Override
  public void unsubscribe(Object id) {
    // in the order received
    publishGathered();
    try {
      subscriptions.unsubscribe(id);
    } catch (Refusal e) {
      error(null, null, e.code(), e.getMessage(), null, e.details());
    }
  }

  /** Where the result of a query goes; on a query thread, or at once on the I/O thread. */
  private final class Answer implements QueryReply {
    private final Object id;
    private final boolean progress;

    Answer(Object id, boolean progress) {
      this.id = id;
      this.progress = progress;
    }

    @Override
    public void onProgress(long sequence, long target) {
      if (progress) {
        MessageWriter writer = MessageWriter.ofThread(format);
        writer.queryProgress(id, sequence, target);
        outbox.addAnswer(writer.bytes(), writer.length());
        outbox.flush();
      }
    }

    @Override
    public boolean isAbandoned() {
      return closed;
    }

    @Override
    public void onResult(long basis, Object result) {
      inFlight.decrementAndGet();
      MessageWriter writer = MessageWriter.ofThread(format);
      try {
        if (writer.result(id, basis, result, limits.maxResultBytes())) {
          outbox.addAnswer(writer.bytes(), writer.length());
        } else {
          queryError(
              id,
              GatewayCodes.MESSAGE_TOO_LARGE,
              "the result has more than "
                  + limits.maxResultBytes()
                  + " bytes (max-result-bytes); ask for less",
              List.of());
        }
      } catch (RuntimeException e) {
        LOG.error("cannot write the result of query {} as {}", id, format, e);
        queryError(id, Codes.INTERNAL_ERROR, "the server's log says more", List.of());
      }
      outbox.flush();
    }

    @Override
    public void onError(String code, String message) {
      inFlight.decrementAndGet();
      queryError(id, code, message, List.of());
      outbox.flush();
    }
  }

  @Override
  public void malformed(String clientId, Long clientSeq, String message) {
    error(clientId, clientSeq, GatewayCodes.MALFORMED_MESSAGE, message, null, List.of());
  }

  @Override
  public void malformedQuery(Object id, String message) {
    queryError(id, GatewayCodes.MALFORMED_MESSAGE, message, List.of());
  }

  private void error(
      String clientId,
      Long clientSeq,
      String code,
      String message,
      UUID uuid,
      List<FieldError> details) {
    counters.refused(Kind.COMMAND, code);
    MessageWriter writer = MessageWriter.ofThread(format);
    writer.error(clientId, clientSeq, code, message, uuid, details);
    outbox.addAnswer(writer.bytes(), writer.length());
  }

  private void queryError(Object id, String code, String message, List<FieldError> details) {
    counters.refused(Kind.QUERY, code);
    MessageWriter writer = MessageWriter.ofThread(format);
    writer.queryError(id, code, message, details);
    outbox.addAnswer(writer.bytes(), writer.length());
  }
}
