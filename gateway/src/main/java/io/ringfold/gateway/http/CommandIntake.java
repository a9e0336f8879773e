package io.ringfold.gateway.http;

import io.ringfold.engine.Codes;
import io.ringfold.engine.Engine;
import io.ringfold.engine.EngineStatus;
import io.ringfold.engine.ReplyTo;
import io.ringfold.engine.Submission;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.Migrate;
import io.ringfold.gateway.access.Caller;
import io.ringfold.gateway.format.CommandMessage;
import io.ringfold.gateway.intake.Catalogue;
import io.ringfold.gateway.intake.Refusal;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts commands that came over HTTP on the ring, and knows which are on their way. Thread-safe. */
final class CommandIntake {
  private static final Logger LOG = LoggerFactory.getLogger(CommandIntake.class);

  private final Engine engine;
  private final Catalogue catalogue;
  private final PendingCommands pending = new PendingCommands();

  CommandIntake(Engine engine, Catalogue catalogue) {
    this.engine = engine;
    this.catalogue = catalogue;
  }

  PendingCommands pending() {
    return pending;
  }

  /**
   * @throws ProblemException where no command is taken at all
   */
  void requireServing() throws ProblemException {
    EngineStatus status = engine.status();
    if (!status.isServing()) {
      throw new ProblemException(Problem.unavailable(status));
    }
  }

  /** The client's, or one of our own making: an input like any other, and journaled. */
  static UUID uuid(CommandMessage message) {
    return message.uuid() == null ? UUID.randomUUID() : message.uuid();
  }

  /**
   * Publishes a command; it is pending until it is answered.
   *
   * @throws ProblemException where it was not published
   */
  void publish(CommandMessage message, UUID uuid, Caller caller, ReplyTo replyTo)
      throws ProblemException {
    Catalogue.Command command;
    try {
      command = catalogue.command(caller, message.name(), message.data());
    } catch (Refusal e) {
      throw new ProblemException(Problem.of(e));
    }
    publish(
        command.type(),
        command.data(),
        uuid,
        caller,
        message.meta(),
        message.expectedSequence() == null ? Submission.ANY_SEQUENCE : message.expectedSequence(),
        replyTo);
  }

  /**
   * Publishes a migration, like a command.
   *
   * @throws ProblemException where it was not published
   */
  void publish(Migrate migrate, UUID uuid, Caller caller, ReplyTo replyTo) throws ProblemException {
    publish(
        engine.domains().migrate(), migrate, uuid, caller, null, Submission.ANY_SEQUENCE, replyTo);
  }

  private void publish(
      Domains.Command type,
      Object data,
      UUID uuid,
      Caller caller,
      String meta,
      long expectedSequence,
      ReplyTo replyTo)
      throws ProblemException {
    String name = type.type().name();
    Submission submission =
        new Submission(
            type,
            data,
            uuid,
            null,
            0,
            caller.user(),
            meta,
            expectedSequence,
            engine.nowMicros(),
            outcome -> {
              pending.remove(uuid);
              replyTo.reply(outcome);
            });
    pending.add(uuid, name, data, caller.user());
    Engine.Publish published = null;
    try {
      published = engine.publish(submission);
    } catch (RuntimeException e) {
      LOG.error("command {} {}", name, uuid, e);
      throw new ProblemException(Problem.of(Codes.INTERNAL_ERROR, "the server's log says more"));
    } finally {
      if (published != Engine.Publish.PUBLISHED) {
        pending.remove(uuid);
      }
    }
    switch (published) {
      case PUBLISHED -> {}
      case BUSY ->
          throw new ProblemException(
              Problem.of(
                  Codes.BUSY, "the server has as many commands in flight as it takes; try again"));
      case UNAVAILABLE -> throw new ProblemException(Problem.unavailable(engine.status()));
    }
  }
}
