package io.ringfold.engine;

import io.ringfold.engine.DecisionComparison.Kind;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.record.RecordStatus;
import io.ringfold.engine.record.RecordView;
import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.engine.shape.BindException;
import io.ringfold.journal.JournalHandler;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;

/**
 * Decides journaled commands by other business logic, and compares. Up to the first sequence that
 * is asked about, the candidate's state is made of the recorded events; from there on of its own:
 * each command, accepted or rejected, is decided on the candidate's state, and what it decides
 * evolves that state.
 *
 * <p>It is decided by the stage that decides live, {@link DecideStage}, with the record's own
 * sequence, uuid, time and user; so an equal domain comes to equal decisions. Resends stand in no
 * journal. Commands that the engine itself rejected ({@code expected-seq}) stay rejected.
 *
 * <p>Gets the records of a journal from the first on, in order. Writes nothing, and hands the
 * candidate nothing that does. Single-threaded.
 */
public final class WhatIf implements JournalHandler {

  /** The journal holds no uuid twice within any window; the smallest one sees no resends. */
  private static final int NO_RESENDS = 1;

  private final Domains domains;
  private final long fromSequence;
  private final Consumer<DecisionComparison> listener;
  private final Model recorded;
  private final Model candidate;
  private final DecideStage decide;
  private final Slot slot = new Slot(Durability.CRASH);
  private final RecordView view = new RecordView();
  private final Map<Integer, CommandReader<?>> commandReaders = new HashMap<>();
  private final RecordedEvents recordedEvents;
  private final DecidedAgain current;
  private Throwable failure;

  /**
   * @param writer what wrote the journal, as far as it is known
   * @param candidate what is to decide instead
   * @param fromSequence the first command to decide anew
   * @param listener hears of every command from there on
   * @throws EngineException where the candidate cannot be set up, or the history of an event does
   *     not lead to its class
   */
  public WhatIf(
      Domains writer, Domains candidate, long fromSequence, Consumer<DecisionComparison> listener) {
    this.domains = candidate;
    this.fromSequence = fromSequence;
    this.listener = listener;
    recorded = new Model(writer, NO_RESENDS);
    try {
      this.candidate = new Model(candidate, NO_RESENDS);
      decide = decideStage();
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      throw new EngineException("the candidate cannot be set up: " + reason(e), e);
    }
    recordedEvents = new RecordedEvents(this.candidate.types());
    current = new DecidedAgain(this.candidate.types(), view, slot);
  }

  private DecideStage decideStage() {
    // ordinals of its own: what it encodes is measured, and goes nowhere
    TypeCatalog written = new TypeCatalog(domains);
    written.defineMissing();
    Faults noted =
        new Faults() {
          @Override
          public void notDecided(Slot at, Throwable thrown) {
            failure = thrown;
          }

          @Override
          public void notWritten(Slot at, Throwable thrown) {
            failure = thrown;
          }
        };
    return new DecideStage(
        domains,
        written,
        candidate.aggregates(),
        SpaceGuard.never(),
        new StageMetrics("decide", () -> 0),
        noted);
  }

  /** What our own code found is said in its message alone. */
  static String reason(Throwable failure) {
    return failure instanceof EngineException ? failure.getMessage() : failure.toString();
  }

  @Override
  public void onDefinition(int ordinal, DirectBuffer buffer, int offset, int length) {
    recorded.onDefinition(ordinal, buffer, offset, length);
    try {
      candidate.onDefinition(ordinal, buffer, offset, length);
    } catch (EngineException e) {
      throw new EngineException("the candidate cannot read the journal: " + e.getMessage(), e);
    }
  }

  @Override
  public void onRecord(long sequence, DirectBuffer buffer, int offset, int length) {
    recorded.onRecord(sequence, buffer, offset, length);
    if (sequence < fromSequence) {
      fold(sequence, buffer, offset, length);
    } else {
      compare(sequence, view.wrap(buffer, offset, length));
      slot.clear();
    }
  }

  private void fold(long sequence, DirectBuffer buffer, int offset, int length) {
    try {
      candidate.onRecord(sequence, buffer, offset, length);
    } catch (EngineException | LinkageError | AssertionError | StackOverflowError e) {
      throw new EngineException(
          "the candidate cannot fold what was recorded before sequence "
              + fromSequence
              + ": "
              + reason(e),
          e);
    }
  }

  private void compare(long sequence, RecordView commandRecord) {
    TypeDefinition type = candidate.types().definition(commandRecord.commandType());
    current.begin(sequence, type);
    Domains.Command command = domains.journaledCommand(type.name());
    if (commandRecord.status() == RecordStatus.REJECTED
        && DecideStage.isConflict(commandRecord.code(), commandRecord.message())) {
      pass(Kind.KEPT, commandRecord.code(), commandRecord.message());
    } else if (command == null || !isWritten(command)) {
      pass(
          Kind.UNKNOWN_COMMAND,
          "unknown-command",
          "the candidate has no command " + type.name() + " in any domain");
    } else {
      decide(sequence, commandRecord, type, command);
    }
    listener.accept(current);
  }

  /** The engine's own command is there for candidates with migrations. */
  private boolean isWritten(Domains.Command command) {
    return command != domains.migrate() || !domains.migrations().isEmpty();
  }

  private void decide(
      long sequence, RecordView commandRecord, TypeDefinition type, Domains.Command command) {
    Object data;
    try {
      data = read(commandRecord, type, command);
    } catch (BindException e) {
      pass(Kind.INVALID_COMMAND, "command-validation-failed", e.getMessage());
      return;
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      // a constructor may fail in more ways than it should
      pass(Kind.INVALID_COMMAND, Codes.INTERNAL_ERROR, e.toString());
      return;
    }
    slot.submit(
        new Submission(
            command,
            data,
            commandRecord.uuid(),
            commandRecord.clientId(),
            commandRecord.clientSeq(),
            commandRecord.user(),
            commandRecord.meta(),
            Submission.ANY_SEQUENCE,
            commandRecord.timeMicros(),
            null),
        0);
    failure = null;
    try {
      decide.onEvent(slot, 0, true);
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      throw new EngineException(
          "the candidate's evolve failed at sequence "
              + sequence
              + ", command "
              + type.name()
              + ": "
              + e
              + ". A server with it would stop here",
          e);
    }
    if (slot.status() == Outcome.Status.REFUSED) {
      pass(Kind.INVALID_COMMAND, slot.code(), slot.message());
    } else {
      current.decided(
          kind(commandRecord), slot.code(), failure == null ? slot.message() : thrown());
    }
  }

  private Object read(RecordView commandRecord, TypeDefinition type, Domains.Command command)
      throws BindException {
    return commandReaders
        .computeIfAbsent(
            commandRecord.commandType(), ordinal -> CommandReader.of(type, command.type().type()))
        .read(commandRecord.buffer(), commandRecord.commandOffset(), commandRecord.commandLength());
  }

  /** The command changes nothing; its sequence is used up all the same, as it is recorded. */
  private void pass(Kind kind, String code, String message) {
    candidate.aggregates().begin(current.sequence(), view.timeMicros());
    candidate
        .aggregates()
        .end(view.uuidMsb(), view.uuidLsb(), 0, new DedupWindow.Rejection(code, message));
    current.decided(kind, code, message);
  }

  private String thrown() {
    StackTraceElement[] trace = failure.getStackTrace();
    return trace.length == 0 ? failure.toString() : failure + ", at " + trace[0];
  }

  private Kind kind(RecordView commandRecord) {
    boolean wasAccepted = commandRecord.status() == RecordStatus.ACCEPTED;
    if (failure != null) {
      return !wasAccepted && commandRecord.code().equals(Codes.INTERNAL_ERROR)
          ? Kind.SAME
          : Kind.FAILED;
    }
    boolean accepts = slot.status() == Outcome.Status.ACCEPTED;
    if (wasAccepted != accepts) {
      return accepts ? Kind.NOW_ACCEPTED : Kind.NOW_REJECTED;
    }
    if (accepts) {
      return recordedEvents.areThoseOf(current.sequence(), commandRecord, slot)
          ? Kind.SAME
          : Kind.OTHER_EVENTS;
    }
    return commandRecord.code().equals(slot.code()) ? Kind.SAME : Kind.OTHER_CODE;
  }

  /** The sequence of the last record. */
  public long sequence() {
    return recorded.sequence();
  }

  /** The states as they were recorded, by domain; live objects, to be read only. */
  public Map<String, Object> recordedStates() {
    return recorded.states();
  }

  /** The states that the candidate came to, by domain; live objects, to be read only. */
  public Map<String, Object> candidateStates() {
    return candidate.states();
  }
}
