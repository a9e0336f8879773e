package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.ProjectionStatus.State;
import io.ringfold.engine.SteppedEngine.Stage;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.Migrate;
import io.ringfold.engine.shape.Values;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random histories with stages, rebuilds, snapshots, stops, crashes and new releases in any order:
 * whatever was rebuilt is what a fresh fold of the journal gives, at every moment at which the
 * stage stands still.
 */
class RandomRebuildTest {
  private static final int SEEDS = 8;
  private static final int STEPS = 250;

  @TempDir Path root;

  private Random random;
  private String seed;
  private Path directory;
  private Domains domains;
  private Map<String, Integer> versions;
  private SteppedEngine engine;
  private int swapped;

  @Test
  void whatWasRebuiltIsWhatAFreshFoldGives() throws Exception {
    long first = System.nanoTime();
    for (int i = 0; i < SEEDS; i++) {
      seed = "seed=" + (first + i);
      random = new Random(first + i);
      directory = Files.createDirectory(root.resolve("data-" + i));
      history();
    }
    System.out.println(seed + " was the last of " + SEEDS + ", " + swapped + " swapped in");
    assertTrue(swapped > SEEDS, "swapped in: " + swapped);
  }

  private void history() {
    versions = Map.of("trail", 1);
    open();
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(40)) {
        case 0 -> restart(random.nextBoolean());
        case 1 -> engine.rebuildProjection(pick(List.copyOf(versions.keySet())));
        case 2 -> snapshot();
        case 3 -> assertFreshFold();
        case 4, 5, 6, 7, 8, 9, 10 -> rebuild(1 + random.nextInt(20));
        case 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 -> publish();
        default -> run(pick(List.of(Stage.values())));
      }
    }
    drain();
    rebuildAll();
    assertFreshFold();
    engine.projections().forEach(each -> assertEquals(State.LEVEL, each.state(), seed));
    // a snapshot has what was rebuilt: the next start has nothing to do
    engine.abandon();
    open();
    engine.projections().forEach(each -> assertEquals(State.LEVEL, each.state(), seed));
    assertFreshFold();
    engine.close();
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private void open() {
    domains = Shelf.release(versions);
    // hardly anything is near, and hardly anything kept: a hand-over seldom comes off at once
    Rebuild.Limits limits = new Rebuild.Limits(random.nextInt(10), 1 + random.nextInt(4));
    EngineConfig config = RunningEngine.config(directory).withSnapshotAtStop(random.nextBoolean());
    engine =
        SteppedEngine.open(
            config, domains, List.of(), Disk.REAL, (journal, reply) -> journal, limits);
  }

  private void restart(boolean inOrder) {
    if (inOrder) {
      drain();
      engine.close();
    } else {
      engine.abandon();
    }
    Map<String, Integer> next = new LinkedHashMap<>();
    for (String name : List.of("trail", "counts", "takings")) {
      if (random.nextInt(5) > 0) {
        next.put(name, 1 + random.nextInt(2));
      }
    }
    next.putIfAbsent("trail", 1);
    versions = next;
    open();
  }

  private void publish() {
    String what = "thing-" + random.nextInt(5);
    boolean migration = random.nextInt(20) == 0;
    Object data =
        migration
            ? new Migrate("shelf", "tidy-up", 1)
            : random.nextInt(4) == 0
                ? new Shelf.Take(what)
                : new Shelf.Put(what, random.nextInt(6));
    engine.publish(
        new Submission(
            migration
                ? domains.migrate()
                : domains.command(data instanceof Shelf.Put ? "put" : "take"),
            data,
            new UUID(random.nextLong(), random.nextLong()),
            "client",
            7,
            random.nextBoolean() ? "someone" : null,
            null,
            Submission.ANY_SEQUENCE,
            1_000_000 + random.nextInt(1_000),
            outcome -> {}));
  }

  private void run(Stage stage) {
    int available = engine.available(stage);
    if (available > 0) {
      engine.run(stage, 1 + random.nextInt(available));
    }
  }

  private void drain() {
    for (Stage stage : Stage.values()) {
      int available = engine.available(stage);
      if (available > 0) {
        engine.run(stage, available);
      }
    }
  }

  private void snapshot() {
    if (engine.projectedSequence() > 0) {
      engine.snapshot();
    }
  }

  private void rebuild(int records) {
    long before = levels();
    engine.stepRebuild(records);
    if (levels() > before) {
      swapped++;
    }
  }

  private long levels() {
    return engine.projections().stream().filter(each -> each.state() == State.LEVEL).count();
  }

  private void rebuildAll() {
    for (int i = 0; engine.stepRebuild(1_000); i++) {
      assertTrue(i < 10_000, "the rebuild does not end, " + seed);
    }
  }

  /** What there is of read models; those that wait to be filled are not among them. */
  private void assertFreshFold() {
    Model fresh =
        Recovery.rebuild(
            directory, domains, 1_000, engine.projectedSequence(), false, (sequence, target) -> {});
    Map<String, String> expected = hashes(fresh.readModels());
    Map<String, String> actual = hashes(engine.model().readModels());
    List<String> missing = new ArrayList<>();
    for (ProjectionStatus each : engine.projections()) {
      if (!each.answers()) {
        assertTrue(each.state() != State.LEVEL, each + ", " + seed);
        missing.add("shelf/" + each.name());
      }
    }
    missing.forEach(expected::remove);
    assertEquals(expected, actual, seed + " at sequence " + engine.projectedSequence());
  }

  private static Map<String, String> hashes(Map<String, Object> readModels) {
    Map<String, String> hashes = new LinkedHashMap<>();
    readModels.forEach(
        (name, value) -> hashes.put(name, HexFormat.of().formatHex(Values.hash(value))));
    return hashes;
  }
}
