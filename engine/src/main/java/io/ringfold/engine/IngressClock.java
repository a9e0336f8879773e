package io.ringfold.engine;

import java.time.Clock;

/**
 * The one place where the engine reads the time: at ingress, in microseconds since the epoch. From
 * there on time is an input. Stages measure themselves with {@link #nanoTime}, which no decision
 * and no record ever sees. Thread-safe.
 */
final class IngressClock {
  private final Clock clock;

  IngressClock(Clock clock) {
    this.clock = clock;
  }

  static IngressClock system() {
    return new IngressClock(Clock.systemUTC());
  }

  long nowMicros() {
    return Micros.of(clock.instant());
  }

  /** Nanoseconds from anywhere, for measuring how long something took. */
  static long nanoTime() {
    return System.nanoTime();
  }
}
