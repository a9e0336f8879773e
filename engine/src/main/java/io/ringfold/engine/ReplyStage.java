package io.ringfold.engine;

import com.lmax.disruptor.EventHandler;
import io.ringfold.engine.domain.Migrated;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Third stage, on its own thread or, for a small batch, the journal's ({@link PromptReply}): tells
 * whoever asked, then whoever listens. What a listener throws is its own harm: it is logged, and
 * the next one is told.
 */
final class ReplyStage implements EventHandler<Slot> {
  private static final Logger LOG = LoggerFactory.getLogger(ReplyStage.class);

  private final List<OutcomeListener> listeners;
  private final EngineMetrics metrics;
  private final SlowCommands slow;

  ReplyStage(List<OutcomeListener> listeners, EngineMetrics metrics, SlowCommands slow) {
    this.listeners = List.copyOf(listeners);
    this.metrics = metrics;
    this.slow = slow;
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
  public void onBatchStart(long batchSize, long queueDepth) {
    metrics.reply().begin(batchSize);
  }

  @Override
  public void onEvent(Slot slot, long ringSequence, boolean endOfBatch) {
    ReplyTo replyTo = slot.submission().replyTo();
    if (replyTo != null) {
      try {
        replyTo.reply(slot);
      } catch (RuntimeException e) {
        SlowCommands.about(LOG.atError(), slot).setCause(e).log("a reply failed");
      }
    }
    long nowNs = metrics.reply().now();
    metrics.replied(slot, nowNs - slot.publishedNs());
    slow.look(slot, metrics.reply().batchStartNs(), nowNs);
    if (slot.eventCount() > 0 && slot.event(0) instanceof Migrated migrated) {
      tellOf(migrated, slot);
    }
    for (OutcomeListener listener : listeners) {
      try {
        listener.onOutcome(slot);
      } catch (RuntimeException e) {
        SlowCommands.about(LOG.atError(), slot).setCause(e).log("listener {} failed", listener);
      }
      // also after a failure: what it packed before has to leave
      if (endOfBatch) {
        endBatch(listener);
      }
    }
    if (endOfBatch) {
      metrics.reply().end();
    }
  }

  private void tellOf(Migrated migrated, Outcome outcome) {
    metrics.migrated(migrated.pauseNs());
    LOG.info(
        "migration {} version {} of domain {} carried out at sequence={} for {}: commands waited"
            + " {} ms; state hash {} before, {} after",
        migrated.name(),
        migrated.version(),
        migrated.domain(),
        outcome.sequence(),
        outcome.user(),
        migrated.pauseNs() / 1_000_000.0,
        migrated.hashBefore(),
        migrated.hashAfter());
  }

  private static void endBatch(OutcomeListener listener) {
    try {
      listener.onBatchEnd();
    } catch (RuntimeException e) {
      LOG.error("listener {} failed at the end of a batch", listener, e);
    }
  }
}
