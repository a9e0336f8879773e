package io.ringfold.engine;

import io.ringfold.engine.domain.Domain;

/** What became of a command; a view, valid only during the call that hands it over. */
public interface Outcome {

  /** How a command ended. */
  enum Status {
    /** Decided and journaled, with its events. */
    ACCEPTED,
    /** Decided and journaled, with a code. */
    REJECTED,
    /** Not processed and not journaled ({@code uuid-reused}); has no sequence. */
    REFUSED
  }

  Submission submission();

  Status status();

  /** Whether this is the repeated answer to a command that was processed before. */
  boolean duplicate();

  /** The sequence of the (first) processing; 0 for REFUSED. */
  long sequence();

  /** The time the engine recorded, in microseconds since the epoch; that of the resend, if one. */
  long timeMicros();

  Durability durability();

  /** The code of a rejection or refusal; null for ACCEPTED. */
  String code();

  /** The message of a rejection or refusal; null for ACCEPTED. */
  String message();

  /** How many events; 0 for a duplicate, whose events went out the first time. */
  int eventCount();

  /** The event's record. */
  Object event(int index);

  Domain.EventType<?, ?> eventType(int index);
}
