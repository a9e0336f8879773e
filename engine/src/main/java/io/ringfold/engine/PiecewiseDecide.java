package io.ringfold.engine;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.Sequence;
import java.util.function.LongFunction;

/**
 * The decide stage, where a batch is long, in pieces.
 *
 * <pre>
 *   batch   │ fetch 8 │ decide 8 │ fetch 8 │ decide 8 │ … 64: let them go │ fetch 8 │ …
 *   journal                                                │ append …
 * </pre>
 *
 * <p><i>Let go.</i> After each piece the journal may have what was decided so far, as if the batch
 * had ended there; otherwise the stages take turns with a whole window of commands, and one
 * processor of two stands still. The journal takes all that is there: under load a force is still
 * one for many pieces.
 *
 * <p><i>Fetch.</i> What stands in a slot was made on another processor, and where its uuid stands
 * in the window of processed commands is anywhere in megabytes: each such read takes as long as a
 * hundred instructions. So they are read for several slots together, just before: then they are
 * waited for together. What was read is thrown away; it decides nothing.
 */
final class PiecewiseDecide implements EventHandler<Slot> {

  /** Reads what the stage will need of a slot; see {@link DecideStage#fetch}. */
  interface Fetch {
    long fetch(Slot slot, int after);
  }

  /** As many as are worth a hand-over to another thread. */
  static final int PIECE_SLOTS = 64;

  /** As many reads as a processor keeps under way, and no more than stay in its cache. */
  private static final int FETCHED_SLOTS = 8;

  /** For fewer it is not worth it. */
  private static final int FEW_SLOTS = 3;

  private final EventHandler<Slot> decide;
  private final Fetch fetch;
  private final LongFunction<Slot> ring;
  private Sequence letGo;
  private long left;
  private int fetched;
  private int decided;

  /** So that the reads are not seen to be useless, and left out. */
  private long anything;

  /**
   * @param ring the slot of a ring sequence
   */
  PiecewiseDecide(EventHandler<Slot> decide, Fetch fetch, LongFunction<Slot> ring) {
    this.decide = decide;
    this.fetch = fetch;
    this.ring = ring;
  }

  /** The ring's way to let go what stands before the end of a batch. */
  @Override
  public void setSequenceCallback(Sequence sequence) {
    letGo = sequence;
  }

  @Override
  public void onStart() {
    decide.onStart();
  }

  @Override
  public void onBatchStart(long batchSize, long queueDepth) {
    left = batchSize;
    fetched = 0;
    decided = 0;
    decide.onBatchStart(batchSize, queueDepth);
  }

  @Override
  public void onEvent(Slot slot, long ringSequence, boolean endOfBatch) throws Exception {
    if (fetched == 0) {
      fetched = (int) Math.min(FETCHED_SLOTS, left);
      if (fetched > FEW_SLOTS) {
        fetch(ringSequence);
      }
    }
    decide.onEvent(slot, ringSequence, endOfBatch);
    fetched--;
    left--;
    if (++decided == PIECE_SLOTS) {
      decided = 0;
      letGo.set(ringSequence);
    }
  }

  private void fetch(long first) {
    long read = 0;
    for (int i = 0; i < fetched; i++) {
      read ^= fetch.fetch(ring.apply(first + i), i);
    }
    anything ^= read;
  }
}
