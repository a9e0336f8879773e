package io.ringfold.engine;

import com.lmax.disruptor.EventHandler;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Fourth stage, after {@link ReplyStage}: folds events into the read models and publishes them once
 * a batch, with the sequence that they reflect.
 *
 * <p>Between two batches a rebuilt projection may be swapped in. A lock keeps both apart: the stage
 * holds it for a batch, the rebuild for no longer than it takes to fold a few events; neither ever
 * waits for a disk under it.
 */
final class ProjectStage implements EventHandler<Slot> {

  /** More records than these are not folded under the lock. */
  private static final int FEW_RECORDS = 64;

  private final ReadModels readModels;
  private final Queries queries;
  private final StageMetrics metrics;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by lock, like the read models. */
  private long basis;

  /** Guarded by lock; null where no rebuild is nearly level. */
  private LiveTail tail;

  /**
   * @param basis the sequence that the read models reflect
   */
  ProjectStage(ReadModels readModels, long basis, Queries queries, StageMetrics metrics) {
    this.readModels = readModels;
    this.basis = basis;
    this.queries = queries;
    this.metrics = metrics;
  }

  @Override
  public void onStart() {
    Thread.currentThread().setName("ringfold-project");
  }

  @Override
  public void onBatchStart(long batchSize, long queueDepth) {
    metrics.begin(batchSize);
  }

  @Override
  public void onEvent(Slot slot, long ringSequence, boolean endOfBatch) {
    if (!lock.isHeldByCurrentThread()) {
      lock.lock();
    }
    boolean through = false;
    try {
      if (slot.hasRecord()) {
        project(slot);
      }
      if (endOfBatch && basis > 0) {
        queries.publish(basis, readModels.values());
      }
      through = true;
    } finally {
      // after a failure too: the stage is dead then, and a rebuild must not wait for it for ever
      if (endOfBatch || !through) {
        lock.unlock();
      }
    }
    if (endOfBatch) {
      metrics.end();
    }
  }

  private void project(Slot slot) {
    basis = slot.sequence();
    if (slot.eventCount() > 0) {
      Submission submission = slot.submission();
      readModels.command(basis, slot.timeMicros(), submission.uuid(), submission.user());
      for (int i = 0; i < slot.eventCount(); i++) {
        readModels.fold(i, slot.event(i));
      }
      if (tail != null) {
        tail.keep(slot);
      }
    }
  }

  /** From the next batch on, keeps the records with events of these classes. Rebuild only. */
  LiveTail keep(Set<Class<?>> wanted, int maxRecords) {
    lock.lock();
    try {
      tail = new LiveTail(basis, wanted, maxRecords);
      return tail;
    } finally {
      lock.unlock();
    }
  }

  /** Keeps nothing any more. Rebuild only. */
  void letGo() {
    lock.lock();
    try {
      tail = null;
    } finally {
      lock.unlock();
    }
  }

  /** Hands over the records kept since the last time; null where there were too many. */
  List<LiveTail.Kept> take() {
    lock.lock();
    try {
      return tail.overflowed() ? null : tail.take();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Puts rebuilt projections in the place of those that run, at the sequence that is published,
   * where no more than a few records are left to be folded.
   *
   * @return the sequence at which they were swapped in, or -1 where too much was left
   */
  long swapIn(List<Filling> fillings) {
    lock.lock();
    try {
      if (tail.overflowed() || tail.size() > FEW_RECORDS) {
        return -1;
      }
      List<LiveTail.Kept> rest = tail.take();
      tail = null;
      for (Filling filling : fillings) {
        rest.forEach(filling::fold);
        if (!filling.hasFailed()) {
          readModels.put(filling.name(), filling.value());
        }
      }
      queries.publish(basis, readModels.values());
      return basis;
    } finally {
      lock.unlock();
    }
  }
}
