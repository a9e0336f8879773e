package io.ringfold.engine;

import io.ringfold.snapshots.SnapshotInfo;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** What became of the snapshots of this run. Thread-safe. */
public final class SnapshotMetrics {

  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private volatile long lastNs;
  private volatile SnapshotInfo newest;

  void taken(SnapshotInfo snapshot, long tookNs) {
    newest = snapshot;
    lastNs = tookNs;
    taken.incrementAndGet();
  }

  void found(SnapshotInfo snapshot) {
    newest = snapshot;
  }

  void failed() {
    failed.incrementAndGet();
  }

  public long takenCount() {
    return taken.get();
  }

  /** On schedule; whoever asks for one is told. */
  public long failedCount() {
    return failed.get();
  }

  /** How long the last one took, rebuilding the state included; 0 where none was taken. */
  public long lastNs() {
    return lastNs;
  }

  /** The newest one, taken or found at the start. */
  public Optional<SnapshotInfo> newest() {
    return Optional.ofNullable(newest);
  }
}
