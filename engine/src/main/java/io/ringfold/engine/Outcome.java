package io.ringfold.engine;

import java.util.UUID;

/** What became of a command; a view, valid only during the call that hands it over. */
public interface Outcome extends CommandEvents {

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
  @Override
  long sequence();

  /** The time the engine recorded, in microseconds since the epoch; that of the resend, if one. */
  @Override
  long timeMicros();

  Durability durability();

  /** The code of a rejection or refusal; null for ACCEPTED. */
  String code();

  /** The message of a rejection or refusal; null for ACCEPTED. */
  String message();

  /** How many events; 0 for a duplicate, whose events went out the first time. */
  @Override
  int eventCount();

  @Override
  default UUID uuid() {
    return submission().uuid();
  }

  @Override
  default String clientId() {
    return submission().clientId();
  }

  @Override
  default long clientSeq() {
    return submission().clientSeq();
  }

  @Override
  default String user() {
    return submission().user();
  }

  @Override
  default String meta() {
    return submission().meta();
  }
}
