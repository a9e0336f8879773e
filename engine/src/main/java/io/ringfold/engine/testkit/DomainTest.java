package io.ringfold.engine.testkit;

import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Decision.Accepted;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domain.CommandType;
import io.ringfold.engine.domain.Domain.EventType;
import io.ringfold.engine.domain.Domain.QueryType;
import io.ringfold.engine.domain.Migrated;
import io.ringfold.engine.domain.MigrationType;
import io.ringfold.engine.shape.RecordShape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A test of one domain: past events are given, a command is decided, and {@link Then} says what was
 * expected of it. Steps may follow each other; what was accepted is past for the next one.
 *
 * <p>Time, user and command uuid are fixed, the same in every run: {@link #START}, nobody, and a
 * uuid made of the sequence; {@link #at}, {@link #by} and {@link #as} set others.
 *
 * <p>Every step also checks, without being asked, what the engine relies on:
 *
 * <ul>
 *   <li>commands and events survive their codec: what a replay reads equals what was decided (a
 *       record with an array in it needs an equals of its own);
 *   <li>decide leaves the state as it is, and decides the same when asked again;
 *   <li>events are listed in the domain, and rejections declared;
 *   <li>evolve and folds leave the event as it is, folds and queries the read model;
 *   <li>the state by key survives the codec, stays as it was when the state goes on, and reading it
 *       changes nothing;
 *   <li>a fresh state reaches the same state and read models by all events, and so does a snapshot
 *       taken before the step by the events after it;
 *   <li>folds reach the same read models whether each event is a batch, or all are one;
 *   <li>state and read models come back from a snapshot as they were.
 * </ul>
 *
 * <p>Every fault, asked for or not, is an {@link AssertionError} that shows what was seen. The
 * checks look at the whole state at every step: for thousands of steps it should be small. Not
 * thread-safe.
 *
 * @param <S> the type of the domain's state
 */
public final class DomainTest<S> {

  /** When everything happens that {@link #at} does not place elsewhere. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final SilentChecks<S> checks;
  private final SnapshotRoundTrip<S> snapshots;
  private final Image<S> live;
  private final List<PastCommand> history = new ArrayList<>();

  /** What a snapshot of the last step gave back. */
  private Image<S> lastSnapshot;

  private long sequence;
  private Instant time = START;
  private String user;
  private UUID nextCommandId;

  private DomainTest(Domain<S> domain) {
    checks = new SilentChecks<>(domain);
    snapshots = new SnapshotRoundTrip<>(domain);
    live = Image.initial(domain);
    lastSnapshot = snapshots.of(live);
  }

  /**
   * Begins a test, with nothing past.
   *
   * @throws IllegalArgumentException where a command, event or query has a component that cannot be
   *     carried, an event's history does not lead to its class, or a class of the state cannot
   *     stand in a snapshot
   */
  public static <S> DomainTest<S> of(Domain<S> domain) {
    domain.commands().stream().map(CommandType::type).forEach(RecordShape::of);
    domain.events().stream().map(EventType::type).forEach(RecordShape::of);
    domain.queries().stream().map(QueryType::type).forEach(RecordShape::of);
    return new DomainTest<>(domain);
  }

  /**
   * From now on, time is this.
   *
   * @throws IllegalArgumentException where it is earlier than what is past, as it never is in an
   *     engine
   */
  public DomainTest<S> at(Instant newTime) {
    if (newTime.isBefore(time)) {
      throw new IllegalArgumentException(
          "at " + newTime + ": earlier than " + time + ", and time never goes back");
    }
    time = newTime;
    return this;
  }

  /** From now on, commands come from this user; null as where access is open. */
  public DomainTest<S> by(String newUser) {
    user = newUser;
    return this;
  }

  /** The next command has this uuid. */
  public DomainTest<S> as(UUID commandId) {
    nextCommandId = Objects.requireNonNull(commandId, "commandId");
    return this;
  }

  /** These events happened, all by one command. */
  public DomainTest<S> given(Object... events) {
    accept(List.of(events), next());
    return this;
  }

  /**
   * An event happened once, by a command of its own, and stands in the journal as older code wrote
   * it: it is read as a replay reads it, through its {@link
   * io.ringfold.engine.domain.EventHistory}, an upcaster, or not at all. Also checks that an
   * upcaster gives the same when asked again.
   *
   * @param event its name, of an event of the domain or a retired one
   * @param asWritten a record of the fields that this version had; its class, kept beside the test,
   *     is all that is left of the older code
   */
  public DomainTest<S> givenJournaled(String event, int version, Record asWritten) {
    accept(checks.lift(event, version, asWritten), next());
    return this;
  }

  /** A migration happened, of state and read models as they are now. */
  public DomainTest<S> givenMigration(String name, int version) {
    MigrationType<S> migration = Image.migration(checks.domain(), name, version);
    accept(
        List.of(
            new Migrated(checks.domain().name(), migration.name(), migration.version(), "", "", 0)),
        next());
    return this;
  }

  /** These commands were accepted, one after the other. */
  public DomainTest<S> givenCommands(Object... commands) {
    for (Object command : commands) {
      Then<S> then = when(command);
      if (!(then.decision() instanceof Accepted)) {
        throw new AssertionError(
            "given command " + command + " was not accepted: " + then.decision() + show());
      }
    }
    return this;
  }

  /** Decides a command and, where it is accepted, applies its events. */
  public Then<S> when(Object command) {
    Circumstances now = next();
    CommandType<S, ?> type = checks.command(command);
    Decision decision = checks.decide(type, command, live.state(), () -> new FixedContext(now));
    List<?> events = decision instanceof Accepted accepted ? accepted.events() : List.of();
    accept(events, now);
    return new Then<>(this, command, decision);
  }

  /** The answer to a query about now: what its handler gives. */
  public Object answer(Object query) {
    return checks.answer(live, query);
  }

  /** Expects this answer to a query; see {@link Then#thenQuery}. */
  public DomainTest<S> thenQuery(Object query, Object expected) {
    Answers.expect(this, query, expected);
    return this;
  }

  /**
   * Expects this of the aggregate with a key, as the domain's keyState tells it.
   *
   * @param expected the record, or what a client gets of it; null for none
   */
  public DomainTest<S> thenKeyState(String key, Object expected) {
    Answers.expectKeyState(this, key, checks.keyState(live, key), expected);
    return this;
  }

  /** Looks at the state, to assert about it; not to change it. */
  public DomainTest<S> thenState(Consumer<S> assertions) {
    assertions.accept(live.state());
    return this;
  }

  /** State and read models, one a line, to stand at the end of a message. */
  String show() {
    return "\nwith" + live.show();
  }

  private Circumstances next() {
    sequence++;
    UUID commandId = nextCommandId == null ? new UUID(0, sequence) : nextCommandId;
    nextCommandId = null;
    return new Circumstances(sequence, commandId, time, user);
  }

  private void accept(List<?> events, Circumstances now) {
    if (events.isEmpty()) {
      return;
    }
    List<Payload<?>> payloads = new ArrayList<>();
    for (Object event : events) {
      payloads.add(checks.event(event));
    }
    PastCommand command = new PastCommand(now, List.copyOf(payloads));
    history.add(command);
    checks.apply(live, events, payloads, now);
    checks.replayReaches(live, history);
    checks.snapshotAndReplayReaches(live, lastSnapshot, command);
    lastSnapshot = snapshots.of(live);
    checks.survivesSnapshot(live, lastSnapshot);
  }
}
