package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.Ledger.Post;
import io.ringfold.engine.SteppedEngine.Stage;
import io.ringfold.engine.domain.Domains;
import io.ringfold.journal.JournalReader;
import io.ringfold.snapshots.SnapshotStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With {@link Durability#CRASH} it is the snapshot that forces the journal: that may fail, too. */
class ForceBeforeSnapshotTest {
  @TempDir Path directory;

  private final List<Long> answered = new ArrayList<>();
  private final Domains domains = Ledger.domains();
  private int segmentForcesToFail;

  /** Real, but for a number of forces of segments that fail. */
  private final Disk disk =
      new Disk() {
        @Override
        public void force(Path file, FileChannel channel, boolean metaData) throws IOException {
          if (file.toString().endsWith(".cq4") && segmentForcesToFail > 0) {
            segmentForcesToFail--;
            throw new IOException("Input/output error, as the test wants it");
          }
          REAL.force(file, channel, metaData);
        }

        @Override
        public LongSupplier usableBytes(Path where) {
          return REAL.usableBytes(where);
        }

        @Override
        public int segmentBlockBytes() {
          return REAL.segmentBlockBytes();
        }
      };

  private SteppedEngine open() {
    return SteppedEngine.open(
        RunningEngine.config(directory).withDurability(Durability.CRASH).withSnapshotAtStop(true),
        domains,
        List.of(),
        disk);
  }

  private void publish(SteppedEngine engine) {
    engine.publish(
        new Submission(
            domains.command("post"),
            new Post("a", 1),
            UUID.randomUUID(),
            "client",
            7,
            "someone",
            null,
            Submission.ANY_SEQUENCE,
            1_000_000,
            outcome -> answered.add(outcome.sequence())));
  }

  private void post(SteppedEngine engine) {
    publish(engine);
    for (Stage stage : Stage.values()) {
      engine.run(stage, 1);
    }
  }

  @Test
  void aForceThatFailsBeforeASnapshotStopsTheEngineAndLeavesNoSnapshot() {
    SteppedEngine engine = open();
    post(engine);
    engine.snapshot();
    post(engine);
    segmentForcesToFail = 1;
    EngineException failed = assertThrows(EngineException.class, engine::snapshot);
    assertTrue(failed.getMessage().contains("before a snapshot, forcing"), failed.getMessage());
    // the disk would take the next force; what it lost it would not tell
    assertThrows(EngineException.class, engine::snapshot);
    assertThrows(EngineException.class, () -> publish(engine));
    assertEquals(List.of(1L, 2L), answered);
    engine.abandon();
    assertEquals(
        List.of(1L),
        SnapshotStore.list(DataDirectory.snapshots(directory)).stream()
            .map(each -> each.sequence())
            .toList());
    long noted = JournalReader.forcedSequence(DataDirectory.journal(directory)).orElseThrow();
    assertTrue(noted < 2, "noted as forced: " + noted);
    try (SteppedEngine again = open()) {
      assertEquals(2, again.model().sequence(), "the process died, not the machine");
    }
  }

  @Test
  void aForceThatFailsAtTheStopIsAFailureAndLeavesNoSnapshot() {
    SteppedEngine engine = open();
    post(engine);
    segmentForcesToFail = 1;
    EngineException failed = assertThrows(EngineException.class, engine::close);
    assertTrue(failed.getMessage().contains("at the stop, forcing"), failed.getMessage());
    assertTrue(SnapshotStore.list(DataDirectory.snapshots(directory)).isEmpty());
    open().close();
  }
}
