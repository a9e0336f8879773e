package io.ringfold.engine;

import com.lmax.disruptor.EventHandler;
import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.Migrate;
import io.ringfold.engine.domain.Migrated;
import io.ringfold.engine.record.RecordWriter;
import io.ringfold.engine.shape.RecordShape;
import io.ringfold.journal.Journal;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The first stage, and the single writer of state: recognises resends, decides, encodes, evolves.
 *
 * <p>A decide that throws rejects its command alone, because nothing was touched yet; so does an
 * event that cannot be written. What evolve throws goes up and stops the engine.
 */
final class DecideStage implements EventHandler<Slot> {
  /** How the message of every conflict begins. */
  private static final String WRITTEN_AT = "written at sequence ";

  private final Domains domains;
  private final TypeCatalog types;
  private final Aggregates aggregates;
  private final SpaceGuard space;
  private final StageMetrics metrics;
  private final Faults faults;
  private final RecordWriter writer = new RecordWriter();
  private final DecisionContext context = new DecisionContext();
  private final Migrations migrations;
  private final Consumer<String> noteLastWrite = this::noteLastWrite;
  private int checkedDomain;
  private boolean keyed;
  private long lastWrite;

  DecideStage(
      Domains domains,
      TypeCatalog types,
      Aggregates aggregates,
      SpaceGuard space,
      StageMetrics metrics,
      Faults faults) {
    this.domains = domains;
    this.types = types;
    this.aggregates = aggregates;
    migrations = new Migrations(domains, aggregates, metrics::readNow);
    this.space = space;
    this.metrics = metrics;
    this.faults = faults;
  }

  @Override
  public void onStart() {
    Thread.currentThread().setName("ringfold-decide");
  }

  @Override
  public void onBatchStart(long batchSize, long queueDepth) {
    metrics.begin(batchSize);
  }

  @Override
  public void onEvent(Slot slot, long ringSequence, boolean endOfBatch) {
    slot.taken(metrics.now());
    process(slot);
    if (endOfBatch) {
      metrics.end();
    }
  }

  /**
   * Reads what {@link #onEvent} will need of a slot that it comes to after so many others; see
   * {@link PiecewiseDecide}.
   *
   * @return anything
   */
  long fetch(Slot slot, int after) {
    Submission submission = slot.submission();
    UUID uuid = submission.uuid();
    long read =
        aggregates
            .dedup()
            .fetch(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits(), after);
    // its class stands in the data itself, so that has to come, too
    return submission.data().getClass() == Migrate.class ? read : ~read;
  }

  private void process(Slot slot) {
    Submission submission = slot.submission();
    // time never runs backwards in the journal, whatever the clocks of the ingress did
    long timeMicros = Math.max(submission.timeMicros(), aggregates.timeMicros());
    if (!begin(slot, submission, timeMicros)) {
      return;
    }
    long fingerprint =
        Fingerprint.of(
            submission.command().type().name(),
            slot.buffer(),
            writer.commandOffset(),
            writer.commandLength());
    UUID uuid = submission.uuid();
    long first =
        aggregates.dedup().find(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    if (first > 0) {
      answerAgain(slot, first, fingerprint, timeMicros);
      return;
    }
    if (space.isFull()) {
      // published before it was known; it leaves no trace, and may be sent again
      slot.refused(timeMicros, Codes.UNAVAILABLE, space.reason());
      return;
    }
    long sequence = aggregates.sequence() + 1;
    Decision decision = decide(slot, submission, sequence, timeMicros);
    aggregates.begin(sequence, timeMicros);
    if (decision instanceof Decision.Rejected rejected) {
      int length = writer.endRejected(timeMicros, rejected.code(), rejected.message());
      slot.rejected(sequence, timeMicros, rejected.code(), rejected.message(), length);
      aggregates.end(
          uuid.getMostSignificantBits(),
          uuid.getLeastSignificantBits(),
          fingerprint,
          new DedupWindow.Rejection(rejected.code(), rejected.message()));
    } else {
      slot.accepted(sequence, timeMicros, writer.endAccepted(timeMicros));
      for (int i = 0; i < slot.eventCount(); i++) {
        if (slot.event(i) instanceof Migrated migrated) {
          migrations.carryOut(migrated, uuid, submission.user());
        } else {
          evolve(submission.command().domainIndex(), slot.eventType(i), slot.event(i));
        }
      }
      aggregates.end(
          uuid.getMostSignificantBits(), uuid.getLeastSignificantBits(), fingerprint, null);
    }
  }

  /** Writes the command; a command that cannot be written is refused, and leaves no trace. */
  private boolean begin(Slot slot, Submission submission, long timeMicros) {
    try {
      write(slot, submission, types.command(submission.data().getClass()));
    } catch (RuntimeException e) {
      faults.notWritten(slot, e);
      slot.refused(timeMicros, Codes.INTERNAL_ERROR, "the command could not be written");
      return false;
    }
    if (writer.length() > Journal.MAX_RECORD_BYTES) {
      slot.refused(
          timeMicros,
          Codes.MESSAGE_TOO_LARGE,
          "the command takes "
              + writer.length()
              + " bytes, a record holds at most "
              + Journal.MAX_RECORD_BYTES);
      return false;
    }
    return true;
  }

  @SuppressWarnings("unchecked")
  private <C> void write(Slot slot, Submission submission, TypeCatalog.Written<C> type) {
    writer.begin(
        slot.buffer(),
        type.ordinal(),
        type.shape(),
        (C) submission.data(),
        submission.uuid(),
        submission.user(),
        submission.clientId(),
        submission.clientSeq(),
        submission.meta());
  }

  private void answerAgain(Slot slot, long first, long fingerprint, long timeMicros) {
    if (aggregates.dedup().fingerprint(first) == fingerprint) {
      slot.duplicate(first, timeMicros, aggregates.dedup().rejection(first));
    } else {
      slot.refused(
          timeMicros,
          Codes.UUID_REUSED,
          "uuid "
              + slot.submission().uuid()
              + " was used for another command, sequence "
              + first
              + ": a resend must repeat name and data; a new command needs a new uuid");
    }
  }

  private Decision decide(Slot slot, Submission submission, long sequence, long timeMicros) {
    Decision conflict = conflict(submission);
    if (conflict != null) {
      return conflict;
    }
    try {
      context.begin(sequence, submission.uuid(), timeMicros, submission.user());
      Decision decision =
          submission.data() instanceof Migrate migrate
              ? migrations.prepare(
                  migrate, sequence, timeMicros, submission.uuid(), submission.user())
              : ask(submission);
      if (decision instanceof Decision.Accepted accepted) {
        encode(slot, submission.command(), accepted.events());
      } else if (decision == null) {
        throw new IllegalStateException("decide returned null");
      }
      return decision;
    } catch (VirtualMachineError e) {
      if (e instanceof StackOverflowError) {
        return failedDecision(slot, submission, e);
      }
      throw e;
    } catch (RuntimeException | LinkageError | AssertionError e) {
      return failedDecision(slot, submission, e);
    }
  }

  private Decision failedDecision(Slot slot, Submission submission, Throwable failure) {
    faults.notDecided(slot, failure);
    slot.forgetEvents();
    return Decision.reject(
        Codes.INTERNAL_ERROR,
        "the command could not be decided because of a fault in the domain; it changed nothing");
  }

  @SuppressWarnings("unchecked")
  private Decision ask(Submission submission) {
    Domains.Command command = submission.command();
    return ((Domain.Decider<Object, Object>) command.type().decider())
        .decide(aggregates.state(command.domainIndex()), submission.data(), context);
  }

  private void encode(Slot slot, Domains.Command command, List<?> events) {
    // by index: an iterator for each command would be garbage
    for (int i = 0; i < events.size(); i++) {
      Object event = events.get(i);
      Domains.Event type = domains.event(event.getClass());
      if (type == null || type.domainIndex() != command.domainIndex()) {
        throw new IllegalStateException(
            event.getClass().getName() + " is no event of domain " + command.domain().name());
      }
      encode(types.event(event.getClass()), event);
      slot.addEvent(type.type(), event);
    }
    int length = writer.length();
    if (length > Journal.MAX_RECORD_BYTES) {
      throw new IllegalStateException(
          "record of " + length + " bytes, at most " + Journal.MAX_RECORD_BYTES);
    }
  }

  @SuppressWarnings("unchecked")
  private <E> void encode(TypeCatalog.Written<E> type, Object event) {
    writer.event(type.ordinal(), type.shape(), (E) event);
  }

  @SuppressWarnings("unchecked")
  private <E> void evolve(int domainIndex, Domain.EventType<?, E> type, Object event) {
    RecordShape<E> shape = (RecordShape<E>) types.event(event.getClass()).shape();
    aggregates.evolve(domainIndex, type, shape, (E) event);
  }

  private Decision conflict(Submission submission) {
    long expected = submission.expectedSequence();
    if (expected == Submission.ANY_SEQUENCE) {
      return null;
    }
    checkedDomain = submission.command().domainIndex();
    keyed = false;
    lastWrite = 0;
    forEachKey(types.command(submission.data().getClass()), submission.data());
    if (!keyed) {
      lastWrite = aggregates.writes().lastAccepted();
    }
    return lastWrite <= expected
        ? null
        : Decision.reject(
            Codes.CONFLICT,
            WRITTEN_AT
                + lastWrite
                + ", after the expected "
                + expected
                + ": look at the present state and decide anew");
  }

  /**
   * Whether a rejection is one that this stage gave because of {@code expected-seq}, which no
   * record holds; a domain may have a code of the same name.
   */
  static boolean isConflict(String code, String message) {
    return code.equals(Codes.CONFLICT) && message.startsWith(WRITTEN_AT);
  }

  @SuppressWarnings("unchecked")
  private <C> void forEachKey(TypeCatalog.Written<C> type, Object command) {
    type.shape().keys((C) command, noteLastWrite);
  }

  private void noteLastWrite(String key) {
    keyed = true;
    lastWrite = Math.max(lastWrite, aggregates.writes().lastWrite(checkedDomain, key));
  }
}
