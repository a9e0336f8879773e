package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.Ledger.GetSum;
import io.ringfold.engine.Ledger.GetSumSlowly;
import io.ringfold.engine.Ledger.Misbehave;
import io.ringfold.engine.Ledger.NewId;
import io.ringfold.engine.Ledger.Post;
import io.ringfold.engine.Ledger.Posted;
import io.ringfold.engine.Ledger.Split;
import io.ringfold.engine.RunningEngine.Answer;
import io.ringfold.engine.RunningEngine.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineTest {
  @TempDir Path directory;

  @Test
  void acceptsAndRejectsInOneDenseOrder() {
    try (RunningEngine running = RunningEngine.start(directory)) {
      Answer first = running.ask("post", new Post("a", 5));
      Answer second = running.ask("post", new Post("a", -6));
      Answer third = running.ask("post", new Post("a", 1));

      assertEquals(Outcome.Status.ACCEPTED, first.status());
      assertEquals(List.of(new Posted("a", 5, 5)), first.events());
      assertEquals(Outcome.Status.REJECTED, second.status());
      assertEquals("negative-sum", second.code());
      assertEquals("a would hold -1", second.message());
      assertEquals(
          List.of(1L, 2L, 3L), List.of(first.sequence(), second.sequence(), third.sequence()));
    }
  }

  @Test
  void tellsListenersOfEachOutcomeOnceAndInOrder() {
    try (RunningEngine running = RunningEngine.start(directory)) {
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        answers.add(running.send(UUID.randomUUID(), "post", new Post("a", 1)));
      }
      answers.forEach(RunningEngine::await);

      // a listener hears after the reply: the stop waits for the last of them
      running.engine.close();

      assertEquals(
          LongStream.rangeClosed(1, 20_000).boxed().toList(),
          running.heard.stream().map(Answer::sequence).toList());
      Posted last = (Posted) running.heard.get(19_999).events().get(0);
      assertEquals(20_000, last.sum());
    }
  }

  @Test
  void keepsAllEventsOfACommandTogether() {
    try (RunningEngine running = RunningEngine.start(directory)) {
      running.ask("post", new Post("a", 5));

      Answer split = running.ask("split", new Split("a", "b", 2));

      assertEquals(List.of(new Posted("a", -2, 3), new Posted("b", 2, 2)), split.events());
    }
  }

  @Test
  void answersAResendLikeTheFirstTimeAndChangesNothing() {
    UUID accepted = UUID.randomUUID();
    UUID rejected = UUID.randomUUID();
    try (RunningEngine running = RunningEngine.start(directory)) {
      running.ask(accepted, "post", new Post("a", 5));
      running.ask(rejected, "post", new Post("a", -6));

      Answer again = running.ask(accepted, "post", new Post("a", 5));
      Answer rejectedAgain = running.ask(rejected, "post", new Post("a", -6));

      assertEquals(new Answer(Outcome.Status.ACCEPTED, true, 1, null, null, List.of()), again);
      assertEquals(
          new Answer(
              Outcome.Status.REJECTED, true, 2, "negative-sum", "a would hold -1", List.of()),
          rejectedAgain);
      assertEquals(5L, running.query("get-sum", new GetSum("a"), 2).value());
      assertEquals(3, running.ask("post", new Post("a", 1)).sequence());
    }
  }

  @Test
  void recognisesResendsAfterARestartWithAndWithoutASnapshot() {
    UUID early = UUID.randomUUID();
    UUID late = UUID.randomUUID();
    try (RunningEngine running = RunningEngine.start(directory)) {
      running.ask(early, "post", new Post("a", 5));
      running.engine.snapshot();
      running.ask(late, "post", new Post("a", -6));
    }
    try (RunningEngine running = RunningEngine.start(directory)) {
      Answer earlyAgain = running.ask(early, "post", new Post("a", 5));
      Answer lateAgain = running.ask(late, "post", new Post("a", -6));

      assertTrue(earlyAgain.duplicate());
      assertEquals(1, earlyAgain.sequence());
      assertTrue(lateAgain.duplicate());
      assertEquals("negative-sum", lateAgain.code());
      assertEquals(2, lateAgain.sequence());
    }
  }

  @Test
  void refusesAUuidThatWasUsedForAnotherCommand() {
    UUID uuid = UUID.randomUUID();
    try (RunningEngine running = RunningEngine.start(directory)) {
      running.ask(uuid, "post", new Post("a", 5));

      Answer otherData = running.ask(uuid, "post", new Post("a", 6));
      Answer otherName = running.ask(uuid, "new-id", new NewId());

      assertEquals(Outcome.Status.REFUSED, otherData.status());
      assertEquals(Codes.UUID_REUSED, otherData.code());
      assertEquals(Codes.UUID_REUSED, otherName.code());
      assertEquals(0, otherName.sequence());
      assertEquals(2, running.ask("post", new Post("a", 1)).sequence());
    }
  }

  @Test
  void rejectsWhatWasWrittenAfterTheExpectedSequence() {
    try (RunningEngine running = RunningEngine.start(directory)) {
      running.ask("post", new Post("a", 5)); // 1
      running.ask("post", new Post("b", 5)); // 2
      running.ask("split", new Split("b", "c", 1)); // 3

      Answer untouched =
          RunningEngine.await(running.send(UUID.randomUUID(), "post", new Post("a", 1), 1)); // 4
      Answer touched =
          RunningEngine.await(running.send(UUID.randomUUID(), "post", new Post("c", 1), 2)); // 5
      Answer anyOfTwo =
          RunningEngine.await(
              running.send(UUID.randomUUID(), "split", new Split("b", "a", 1), 3)); // 6
      Answer withoutKey =
          RunningEngine.await(running.send(UUID.randomUUID(), "new-id", new NewId(), 3)); // 7

      assertEquals(Outcome.Status.ACCEPTED, untouched.status());
      assertEquals(Codes.CONFLICT, touched.code());
      assertEquals(5, touched.sequence());
      assertEquals(Codes.CONFLICT, anyOfTwo.code());
      assertEquals(Codes.CONFLICT, withoutKey.code());
    }
    try (RunningEngine running = RunningEngine.start(directory)) {
      Answer afterRestart =
          RunningEngine.await(running.send(UUID.randomUUID(), "post", new Post("a", 1), 3));
      assertEquals(Codes.CONFLICT, afterRestart.code());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "decide-throws",
        "stack-overflow",
        "returns-null",
        "foreign-event",
        "null-field",
        "too-large"
      })
  void rejectsOnlyTheCommandWhoseDecisionFailed(String how) {
    try (RunningEngine running = RunningEngine.start(directory)) {
      Answer failed = running.ask("misbehave", new Misbehave(how));
      Answer next = running.ask("post", new Post("a", 5));

      assertEquals(Outcome.Status.REJECTED, failed.status());
      assertEquals(Codes.INTERNAL_ERROR, failed.code());
      assertEquals(1, failed.sequence());
      assertEquals(List.of(), failed.events());
      assertEquals(Outcome.Status.ACCEPTED, next.status());
      assertEquals(2, next.sequence());
    }
    try (RunningEngine running = RunningEngine.start(directory)) {
      assertEquals(2, running.engine.status().sequence());
    }
  }

  @Test
  void stopsWhenEvolveThrowsAndAcknowledgesNothingMore() {
    try (RunningEngine running = RunningEngine.start(directory)) {
      running.ask("post", new Post("a", 5));

      CompletableFuture<Answer> broken =
          running.send(UUID.randomUUID(), "misbehave", new Misbehave("evolve-throws"));
      Throwable failure = RunningEngine.await(running.failure);

      assertEquals("planted: planted", failure.getMessage());
      assertEquals(EngineStatus.State.FAILED, running.engine.status().state());
      assertTrue(running.engine.status().reason().contains("planted"));
      assertFalse(broken.isDone());
      assertThrows(
          IllegalStateException.class, () -> running.ask("post", new Post("a", 1)), "UNAVAILABLE");
    }
  }

  @Test
  void acceptsACommandThatChangesNothing() {
    try (RunningEngine running = RunningEngine.start(directory)) {
      Answer answer = running.ask("misbehave", new Misbehave("nothing"));

      assertEquals(Outcome.Status.ACCEPTED, answer.status());
      assertEquals(List.of(), answer.events());
      assertEquals(1, answer.sequence());
    }
  }

  @Test
  void refusesARecordThatLacksAValueBeforeItReachesTheRing() {
    try (RunningEngine running = RunningEngine.start(directory)) {
      assertThrows(IllegalArgumentException.class, () -> running.ask("post", new Post(null, 5)));
      assertEquals(1, running.ask("post", new Post("a", 5)).sequence());
    }
  }

  @Test
  void givesTheSameIdsAndNumbersForTheSameCommandUuid() {
    UUID uuid = UUID.fromString("11111111-2222-4333-8444-555555555555");
    Answer first;
    try (RunningEngine running = RunningEngine.start(directory.resolve("one"))) {
      first = running.ask(uuid, "new-id", new NewId());
    }
    try (RunningEngine running = RunningEngine.start(directory.resolve("two"))) {
      running.ask("post", new Post("a", 5));
      assertEquals(first.events(), running.ask(uuid, "new-id", new NewId()).events());
    }
  }

  @Test
  void answersBusyWhenTheRingIsFullAndLosesNothing() throws Exception {
    CountDownLatch hold = new CountDownLatch(1);
    EngineConfig config = RunningEngine.config(directory).withRingSlots(8).withDedupWindow(64);
    try (RunningEngine running = RunningEngine.start(config, Ledger.domains())) {
      List<CompletableFuture<Answer>> published = new ArrayList<>();
      int busy = 0;
      for (int i = 0; i < 100; i++) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Submission submission =
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
                outcome -> {
                  awaitQuietly(hold);
                  answer.complete(Answer.of(outcome));
                });
        switch (running.engine.publish(submission)) {
          case PUBLISHED -> published.add(answer);
          case BUSY -> busy++;
          default -> throw new AssertionError("unavailable");
        }
      }
      hold.countDown();
      published.forEach(RunningEngine::await);

      assertEquals(100, published.size() + busy);
      assertTrue(busy >= 84, "busy=" + busy);
      assertEquals(published.size(), running.ask("post", new Post("a", 1)).sequence() - 1);
    }
  }

  @Test
  void aSlowQueryHoldsUpNeitherCommandsNorOtherQueries() throws Exception {
    Ledger.slowQueries = new CountDownLatch(1);
    Ledger.slowQueriesRun = new CountDownLatch(1);
    try (RunningEngine running = RunningEngine.start(directory)) {
      running.ask("post", new Post("a", 5));
      running.query("get-sum", new GetSum("a"), 1);
      CompletableFuture<Result> slow =
          running.queryAsync("get-sum-slowly", new GetSumSlowly("a"), 0, QueryRequest.NOW);
      assertTrue(Ledger.slowQueriesRun.await(30, TimeUnit.SECONDS));

      Answer command = running.ask("post", new Post("a", 1));
      Result quick = running.query("get-sum", new GetSum("a"), command.sequence());

      assertEquals(new Result(2, 6L, null), quick);
      assertFalse(slow.isDone());
      Ledger.slowQueries.countDown();
      assertEquals(new Result(1, 5L, null), RunningEngine.await(slow));
    } finally {
      Ledger.slowQueries.countDown();
    }
  }

  @Test
  void aQueryWaitsForItsMinimumSequenceOrSaysNotYet() {
    EngineConfig config =
        RunningEngine.config(directory).withMinSequenceWait(Duration.ofMillis(200));
    try (RunningEngine running = RunningEngine.start(config, Ledger.domains())) {
      running.ask("post", new Post("a", 5));

      Result tooSoon = running.query("get-sum", new GetSum("a"), 1_000);
      CompletableFuture<Result> waits =
          running.queryAsync("get-sum", new GetSum("a"), 2, QueryRequest.NOW);
      running.ask("post", new Post("a", 1));

      assertEquals(Codes.NOT_YET, tooSoon.errorCode());
      assertEquals(new Result(2, 6L, null), RunningEngine.await(waits));
    }
  }

  @Test
  void answersEverythingPublishedBeforeAnOrderlyStop() {
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    RunningEngine running = RunningEngine.start(directory);
    for (int i = 0; i < 5_000; i++) {
      answers.add(running.send(UUID.randomUUID(), "post", new Post("a", 1)));
    }

    running.close();

    answers.forEach(answer -> assertNotNull(answer.getNow(null)));
    assertEquals(EngineStatus.State.STOPPED, running.engine.status().state());
  }

  @Test
  void tellsQueriesThatComeAfterTheEnd() {
    RunningEngine running = RunningEngine.start(directory);
    running.ask("post", new Post("a", 5));
    running.close();

    assertEquals("unavailable", running.query("get-sum", new GetSum("a"), 0).errorCode());
    assertEquals("unavailable", running.query("get-sum", new GetSum("a"), 2).errorCode());
  }

  @Test
  void canBeClosedBeforeItStartsAndIsNotStartedAfterThat() {
    Engine engine =
        Engine.open(RunningEngine.config(directory), Ledger.domains(), List.of(), failure -> {});
    engine.close();

    assertThrows(EngineException.class, engine::start);
    assertEquals(EngineStatus.State.STOPPED, engine.status().state());
    RunningEngine.start(directory).close();
  }

  @Test
  void namesTheDirectoryThatIsInUse() {
    try (RunningEngine running = RunningEngine.start(directory)) {
      EngineException refused =
          assertThrows(EngineException.class, () -> RunningEngine.start(directory));

      assertTrue(refused.getMessage().contains("is in use"), refused.getMessage());
      assertTrue(refused.getMessage().contains(directory.toString()), refused.getMessage());
      assertNull(running.failure.getNow(null));
    }
  }

  @Test
  void waitsWithoutProcessorTimeWhenIdle() throws Exception {
    try (RunningEngine running = RunningEngine.start(directory)) {
      running.ask("post", new Post("a", 5));
      for (String stage : List.of("decide", "journal", "reply", "project")) {
        Thread thread =
            Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals("ringfold-" + stage))
                .findFirst()
                .orElseThrow();
        // bounded: a stage that never comes to rest fails the test
        for (int i = 0; i < 1_000 && thread.getState() != Thread.State.WAITING; i++) {
          Thread.sleep(10);
        }
        assertEquals(Thread.State.WAITING, thread.getState(), stage);
      }
      assertEquals(Outcome.Status.ACCEPTED, running.ask("post", new Post("a", 5)).status());
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
