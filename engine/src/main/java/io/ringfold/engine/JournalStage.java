package io.ringfold.engine;

import com.lmax.disruptor.EventHandler;
import io.ringfold.journal.Journal;

/**
 * The second stage: group commit. Collects the records of a batch, appends them, and forces once at
 * its end; only then does the ring let the batch go on to whoever tells of it.
 *
 * <p>The end of the batch counts even where its last slots have nothing to write (duplicates): what
 * stands before them in the batch is waiting for the force.
 */
final class JournalStage implements EventHandler<Slot> {
  // a full ring of large commands must not pile up in memory before it is written
  private static final int APPEND_AT_BYTES = 1 << 20;

  private final Journal journal;
  private final Durability durability;
  private final SpaceGuard space;
  private int pendingBytes;
  private volatile long settledSequence;

  JournalStage(Journal journal, Durability durability, SpaceGuard space) {
    this.journal = journal;
    this.durability = durability;
    this.space = space;
    settledSequence = journal.lastSequence();
  }

  /** Up to where records are as durable as was promised, and may be told of. Any thread. */
  long settledSequence() {
    return settledSequence;
  }

  @Override
  public void onStart() {
    Thread.currentThread().setName("ringfold-journal");
  }

  @Override
  public void onEvent(Slot slot, long ringSequence, boolean endOfBatch) {
    if (slot.hasRecord()) {
      journal.add(slot.sequence(), slot.buffer(), 0, slot.recordLength());
      pendingBytes += slot.recordLength();
    }
    if (endOfBatch || pendingBytes >= APPEND_AT_BYTES) {
      journal.append();
      space.appended(pendingBytes);
      pendingBytes = 0;
    }
    if (endOfBatch) {
      if (durability == Durability.FSYNC) {
        journal.force();
      }
      settledSequence = journal.lastSequence();
    }
  }
}
