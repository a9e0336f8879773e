package io.ringfold.bench.peers.harness;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;

/**
 * Hears of each command that a peer completed, checks that it was under way and, for a peer with an
 * order, that it was the next, and takes its latency from when it was sent.
 *
 * <p>The client calls {@link #sent}; {@link #completed} is called by one thread, or, where the peer
 * was opened for {@link #inAnyOrder}, by any number.
 */
public final class Completions {
  private static final long LONGEST_NS = 60_000_000_000L;

  private final boolean ordered;
  private final int mask;
  private final long[] numbers;
  private final AtomicLongArray sentNs;
  private final AtomicLong completed = new AtomicLong();
  private final AtomicReference<Throwable> fault = new AtomicReference<>();
  private final Histogram latencies = new Histogram(LONGEST_NS, 3);
  private volatile long measureFromNs = Long.MAX_VALUE;
  private volatile long measureUntilNs = Long.MAX_VALUE;

  private Completions(int window, boolean ordered) {
    this.ordered = ordered;
    int slots = Integer.highestOneBit(Math.max(1, window) * 2 - 1);
    mask = slots - 1;
    numbers = new long[slots];
    sentNs = new AtomicLongArray(slots);
  }

  /** For a peer that completes commands in the order sent. */
  public static Completions inOrder(int window) {
    return new Completions(window, true);
  }

  /** For a peer that several threads must call, so that it has no order to keep. */
  public static Completions inAnyOrder(int window) {
    return new Completions(window, false);
  }

  boolean isOrdered() {
    return ordered;
  }

  /** Whether the command of this number may be sent: the one that had its place was completed. */
  boolean hasPlaceFor(long number) {
    return sentNs.get((int) number & mask) == 0;
  }

  /** The command is about to be sent, at this time. */
  void sending(long number, long nowNs) {
    int slot = (int) number & mask;
    numbers[slot] = number;
    sentNs.setRelease(slot, nowNs);
  }

  /** What is completed from the one time on until the other is measured. */
  void measure(long fromNs, long untilNs) {
    measureUntilNs = untilNs;
    measureFromNs = fromNs;
  }

  /** The command of this number is completed, at the durability asked for. */
  public void completed(long number) {
    if (ordered) {
      complete(number);
    } else {
      synchronized (this) {
        complete(number);
      }
    }
  }

  private void complete(long number) {
    long before = completed.getPlain();
    if (ordered && number != before + 1) {
      failed(
          new IllegalStateException(
              "command " + number + " was completed where " + (before + 1) + " was to come"));
      return;
    }
    int slot = (int) number & mask;
    long sent = sentNs.getAcquire(slot);
    if (sent == 0 || numbers[slot] != number) {
      failed(new IllegalStateException("command " + number + " was completed, and not under way"));
      return;
    }
    long now = System.nanoTime();
    if (now >= measureFromNs && now < measureUntilNs) {
      latencies.recordValue(Math.min(LONGEST_NS, now - sent));
    }
    sentNs.setRelease(slot, 0);
    completed.setRelease(before + 1);
  }

  /** Something went wrong within the peer; the first such thing voids the measurement. */
  public void failed(Throwable what) {
    fault.compareAndSet(null, what);
  }

  /** How many were completed. */
  long count() {
    return completed.getAcquire();
  }

  /** Latencies of what was completed while measured; to be asked when all was completed. */
  Histogram latencies() {
    return latencies;
  }

  /**
   * @throws PeerException where anything was wrong so far
   */
  void requireNoFault() {
    Throwable what = fault.get();
    if (what != null) {
      throw new PeerException(what.toString(), what);
    }
  }
}
