package io.ringfold.reliability;

import io.ringfold.engine.Outcome;
import io.ringfold.engine.Submission;
import java.util.Objects;

/**
 * What a client was told of a command, and may rely on from then on.
 *
 * @param eventCount -1 where it was told as a duplicate, without its events
 */
record Answer(
    Submission command,
    Outcome.Status status,
    long sequence,
    String code,
    String message,
    int eventCount) {

  static Answer of(Outcome outcome) {
    return new Answer(
        outcome.submission(),
        outcome.status(),
        outcome.sequence(),
        outcome.code(),
        outcome.message(),
        outcome.duplicate() ? -1 : outcome.eventCount());
  }

  /** Whether another answer to the same command says the same. */
  boolean agreesWith(Answer other) {
    return status == other.status
        && sequence == other.sequence
        && Objects.equals(code, other.code)
        && Objects.equals(message, other.message);
  }

  @Override
  public String toString() {
    return status + " at " + sequence + (code == null ? "" : " " + code);
  }
}
