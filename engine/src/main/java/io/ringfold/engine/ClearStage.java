package io.ringfold.engine;

import com.lmax.disruptor.EventHandler;

/** The last stage: drops what the slot held, so that the ring keeps nothing alive. */
final class ClearStage implements EventHandler<Slot> {

  @Override
  public void onStart() {
    Thread.currentThread().setName("ringfold-clear");
  }

  @Override
  public void onEvent(Slot slot, long ringSequence, boolean endOfBatch) {
    slot.clear();
  }
}
