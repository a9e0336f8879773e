package io.ringfold.engine;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.shape.RecordShape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The state that decisions are made on: every domain's, the window of processed commands, when each
 * aggregate was last written, and which migrations have happened. The decide stage's alone while
 * the pipeline runs.
 *
 * <p>Single-threaded.
 */
final class Aggregates {
  private final Domains domains;
  private final Object[] states;
  private final int dedupWindow;
  private DedupWindow dedup;
  private final WriteIndex writes;
  private final AppliedMigrations migrations = new AppliedMigrations();
  private long sequence;
  private long timeMicros;
  private int writingDomain;
  private final Consumer<String> keyWritten = this::keyWritten;

  Aggregates(Domains domains, int dedupWindow) {
    this.domains = domains;
    states = domains.all().stream().map(domain -> domain.initialState().get()).toArray();
    this.dedupWindow = dedupWindow;
    dedup = new DedupWindow(dedupWindow);
    writes = new WriteIndex(states.length);
  }

  /** The sequence of the last command that this state reflects. */
  long sequence() {
    return sequence;
  }

  /** The time of that command. */
  long timeMicros() {
    return timeMicros;
  }

  Object state(int domainIndex) {
    return states[domainIndex];
  }

  /** The states by the names of their domains. */
  Map<String, Object> statesByName() {
    Map<String, Object> byName = new LinkedHashMap<>();
    for (int i = 0; i < states.length; i++) {
      byName.put(domains.all().get(i).name(), states[i]);
    }
    return byName;
  }

  DedupWindow dedup() {
    return dedup;
  }

  WriteIndex writes() {
    return writes;
  }

  AppliedMigrations migrations() {
    return migrations;
  }

  /** Begins the next command: everything until the next call is its doing. */
  void begin(long nextSequence, long nextTimeMicros) {
    if (nextSequence != sequence + 1) {
      throw new IllegalStateException("sequence=" + nextSequence + " after " + sequence);
    }
    sequence = nextSequence;
    timeMicros = nextTimeMicros;
  }

  /** Changes state by an event of the command begun last. */
  <E> void evolve(int domainIndex, Domain.EventType<?, E> type, RecordShape<E> shape, E event) {
    @SuppressWarnings("unchecked")
    Domain.Evolver<Object, E> evolver = (Domain.Evolver<Object, E>) type.evolver();
    evolver.evolve(states[domainIndex], event);
    writingDomain = domainIndex;
    shape.keys(event, keyWritten);
  }

  private void keyWritten(String key) {
    writes.wrote(writingDomain, key, sequence);
  }

  /** Puts another state in the place of a domain's whole state. */
  void migrate(int domainIndex, Object newState, AppliedMigration migration) {
    states[domainIndex] = newState;
    writes.wroteAll(domainIndex, migration.sequence());
    migrations.add(migration);
  }

  /**
   * Says how far a replay will go: then commands that will have left the window by its end need not
   * come into it.
   *
   * @return the sequence of the first command that the window will hold
   */
  long replaysUpTo(long lastSequence) {
    long first = lastSequence - dedupWindow + 1;
    if (first > sequence + 1) {
      dedup = new DedupWindow(dedupWindow);
    }
    return first;
  }

  /** Ends the command begun last, accepted or not, which the window need not hold. */
  void endOutsideOfWindow(boolean accepted) {
    if (accepted) {
      writes.accepted(sequence);
    }
  }

  /** Ends the command begun last. */
  void end(long uuidMsb, long uuidLsb, long fingerprint, DedupWindow.Rejection rejection) {
    dedup.add(sequence, uuidMsb, uuidLsb, fingerprint, rejection);
    if (rejection == null) {
      writes.accepted(sequence);
    }
  }

  void load(
      long atSequence,
      long atTimeMicros,
      Map<String, Object> byName,
      DedupWindow.Image window,
      WriteIndex.Image index,
      List<?> migrationImage) {
    sequence = atSequence;
    timeMicros = atTimeMicros;
    for (int i = 0; i < states.length; i++) {
      states[i] = byName.get(domains.all().get(i).name());
    }
    dedup.load(window);
    writes.load(index);
    migrations.load(migrationImage);
    for (AppliedMigration migration : migrations.all()) {
      for (int i = 0; i < states.length; i++) {
        if (domains.all().get(i).name().equals(migration.domain())) {
          writes.wroteAll(i, migration.sequence());
        }
      }
    }
  }
}
