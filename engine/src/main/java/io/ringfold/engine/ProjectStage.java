package io.ringfold.engine;

import com.lmax.disruptor.EventHandler;

/**
 * Third stage, beside {@link ReplyStage}: folds events into the read models and publishes them once
 * a batch, with the sequence that they reflect.
 */
final class ProjectStage implements EventHandler<Slot> {
  private final ReadModels readModels;
  private final Queries queries;
  private final StageMetrics metrics;
  private long basis;

  ProjectStage(ReadModels readModels, Queries queries, StageMetrics metrics) {
    this.readModels = readModels;
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
    if (slot.hasRecord()) {
      basis = slot.sequence();
      if (slot.eventCount() > 0) {
        Submission submission = slot.submission();
        readModels.command(basis, slot.timeMicros(), submission.uuid(), submission.user());
        for (int i = 0; i < slot.eventCount(); i++) {
          readModels.fold(i, slot.event(i));
        }
      }
    }
    if (endOfBatch) {
      if (basis > 0) {
        queries.publish(basis, readModels.values());
      }
      metrics.end();
    }
  }
}
