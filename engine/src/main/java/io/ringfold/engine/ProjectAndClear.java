package io.ringfold.engine;

import com.lmax.disruptor.EventHandler;

/**
 * The two last stages on one thread: a slot is cleared right after it was projected, while it is
 * still in this core's cache. Nobody waits for either, and a thread of its own for each would only
 * take the processor from those that somebody waits for.
 */
final class ProjectAndClear implements EventHandler<Slot> {
  private final ProjectStage project;
  private final ClearStage clear;

  ProjectAndClear(ProjectStage project, ClearStage clear) {
    this.project = project;
    this.clear = clear;
  }

  @Override
  public void onStart() {
    project.onStart();
  }

  @Override
  public void onBatchStart(long batchSize, long queueDepth) {
    project.onBatchStart(batchSize, queueDepth);
  }

  @Override
  public void onEvent(Slot slot, long ringSequence, boolean endOfBatch) {
    project.onEvent(slot, ringSequence, endOfBatch);
    clear.onEvent(slot, ringSequence, endOfBatch);
  }
}
