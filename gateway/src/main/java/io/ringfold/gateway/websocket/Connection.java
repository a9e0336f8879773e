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
import io.ringfold.gateway.format.CommandMessage;
import io.ringfold.gateway.format.Format;
import io.ringfold.gateway.format.MessageReader;
import io.ringfold.gateway.format.MessageWriter;
import io.ringfold.gateway.format.QueryMessage;
import io.ringfold.gateway.intake.Catalogue;
import io.ringfold.gateway.intake.GatewayCodes;
import io.ringfold.gateway.intake.Refusal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: its messages in, the answers out.
 *
 * <p>Frames come on the connection's I/O thread, one after the other, so commands are published in
 * the order received. Outcomes come on the reply thread, results on query threads.
 */
final class Connection implements ReplyTo, MessageReader.Handler {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** A gateway of many clients fits; one that makes a new id for each command does not. */
  private static final int MAX_CLIENT_IDS = 10_000;

  private final Engine engine;
  private final Catalogue catalogue;
  private final Updates updates;
  private final ConnectionParameters parameters;
  private final ConnectionLimits limits;
  private final Outbox outbox;
  private final Format format;
  private final MessageReader reader;
  private final AtomicInteger inFlight = new AtomicInteger();

  // only touched on the I/O thread
  private final Set<String> clientIds = new HashSet<>(2);
  private String lastClientId;
  private boolean closed;

  /** Whether it is on the list to be flushed at the end of the batch; of the reply thread. */
  boolean touchedInBatch;

  Connection(
      Engine engine,
      Catalogue catalogue,
      Updates updates,
      Format format,
      ConnectionParameters parameters,
      ConnectionLimits limits,
      Outbox outbox) {
    this.engine = engine;
    this.catalogue = catalogue;
    this.updates = updates;
    this.format = format;
    this.reader = format.newMessageReader();
    this.parameters = parameters;
    this.limits = limits;
    this.outbox = outbox;
    if (parameters.updates() == ConnectionParameters.Updates.ALL) {
      updates.addToAll(this);
    }
  }

  /** In which it reads and is written to. */
  Format format() {
    return format;
  }

  Outbox outbox() {
    return outbox;
  }

  /** Whether it wants the events of some names only. */
  boolean isSelective() {
    return parameters.events() != null;
  }

  boolean wants(String event) {
    return parameters.wants(event);
  }

  /** A text frame, UTF-8. On the I/O thread. */
  void onText(byte[] text, int offset, int length) {
    try {
      reader.read(text, offset, length, this);
    } catch (RuntimeException e) {
      LOG.error("a frame of {} bytes could not be handled", length, e);
      error(null, null, Codes.INTERNAL_ERROR, "the server's log says more", null, List.of());
    }
    outbox.flush();
  }

  /** The channel is closed. On the I/O thread. */
  void onClosed() {
    closed = true;
    outbox.close();
    updates.remove(this, clientIds);
  }

  @Override
  public void command(CommandMessage message) {
    String clientId = message.clientId();
    long clientSeq = message.clientSeq();
    UUID uuid = message.uuid();
    if (uuid == null) {
      uuid = Uuid5.ofCommand(clientId, clientSeq);
    }
    try {
      Catalogue.Command command = catalogue.command(message.name(), message.data());
      publish(message, remembered(clientId), uuid, command);
    } catch (Refusal e) {
      error(clientId, clientSeq, e.code(), e.getMessage(), uuid, e.details());
    } catch (RuntimeException e) {
      LOG.error("command {} {} of {}", message.name(), uuid, clientId, e);
      error(
          clientId, clientSeq, Codes.INTERNAL_ERROR, "the server's log says more", uuid, List.of());
    }
  }

  private void publish(
      CommandMessage message, String clientId, UUID uuid, Catalogue.Command command)
      throws Refusal {
    takePlace();
    Engine.Publish published = null;
    try {
      published =
          engine.publish(
              new Submission(
                  command.type(),
                  command.data(),
                  uuid,
                  clientId,
                  message.clientSeq(),
                  null,
                  message.meta(),
                  message.expectedSequence() == null
                      ? Submission.ANY_SEQUENCE
                      : message.expectedSequence(),
                  engine.nowMicros(),
                  this));
    } finally {
      if (published != Engine.Publish.PUBLISHED) {
        inFlight.decrementAndGet();
      }
    }
    switch (published) {
      case PUBLISHED -> {}
      case BUSY ->
          throw new Refusal(
              Codes.BUSY, "the server has as many commands in flight as it takes; try again");
      case UNAVAILABLE -> throw new Refusal(Codes.UNAVAILABLE, unavailable());
    }
  }

  private String unavailable() {
    String reason = engine.status().reason();
    return "the server takes no commands" + (reason == null ? "" : ": " + reason);
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

  /** The client's id, made known to {@link Updates} where its events are wanted here. */
  private String remembered(String clientId) throws Refusal {
    if (clientId.equals(lastClientId)) {
      return lastClientId;
    }
    if (parameters.updates() == ConnectionParameters.Updates.MINE
        && !closed
        && !clientIds.contains(clientId)) {
      if (clientIds.size() == MAX_CLIENT_IDS) {
        throw new Refusal(
            Codes.BUSY,
            "this connection has used "
                + MAX_CLIENT_IDS
                + " client-ids already; a client makes its id once, or connects with updates=none");
      }
      clientIds.add(clientId);
      updates.add(clientId, this);
    }
    lastClientId = clientId;
    return clientId;
  }

  @Override
  public void reply(Outcome outcome) {
    inFlight.decrementAndGet();
    updates.reply(this, outcome);
  }

  @Override
  public void query(Object id, QueryMessage message) {
    try {
      QueryRequest request = catalogue.query(message);
      takePlace();
      engine.query(request, new Answer(id));
    } catch (Refusal e) {
      queryError(id, e.code(), e.getMessage(), e.details());
    }
  }

  /** Where the result of a query goes; on a query thread, or at once on the I/O thread. */
  private final class Answer implements QueryReply {
    private final Object id;

    Answer(Object id) {
      this.id = id;
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
    MessageWriter writer = MessageWriter.ofThread(format);
    writer.error(clientId, clientSeq, code, message, uuid, details);
    outbox.addAnswer(writer.bytes(), writer.length());
  }

  private void queryError(Object id, String code, String message, List<FieldError> details) {
    MessageWriter writer = MessageWriter.ofThread(format);
    writer.queryError(id, code, message, details);
    outbox.addAnswer(writer.bytes(), writer.length());
  }
}
