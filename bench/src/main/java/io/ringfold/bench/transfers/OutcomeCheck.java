package io.ringfold.bench.transfers;

import io.ringfold.engine.Durability;
import io.ringfold.engine.Outcome;
import io.ringfold.engine.ReplyTo;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Hears of every outcome and checks it: each command once, in the order published, accepted and
 * new, with the durability asked for and the events it must cause, its sequence the next one.
 *
 * <p>The commands are numbered by {@link io.ringfold.engine.Submission#clientSeq}, from 1. Called
 * on the engine's reply thread; {@link #completed} may be asked by any thread.
 */
final class OutcomeCheck implements ReplyTo {
  private final Durability durability;
  private final AtomicReference<String> fault = new AtomicReference<>();
  private long lastSequence;
  private volatile long completed;

  OutcomeCheck(Durability durability) {
    this.durability = durability;
  }

  @Override
  public void reply(Outcome outcome) {
    long number = outcome.submission().clientSeq();
    long next = completed + 1;
    if (number != next) {
      fail("command " + number + " was answered where " + next + " was to come");
    }
    if (outcome.status() != Outcome.Status.ACCEPTED || outcome.duplicate()) {
      fail(
          "command "
              + number
              + " was answered "
              + outcome.status()
              + (outcome.duplicate() ? " as a duplicate" : "")
              + ", code "
              + outcome.code()
              + ": "
              + outcome.message());
    }
    if (lastSequence != 0 && outcome.sequence() != lastSequence + 1) {
      fail("sequence " + outcome.sequence() + " came after " + lastSequence);
    }
    if (outcome.durability() != durability) {
      fail("command " + number + " has durability " + outcome.durability());
    }
    int events = outcome.submission().command().type().name().equals("transfer") ? 2 : 1;
    if (outcome.eventCount() != events) {
      fail("command " + number + " caused " + outcome.eventCount() + " events, not " + events);
    }
    lastSequence = outcome.sequence();
    completed = next;
  }

  /** How many commands were answered. */
  long completed() {
    return completed;
  }

  /** The sequence answered last; to be asked when all was answered. */
  long lastSequence() {
    return lastSequence;
  }

  /**
   * @throws IllegalStateException where anything was wrong so far
   */
  void requireNoFault() {
    if (fault.get() != null) {
      throw new IllegalStateException("the measurement is void: " + fault.get());
    }
  }

  private void fail(String what) {
    fault.compareAndSet(null, what);
  }
}
