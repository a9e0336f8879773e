package io.ringfold.client;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * How long to wait before the next attempt: doubling from 20 ms to 1 s, each between half and the
 * whole of it, so that many clients of a restarted server do not come back at one instant.
 */
final class Backoff {
  private static final long FIRST_NS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(1);

  private Backoff() {}

  /** The wait before attempt {@code attempt}, counted from 0. */
  static long delayNs(int attempt) {
    long whole = attempt > 10 ? LONGEST_NS : Math.min(LONGEST_NS, FIRST_NS << attempt);
    return ThreadLocalRandom.current().nextLong(whole / 2, whole + 1);
  }
}
