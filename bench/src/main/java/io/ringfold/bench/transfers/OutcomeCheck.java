package io.ringfold.bench.transfers;

import io.ringfold.engine.Durability;
import io.ringfold.engine.Outcome;
import io.ringfold.engine.ReplyTo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;

/**
 * Hears of every outcome and checks it: each command once, in the order published, accepted and
 * new, with the durability asked for and the events it must cause, its sequence the next one.
 *
 * <p>The commands are numbered by {@link io.ringfold.engine.Submission#clientSeq}, from 1. Called
 * on the thread that the engine replies on; {@link #completed} may be asked by any thread.
 */
final class OutcomeCheck implements ReplyTo {
  static final int MAX_IN_FLIGHT = 8192;

  private static final VarHandle COMPLETED;

  static {
    try {
      COMPLETED = MethodHandles.lookup().findVarHandle(OutcomeCheck.class, "completed", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Durability durability;
  private final AtomicReference<String> fault = new AtomicReference<>();
  private long lastSequence;
  private volatile long completed;

  /** When each command in flight was published, by its number. */
  private final long[] publishedNs = new long[MAX_IN_FLIGHT];

  /** Written by who replies; read and emptied while nothing is in flight. */
  private final Histogram latenciesNs = new Histogram(3);

  OutcomeCheck(Durability durability) {
    this.durability = durability;
  }

  /** Before command {@code number} is published; its latency counts from {@code dueNs}. */
  void publishing(long number, long dueNs) {
    publishedNs[(int) (number & MAX_IN_FLIGHT - 1)] = dueNs;
  }

  /** From publication to reply, in nanoseconds; to be asked when all was answered. */
  Histogram latenciesNs() {
    return latenciesNs;
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
    latenciesNs.recordValue(
        Math.max(0, System.nanoTime() - publishedNs[(int) (number & MAX_IN_FLIGHT - 1)]));
    COMPLETED.setRelease(this, next);
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
