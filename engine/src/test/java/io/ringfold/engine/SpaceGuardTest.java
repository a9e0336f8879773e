package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.Ledger.GetSum;
import io.ringfold.engine.Ledger.Post;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpaceGuardTest {
  @TempDir Path directory;

  @Test
  void closesBelowTheLimitAndOpensAQuarterAboveIt() {
    AtomicLong usable = new AtomicLong(1_000);
    List<Boolean> changes = new ArrayList<>();
    SpaceGuard guard = new SpaceGuard(1_000, usable::get, changes::add);

    guard.look();
    assertFalse(guard.isFull());
    usable.set(999);
    guard.look();
    assertTrue(guard.isFull());
    usable.set(1_249);
    guard.look();
    assertTrue(guard.isFull());
    usable.set(1_250);
    guard.look();
    assertFalse(guard.isFull());

    assertEquals(List.of(true, false), changes);
  }

  @Test
  void looksAgainAfterSoMuchWasAppended() {
    SpaceGuard guard = new SpaceGuard(1_000, () -> 0, full -> {});

    guard.appended(4 << 20);

    assertTrue(guard.isFull());
  }

  @Test
  void aFullDiskRefusesCommandsAndGoesOnAnsweringQueries() throws Exception {
    try (RunningEngine running = RunningEngine.start(directory)) {
      running.ask("post", new Post("a", 5));
      running.query("get-sum", new GetSum("a"), 1);
    }
    // more than any disk has: the same as a full one
    long all = Files.getFileStore(directory).getTotalSpace();
    EngineConfig config = RunningEngine.config(directory).withMinFreeBytes(all + (1L << 30));
    try (RunningEngine running = RunningEngine.start(config, Ledger.domains())) {
      EngineStatus status = running.engine.status();
      assertEquals(EngineStatus.State.FULL, status.state());
      assertTrue(status.reason().contains("min-free-bytes"), status.reason());
      assertEquals(5L, running.query("get-sum", new GetSum("a"), 1).value());
      assertEquals(
          Engine.Publish.UNAVAILABLE,
          running.engine.publish(
              new Submission(
                  running.engine.domains().command("post"),
                  new Post("a", 1),
                  UUID.randomUUID(),
                  null,
                  0,
                  null,
                  null,
                  Submission.ANY_SEQUENCE,
                  running.engine.nowMicros(),
                  null)));
    }
    try (RunningEngine running = RunningEngine.start(directory)) {
      assertEquals(2, running.ask("post", new Post("a", 5)).sequence());
    }
  }
}
