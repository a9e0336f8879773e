package io.ringfold.engine;

import com.lmax.disruptor.EventHandler;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Third stage, beside {@link ProjectStage}: tells whoever asked, then whoever listens. What a
 * listener throws is its own harm: it is logged, and the next one is told.
 */
final class ReplyStage implements EventHandler<Slot> {
  private static final Logger LOG = LoggerFactory.getLogger(ReplyStage.class);

  private final List<OutcomeListener> listeners;

  ReplyStage(List<OutcomeListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  /** Before the ring starts: up to where the listeners have missed nothing. */
  void recoveredTo(long sequence) {
    listeners.forEach(listener -> listener.onStart(sequence));
  }

  @Override
  public void onStart() {
    Thread.currentThread().setName("ringfold-reply");
  }

  @Override
  public void onEvent(Slot slot, long ringSequence, boolean endOfBatch) {
    ReplyTo replyTo = slot.submission().replyTo();
    if (replyTo != null) {
      try {
        replyTo.reply(slot);
      } catch (RuntimeException e) {
        LOG.error("reply to uuid={} failed", slot.submission().uuid(), e);
      }
    }
    for (OutcomeListener listener : listeners) {
      try {
        listener.onOutcome(slot);
      } catch (RuntimeException e) {
        LOG.error("listener {} failed at sequence={}", listener, slot.sequence(), e);
      }
      // also after a failure: what it packed before has to leave
      if (endOfBatch) {
        endBatch(listener);
      }
    }
  }

  private static void endBatch(OutcomeListener listener) {
    try {
      listener.onBatchEnd();
    } catch (RuntimeException e) {
      LOG.error("listener {} failed at the end of a batch", listener, e);
    }
  }
}
