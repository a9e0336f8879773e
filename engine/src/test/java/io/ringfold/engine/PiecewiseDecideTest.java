package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PiecewiseDecideTest implements EventHandler<Slot> {
  private static final int PIECE = PiecewiseDecide.PIECE_SLOTS;

  private final Slot[] ring = new Slot[256];
  private final Sequence letGo = new Sequence();
  private final List<Long> decided = new ArrayList<>();
  private final List<Long> ends = new ArrayList<>();
  private final List<Long> fetched = new ArrayList<>();

  /** What was let go when each slot came to be decided. */
  private final List<Long> letGoBefore = new ArrayList<>();

  private final PiecewiseDecide stage =
      new PiecewiseDecide(
          this,
          (slot, after) -> {
            assertEquals(decided.size() + after, sequenceOf(slot), "fetched for another place");
            fetched.add(sequenceOf(slot));
            return 1;
          },
          sequence -> ring[(int) (sequence & ring.length - 1)]);

  PiecewiseDecideTest() {
    for (int i = 0; i < ring.length; i++) {
      ring[i] = new Slot(Durability.FSYNC);
    }
    stage.setSequenceCallback(letGo);
  }

  @Test
  void aLongBatchIsLetGoPieceByPieceAndItsRestIsLeftToTheRing() throws Exception {
    batch(2 * PIECE + 10);
    for (int i = 0; i < decided.size(); i++) {
      assertEquals(i / PIECE * PIECE - 1, letGoBefore.get(i), "before slot " + i);
    }
    assertEquals(2 * PIECE - 1, letGo.get());
    assertEquals(List.of(2L * PIECE + 9), ends);

    // pieces are counted from the beginning of a batch
    batch(PIECE - 1);
    assertEquals(2 * PIECE - 1, letGo.get());
  }

  @Test
  void whatIsFetchedIsOfTheBatchAndNotYetDecided() throws Exception {
    for (int slots = 1; slots < 2 * PIECE; slots++) {
      batch(slots);
    }
    assertEquals(LongStream.range(0, decided.size()).boxed().toList(), decided);
    assertTrue(fetched.size() > decided.size() / 2, "fetched " + fetched.size());
    assertEquals(fetched.stream().sorted().distinct().toList(), fetched, "one twice");
  }

  private void batch(int slots) throws Exception {
    long first = decided.size();
    for (long sequence = first; sequence < first + slots; sequence++) {
      Slot slot = ring[(int) (sequence & ring.length - 1)];
      slot.clear();
      slot.accepted(sequence, 0, 0);
    }
    // a slot that is not published yet holds nothing of this batch
    ring[(int) (first + slots & ring.length - 1)].clear();
    stage.onBatchStart(slots, slots);
    for (long sequence = first; sequence < first + slots; sequence++) {
      stage.onEvent(
          ring[(int) (sequence & ring.length - 1)], sequence, sequence == first + slots - 1);
    }
  }

  private static long sequenceOf(Slot slot) {
    return slot.sequence();
  }

  @Override
  public void onEvent(Slot slot, long ringSequence, boolean endOfBatch) {
    letGoBefore.add(letGo.get());
    decided.add(sequenceOf(slot));
    if (endOfBatch) {
      ends.add(ringSequence);
    }
  }
}
