package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.ProjectionStatus.State;
import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.shape.Values;
import io.ringfold.journal.JournalReader;
import io.ringfold.journal.SegmentInfo;
import io.ringfold.snapshots.SnapshotInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ProjectionRebuildTest {
  @TempDir Path directory;

  private RunningEngine start(Domains domains) {
    return RunningEngine.start(RunningEngine.config(directory).withSnapshotAtStop(true), domains);
  }

  private static ProjectionStatus status(RunningEngine running, String name) {
    return running.engine.projections().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static ProjectionStatus await(RunningEngine running, String name, State state)
      throws InterruptedException {
    while (status(running, name).state() != state) {
      Thread.sleep(1);
    }
    return status(running, name);
  }

  private static void put(RunningEngine running, int commands) {
    List<CompletableFuture<RunningEngine.Answer>> answers = new ArrayList<>();
    for (int i = 0; i < commands; i++) {
      answers.add(running.send(UUID.randomUUID(), "put", new Shelf.Put("thing-" + i % 7, i % 6)));
    }
    answers.forEach(RunningEngine::await);
  }

  @Test
  void aNewAndAChangedProjectionAreFilledWhileEverythingElseIsServed() throws Exception {
    try (RunningEngine running = start(Shelf.release(Map.of("trail", 1, "takings", 1)))) {
      put(running, 500);
    }
    Domains next = Shelf.release(Map.of("trail", 1, "counts", 1, "takings", 2));
    try (RunningEngine running = start(next)) {
      assertEquals(0, running.engine.metrics().recoveredRecords(), "no replay before serving");
      assertEquals(State.LEVEL, status(running, "trail").state());
      put(running, 500);
      await(running, "counts", State.LEVEL);
      await(running, "takings", State.LEVEL);
      put(running, 10);
      assertEqualToReplay(running, next);
      assertEquals(
          List.of(1, 1, 2),
          running.engine.projections().stream()
              .sorted((a, b) -> a.name().compareTo(b.name()))
              .map(ProjectionStatus::version)
              .sorted()
              .toList());
    }
    try (RunningEngine running = start(next)) {
      running.engine.projections().forEach(each -> assertEquals(State.LEVEL, each.state()));
      assertEqualToReplay(running, next);
    }
  }

  private void assertEqualToReplay(RunningEngine running, Domains domains) {
    long sequence = running.engine.status().sequence();
    Model replayed =
        Recovery.rebuild(directory, domains, 1_000, sequence, false, (at, target) -> {});
    for (ProjectionStatus each : running.engine.projections()) {
      RunningEngine.Result result = running.query("get-" + each.name(), query(each), sequence);
      Domain.QueryType<?, ?> type = domains.query("get-" + each.name()).type();
      assertEquals(
          hash(answer(type, replayed.readModels().get("shelf/" + each.name()), query(each))),
          hash(result.value()),
          each.toString());
    }
  }

  @SuppressWarnings("unchecked")
  private static Object answer(Domain.QueryType<?, ?> type, Object model, Object query) {
    return ((Domain.QueryType<Object, Object>) type).handler().answer(model, query);
  }

  private static Object query(ProjectionStatus projection) {
    return switch (projection.name()) {
      case "trail" -> new Shelf.GetTrail();
      case "counts" -> new Shelf.GetCounts();
      default -> new Shelf.GetTakings();
    };
  }

  private static String hash(Object value) {
    return HexFormat.of().formatHex(Values.hash(value));
  }

  @Test
  void aRebuildOnRequestUnderLoadGivesWhatAReplayGives() throws Exception {
    Domains domains = Shelf.release(Map.of("trail", 1, "counts", 1, "takings", 1));
    try (RunningEngine running = start(domains)) {
      put(running, 2_000);
      for (int round = 0; round < 10; round++) {
        for (String name : List.of("trail", "counts", "shelf/takings")) {
          running.engine.rebuildProjection(name);
        }
        put(running, 1_000);
        assertFalse(
            running.engine.projections().stream().anyMatch(each -> !each.answers()),
            "the ones that run answer meanwhile");
      }
      for (String name : List.of("trail", "counts", "takings")) {
        await(running, name, State.LEVEL);
      }
      assertEqualToReplay(running, domains);
    }
  }

  @Test
  void whatWasRebuiltStandsInTheNextSnapshotsToo() throws Exception {
    boolean[] wrong = {true};
    Domains domains = Domains.of(tallies(wrong, new CountDownLatch(0)));
    try (RunningEngine running = start(domains)) {
      put(running, 10);
      running.engine.snapshot();
      wrong[0] = false;
      running.engine.rebuildProjection("tally");
      await(running, "tally", State.LEVEL);
      assertEquals(10L, running.query("get-tally", new Shelf.GetCounts(), 10).value());
      put(running, 1);
      running.engine.snapshot();
    }
    try (RunningEngine running = start(domains)) {
      assertEquals(11L, running.query("get-tally", new Shelf.GetCounts(), 0).value());
    }
  }

  @Test
  void queriesOnAProjectionThatIsBeingFilledAreToldWhatItIsWaitingFor() throws Exception {
    try (RunningEngine running = start(Domains.of(withoutProjection().build()))) {
      put(running, 20);
    }
    CountDownLatch held = new CountDownLatch(1);
    Domains next = Domains.of(tallies(new boolean[] {false}, held));
    try (RunningEngine running = start(next)) {
      ProjectionStatus filling = status(running, "tally");
      assertEquals(State.REBUILDING, filling.state());
      assertEquals(-1, filling.basis());
      assertEquals(20, filling.target());
      assertEquals(Codes.NOT_YET, running.query("get-tally", new Shelf.GetCounts(), 0).errorCode());
      SnapshotInfo without = running.engine.snapshot();
      assertEquals(20, without.sequence());
      put(running, 1);
      running.engine.snapshot();
      held.countDown();
      assertEquals(21, await(running, "tally", State.LEVEL).basis());
      assertEquals(21L, running.query("get-tally", new Shelf.GetCounts(), 21).value());
    } finally {
      held.countDown();
    }
    // the one that was taken meanwhile at 20 holds no tally, and is no way to the past of one
    Model past = Recovery.rebuild(directory, next, 1_000, 20, true, (at, target) -> {});
    assertEquals(new Tally(20), past.readModels().get("shelf/tally"));
  }

  @Test
  void aFoldThatThrowsFailsThatProjectionAndNothingElse() throws Exception {
    Domains domains = Domains.of(failing(false));
    try (RunningEngine running = start(domains)) {
      put(running, 5);
    }
    try (RunningEngine running = start(Domains.of(failing(true)))) {
      ProjectionStatus failed = await(running, "brittle", State.FAILED);
      assertTrue(
          failed.reason().contains("at sequence 1, event 0") && failed.reason().contains("planted"),
          failed.reason());
      assertEquals(
          Codes.UNAVAILABLE, running.query("get-brittle", new Shelf.GetTakings(), 0).errorCode());
      await(running, "tally", State.LEVEL);
      put(running, 1);
      assertEquals(6L, running.query("get-tally", new Shelf.GetCounts(), 6).value());
    }
  }

  @Test
  void aRemovedProjectionLeavesTheSnapshotOfUse() {
    try (RunningEngine running = start(Shelf.release(Map.of("trail", 1, "counts", 1)))) {
      put(running, 10);
    }
    Domains next = Shelf.release(Map.of("trail", 1));
    try (RunningEngine running = start(next)) {
      assertEquals(0, running.engine.metrics().recoveredRecords());
      put(running, 1);
      assertEqualToReplay(running, next);
    }
  }

  @Test
  void withoutTheFirstRecordsTheRebuildFailsAndTheRunningOneStays() throws Exception {
    Domains domains = Shelf.release(Map.of("trail", 1));
    try (RunningEngine running = start(domains)) {
      put(running, 20_000);
    }
    deleteTheFirstRecords();
    try (RunningEngine running = start(domains)) {
      running.engine.rebuildProjection("trail");
      ProjectionStatus failed = await(running, "trail", State.FAILED);
      assertTrue(failed.reason().contains("begins"), failed.reason());
      assertTrue(failed.answers());
      put(running, 1);
      assertNull(running.query("get-trail", new Shelf.GetTrail(), 20_001).errorCode());
    }
  }

  private void deleteTheFirstRecords() throws IOException {
    List<SegmentInfo> segments = JournalReader.segments(Recovery.journals(directory, List.of()));
    int first = 0;
    while (segments.get(first).firstSequence() == 1) {
      Files.delete(segments.get(first++).file());
    }
  }

  @Test
  void aNameThatIsNoProjectionIsRefusedWithThoseThatAre() {
    try (RunningEngine running = start(Shelf.release(Map.of("trail", 1)))) {
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class, () -> running.engine.rebuildProjection("trial"));
      assertEquals("there is no projection trial: name one of shelf/trail", refused.getMessage());
    }
  }

  record Tally(long commands) {}

  record Brittle(long commands) {}

  static final class Nothing {}

  private static Domain.Builder<Nothing> withoutProjection() {
    return Domain.define("shelf", Nothing.class, Nothing::new)
        .command(
            "put",
            Shelf.Put.class,
            (state, put, context) -> Decision.accept(new Shelf.Placed(put.what(), put.count())))
        .event("placed", 1, Shelf.Placed.class, (state, event) -> {});
  }

  /**
   * Counts commands.
   *
   * @param twice whether it counts each twice: a fold that was wrong, and no version tells
   * @param held folds of other threads than the stage's wait here
   */
  private static Domain<Nothing> tallies(boolean[] twice, CountDownLatch held) {
    return withoutProjection()
        .projection(
            "tally",
            Tally.class,
            () -> new Tally(0),
            p ->
                p.on(
                    Shelf.Placed.class,
                    (model, event, context) -> {
                      if (Thread.currentThread().getName().equals("ringfold-projections")) {
                        awaitQuietly(held);
                      }
                      return new Tally(model.commands() + (twice[0] ? 2 : 1));
                    }))
        .query("get-tally", Shelf.GetCounts.class, Tally.class, (model, query) -> model.commands())
        .build();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Domain<Nothing> failing(boolean throwing) {
    Domain.Builder<Nothing> shelf = withoutProjection();
    if (throwing) {
      shelf
          .projection(
              "brittle",
              Brittle.class,
              () -> new Brittle(0),
              p ->
                  p.on(
                      Shelf.Placed.class,
                      (model, event, context) -> {
                        throw new IllegalStateException("planted");
                      }))
          .query("get-brittle", Shelf.GetTakings.class, Brittle.class, (model, query) -> model)
          .projection(
              "tally",
              Tally.class,
              () -> new Tally(0),
              p ->
                  p.on(
                      Shelf.Placed.class,
                      (model, event, context) -> new Tally(model.commands() + 1)))
          .query(
              "get-tally", Shelf.GetCounts.class, Tally.class, (model, query) -> model.commands());
    }
    return shelf.build();
  }
}
