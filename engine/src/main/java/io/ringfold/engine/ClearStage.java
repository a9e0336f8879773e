package io.ringfold.engine;

import com.lmax.disruptor.EventHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last stage: drops what the slot held, so that the ring keeps nothing alive. */
final class ClearStage implements EventHandler<Slot> {
  private static final Logger LOG = LoggerFactory.getLogger(ClearStage.class);

  @Override
  public void onEvent(Slot slot, long ringSequence, boolean endOfBatch) {
    ReplyTo replyTo = slot.submission().replyTo();
    slot.clear();
    if (replyTo != null) {
      try {
        replyTo.released();
      } catch (RuntimeException e) {
        LOG.error("{} could not be told that its slot is free", replyTo, e);
      }
    }
  }
}
