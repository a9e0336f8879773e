package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.Migrate;
import io.ringfold.engine.shape.Values;
import io.ringfold.journal.JournalReader;
import io.ringfold.snapshots.SnapshotInfo;
import io.ringfold.snapshots.SnapshotStore;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands with migrations between them, stages that run when a seed says so, snapshots and deaths
 * of the process in between: at the end the live state, the replay and every snapshot with what
 * came after it are the same, states and read models alike.
 */
class MigrationReplayTest {
  private static final int STEPS = 2_000;

  @TempDir Path directory;

  private final Domains domains = Savings.domains();
  private final TreeMap<Long, String> liveHashes = new TreeMap<>();
  private SteppedEngine engine;
  private long timeMicros = 1_000_000;

  @Test
  void liveEqualsReplayEqualsSnapshotAndReplay() {
    long seed = System.nanoTime();
    System.out.println("MigrationReplayTest: seed=" + seed);
    Random random = new Random(seed);
    String hint = "seed=" + seed;
    open();
    for (int step = 0; step < STEPS; step++) {
      step(random);
    }
    drain(random);
    Model live = engine.model();
    long last = live.sequence();
    String states = hash(live.states());
    String models = hash(live.readModels());
    List<AppliedMigration> applied = live.aggregates().migrations().all();
    engine.close();

    assertSame(states, models, applied, rebuild(last, false), hint + ", replay");
    for (SnapshotInfo snapshot : SnapshotStore.list(DataDirectory.snapshots(directory))) {
      // the newest one at or before its own sequence is itself: from there to the end
      Model model = rebuild(snapshot.sequence(), true);
      Recovery.replay(directory, model, last, (at, target) -> {});
      assertSame(states, models, applied, model, hint + ", from " + snapshot.sequence());
    }
    Model prefix = new Model(domains, 100);
    PastState<?> past = new PastState<>(domains, domains.all().get(0));
    for (Map.Entry<Long, String> each : liveHashes.entrySet()) {
      Recovery.replay(directory, prefix, each.getKey(), (at, target) -> {});
      assertEquals(each.getValue(), prefix.stateHash(), hint + ", as of " + each.getKey());
      replay(past, each.getKey());
      assertEquals(
          hash(prefix.states().get("savings")),
          hash(past.state()),
          hint + ", the past as of " + each.getKey());
    }
    for (SnapshotVerification.Finding finding :
        SnapshotVerification.states(
            directory, List.of(), domains, 100, 1, last, (at, target) -> {})) {
      assertEquals(SnapshotVerification.Verdict.RIGHT, finding.verdict(), hint + ", " + finding);
    }
    System.out.println(
        "MigrationReplayTest: " + last + " commands, " + applied.size() + " migrations");
  }

  private void step(Random random) {
    int what = random.nextInt(100);
    if (what < 30) {
      publish(random);
    } else if (what < 96) {
      run(random, SteppedEngine.Stage.values()[random.nextInt(5)]);
    } else if (what < 99) {
      if (engine.projectedSequence() > 0) {
        engine.snapshot();
      }
    } else {
      // the process dies: what was decided and not appended never happened
      long appended = engine.forcedSequence();
      engine.abandon();
      liveHashes.tailMap(appended, false).clear();
      open();
      liveHashes.put(engine.model().sequence(), engine.model().stateHash());
    }
  }

  private void publish(Random random) {
    boolean migration = random.nextInt(8) == 0;
    Object data =
        migration
            ? random.nextBoolean()
                ? new Migrate("savings", "halve", 1)
                : new Migrate("savings", "add-bonus", 1 + random.nextInt(2))
            : new Savings.Put("account-" + random.nextInt(20), random.nextInt(1_000));
    engine.publish(
        new Submission(
            migration ? domains.migrate() : domains.command("put"),
            data,
            new UUID(random.nextLong(), random.nextLong()),
            null,
            0,
            "someone",
            null,
            Submission.ANY_SEQUENCE,
            timeMicros++,
            null));
  }

  private void run(Random random, SteppedEngine.Stage stage) {
    int available = engine.available(stage);
    if (available == 0) {
      return;
    }
    if (stage != SteppedEngine.Stage.DECIDE) {
      engine.run(stage, 1 + random.nextInt(available));
      return;
    }
    engine.run(stage, 1);
    if (engine.model().sequence() > 0) {
      liveHashes.put(engine.model().sequence(), engine.model().stateHash());
    }
  }

  private void drain(Random random) {
    boolean idle;
    do {
      idle = true;
      for (SteppedEngine.Stage stage : SteppedEngine.Stage.values()) {
        idle &= engine.available(stage) == 0;
        run(random, stage);
      }
    } while (!idle);
  }

  private void open() {
    engine =
        SteppedEngine.open(
            RunningEngine.config(directory).withSnapshotAtStop(true),
            domains,
            List.of(),
            Disk.REAL);
  }

  private Model rebuild(long sequence, boolean useSnapshots) {
    return Recovery.rebuild(directory, domains, 100, sequence, useSnapshots, (at, target) -> {});
  }

  private void replay(PastState<?> past, long upTo) {
    try (JournalReader reader =
        JournalReader.open(DataDirectory.journal(directory), past.sequence() + 1)) {
      while (past.sequence() < upTo) {
        reader.poll(past, upTo, 1);
      }
    }
  }

  private static void assertSame(
      String states, String models, List<AppliedMigration> applied, Model model, String hint) {
    assertEquals(states, hash(model.states()), hint);
    assertEquals(models, hash(model.readModels()), hint);
    assertEquals(applied, model.aggregates().migrations().all(), hint);
  }

  private static String hash(Object value) {
    return HexFormat.of().formatHex(Values.hash(value));
  }
}
