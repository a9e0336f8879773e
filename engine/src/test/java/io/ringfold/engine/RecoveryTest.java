package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.Ledger.GetSum;
import io.ringfold.engine.Ledger.Misbehave;
import io.ringfold.engine.Ledger.Post;
import io.ringfold.engine.Ledger.Split;
import io.ringfold.engine.RunningEngine.Answer;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.shape.Values;
import io.ringfold.snapshots.SnapshotInfo;
import io.ringfold.snapshots.SnapshotStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecoveryTest {
  @TempDir Path directory;

  @Test
  void liveStateEqualsReplayEqualsSnapshotAndReplay() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed=" + seed);
    Random random = new Random(seed);
    SnapshotInfo middle;
    try (RunningEngine running =
        RunningEngine.start(
            RunningEngine.config(directory).withSnapshotAtStop(true), Ledger.domains())) {
      post(running, random, 3_000);
      middle = running.engine.snapshot();
      post(running, random, 3_000);
    }
    // the one at stop was made of the live state itself
    SnapshotInfo atStop = SnapshotStore.list(DataDirectory.snapshots(directory)).get(0);
    Model replayed = rebuild(atStop.sequence(), false);
    assertTrue(atStop.sequence() > middle.sequence());
    assertEquals(atStop.stateHash(), replayed.stateHash());

    Files.delete(atStop.file());
    Model fromSnapshot = rebuild(atStop.sequence(), true);
    assertEquals(atStop.stateHash(), fromSnapshot.stateHash());
    assertEquals(
        hash(replayed.readModels()), hash(fromSnapshot.readModels()), "read models, seed=" + seed);
    assertEquals(
        replayed.aggregates().writes().lastAccepted(),
        fromSnapshot.aggregates().writes().lastAccepted());

    assertEquals(middle.stateHash(), rebuild(middle.sequence(), false).stateHash());
  }

  @Test
  void aLongReplayComesToTheSameOnOneThreadOnTwoAndAheadOfTheCheck() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed=" + seed);
    EngineConfig plain = RunningEngine.config(directory).withSnapshotAtStop(true);
    // some thousands of the commands have left it by the end
    int window = plain.ringSlots();
    EngineConfig config = plain.withDedupWindow(window);
    try (RunningEngine running = RunningEngine.start(config, Ledger.domains())) {
      post(running, new Random(seed), window + 4_000);
    }
    SnapshotInfo live = SnapshotStore.list(DataDirectory.snapshots(directory)).get(0);
    Model image = new Model(Ledger.domains(), window);
    ModelImage.load(
        ModelImage.store(DataDirectory.snapshots(directory), Ledger.domains()),
        live.sequence(),
        image);
    for (boolean beside : new boolean[] {false, true}) {
      Model replayed = new Model(Ledger.domains(), window);
      Recovery.replay(
          Recovery.journals(directory, List.of()),
          replayed,
          live.sequence(),
          beside,
          (at, target) -> {});
      String where = "beside=" + beside + ", seed=" + seed;
      assertEquals(live.stateHash(), replayed.stateHash(), where);
      assertEquals(hash(image.readModels()), hash(replayed.readModels()), where);
      assertEquals(
          hash(image.aggregates().dedup().image()),
          hash(replayed.aggregates().dedup().image()),
          where);
    }
    Files.delete(live.file());
    RunningEngine.start(config, Ledger.domains()).close();
    SnapshotInfo again = SnapshotStore.list(DataDirectory.snapshots(directory)).get(0);
    assertEquals(live.sequence(), again.sequence());
    assertEquals(live.stateHash(), again.stateHash());
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void goesOnWhereItStopped(Durability durability) {
    EngineConfig config = RunningEngine.config(directory).withDurability(durability);
    try (RunningEngine running = RunningEngine.start(config, Ledger.domains())) {
      running.ask("post", new Post("a", 5));
      running.ask("post", new Post("a", -9));
      running.engine.snapshot();
      running.ask("post", new Post("a", 1));
    }
    try (RunningEngine running = RunningEngine.start(config, Ledger.domains())) {
      assertEquals(3, running.engine.status().sequence());
      assertEquals(
          new RunningEngine.Result(3, 6L, null), running.query("get-sum", new GetSum("a"), 0));
      assertEquals(4, running.ask("post", new Post("a", 1)).sequence());
    }
  }

  @Test
  void rebuildsEverySequenceOfThePast() {
    List<Long> sums = new ArrayList<>(List.of(0L));
    try (RunningEngine running = RunningEngine.start(directory)) {
      for (int i = 1; i <= 30; i++) {
        running.ask("post", new Post("a", i));
        sums.add(sums.get(i - 1) + i);
        if (i % 10 == 0) {
          running.engine.snapshot();
        }
      }
      for (int sequence = 0; sequence <= 30; sequence++) {
        Model model = rebuild(sequence, true);
        assertEquals(sequence, model.sequence());
        assertEquals(sums.get(sequence), ((Ledger.Sums) model.states().get("ledger")).of("a"));
      }
    }
  }

  @Test
  void takesSnapshotsByNumberOfRecordsAndByTime() throws Exception {
    EngineConfig byRecords = RunningEngine.config(directory).withSnapshotEvery(10, Duration.ZERO);
    try (RunningEngine running = RunningEngine.start(byRecords, Ledger.domains())) {
      for (int i = 0; i < 25; i++) {
        running.ask("post", new Post("a", 1));
      }
      awaitSnapshot(10);
    }
    EngineConfig byTime =
        RunningEngine.config(directory).withSnapshotEvery(0, Duration.ofMillis(50));
    try (RunningEngine running = RunningEngine.start(byTime, Ledger.domains())) {
      running.ask("post", new Post("a", 1));
      assertEquals(26, awaitSnapshot(26).sequence());
    }
  }

  @Test
  void refusesAJournalThatEndsBeforeItsSnapshot() throws Exception {
    try (RunningEngine running = RunningEngine.start(directory)) {
      running.ask("post", new Post("a", 5));
      running.ask("post", new Post("a", 5));
      running.engine.snapshot();
    }
    deleteAll(DataDirectory.journal(directory));

    EngineException refused =
        assertThrows(EngineException.class, () -> RunningEngine.start(directory));

    assertTrue(refused.getMessage().contains("sequence 2"), refused.getMessage());
    assertTrue(refused.getMessage().contains("records are missing"), refused.getMessage());
  }

  @Test
  void passesOverADamagedSnapshotAndReplays() throws Exception {
    SnapshotInfo newest;
    try (RunningEngine running = RunningEngine.start(directory)) {
      running.ask("post", new Post("a", 5));
      running.engine.snapshot();
      running.ask("post", new Post("a", 5));
      newest = running.engine.snapshot();
    }
    byte[] bytes = Files.readAllBytes(newest.file());
    bytes[bytes.length - 3] ^= 1;
    Files.write(newest.file(), bytes);

    try (RunningEngine running = RunningEngine.start(directory)) {
      assertEquals(10L, running.query("get-sum", new GetSum("a"), 0).value());
    }
  }

  @Test
  void refusesRecordsOfADomainThatIsNotThere() {
    try (RunningEngine running = RunningEngine.start(directory)) {
      running.ask("post", new Post("a", 5));
    }

    EngineException refused =
        assertThrows(
            EngineException.class,
            () -> RunningEngine.start(RunningEngine.config(directory), Domains.of(List.of())));

    assertTrue(refused.getMessage().contains("posted"), refused.getMessage());
    assertTrue(refused.getMessage().contains("ledger"), refused.getMessage());
  }

  @Test
  void canStartAfterAStopOnABrokenEvent() {
    try (RunningEngine running = RunningEngine.start(directory)) {
      running.ask("post", new Post("a", 5));
      running.send(UUID.randomUUID(), "misbehave", new Misbehave("evolve-throws"));
      RunningEngine.await(running.failure);
      running.engine.close();
    }
    try (RunningEngine running = RunningEngine.start(directory)) {
      // what could not be evolved was never journaled, so it never was
      assertEquals(1, running.engine.status().sequence());
    }
  }

  private void post(RunningEngine running, Random random, int count) {
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String from = "account-" + random.nextInt(50);
      String to = "account-" + random.nextInt(50);
      answers.add(
          random.nextBoolean()
              ? running.send(UUID.randomUUID(), "post", new Post(from, random.nextInt(200) - 100))
              : running.send(UUID.randomUUID(), "split", new Split(from, to, random.nextInt(100))));
    }
    answers.forEach(RunningEngine::await);
  }

  private Model rebuild(long sequence, boolean useSnapshots) {
    return Recovery.rebuild(
        directory, Ledger.domains(), 1_000_000, sequence, useSnapshots, (at, target) -> {});
  }

  private SnapshotInfo awaitSnapshot(long atLeast) throws InterruptedException {
    for (int i = 0; i < 600; i++) {
      List<SnapshotInfo> found = SnapshotStore.list(DataDirectory.snapshots(directory));
      if (!found.isEmpty() && found.get(0).sequence() >= atLeast) {
        return found.get(0);
      }
      Thread.sleep(50);
    }
    throw new AssertionError("no snapshot at or after sequence " + atLeast);
  }

  private static String hash(Object value) {
    return HexFormat.of().formatHex(Values.hash(value));
  }

  private static void deleteAll(Path directory) throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }
}
