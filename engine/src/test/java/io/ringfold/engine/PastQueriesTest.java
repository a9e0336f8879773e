package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.Ledger.GetSum;
import io.ringfold.engine.Ledger.GetSumSlowly;
import io.ringfold.engine.Ledger.Misbehave;
import io.ringfold.engine.Ledger.Post;
import io.ringfold.engine.RunningEngine.Answer;
import io.ringfold.engine.RunningEngine.Result;
import io.ringfold.journal.JournalReader;
import io.ringfold.journal.SegmentInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Queries as of earlier sequences and times, beside commands that go on. */
@Timeout(120)
class PastQueriesTest {
  @TempDir Path directory;

  /** One that holds its rebuild where it tells of its progress, until it is let go. */
  private static final class Held implements QueryReply {
    final CompletableFuture<Result> result = new CompletableFuture<>();
    final List<Long> targets = new CopyOnWriteArrayList<>();
    final CountDownLatch arrived = new CountDownLatch(1);
    final CountDownLatch letGo = new CountDownLatch(1);
    final AtomicBoolean abandoned = new AtomicBoolean();

    @Override
    public void onResult(long basis, Object value) {
      result.complete(new Result(basis, value, null));
    }

    @Override
    public void onError(String code, String message) {
      result.complete(new Result(0, message, code));
    }

    @Override
    public void onProgress(long sequence, long target) {
      targets.add(target);
      arrived.countDown();
      try {
        assertTrue(letGo.await(60, TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public boolean isAbandoned() {
      return abandoned.get();
    }

    Held ask(RunningEngine running, AsOf asOf) throws InterruptedException {
      running.engine.query(
          new QueryRequest(running.engine.domains().query("get-sum"), new GetSum("a"), 0, asOf),
          this);
      assertTrue(arrived.await(60, TimeUnit.SECONDS));
      return this;
    }
  }

  private static void post(RunningEngine running, int count) {
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(running.send(UUID.randomUUID(), "post", new Post("a", 1)));
    }
    answers.forEach(RunningEngine::await);
    long newest = running.engine.status().sequence();
    assertEquals(newest, running.query("get-sum", new GetSum("a"), newest).basis());
  }

  private static Result asOf(RunningEngine running, AsOf asOf) {
    return RunningEngine.await(running.queryAsync("get-sum", new GetSum("a"), 0, asOf));
  }

  private static Result asOf(RunningEngine running, long sequence) {
    return asOf(running, AsOf.sequence(sequence));
  }

  private static PastStatus past(RunningEngine running) {
    CompletableFuture<PastStatus> status = new CompletableFuture<>();
    running.engine.past(status::complete);
    return RunningEngine.await(status);
  }

  @Test
  void answersAsOfEverySequenceFromTheStateBeforeTheFirstOn() {
    try (RunningEngine running = RunningEngine.start(directory)) {
      post(running, 20);
      running.ask("misbehave", new Misbehave("reject"));
      post(running, 1);

      for (int sequence = 0; sequence <= 20; sequence++) {
        assertEquals(new Result(sequence, (long) sequence, null), asOf(running, sequence));
      }
      assertEquals(new Result(21, 20L, null), asOf(running, 21), "a rejection has its state too");
      assertEquals(new Result(22, 21L, null), asOf(running, 22));
      assertEquals(Codes.AS_OF_OUT_OF_RANGE, asOf(running, 23).errorCode());
    }
  }

  @Test
  void answersAsOfATimeWithTheLastCommandAtOrBeforeIt() {
    long timeMicros = Micros.of(Instant.parse("2026-01-31T10:00:00Z"));
    try (RunningEngine running = RunningEngine.start(directory)) {
      for (int i = 1; i <= 10; i++) {
        RunningEngine.await(
            running.sendAt(timeMicros + i * 10L, UUID.randomUUID(), "post", new Post("a", 1)));
      }
      running.query("get-sum", new GetSum("a"), 10);

      assertEquals(new Result(0, 0L, null), at(running, timeMicros), "before the first");
      assertEquals(new Result(0, 0L, null), asOf(running, AsOf.time(Instant.MIN)));
      assertEquals(new Result(3, 3L, null), at(running, timeMicros + 30));
      assertEquals(new Result(3, 3L, null), at(running, timeMicros + 39));
      assertEquals(new Result(10, 10L, null), at(running, timeMicros + 100));
      assertEquals(
          new Result(10, 10L, null), at(running, running.engine.nowMicros()), "none came since");
      assertEquals(
          Codes.AS_OF_OUT_OF_RANGE,
          at(running, running.engine.nowMicros() + 3_600_000_000L).errorCode(),
          "commands may still come before that");
      assertEquals(
          Codes.AS_OF_OUT_OF_RANGE, asOf(running, AsOf.time(Instant.MAX)).errorCode(), "ever");
    }
  }

  private static Result at(RunningEngine running, long timeMicros) {
    return asOf(running, AsOf.time(Micros.toInstant(timeMicros)));
  }

  @Test
  void theTimeOfTheNewestCommandIsAnsweredThoughTheClockWasSetBackSince() {
    try (RunningEngine running = RunningEngine.start(directory)) {
      long ahead = running.engine.nowMicros() + 3_600_000_000L;
      RunningEngine.await(running.sendAt(ahead, UUID.randomUUID(), "post", new Post("a", 1)));
      running.query("get-sum", new GetSum("a"), 1);

      assertEquals(new Result(1, 1L, null), at(running, ahead));
      assertEquals(Codes.AS_OF_OUT_OF_RANGE, at(running, ahead + 1).errorCode());
    }
  }

  @Test
  void waitsForTheMinimumSequenceAndThenAnswersAsOfTheOneAskedFor() {
    try (RunningEngine running = RunningEngine.start(directory)) {
      post(running, 3);
      CompletableFuture<Result> waits =
          running.queryAsync("get-sum", new GetSum("a"), 4, AsOf.sequence(4));
      CompletableFuture<Result> earlier =
          running.queryAsync("get-sum", new GetSum("a"), 4, AsOf.sequence(2));
      assertFalse(earlier.isDone());
      post(running, 1);

      assertEquals(new Result(4, 4L, null), RunningEngine.await(waits));
      assertEquals(new Result(2, 2L, null), RunningEngine.await(earlier));
    }
  }

  @Test
  void beginsWithTheNearestSnapshotOrPointThatIsKept() {
    try (RunningEngine running = RunningEngine.start(directory)) {
      post(running, 100);
      running.engine.snapshot();
      post(running, 100);
      PastMetrics past = running.engine.metrics().past();

      assertEquals(new Result(110, 110L, null), asOf(running, 110));
      assertEquals(10, past.recordCount(), "from the snapshot on");
      assertEquals(new Result(115, 115L, null), asOf(running, 115));
      assertEquals(15, past.recordCount(), "from the point on");
      assertEquals(new Result(105, 105L, null), asOf(running, 105));
      assertEquals(20, past.recordCount(), "from the snapshot's point on");
      assertEquals(new Result(60, 60L, null), asOf(running, 60));
      assertEquals(80, past.recordCount(), "from the beginning");
      assertEquals(new Result(110, 110L, null), asOf(running, 110));
      assertEquals(80, past.recordCount(), "it was kept");
      assertEquals(1, past.hitCount());
      assertEquals(List.of(60L, 100L, 105L, 110L, 115L), past(running).points());
      assertEquals(List.of(100L), past(running).snapshots());
      assertEquals(0, past(running).firstSequence());
    }
  }

  @Test
  void keepsNoMorePointsThanItMayAndNoneWhereItMayKeepNone() {
    for (int points : new int[] {2, 0}) {
      Path data = directory.resolve("points-" + points);
      EngineConfig config = RunningEngine.config(data).withPast(1, points, 10);
      try (RunningEngine running = RunningEngine.start(config, Ledger.domains())) {
        post(running, 30);
        for (long sequence : new long[] {5, 10, 20, 10, 7}) {
          assertEquals(new Result(sequence, sequence, null), asOf(running, sequence));
        }
        List<Long> kept = points == 0 ? List.of() : List.of(7L, 10L);
        assertEquals(kept, past(running).points());
      }
    }
  }

  @Test
  void allWhoAskForTheSameSequenceWaitForOneRebuildAndThoseOnItsWayAreAnsweredByIt()
      throws Exception {
    try (RunningEngine running = RunningEngine.start(directory)) {
      post(running, 50);
      Held first = new Held().ask(running, AsOf.sequence(40));
      CompletableFuture<Result> same =
          running.queryAsync("get-sum", new GetSum("a"), 0, AsOf.sequence(40));
      CompletableFuture<Result> onTheWay =
          running.queryAsync("get-sum", new GetSum("a"), 0, AsOf.sequence(30));
      Eventually.holds(() -> running.engine.metrics().past().waitingQueries() == 3);
      PastStatus.Rebuild running40 = past(running).rebuilds().get(1);
      assertEquals(40, running40.target());
      assertEquals(2, running40.queries());
      assertTrue(running40.isRunning());
      first.letGo.countDown();

      assertEquals(new Result(40, 40L, null), RunningEngine.await(first.result));
      assertEquals(new Result(40, 40L, null), RunningEngine.await(same));
      assertEquals(new Result(30, 30L, null), RunningEngine.await(onTheWay));
      assertEquals(List.of(40L), first.targets);
      assertEquals(40, running.engine.metrics().past().recordCount());
      assertEquals(List.of(), past(running).rebuilds());
    }
  }

  @Test
  void refusesAsBusyMoreThanMayWaitAndCommandsGoOnMeanwhile() throws Exception {
    EngineConfig config = RunningEngine.config(directory).withPast(1, 8, 2);
    try (RunningEngine running = RunningEngine.start(config, Ledger.domains())) {
      post(running, 10);
      Held held = new Held().ask(running, AsOf.sequence(5));
      CompletableFuture<Result> waits =
          running.queryAsync("get-sum", new GetSum("a"), 0, AsOf.sequence(6));
      Eventually.holds(() -> running.engine.metrics().past().waitingQueries() == 2);

      assertEquals(Codes.BUSY, asOf(running, 7).errorCode());
      assertEquals(Codes.BUSY, asOf(running, AsOf.time(Instant.EPOCH)).errorCode());
      assertEquals(11, running.ask("post", new Post("a", 1)).sequence());
      assertEquals(new Result(11, 11L, null), running.query("get-sum", new GetSum("a"), 11));
      held.letGo.countDown();

      assertEquals(new Result(5, 5L, null), RunningEngine.await(held.result));
      assertEquals(new Result(6, 6L, null), RunningEngine.await(waits));
      assertEquals(new Result(7, 7L, null), asOf(running, 7));
    }
  }

  @Test
  void rebuildsNothingForThoseWhoHaveGone() throws Exception {
    try (RunningEngine running = RunningEngine.start(directory)) {
      post(running, 50);
      Held gone = new Held().ask(running, AsOf.sequence(40));
      gone.abandoned.set(true);
      gone.letGo.countDown();

      Eventually.holds(() -> running.engine.metrics().past().waitingQueries() == 0);
      assertEquals(new Result(20, 20L, null), asOf(running, 20));
      assertFalse(past(running).points().contains(40L));
      assertNull(gone.result.getNow(null));
    }
  }

  @Test
  void tellsThoseWhoWaitWhenTheEngineIsClosed() throws Exception {
    RunningEngine running = RunningEngine.start(directory);
    post(running, 10);
    Held held = new Held().ask(running, AsOf.sequence(5));
    CompletableFuture<Result> waits =
        running.queryAsync("get-sum", new GetSum("a"), 0, AsOf.sequence(6));
    Eventually.holds(() -> running.engine.metrics().past().waitingQueries() == 2);
    Thread closer = new Thread(running::close);
    closer.start();

    assertEquals(Codes.UNAVAILABLE, RunningEngine.await(held.result).errorCode());
    assertEquals(Codes.UNAVAILABLE, RunningEngine.await(waits).errorCode());
    held.letGo.countDown();
    closer.join(60_000);
    assertEquals(EngineStatus.State.STOPPED, running.engine.status().state());
    assertEquals(Codes.UNAVAILABLE, asOf(running, 5).errorCode());
  }

  @Test
  void aSlowQueryOfThePastHoldsUpNoRebuild() throws Exception {
    Ledger.slowQueries = new CountDownLatch(1);
    Ledger.slowQueriesRun = new CountDownLatch(1);
    try (RunningEngine running = RunningEngine.start(directory)) {
      post(running, 10);
      CompletableFuture<Result> slow =
          running.queryAsync("get-sum-slowly", new GetSumSlowly("a"), 0, AsOf.sequence(3));
      assertTrue(Ledger.slowQueriesRun.await(60, TimeUnit.SECONDS));

      assertEquals(new Result(4, 4L, null), asOf(running, 4));
      assertFalse(slow.isDone());
      Ledger.slowQueries.countDown();
      assertEquals(new Result(3, 3L, null), RunningEngine.await(slow));
    } finally {
      Ledger.slowQueries.countDown();
    }
  }

  /** Posts of a size that makes several segments. */
  private static void postLarge(RunningEngine running, int count) {
    Optional<String> note = Optional.of("n".repeat(20_000));
    for (int i = 0; i < count; i++) {
      CompletableFuture<Answer> answer =
          running.send(UUID.randomUUID(), "post", new Post("a", 1, note));
      if (i % 5 == 0) {
        RunningEngine.await(answer);
      }
    }
    post(running, 1);
  }

  private List<SegmentInfo> segments() {
    return JournalReader.segments(DataDirectory.journal(directory));
  }

  @Test
  void whereSegmentsAreArchivedItSaysFromWhereOnThePastCanBeAskedFor() throws IOException {
    try (RunningEngine running = RunningEngine.start(directory)) {
      postLarge(running, 150);
      running.engine.snapshot();
      postLarge(running, 20);
    }
    List<SegmentInfo> segments = segments();
    SegmentInfo last = segments.get(segments.size() - 1);
    // as archive does: only what a snapshot stands in for
    for (SegmentInfo each : segments) {
      if (each.lastSequence() < 151 && each.number() < last.number()) {
        Files.move(each.file(), directory.resolve("archived-" + each.number()));
      }
    }
    assertTrue(segments().size() < segments.size(), "nothing was archived");
    try (RunningEngine running = RunningEngine.start(directory)) {
      running.query("get-sum", new GetSum("a"), 172);
      assertEquals(new Result(151, 151L, null), asOf(running, 151));
      assertEquals(new Result(160, 160L, null), asOf(running, 160));
      assertEquals(151, past(running).firstSequence());
      for (AsOf early : List.of(AsOf.sequence(0), AsOf.sequence(150), AsOf.time(Instant.EPOCH))) {
        Held refused = new Held();
        running.engine.query(
            new QueryRequest(running.engine.domains().query("get-sum"), new GetSum("a"), 0, early),
            refused);
        Result result = RunningEngine.await(refused.result);
        assertEquals(Codes.AS_OF_OUT_OF_RANGE, result.errorCode());
        assertTrue(result.value().toString().contains("from sequence 151 on"), result::toString);
      }
    }
  }

  @Test
  void aJournalThatCannotBeReadFailsTheQueryAndNotTheEngine() throws IOException {
    try (RunningEngine running = RunningEngine.start(directory)) {
      postLarge(running, 150);
      SegmentInfo first =
          segments().stream()
              .filter(each -> each.lastSequence() > each.firstSequence())
              .findFirst()
              .orElseThrow();
      try (FileChannel file = FileChannel.open(first.file(), StandardOpenOption.WRITE)) {
        file.write(ByteBuffer.allocate(64), first.bytes() / 2);
      }

      assertEquals(Codes.INTERNAL_ERROR, asOf(running, first.lastSequence()).errorCode());
      assertEquals(152, running.ask("post", new Post("a", 1)).sequence());
      assertEquals(new Result(152, 152L, null), running.query("get-sum", new GetSum("a"), 152));
      assertEquals(EngineStatus.State.READY, running.engine.status().state());
    }
  }

  @Test
  void keepsAFewPointsOnALongWay() {
    EngineConfig config = RunningEngine.config(directory).withDurability(Durability.CRASH);
    try (RunningEngine running = RunningEngine.start(config, Ledger.domains())) {
      post(running, 24_000);
      assertEquals(new Result(22_000, 22_000L, null), asOf(running, 22_000));
      assertEquals(List.of(11_000L, 16_500L, 22_000L), past(running).points());

      assertEquals(new Result(18_000, 18_000L, null), asOf(running, 18_000));
      assertEquals(23_500, running.engine.metrics().past().recordCount());
    }
  }
}
