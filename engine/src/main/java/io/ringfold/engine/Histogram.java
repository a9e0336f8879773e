package io.ringfold.engine;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often values fell between fixed bounds, and their sum, since the start: what a scraper wants
 * of a histogram, and no more, so that recording is a search among some twenty bounds and two plain
 * increments. Nothing is allocated and nothing is locked.
 *
 * <p>Thread-safe to read; the counts may be a few values apart from the sum. Recorded by one
 * thread, or by many where the method says so.
 */
public final class Histogram {

  /** Bounds for times, in nanoseconds: 10 µs to 10 s, three for each power of ten. */
  static final long[] TIME_BOUNDS_NS = {
    10_000L,
    25_000L,
    50_000L,
    100_000L,
    250_000L,
    500_000L,
    1_000_000L,
    2_500_000L,
    5_000_000L,
    10_000_000L,
    25_000_000L,
    50_000_000L,
    100_000_000L,
    250_000_000L,
    500_000_000L,
    1_000_000_000L,
    2_500_000_000L,
    5_000_000_000L,
    10_000_000_000L
  };

  /** Bounds for numbers of slots: powers of two up to the largest ring that is usual. */
  static final long[] SLOT_BOUNDS = {
    1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384
  };

  /** Longs on a cache line and its neighbour: counters of different threads stay apart. */
  private static final int PADDING = 16;

  /**
   * The state at one moment.
   *
   * @param counts how many values were at most the bound of the same place and more than the one
   *     before; the last one, beyond all bounds, has no bound of its own
   * @param sum of all values
   */
  public record Counts(long[] counts, long sum) {

    /** How many values there were. */
    public long total() {
      return Arrays.stream(counts).sum();
    }
  }

  private final long[] bounds;
  private final AtomicLongArray padded;
  private final AtomicLong sum = new AtomicLong();

  /**
   * @param bounds ascending; a value that equals a bound counts below it
   */
  Histogram(long... bounds) {
    this.bounds = bounds.clone();
    padded = new AtomicLongArray(PADDING + bounds.length + 1 + PADDING);
  }

  static Histogram ofTimes() {
    return new Histogram(TIME_BOUNDS_NS);
  }

  static Histogram ofSlots() {
    return new Histogram(SLOT_BOUNDS);
  }

  /** Counts a value; only ever by the same thread. */
  void record(long value) {
    int place = place(value);
    padded.setRelease(place, padded.getPlain(place) + 1);
    sum.setRelease(sum.getPlain() + value);
  }

  /** Counts a value; any thread, and then never {@link #record}. */
  void recordShared(long value) {
    padded.getAndIncrement(place(value));
    sum.getAndAdd(value);
  }

  private int place(long value) {
    int found = Arrays.binarySearch(bounds, value);
    return PADDING + (found >= 0 ? found : -found - 1);
  }

  /** The upper bounds, ascending, each included. */
  public long[] bounds() {
    return bounds.clone();
  }

  /** What was counted until now. */
  public Counts counts() {
    long[] counts = new long[bounds.length + 1];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = padded.getAcquire(PADDING + i);
    }
    return new Counts(counts, sum.getAcquire());
  }
}
