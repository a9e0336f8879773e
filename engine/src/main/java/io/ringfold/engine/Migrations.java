package io.ringfold.engine;

import io.ringfold.engine.domain.CommandContext;
import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.Migrate;
import io.ringfold.engine.domain.Migrated;
import io.ringfold.engine.domain.MigrationType;
import io.ringfold.engine.shape.Values;
import io.ringfold.snapshots.SnapshotTypes;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes a domain's whole state at once, by the function that the domain declares.
 *
 * <pre>
 *   rehearsal  on a model rebuilt beside the pipeline: what live does, twice, and the read models
 *   live       prepare:  hash ─► copy ─► function ─► hash     nothing is touched yet
 *              carryOut: the new state takes the old one's place, when its record is encoded
 *   replay     hash ─► function ─► hash, both hashes compared with those in the record
 * </pre>
 *
 * <p>Live, the function works on a copy, so that one that throws has changed nothing. While that
 * goes on no other command is decided: this is the barrier, and the pause. The rehearsal comes
 * before it and holds nobody up; it is there because a journal whose migration comes out in another
 * way at the next start, or breaks a read model, could not be replayed.
 *
 * <p>Single-threaded: belongs to whoever writes the state.
 */
final class Migrations {
  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

  private final Domains domains;
  private final Aggregates aggregates;
  private final LongSupplier nanoTime;
  private final DecisionContext context = new DecisionContext();
  private SnapshotTypes types;
  private Object prepared;

  /** For replays, which nobody waits for. */
  Migrations(Domains domains, Aggregates aggregates) {
    this(domains, aggregates, () -> 0);
  }

  /**
   * @param nanoTime measures the pause
   */
  Migrations(Domains domains, Aggregates aggregates, LongSupplier nanoTime) {
    this.domains = domains;
    this.aggregates = aggregates;
    this.nanoTime = nanoTime;
  }

  /**
   * The migration that an event tells of.
   *
   * @throws EngineException where this code does not have it
   */
  static Domains.Migration require(Domains domains, Migrated event) {
    Domains.Migration migration = domains.migration(event.name(), event.version());
    if (migration == null || !migration.domain().name().equals(event.domain())) {
      throw new EngineException(
          "the journal holds migration %s version %d of domain %s, which this code does not declare:"
                  .formatted(event.name(), event.version(), event.domain())
              + " put its function back, as it was; or start from a snapshot taken after it");
    }
    return migration;
  }

  /**
   * Tries on a model of its own what would happen live, and leaves the model of no further use.
   *
   * @return null where nothing speaks against it, or what does
   */
  static String rehearse(Domains domains, Model model, Migrate asked, UUID uuid, String user) {
    Migrations trial = new Migrations(domains, model.aggregates());
    long sequence = model.sequence() + 1;
    long timeMicros = model.timeMicros();
    try {
      if (!(trial.prepare(asked, sequence, timeMicros, uuid, user)
          instanceof Decision.Accepted accepted)) {
        return null; // whoever decides live says why
      }
      Migrated once = (Migrated) accepted.events().get(0);
      Decision.Accepted second =
          (Decision.Accepted) trial.prepare(asked, sequence, timeMicros, uuid, user);
      Migrated again = (Migrated) second.events().get(0);
      if (!again.hashAfter().equals(once.hashAfter())) {
        return "it comes out in two ways: its function has to be determined by state and context";
      }
      model.projections().command(sequence, timeMicros, uuid, user);
      model.projections().fold(0, once);
      return null;
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      LOG.error("rehearsing {} failed", asked, e);
      return e.toString();
    }
  }

  /**
   * Makes the new state and keeps it back until {@link #carryOut}; what the function throws comes
   * out here, and nothing has changed then.
   */
  Decision prepare(Migrate asked, long sequence, long timeMicros, UUID uuid, String user) {
    long startNs = nanoTime.getAsLong();
    prepared = null;
    Domains.Migration migration = domains.migration(asked.name(), asked.version());
    if (migration == null || !migration.domain().name().equals(asked.domain())) {
      return Decision.reject(
          Codes.UNKNOWN_MIGRATION,
          "domain %s declares no migration %s version %d"
              .formatted(asked.domain(), asked.name(), asked.version()));
    }
    AppliedMigration before =
        aggregates.migrations().last(asked.domain(), asked.name(), asked.version());
    if (before != null && !migration.type().isRepeatable()) {
      return Decision.reject(
          Codes.ALREADY_MIGRATED,
          "migration %s version %d was carried out at sequence %d, and may be only once: another needs another version"
              .formatted(asked.name(), asked.version(), before.sequence()));
    }
    Object state = aggregates.state(migration.domainIndex());
    String hashBefore = hash(state);
    context.begin(sequence, uuid, timeMicros, user);
    Object next = transformed(migration, copy(state), context);
    String hashAfter = hash(next);
    prepared = next;
    return Decision.accept(
        new Migrated(
            asked.domain(),
            asked.name(),
            asked.version(),
            hashBefore,
            hashAfter,
            nanoTime.getAsLong() - startNs));
  }

  /** Lets the new state that was made last take the place of the old one. */
  void carryOut(Migrated event, UUID uuid, String user) {
    Domains.Migration migration = require(domains, event);
    aggregates.migrate(migration.domainIndex(), prepared, applied(event, uuid, user));
    prepared = null;
  }

  /**
   * Does again what was done live.
   *
   * @throws EngineException as {@link #again} does
   */
  void replay(Migrated event, UUID uuid, String user) {
    int domainIndex = require(domains, event).domainIndex();
    context.begin(aggregates.sequence(), uuid, aggregates.timeMicros(), user);
    Object next = again(domains, event, aggregates.state(domainIndex), context);
    aggregates.migrate(domainIndex, next, applied(event, uuid, user));
  }

  /**
   * The state that a journaled migration makes of the one before it, which is of no further use.
   *
   * @param context with what the record says
   * @throws EngineException where this code does not have the migration, or its function makes
   *     something else of the same state
   */
  static Object again(Domains domains, Migrated event, Object state, CommandContext context) {
    Domains.Migration migration = require(domains, event);
    // where evolve or the state's fields are others than they were then, so is the outcome, rightly
    boolean comparable = hash(state).equals(event.hashBefore());
    Object next = transformed(migration, state, context);
    String hashAfter = comparable ? hash(next) : event.hashAfter();
    if (!hashAfter.equals(event.hashAfter())) {
      throw new EngineException(
          "migration %s version %d of domain %s makes state %s of the same state that it made %s of:"
                  .formatted(
                      event.name(), event.version(), event.domain(), hashAfter, event.hashAfter())
              + " its function is not what it was; put it back, and give the changed one the next"
              + " version");
    }
    return next;
  }

  private AppliedMigration applied(Migrated event, UUID uuid, String user) {
    return new AppliedMigration(
        event.domain(),
        event.name(),
        event.version(),
        aggregates.sequence(),
        aggregates.timeMicros(),
        user,
        uuid,
        event.hashBefore(),
        event.hashAfter(),
        event.pauseNs());
  }

  @SuppressWarnings("unchecked") // the definition pairs state and function
  private static Object transformed(
      Domains.Migration migration, Object state, CommandContext context) {
    Object next =
        ((MigrationType.Transformation<Object>) migration.type().transformation())
            .transform(state, context);
    if (!migration.domain().stateType().isInstance(next)) {
      throw new IllegalStateException(
          "migration %s version %d gave %s, must be a %s"
              .formatted(
                  migration.type().name(),
                  migration.type().version(),
                  next == null ? null : next.getClass().getName(),
                  migration.domain().stateType().getName()));
    }
    return next;
  }

  private Object copy(Object state) {
    if (types == null) {
      types = ModelImage.types(domains);
    }
    return types.copyOf(state);
  }

  private static String hash(Object state) {
    return HexFormat.of().formatHex(Values.hash(state));
  }
}
