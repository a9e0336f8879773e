package io.ringfold.journal;

import static io.ringfold.journal.TestJournal.assertHolds;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledWriterTest {

  private static final int KILLS = 15;

  @TempDir Path data;

  @Test
  void everythingForcedBeforeAKillIsFoundAfterIt() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    JournalConfig config = TestJournal.config(data, 1 << 20);
    long forced = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      try (WriterProcess writer = new WriterProcess(data, random.nextLong())) {
        for (int lines = 1 + random.nextInt(60); lines > 0; lines--) {
          long said = writer.nextForced();
          assertTrue(said > forced, "the writer ended, seed " + seed + ", kill " + kill);
          forced = said;
        }
        writer.kill();
        for (long said = writer.nextForced(); said >= 0; said = writer.nextForced()) {
          forced = said;
        }
      }
      long noted = ForcedWatermark.read(config.directory()).sequence();
      assertTrue(noted >= forced, noted + " of " + forced + ", seed " + seed + ", kill " + kill);
      long from = Math.max(1, forced - 2000);
      try (Journal journal = TestJournal.open(config)) {
        long last = journal.lastSequence();
        assertTrue(last >= noted, last + " of " + noted + ", seed " + seed + ", kill " + kill);
        assertHolds(config.directory(), from, last);
        forced = last;
      }
    }
    assertHolds(config.directory(), 1, forced);
  }
}
