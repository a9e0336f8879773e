package io.ringfold.engine;

import com.lmax.disruptor.EventHandler;
import java.util.function.LongSupplier;

/**
 * Answers a small batch that nothing follows on the thread that forced it. To wake the reply thread
 * takes longer than the few answers do, and somebody waits for them; where there is more to come,
 * the next batch is journaled meanwhile, and that is worth more.
 *
 * <pre>
 *   journal thread   append, force ─┬─ few, alone, all before answered ─► answer, mark
 *                                   └─ else ─┐                                │
 *   reply thread                             └─► answer                  pass over the marked
 * </pre>
 *
 * <p>The reply stage belongs to one thread at a time, without a lock: its own thread sees no slot
 * of the batch before the journal lets it go, and has let go of all before it, which the journal
 * has read from its sequence. So the order of answers is that of the ring, and nothing is answered
 * before its force.
 */
final class PromptReply {

  /** A few that wait alone for their answers; with more of them there is something to overlap. */
  static final int MOST_SLOTS = 4;

  private final EventHandler<Slot> journal;
  private final ReplyStage reply;
  private final Slot[] few = new Slot[MOST_SLOTS];
  private LongSupplier answeredTo = () -> Long.MIN_VALUE;
  private LongSupplier publishedTo = () -> Long.MAX_VALUE;

  PromptReply(EventHandler<Slot> journal, ReplyStage reply) {
    this.journal = journal;
    this.reply = reply;
  }

  /**
   * Before the ring starts.
   *
   * @param answered the ring sequence up to which the reply stage has let everything go
   * @param published the ring sequence up to which there are commands
   */
  void watch(LongSupplier answered, LongSupplier published) {
    answeredTo = answered;
    publishedTo = published;
  }

  /** The second stage: journals, and answers what it may. */
  EventHandler<Slot> journal() {
    return new JournalThread();
  }

  /** The third stage: answers the rest. */
  EventHandler<Slot> reply() {
    return new ReplyThread();
  }

  private final class JournalThread implements EventHandler<Slot> {
    private int slots;

    @Override
    public void onStart() {
      journal.onStart();
    }

    @Override
    public void onBatchStart(long batchSize, long queueDepth) {
      journal.onBatchStart(batchSize, queueDepth);
    }

    @Override
    public void onEvent(Slot slot, long ringSequence, boolean endOfBatch) throws Exception {
      journal.onEvent(slot, ringSequence, endOfBatch);
      if (slots < MOST_SLOTS) {
        few[slots] = slot;
      }
      slots++;
      if (endOfBatch) {
        // the first of the batch is the next that reply has to answer, and its last the last of all
        if (slots <= MOST_SLOTS
            && publishedTo.getAsLong() == ringSequence
            && answeredTo.getAsLong() == ringSequence - slots) {
          answer(ringSequence - slots + 1);
        }
        slots = 0;
      }
    }

    private void answer(long first) {
      reply.onBatchStart(slots, slots);
      for (int i = 0; i < slots; i++) {
        few[i].answered();
        reply.onEvent(few[i], first + i, i == slots - 1);
      }
    }
  }

  private final class ReplyThread implements EventHandler<Slot> {
    private long left;
    private boolean begun;

    @Override
    public void onStart() {
      reply.onStart();
    }

    @Override
    public void onBatchStart(long batchSize, long queueDepth) {
      left = batchSize;
      begun = false;
    }

    @Override
    public void onEvent(Slot slot, long ringSequence, boolean endOfBatch) {
      // those that are answered come first: after one that is not, the journal answers none
      if (!slot.isAnswered()) {
        if (!begun) {
          begun = true;
          reply.onBatchStart(left, left);
        }
        reply.onEvent(slot, ringSequence, endOfBatch);
      }
      left--;
    }
  }
}
