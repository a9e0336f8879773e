package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.EngineMetrics.Ending;
import io.ringfold.engine.Ledger.GetSum;
import io.ringfold.engine.Ledger.Misbehave;
import io.ringfold.engine.Ledger.Post;
import io.ringfold.engine.RunningEngine.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EngineMetricsTest {
  @TempDir Path directory;

  @Test
  void countsCommandsByNameAndHowTheyEnded() {
    try (RunningEngine running = RunningEngine.start(directory)) {
      UUID uuid = UUID.randomUUID();
      running.ask(uuid, "post", new Post("a", 5));
      running.ask(uuid, "post", new Post("a", 5));
      running.ask(uuid, "post", new Post("a", 6));
      running.ask("post", new Post("a", -9));
      running.ask("misbehave", new Misbehave("reject"));
      running.ask("misbehave", new Misbehave("decide-throws"));
      EngineMetrics metrics = settled(running);

      assertEquals(List.of("post", "split", "misbehave", "new-id"), metrics.commandNames());
      assertEquals(1, metrics.commands("post", Ending.ACCEPTED));
      assertEquals(1, metrics.commands("post", Ending.DUPLICATE));
      assertEquals(1, metrics.commands("post", Ending.REFUSED));
      assertEquals(1, metrics.commands("post", Ending.REJECTED));
      assertEquals(2, metrics.commands("misbehave", Ending.REJECTED));
      assertEquals(0, metrics.commands("split", Ending.ACCEPTED));
      assertEquals(1, metrics.rejections().get("negative-sum"));
      assertEquals(1, metrics.rejections().get("asked-for"));
      assertEquals(1, metrics.rejections().get(Codes.INTERNAL_ERROR));
      assertEquals(0, metrics.rejections().get(Codes.CONFLICT));
      assertEquals(1, metrics.refusals().get(Codes.UUID_REUSED));
      assertEquals(6, metrics.commandNs().counts().total());
      assertEquals(4, metrics.journaledRecords());
      assertTrue(metrics.journaledBytes() > 4 * 20, metrics.journaledBytes() + " bytes");
    }
  }

  @Test
  void everySlotIsInOneBatchOfEachStageAndEachBatchIsForcedOnce() {
    try (RunningEngine running = RunningEngine.start(directory)) {
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        answers.add(running.send(UUID.randomUUID(), "post", new Post("a", 1)));
      }
      answers.forEach(RunningEngine::await);
      EngineMetrics metrics = settled(running);

      for (StageMetrics stage : metrics.stages()) {
        assertEquals(1_000, stage.batchSlots().counts().sum(), stage.name());
        assertTrue(stage.busyNs() > 0, stage.name());
        assertEquals(0, stage.waitingSlots(), stage.name());
      }
      long batches = metrics.stages().get(1).batchSlots().counts().total();
      assertEquals("journal", metrics.stages().get(1).name());
      assertEquals(batches, metrics.forceNs().counts().total());
      assertEquals(batches, metrics.appendNs().counts().total());
      assertTrue(metrics.forceNs().counts().sum() > 0);
      assertEquals(0, metrics.occupiedSlots());
      assertTrue(metrics.freeDiskBytes() > 0);
    }
  }

  @Test
  void countsNoForceWhereThereIsNone() {
    EngineConfig config = RunningEngine.config(directory).withDurability(Durability.CRASH);
    try (RunningEngine running = RunningEngine.start(config, Ledger.domains())) {
      running.ask("post", new Post("a", 5));

      assertEquals(0, settled(running).forceNs().counts().total());
      assertEquals(1, settled(running).appendNs().counts().total());
    }
  }

  @Test
  void tellsOfRecoveryAndSnapshots() {
    try (RunningEngine running = RunningEngine.start(directory)) {
      assertTrue(running.engine.metrics().snapshots().newest().isEmpty());
      assertTrue(running.engine.metrics().recoveryNs() > 0);
      running.ask("post", new Post("a", 5));
      running.engine.snapshot();
      running.ask("post", new Post("a", 5));
      running.ask("post", new Post("a", 5));
      SnapshotMetrics snapshots = running.engine.metrics().snapshots();
      assertEquals(1, snapshots.takenCount());
      assertEquals(1, snapshots.newest().orElseThrow().sequence());
      assertTrue(snapshots.lastNs() > 0);
    }
    try (RunningEngine running = RunningEngine.start(directory)) {
      EngineMetrics metrics = running.engine.metrics();
      assertEquals(2, metrics.recoveredRecords());
      assertEquals(1, metrics.snapshots().newest().orElseThrow().sequence());
      assertEquals(0, metrics.snapshots().takenCount());
    }
  }

  @Test
  void timesQueriesByName() {
    try (RunningEngine running = RunningEngine.start(directory)) {
      running.query("get-sum", new GetSum("a"), 0);
      running.query("get-sum", new GetSum("b"), 0);
      Histogram sums = running.engine.metrics().queryNs().get("get-sum");
      Eventually.holds(() -> sums.counts().total() == 2);
      assertEquals(0, running.engine.metrics().queryNs().get("get-sum-slowly").counts().total());
      assertFalse(running.engine.metrics().queryNs().containsKey("total"));
    }
  }

  @Test
  void isThereBeforeRecoveryAndAllZeros() {
    Engine engine =
        Engine.open(RunningEngine.config(directory), Ledger.domains(), List.of(), failure -> {});
    EngineMetrics metrics = engine.metrics();
    assertEquals(0, metrics.occupiedSlots());
    assertEquals(0, metrics.runningQueries() + metrics.queuedQueries() + metrics.waitingQueries());
    assertEquals(0, metrics.recoveryNs());
    engine.close();
  }

  @Test
  void aBoundBelongsToTheBucketBelowIt() {
    Histogram histogram = new Histogram(10, 20);
    for (long value : new long[] {0, 10, 11, 20, 21, 1_000}) {
      histogram.record(value);
    }
    assertArrayEquals(new long[] {2, 2, 2}, histogram.counts().counts());
    assertEquals(1_062, histogram.counts().sum());
    assertEquals(6, histogram.counts().total());
  }

  @Test
  void losesNothingThatManyThreadsRecordAtOnce() throws Exception {
    Histogram histogram = new Histogram(1, 2, 4);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int value = 0; value < 100_000; value++) {
                  histogram.recordShared(value % 6);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(400_000, histogram.counts().total());
  }

  @Test
  void readsTheClockASmallNumberOfTimesABatchHoweverLargeItIs() {
    long[] readings = {0};
    StageMetrics stage = new StageMetrics("decide", () -> ++readings[0]);
    for (int slots : new int[] {1, 16, 16_384}) {
      readings[0] = 0;
      stage.begin(slots);
      for (int i = 0; i < slots; i++) {
        stage.now();
      }
      stage.end();
      assertTrue(readings[0] <= 20, slots + " slots: " + readings[0] + " readings");
      assertTrue(readings[0] >= Math.min(slots, 16) + 2, slots + " slots: " + readings[0]);
    }
  }

  /** When the stages have noted what was answered already. */
  private static EngineMetrics settled(RunningEngine running) {
    EngineMetrics metrics = running.engine.metrics();
    Eventually.holds(() -> metrics.occupiedSlots() == 0);
    return metrics;
  }
}
