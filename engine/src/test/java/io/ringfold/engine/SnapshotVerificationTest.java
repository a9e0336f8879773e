package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.SnapshotVerification.Finding;
import io.ringfold.engine.SnapshotVerification.Verdict;
import io.ringfold.snapshots.SnapshotInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots against a replay: what a start would go on from, all of it. */
@Timeout(120)
class SnapshotVerificationTest {
  private static final Recovery.Progress UNHEARD = (at, target) -> {};

  @TempDir Path directory;

  /** Three commands, and a snapshot after them. */
  private SnapshotInfo write() {
    try (RunningEngine running = RunningEngine.start(directory)) {
      for (int i = 1; i <= 3; i++) {
        RunningEngine.await(
            running.send(new UUID(0, i), "post", new Ledger.Post("a", i, Optional.empty())));
      }
      return running.engine.snapshot();
    }
  }

  private Model rebuilt(long sequence) {
    return Recovery.rebuild(directory, Ledger.domains(), 10, sequence, false, UNHEARD);
  }

  private Finding found() {
    List<Finding> findings =
        SnapshotVerification.states(directory, List.of(), Ledger.domains(), 10, 1, 3, UNHEARD);
    assertEquals(1, findings.size(), findings.toString());
    return findings.get(0);
  }

  @Test
  void aSnapshotWithTheStateAndTheReadModelsOfAReplayIsRight() {
    write();
    assertEquals(Verdict.RIGHT, found().verdict(), found().detail());
  }

  @Test
  void aSnapshotWithTheRightStateAndAnotherReadModelIsWrong() throws IOException {
    Files.delete(write().file());
    Model model = rebuilt(3);
    model.projections().load(rebuilt(2).readModels());
    ModelImage.write(ModelImage.store(DataDirectory.snapshots(directory), Ledger.domains()), model);
    assertEquals(Verdict.WRONG, found().verdict());
    assertTrue(found().detail().contains("projection ledger/"), found().detail());
  }
}
