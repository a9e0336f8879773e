package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.ringfold.engine.SteppedEngine.Stage;
import io.ringfold.engine.domain.Domains;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GarbageTest {
  private static final int BATCH = 64;
  private static final int WARM_UP_BATCHES = 300;
  private static final int BATCHES = 300;

  /** From decide to reply, with what the domain makes to say what was decided. */
  private static final long BYTES_A_COMMAND = 200;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Domains domains = Ledger.domains();
  private final Domains.Command post = domains.command("post");
  private long published;
  private long answered;

  @TempDir Path directory;

  @Test
  void aCommandMakesLittleGarbageOnItsWayToTheAnswer() {
    EngineConfig config =
        EngineConfig.in(directory.resolve("data"))
            .withDurability(Durability.CRASH)
            .withRingSlots(BATCH)
            // full when it is measured: until then it grows, which is not garbage of a command
            .withDedupWindow(BATCH * 8)
            .withSnapshotEvery(0, Duration.ZERO)
            .withSnapshotAtStop(false);
    try (SteppedEngine engine = SteppedEngine.open(config, domains, List.of(), Disk.REAL)) {
      for (int i = 0; i < WARM_UP_BATCHES; i++) {
        answerBatch(engine);
      }

      long bytes = 0;
      for (int i = 0; i < BATCHES; i++) {
        bytes += answerBatch(engine);
      }

      assertEquals((long) (WARM_UP_BATCHES + BATCHES) * BATCH, answered);
      long perCommand = bytes / (BATCHES * BATCH);
      assertTrue(perCommand <= BYTES_A_COMMAND, perCommand + " bytes a command");
    }
  }

  /** Returns what was allocated from decide to reply. */
  private long answerBatch(SteppedEngine engine) {
    for (int i = 0; i < BATCH; i++) {
      assertTrue(engine.publish(submission()));
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    engine.run(Stage.DECIDE, BATCH);
    engine.run(Stage.JOURNAL, BATCH);
    engine.run(Stage.REPLY, BATCH);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    engine.run(Stage.PROJECT, BATCH);
    engine.run(Stage.CLEAR, BATCH);
    return allocated;
  }

  private Submission submission() {
    published++;
    return new Submission(
        post,
        new Ledger.Post("account-" + published % 100, 1),
        new UUID(1, published),
        "client",
        published,
        "user",
        "{}",
        Submission.ANY_SEQUENCE,
        published,
        outcome -> answered++);
  }
}
