package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.shape.Values;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PastWalkTest {
  private static final Domains DOMAINS = Ledger.domains();
  private static final int COMMANDS = 300;

  @SuppressWarnings("unchecked")
  private static final Domain<Ledger.Sums> LEDGER = (Domain<Ledger.Sums>) DOMAINS.all().get(0);

  @TempDir Path directory;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  /**
   * The state after each event, by sequence and index, of a fold of the events from the first on.
   */
  private final TreeMap<Long, List<Object>> afterEvents = new TreeMap<>();

  private void work() {
    Ledger.Sums fold = LEDGER.initialState().get();
    try (RunningEngine running = RunningEngine.start(directory)) {
      for (long sequence = 1; sequence <= COMMANDS; sequence++) {
        List<Object> after = new ArrayList<>();
        for (Object event : sent(running).join().events()) {
          evolve(fold, event);
          after.add(Values.plain(fold));
        }
        afterEvents.put(sequence, after);
        if (random.nextInt(60) == 0) {
          running.engine.snapshot();
        }
      }
    }
  }

  private CompletableFuture<RunningEngine.Answer> sent(RunningEngine running) {
    UUID uuid = new UUID(random.nextLong(), random.nextLong());
    String account = "a" + random.nextInt(4);
    return switch (random.nextInt(4)) {
      case 0 -> running.send(uuid, "split", new Ledger.Split(account, "b", random.nextInt(9)));
      case 1 -> running.send(uuid, "misbehave", new Ledger.Misbehave("reject"));
      default -> running.send(uuid, "post", new Ledger.Post(account, random.nextInt(99)));
    };
  }

  @SuppressWarnings("unchecked")
  private static <E> void evolve(Ledger.Sums state, E event) {
    Domain.EventType<Ledger.Sums, E> type =
        (Domain.EventType<Ledger.Sums, E>) DOMAINS.event(event.getClass()).type();
    type.evolver().evolve(state, event);
  }

  private Object asOf(long sequence) {
    for (List<Object> after : afterEvents.headMap(sequence, true).descendingMap().values()) {
      if (!after.isEmpty()) {
        return after.get(after.size() - 1);
      }
    }
    return Values.plain(LEDGER.initialState().get());
  }

  @Test
  void theStateAfterEachEventIsThatOfAFoldOfAllEventsUpToIt() {
    work();
    for (int round = 0; round < 20; round++) {
      String where = "seed " + seed + ", round " + round;
      try (PastWalk<Ledger.Sums> walk = new PastWalk<>(directory, List.of(), DOMAINS, LEDGER)) {
        long sequence = 0;
        while ((sequence += 1 + random.nextInt(round == 0 ? 1 : 90)) <= COMMANDS) {
          walk.goTo(sequence - 1, (at, target) -> {});
          assertEquals(asOf(sequence - 1), Values.plain(walk.state()), where);
          List<Object> heard = new ArrayList<>();
          walk.goTo(
              sequence,
              (at, index, event, state) -> heard.add(index, Values.plain(state)),
              (at, target) -> {});
          assertEquals(afterEvents.get(sequence), heard, where);
          assertEquals(sequence, walk.sequence());
        }
      }
    }
  }

  @Test
  void hearsOfTheFirstEventsThoughASnapshotWasTakenAfterThem() {
    try (RunningEngine running = RunningEngine.start(directory)) {
      for (int i = 0; i < 3; i++) {
        running.send(UUID.randomUUID(), "post", new Ledger.Post("a", 1 + i)).join();
        running.engine.snapshot();
      }
    }
    List<Long> heard = new ArrayList<>();
    try (PastWalk<Ledger.Sums> walk = new PastWalk<>(directory, List.of(), DOMAINS, LEDGER)) {
      walk.goTo(3, (at, index, event, state) -> heard.add(at), (at, target) -> {});
    }
    assertEquals(List.of(1L, 2L, 3L), heard);
  }

  @Test
  void goesForwardsOnlyAndToWhatThereIs() {
    work();
    try (PastWalk<Ledger.Sums> walk = new PastWalk<>(directory, List.of(), DOMAINS, LEDGER)) {
      walk.goTo(10, (at, target) -> {});
      assertThrows(IllegalArgumentException.class, () -> walk.goTo(9, (at, target) -> {}));
      assertTrue(
          assertThrows(EngineException.class, () -> walk.goTo(COMMANDS + 1, (at, target) -> {}))
              .getMessage()
              .contains("the journal ends at sequence " + COMMANDS));
    }
  }

  @Test
  void whatEndsAWalkLeavesItWhereItIs() {
    work();
    PastWalk<Ledger.Sums> walk = new PastWalk<>(directory, List.of(), DOMAINS, LEDGER);
    walk.goTo(1, (at, target) -> {});
    assertThrows(
        IllegalStateException.class,
        () ->
            walk.goTo(
                COMMANDS,
                (at, target) -> {
                  throw new IllegalStateException("stopped");
                }));
    walk.close();
    walk.goTo(COMMANDS, (at, target) -> {});
    assertEquals(asOf(COMMANDS), Values.plain(walk.state()));
    walk.close();
  }
}
