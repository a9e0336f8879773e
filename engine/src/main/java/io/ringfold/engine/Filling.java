package io.ringfold.engine;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.Migrated;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One projection that is filled from its beginning, beside the one that runs. A fold that throws
 * ends it, and nothing else.
 *
 * <p>Single-threaded.
 */
final class Filling {
  private static final Logger LOG = LoggerFactory.getLogger(Filling.class);

  private final String name;
  private final Set<Class<?>> folds = new HashSet<>();
  private final ReadModels models;
  private long sequence;
  private String failure;

  Filling(Domains domains, Domain<?> domain, Domain.ProjectionType<?> projection) {
    name = ReadModels.name(domain.name(), projection.name());
    folds.addAll(projection.folds().keySet());
    folds.add(Migrated.class);
    models = new ReadModels(domains, domain, projection);
  }

  String name() {
    return name;
  }

  /** The classes of the events that it folds. */
  Set<Class<?>> folds() {
    return folds;
  }

  /** Begins the events of a command. */
  void command(long atSequence, long timeMicros, UUID uuid, String user) {
    sequence = atSequence;
    models.command(atSequence, timeMicros, uuid, user);
  }

  /** Folds an event of the command begun last. */
  void fold(int index, Object event) {
    if (failure != null) {
      return;
    }
    try {
      models.fold(index, event);
    } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
      failure = "its fold failed at sequence " + sequence + ", event " + index + ": " + e;
      LOG.error("projection {} is not rebuilt: {}", name, failure, e);
    }
  }

  /** Folds what was kept of a command. */
  void fold(LiveTail.Kept kept) {
    command(kept.sequence(), kept.timeMicros(), kept.uuid(), kept.user());
    for (int i = 0; i < kept.events().length; i++) {
      if (kept.events()[i] != null) {
        fold(i, kept.events()[i]);
      }
    }
  }

  void fail(String reason) {
    failure = reason;
  }

  boolean hasFailed() {
    return failure != null;
  }

  /** Why it failed; null where it did not. */
  String failure() {
    return failure;
  }

  /** What it has come to. */
  Object value() {
    return models.byName().get(name);
  }
}
