package io.ringfold.engine;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/** What queries about the past cost, since the engine was opened. Thread-safe. */
public final class PastMetrics {
  private final AtomicLong queries = new AtomicLong();
  private final AtomicLong hits = new AtomicLong();
  private final AtomicLong records = new AtomicLong();
  private final Histogram rebuildNs = Histogram.ofTimes();
  private volatile IntSupplier waiting = () -> 0;
  private volatile IntSupplier points = () -> 0;

  void watch(IntSupplier waitingQueries, IntSupplier keptPoints) {
    waiting = waitingQueries;
    points = keptPoints;
  }

  void asked() {
    queries.incrementAndGet();
  }

  void hit() {
    hits.incrementAndGet();
  }

  void read(int moreRecords) {
    records.addAndGet(moreRecords);
  }

  void rebuilt(long tookNs) {
    rebuildNs.recordShared(tookNs);
  }

  /** Queries that asked for another state than the newest, refused ones included. */
  public long queryCount() {
    return queries.get();
  }

  /** Of these, those whose read models were kept in memory. */
  public long hitCount() {
    return hits.get();
  }

  /** Records read to rebuild past read models. */
  public long recordCount() {
    return records.get();
  }

  /** How long each rebuild took, from its thread taking it up to the end. */
  public Histogram rebuildNs() {
    return rebuildNs;
  }

  /** Queries that wait for the past that they asked for. */
  public int waitingQueries() {
    return waiting.getAsInt();
  }

  /** Past read models kept in memory. */
  public int keptPoints() {
    return points.getAsInt();
  }
}
