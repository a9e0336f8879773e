package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringfold.journal.Journal;
import io.ringfold.journal.JournalConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalStageTest {
  @TempDir Path directory;

  @Test
  void forcesAtTheEndOfABatchWhoseLastSlotsAreEmpty() {
    try (Journal journal = journal()) {
      JournalStage stage = new JournalStage(journal, Durability.FSYNC, roomy(), unseen());

      stage.onEvent(slot(1), 0, false);
      stage.onEvent(slot(2), 1, false);
      assertEquals(0, journal.forcedSequence());
      assertEquals(0, stage.settledSequence());
      stage.onEvent(new Slot(Durability.FSYNC), 2, true);

      assertEquals(2, journal.forcedSequence());
      assertEquals(2, stage.settledSequence());
    }
  }

  @Test
  void appendsButDoesNotForceWhereOnlyCrashesAreToBeSurvived() {
    try (Journal journal = journal()) {
      JournalStage stage = new JournalStage(journal, Durability.CRASH, roomy(), unseen());

      stage.onEvent(slot(1), 0, true);

      assertEquals(0, journal.forcedSequence());
      assertEquals(1, journal.lastSequence());
      assertEquals(1, stage.settledSequence());
    }
  }

  private static EngineMetrics unseen() {
    return EngineMetrics.unseen(Ledger.domains());
  }

  private static SpaceGuard roomy() {
    return new SpaceGuard(1, () -> Long.MAX_VALUE, full -> {});
  }

  private Journal journal() {
    return Journal.open(
        new JournalConfig(
            directory.resolve("journal"),
            directory.resolve("damaged"),
            JournalConfig.DEFAULT_SEGMENT_BYTES),
        1);
  }

  private static Slot slot(long sequence) {
    Slot slot = new Slot(Durability.FSYNC);
    slot.buffer().putLong(0, sequence);
    slot.accepted(sequence, 1, 100);
    return slot;
  }
}
