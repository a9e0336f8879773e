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
  private final EngineMetrics metrics;
  private int pendingRecords;
  private int pendingBytes;
  private volatile long settledSequence;

  JournalStage(Journal journal, Durability durability, SpaceGuard space, EngineMetrics metrics) {
    this.journal = journal;
    this.durability = durability;
    this.space = space;
    this.metrics = metrics;
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
  public void onBatchStart(long batchSize, long queueDepth) {
    metrics.journal().begin(batchSize);
  }

  @Override
  public void onEvent(Slot slot, long ringSequence, boolean endOfBatch) {
    slot.inJournal(metrics.journal().batchStartNs());
    if (slot.hasRecord()) {
      journal.add(slot.sequence(), slot.buffer(), 0, slot.recordLength());
      pendingRecords++;
      pendingBytes += slot.recordLength();
    }
    if (endOfBatch || pendingBytes >= APPEND_AT_BYTES) {
      append();
    }
    if (endOfBatch) {
      if (durability == Durability.FSYNC) {
        force();
      }
      settledSequence = journal.lastSequence();
      metrics.journal().end();
    }
  }

  private void append() {
    long startNs = metrics.nanoTime();
    journal.append();
    if (pendingRecords > 0) {
      metrics.appended(metrics.nanoTime() - startNs, pendingRecords, pendingBytes);
    }
    space.appended(pendingBytes);
    pendingRecords = 0;
    pendingBytes = 0;
  }

  private void force() {
    long startNs = metrics.nanoTime();
    long forcedBefore = journal.forcedSequence();
    journal.force();
    if (journal.forcedSequence() != forcedBefore) {
      metrics.forced(metrics.nanoTime() - startNs);
    }
  }
}
