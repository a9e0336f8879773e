package io.ringfold.gateway.limits;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * So many tokens a second, and a second's worth in stock. Held as the one moment when it will be
 * full again (the generic cell rate algorithm of ITU-T I.371), so that a token costs one
 * compare-and-set and nothing has to fill it up.
 *
 * <p>Thread-safe. Moments are {@link System#nanoTime()}s.
 */
final class TokenBucket {
  private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

  private final long tokenNs;
  private final AtomicLong fullAtNs;

  /** How many connections hold it; guarded by the map that it is in. */
  int holders;

  /**
   * A full one.
   *
   * @param rate tokens a second, from 1 to 1e9
   */
  TokenBucket(int rate, long nowNs) {
    tokenNs = SECOND_NS / rate;
    fullAtNs = new AtomicLong(nowNs);
  }

  /** Takes a token, or returns false where there is none. */
  boolean take(long nowNs) {
    while (true) {
      long full = fullAtNs.get();
      long next = (full - nowNs > 0 ? full : nowNs) + tokenNs;
      if (next - nowNs > Math.max(SECOND_NS, tokenNs)) {
        return false;
      }
      if (fullAtNs.compareAndSet(full, next)) {
        return true;
      }
    }
  }

  /** How long until there is a token; 0 where there is one. */
  long waitNs(long nowNs) {
    return Math.max(0, fullAtNs.get() + tokenNs - nowNs - Math.max(SECOND_NS, tokenNs));
  }

  boolean isFull(long nowNs) {
    return fullAtNs.get() - nowNs <= 0;
  }
}
