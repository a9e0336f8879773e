package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.domain.Domains;
import io.ringfold.journal.JournalPlace;
import io.ringfold.journal.JournalReader;
import io.ringfold.journal.SegmentInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The journal read again beside the engine that writes it. */
@Timeout(120)
class EventFollowerTest {
  @TempDir Path directory;

  /** A command's events, copied out of the view. */
  private record Told(long sequence, UUID uuid, List<Object> events) {
    static Told of(CommandEvents view) {
      List<Object> events = new ArrayList<>();
      for (int i = 0; i < view.eventCount(); i++) {
        events.add(view.event(i));
      }
      return new Told(view.sequence(), view.uuid(), events);
    }
  }

  private static List<Told> readAll(EventFollower follower, long upToSequence) {
    List<Told> told = new ArrayList<>();
    CommandEvents next;
    while ((next = follower.next(upToSequence)) != null) {
      told.add(Told.of(next));
    }
    return told;
  }

  /** Commands large enough that a segment of 1 MiB holds few of them. */
  private static List<UUID> postMany(RunningEngine running, int count) {
    String note = "n".repeat(8_000);
    List<UUID> uuids = new ArrayList<>();
    List<CompletableFuture<RunningEngine.Answer>> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      UUID uuid = new UUID(1, i);
      uuids.add(uuid);
      answers.add(running.send(uuid, "post", new Ledger.Post("a", i, Optional.of(note))));
    }
    answers.forEach(RunningEngine::await);
    return uuids;
  }

  @Test
  void givesWhatTheListenersWereGiven() throws Exception {
    try (RunningEngine running = RunningEngine.start(directory)) {
      running.ask("post", new Ledger.Post("a", 5));
      running.ask("misbehave", new Ledger.Misbehave("reject"));
      running.ask("split", new Ledger.Split("a", "b", 2));
      List<RunningEngine.Answer> heard = running.awaitHeard(3);
      try (EventFollower follower = running.engine.follow(0, null)) {
        List<Told> told = readAll(follower, 3);
        assertEquals(3, told.size());
        for (int i = 0; i < 3; i++) {
          assertEquals(heard.get(i).sequence(), told.get(i).sequence());
          assertEquals(heard.get(i).events(), told.get(i).events());
        }
        assertEquals(List.of(), told.get(1).events(), "it was rejected");
        assertNull(follower.next(3));
      }
    }
  }

  @Test
  void givesWhoSentTheCommandAndWhatCameWithIt() throws Exception {
    try (RunningEngine running = RunningEngine.start(directory)) {
      UUID uuid = UUID.randomUUID();
      running.ask(uuid, "post", new Ledger.Post("a", 5));
      try (EventFollower follower = running.engine.follow(0, null)) {
        CommandEvents events = follower.next(1);
        assertEquals(uuid, events.uuid());
        assertEquals("client", events.clientId());
        assertEquals(7, events.clientSeq());
        assertEquals("someone", events.user());
        assertEquals("{\"a\":1}", events.meta());
        assertEquals("posted", events.eventType(0).name());
        assertTrue(events.timeMicros() > 0);
      }
    }
  }

  @Test
  void looksAtNothingBehindTheSequenceGiven() throws Exception {
    try (RunningEngine running = RunningEngine.start(directory);
        EventFollower follower = running.engine.follow(0, null)) {
      postMany(running, 5);
      assertEquals(2, readAll(follower, 2).size());
      assertEquals(2, follower.sequence());
      assertEquals(3, readAll(follower, 5).get(0).sequence());
    }
  }

  @Test
  void followsOverSegmentsWhileCommandsAreProcessed() throws Exception {
    int count = 600;
    try (RunningEngine running = RunningEngine.start(directory);
        EventFollower follower = running.engine.follow(0, new FollowedPlaces())) {
      AtomicBoolean sent = new AtomicBoolean();
      CompletableFuture<List<Told>> read =
          CompletableFuture.supplyAsync(
              () -> {
                List<Told> told = new ArrayList<>();
                while (!sent.get() || told.size() < count) {
                  told.addAll(readAll(follower, running.engine.status().sequence()));
                }
                return told;
              });
      List<UUID> uuids = postMany(running, count);
      sent.set(true);
      List<Told> told = RunningEngine.await(read);
      assertEquals(uuids, told.stream().map(Told::uuid).toList());
      assertTrue(JournalReader.segments(directory.resolve("journal")).size() > 3);
    }
  }

  @Test
  void beginsWhereAnotherHasBeenWithoutASearch() throws Exception {
    FollowedPlaces places = new FollowedPlaces();
    int count = 3_000;
    try (RunningEngine running = RunningEngine.start(directory)) {
      for (int i = 0; i < count; i++) {
        var answer = running.send(new UUID(1, i), "post", new Ledger.Post("a", i));
        if (i % 100 == 0) {
          // or all of it may become one batch, with one place
          RunningEngine.await(answer);
        }
      }
      running.ask("post", new Ledger.Post("a", 1));
      try (EventFollower first = running.engine.follow(0, places)) {
        assertEquals(count + 1, readAll(first, count + 1).size());
      }
      assertTrue(places.size() >= 2, places.size() + " places");
      for (long after : new long[] {0, 1_023, 1_024, 2_047, 2_500, count}) {
        JournalPlace near = places.before(after + 1);
        assertTrue(after < 2_100 || near.sequence() > 1_000, () -> after + " begins at " + near);
        try (EventFollower next = running.engine.follow(after, places)) {
          List<Told> told = readAll(next, count + 1);
          assertEquals(after + 1, told.get(0).sequence());
          assertEquals(count + 1 - after, told.size());
        }
      }
    }
  }

  @Test
  void saysWhereTheJournalBeginsWhenTheBeginningWasArchived() throws Exception {
    try (RunningEngine running = RunningEngine.start(directory)) {
      postMany(running, 600);
      running.engine.snapshot();
      assertEquals(1, running.engine.firstSequence());
    }
    List<SegmentInfo> segments = JournalReader.segments(directory.resolve("journal"));
    // the first holds the definitions alone
    Files.delete(segments.get(0).file());
    Files.delete(segments.get(1).file());
    long first = segments.get(2).firstSequence();

    try (RunningEngine running = RunningEngine.start(directory)) {
      assertEquals(first, running.engine.firstSequence());
      EngineException refused =
          assertThrows(EngineException.class, () -> running.engine.follow(first - 2, null));
      assertTrue(refused.getMessage().contains("begins with sequence " + first), refused::toString);
      try (EventFollower follower = running.engine.follow(first - 1, null)) {
        assertEquals(first, follower.next(600).sequence());
      }
    }
  }

  @Test
  void liftsEventsOfOlderCode() throws Exception {
    EngineConfig config = RunningEngine.config(directory);
    try (RunningEngine running = RunningEngine.start(config, TypeEvolutionTest.first())) {
      running.ask("write", new TypeEvolutionTest.First.Write("old words"));
    }
    Domains today = TypeEvolutionTest.Third.domains();
    try (RunningEngine running = RunningEngine.start(config, today)) {
      running.ask("write", new TypeEvolutionTest.Third.Write("new"));
      try (EventFollower follower = running.engine.follow(0, null)) {
        List<Told> told = readAll(follower, 2);
        assertEquals(TypeEvolutionTest.Third.words("old words", "unknown"), told.get(0).events());
        assertEquals(running.awaitHeard(1).get(0).events(), told.get(1).events());
      }
    }
  }

  @Test
  void tellsTheListenersUpToWhereRecoveryCame() {
    try (RunningEngine running = RunningEngine.start(directory)) {
      postMany(running, 3);
    }
    List<Long> started = new ArrayList<>();
    OutcomeListener listener =
        new OutcomeListener() {
          @Override
          public void onStart(long sequence) {
            started.add(sequence);
          }

          @Override
          public void onOutcome(Outcome outcome) {}

          @Override
          public void onBatchEnd() {}
        };
    try (Engine engine =
        Engine.open(
            RunningEngine.config(directory), Ledger.domains(), List.of(listener), failure -> {})) {
      engine.start();
      assertEquals(List.of(3L), started);
    }
  }

  @Test
  void theTableOfPlacesStaysBounded() {
    FollowedPlaces places = new FollowedPlaces();
    for (long sequence = 1; sequence < 100_000_000; sequence += 1_024) {
      places.add(new JournalPlace(sequence, 1, sequence));
    }
    assertTrue(places.size() <= 16_384, places.size() + " places");
    assertTrue(places.size() > 4_096, places.size() + " places");
    JournalPlace near = places.before(50_000_000);
    assertNotNull(near);
    assertFalse(near.sequence() > 50_000_000 || near.sequence() < 50_000_000 - 100_000);
  }
}
