package io.ringfold.engine;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What one stage does with its time. Written by the stage alone, once a batch, on the one thread
 * that does its work then; read by any.
 *
 * <p>It is also the stage's watch: {@link #now} reads the clock at most some sixteen times a batch,
 * so for each command while there are few and for groups of them under load.
 */
public final class StageMetrics {
  private static final long READINGS_A_BATCH = 16;

  private final String name;
  private final LongSupplier nanoTime;
  private final Histogram batchSlots = Histogram.ofSlots();
  private final AtomicLong busyNs = new AtomicLong();
  private volatile LongSupplier waitingSlots = () -> 0;
  private volatile LongSupplier passedSlots = () -> 0;

  private long batchStartNs;
  private boolean inBatch;
  private long nowNs;
  private long slotsAReading = 1;
  private long slotsLeft;

  StageMetrics(String name, LongSupplier nanoTime) {
    this.name = name;
    this.nanoTime = nanoTime;
  }

  /** A batch begins; on the stage's thread. */
  void begin(long slots) {
    batchSlots.record(slots);
    batchStartNs = nowNs = nanoTime.getAsLong();
    slotsAReading = Math.max(1, slots / READINGS_A_BATCH);
    slotsLeft = 0;
    inBatch = true;
  }

  /** The time, read now or a few slots ago; to be called once a slot, on the stage's thread. */
  long now() {
    if (--slotsLeft < 0) {
      slotsLeft = slotsAReading - 1;
      nowNs = nanoTime.getAsLong();
    }
    return nowNs;
  }

  /** The time, read now; for what takes long. */
  long readNow() {
    return nanoTime.getAsLong();
  }

  /** When the batch began; on the stage's thread. */
  long batchStartNs() {
    return batchStartNs;
  }

  /** The batch ends; on the stage's thread. */
  void end() {
    if (inBatch) {
      inBatch = false;
      busyNs.setRelease(busyNs.getPlain() + nanoTime.getAsLong() - batchStartNs);
    }
  }

  void watch(LongSupplier waiting, LongSupplier passed) {
    waitingSlots = waiting;
    passedSlots = passed;
  }

  /** As in the drawing of the pipeline, in lower case. */
  public String name() {
    return name;
  }

  /** How many slots a batch had. */
  public Histogram batchSlots() {
    return batchSlots;
  }

  /** How long it was at work since the start, in nanoseconds. */
  public long busyNs() {
    return busyNs.getAcquire();
  }

  /** How many slots the ring holds that this stage has not let go yet. */
  public long waitingSlots() {
    return waitingSlots.getAsLong();
  }

  /** How many slots it has let go in this run. */
  public long passedSlots() {
    return passedSlots.getAsLong();
  }
}
