package io.ringfold.gateway.http;

import io.ringfold.engine.Durability;
import io.ringfold.engine.Outcome;
import io.ringfold.engine.ReplyTo;
import io.ringfold.engine.Submission;
import io.ringfold.gateway.access.Caller;
import io.ringfold.gateway.access.Permissions;
import io.ringfold.gateway.format.ContentWriter;
import io.ringfold.index.History;
import io.ringfold.index.RecordedCommand;
import io.ringfold.index.RecordedEvent;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.xnio.XnioExecutor;

/**
 * One command whose client waits for the outcome: answered once, by the outcome or, where that
 * takes too long, as one that nobody waits for.
 *
 * <p>The outcome comes on the replying thread, which must not wait: answers leave on the exchange's
 * I/O thread.
 */
final class AwaitedCommand implements ReplyTo {

  /** Puts the command on its way. */
  interface Publication {
    /**
     * @throws ProblemException where it was not published
     */
    void publish(ReplyTo replyTo) throws ProblemException;
  }

  private final HttpServerExchange exchange;
  private final Representation representation;
  private final HistoryReads reads;
  private final Permissions permissions;
  private final Caller caller;
  private final UUID uuid;
  private final AtomicBoolean answered = new AtomicBoolean();
  private volatile XnioExecutor.Key timer;

  AwaitedCommand(
      HttpServerExchange exchange,
      Representation representation,
      HistoryReads reads,
      Permissions permissions,
      Caller caller,
      UUID uuid) {
    this.exchange = exchange;
    this.representation = representation;
    this.reads = reads;
    this.permissions = permissions;
    this.caller = caller;
    this.uuid = uuid;
  }

  /** Publishes it; the exchange belongs to this from now on. */
  void publish(Publication publication, int timeoutMs) {
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () -> {
          timer =
              exchange.getIoThread().executeAfter(this::giveUp, timeoutMs, TimeUnit.MILLISECONDS);
          try {
            publication.publish(this);
          } catch (ProblemException e) {
            if (takeAnswer()) {
              HistoryReads.onIoThread(exchange, () -> e.problem().send(exchange));
            }
          }
        });
  }

  private boolean takeAnswer() {
    timer.remove();
    return answered.compareAndSet(false, true);
  }

  private void giveUp() {
    if (takeAnswer()) {
      CommandsHandler.sendPending(exchange, uuid);
    }
  }

  @Override
  public void reply(Outcome outcome) {
    if (!takeAnswer()) {
      return;
    }
    switch (outcome.status()) {
      case REFUSED -> {
        Problem problem = Problem.of(outcome.code(), outcome.message());
        HistoryReads.onIoThread(exchange, () -> problem.send(exchange));
      }
      case REJECTED -> {
        long sequence = outcome.sequence();
        String code = outcome.code();
        String text = outcome.message();
        send(StatusCodes.CONFLICT, out -> CommandBodies.rejected(out, uuid, sequence, code, text));
      }
      case ACCEPTED -> {
        Durability durability = outcome.durability();
        if (outcome.duplicate()) {
          long sequence = outcome.sequence();
          HistoryReads.onIoThread(exchange, () -> answerAgain(sequence, durability));
        } else {
          RecordedCommand command = outOfItsSlot(outcome);
          send(StatusCodes.CREATED, out -> CommandBodies.accepted(out, command, durability));
        }
      }
    }
  }

  /** The slot is used again, the records in it do not change any more. */
  private static RecordedCommand outOfItsSlot(Outcome outcome) {
    Submission submission = outcome.submission();
    List<RecordedEvent> events = new ArrayList<>(outcome.eventCount());
    for (int i = 0; i < outcome.eventCount(); i++) {
      events.add(new RecordedEvent(outcome.eventType(i).name(), outcome.event(i)));
    }
    return new RecordedCommand(
        outcome.sequence(),
        outcome.timeMicros(),
        submission.uuid(),
        submission.command().type().name(),
        submission.user(),
        submission.clientId(),
        submission.clientSeq(),
        submission.meta(),
        true,
        null,
        null,
        // not shown to who sent it
        Map.of(),
        events,
        0);
  }

  /** Like the first time; the events of then stand in the journal. */
  private void answerAgain(long sequence, Durability durability) {
    reads.find(
        exchange,
        new HistoryReads.Read() {
          @Override
          public Reply look(History history, long newest) {
            RecordedCommand first = history.at(sequence);
            // who sends another user's command again hears that it is done, not what came of it
            ContentWriter content =
                first != null && permissions.maySeeCommand(caller, first.name(), first.user())
                    ? out -> CommandBodies.accepted(out, first, durability)
                    : out -> CommandBodies.acceptedBefore(out, uuid, sequence, durability);
            return reply(
                Reply.of(
                    StatusCodes.CREATED,
                    representation.encode(title(), content, Integer.MAX_VALUE)));
          }

          @Override
          public Problem absent() {
            throw new IllegalStateException("what was processed stands in the journal");
          }
        });
  }

  private void send(int status, ContentWriter content) {
    HistoryReads.onIoThread(exchange, () -> reply(Reply.of(status, content)).send(exchange));
  }

  private Reply reply(Reply reply) {
    return reply.header(Headers.LOCATION, CommandBodies.location(uuid)).title(title());
  }

  private String title() {
    return "Command " + uuid;
  }
}
