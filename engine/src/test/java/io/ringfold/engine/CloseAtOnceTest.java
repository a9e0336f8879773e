package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.ringfold.journal.JournalReader;
import io.ringfold.journal.SegmentInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine that is closed as soon as it was given something to do. */
class CloseAtOnceTest {
  private static final int ROUNDS = 12;
  private static final int COMMANDS = 50;

  @TempDir Path directory;

  @Test
  void whatWasPublishedIsAnsweredAlsoWhereAStagesThreadHasNotBegunToRun() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> others = new ArrayList<>();
    // so many that a new thread has to wait for its turn
    for (int i = 0; i < 8 * Runtime.getRuntime().availableProcessors(); i++) {
      Thread other =
          new Thread(
              () -> {
                while (!over.get()) {
                  Thread.onSpinWait();
                }
              });
      other.start();
      others.add(other);
    }
    try {
      for (int round = 0; round < ROUNDS; round++) {
        publishAndClose(directory.resolve("round " + round));
      }
    } finally {
      over.set(true);
      for (Thread other : others) {
        other.join();
      }
    }
  }

  private static void publishAndClose(Path data) {
    List<CompletableFuture<RunningEngine.Answer>> answers = new ArrayList<>();
    CompletableFuture<Throwable> failure;
    try (RunningEngine running = RunningEngine.start(data)) {
      failure = running.failure;
      for (int i = 0; i < COMMANDS; i++) {
        answers.add(
            running.send(UUID.randomUUID(), "post", new Ledger.Post("a", 1, Optional.empty())));
      }
    }
    assertEquals(
        COMMANDS, answers.stream().filter(CompletableFuture::isDone).count(), "answered at close");
    List<SegmentInfo> segments = JournalReader.segments(DataDirectory.journal(data));
    assertEquals(COMMANDS, segments.get(segments.size() - 1).lastSequence());
    assertFalse(failure.isDone(), () -> "failed: " + failure.join());
  }
}
