package io.ringfold.engine.domain;

import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * What a decision may know besides state and command. Everything in it is an input that was fixed
 * before the decision, so that the same journal of commands gives the same decisions again.
 *
 * <p>Valid only during the call of decide; not to be kept.
 */
public interface CommandContext {

  /** The sequence that this command will get. */
  long sequence();

  /** The command's uuid: the idempotency key. */
  UUID commandId();

  /**
   * When the command came in, to the microsecond; never earlier than that of the command before.
   */
  Instant time();

  /** Who sent it; null where access is open. */
  String user();

  /**
   * A new id. The n-th call for one command always gives the same id: the version-5 uuid (RFC 9562)
   * of namespace {@link #commandId()} and name {@code id/n}.
   */
  UUID newId();

  /** Randomness seeded by {@link #commandId()}: the same numbers for the same command. */
  RandomGenerator random();
}
