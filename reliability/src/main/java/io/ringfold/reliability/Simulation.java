package io.ringfold.reliability;

import io.ringfold.engine.Durability;
import io.ringfold.engine.EngineConfig;
import io.ringfold.engine.EngineException;
import io.ringfold.engine.Outcome;
import io.ringfold.engine.OutcomeListener;
import io.ringfold.engine.SteppedEngine;
import io.ringfold.engine.SteppedEngine.Stage;
import io.ringfold.engine.Submission;
import io.ringfold.engine.domain.Domains;
import io.ringfold.examples.bank.Bank;
import io.ringfold.examples.todos.Todos;
import io.ringfold.journal.JournalException;
import io.ringfold.snapshots.SnapshotException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * One run, wholly given by its seed: clients send commands, stages run in any order that their
 * barriers allow, over batches of any size; power is cut, the process dies, forces fail, bits flip;
 * each time what is left on disk is started again, and every promise made so far is checked.
 *
 * <p>A run is a row of starts. Each gets a data directory of its own, made of the image that the
 * one before has left, so nothing of a dead process can reach the next.
 *
 * <p>Single-threaded; runs share nothing.
 */
final class Simulation {

  /** How a run went. */
  record Result(
      long seed, long digest, Counts counts, Violation violation, List<String> lastSteps) {
    boolean isGood() {
      return violation == null;
    }
  }

  static final Domains DOMAINS = Domains.of(Bank.DEFINITION, Todos.DEFINITION);

  /** What a batch or two take at the end of a segment. */
  private static final int NEWEST_BYTES = 512;

  private static final long FIRST_MICROS = 1_750_000_000_000_000L;

  /** What ends the run of a start. */
  private enum End {
    ORDERLY,
    KILL,
    POWER_CUT,
    FAILURE
  }

  private final long seed;
  private final Path work;
  private final EngineOpener opener;
  private final Random random;
  private final Trace trace = new Trace();
  private final Counts counts = new Counts();
  private final Durability durability;
  private final int ringSlots;
  private final long segmentBytes;
  private final int dedupWindow;
  private final Promises promises;
  private final List<SimulatedClient> clients = new ArrayList<>();
  private final Deque<Submission> undecided = new ArrayDeque<>();
  private long nowMicros = FIRST_MICROS;
  private int stepsLeft;
  private int starts;
  private boolean tailMayBeLost;
  private DiskImage withoutFlips;
  private FileImage olderNote;
  private SteppedEngine engine;
  private Path data;

  private Simulation(long seed, Path work, EngineOpener opener) {
    this.seed = seed;
    this.work = work;
    this.opener = opener;
    random = new Random(seed);
    durability = random.nextInt(6) == 0 ? Durability.CRASH : Durability.FSYNC;
    ringSlots = 8 << random.nextInt(4);
    segmentBytes = (64 << 10) + random.nextInt(32 << 10);
    stepsLeft = 100 + random.nextInt(600);
    // as wide as the run is long, or so small that what comes again is new to it
    dedupWindow = random.nextInt(3) > 0 ? 4096 : ringSlots + random.nextInt(32);
    promises = new Promises(durability, dedupWindow);
    int count = 1 + random.nextInt(4);
    for (int i = 1; i <= count; i++) {
      clients.add(
          new SimulatedClient(
              "client-" + i, 1 + random.nextInt(12), DOMAINS, random, this::answered));
    }
    trace.step(
        "seed "
            + seed
            + " "
            + durability
            + " "
            + ringSlots
            + " slots, segments of "
            + segmentBytes
            + ", dedup window of "
            + dedupWindow);
  }

  /**
   * Runs a seed.
   *
   * @param directory for the files of this run, made and removed here
   */
  static Result run(long seed, Path directory, EngineOpener opener) {
    Simulation simulation = new Simulation(seed, directory, opener);
    Violation violation = null;
    try {
      Files.createDirectories(directory);
      simulation.run();
    } catch (Violation e) {
      violation = e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException | Error e) {
      violation = new Violation("nothing fails that was not told to", e.toString(), e);
    } finally {
      simulation.letGo();
      remove(directory);
    }
    simulation.counts.add(Counts.Of.COMMANDS_ACKNOWLEDGED, simulation.promises.answersChecked());
    simulation.counts.add(Counts.Of.REPEATS, simulation.promises.repeatsBeyondTheWindow());
    return new Result(
        seed,
        simulation.trace.digest(),
        simulation.counts,
        violation,
        simulation.trace.lastSteps());
  }

  private void run() throws IOException {
    DiskImage image = new DiskImage();
    while (stepsLeft > 0) {
      if (random.nextInt(10) == 0) {
        harmNewestSnapshot(image);
      }
      if (random.nextInt(10) == 0) {
        harmNote(image);
      }
      if (random.nextInt(10) == 0 && withoutFlips == null && !tailMayBeLost) {
        startOnDamage(image);
      }
      image = live(image, stepsLeft > 60 && random.nextInt(8) > 0);
    }
    image = live(image, false);
    live(image, false);
  }

  /** One start, its work, its end; what is on disk after it. */
  private DiskImage live(DiskImage image, boolean faults) throws IOException {
    SimulatedDisk disk = disk(image);
    if (withoutFlips != null && !canStart(disk)) {
      image = withoutFlips;
      disk = disk(image);
    }
    withoutFlips = null;
    boolean duringStart = faults && random.nextInt(4) == 0;
    if (duringStart) {
      disk.plan(fault(), 1 + random.nextInt(6));
    }
    if (faults && random.nextInt(4) == 0) {
      disk.plan(transferFaultOfAStart(), 1 + random.nextInt(20));
    }
    if (engine == null) {
      DiskImage cutShort = start(disk);
      if (cutShort != null) {
        return cutShort;
      }
    }
    countRepairs(image);
    if (tailMayBeLost) {
      tailMayBeLost = false;
      promises.forgetAfter(engine.model().sequence());
      clients.forEach(client -> client.forgetAfter(engine.model().sequence()));
    }
    disk.plan(SimulatedDisk.TransferFault.NONE, 0);
    disk.recover();
    undecided.clear();
    promises.startedAt(engine.model().sequence());
    fillProjections();
    promises.check(engine, data, DOMAINS, false);
    trace.step("started at " + engine.model().sequence() + " " + engine.model().stateHash());
    int steps = Math.min(stepsLeft, 20 + random.nextInt(200));
    if (faults && !duringStart && random.nextInt(4) > 0) {
      disk.plan(fault(), 1 + random.nextInt(40));
    }
    if (faults && random.nextInt(3) == 0) {
      planTransferFault(disk);
    }
    End end;
    try {
      clients.forEach(this::reconnect);
      for (int i = 0; i < steps; i++) {
        step(disk);
        stepsLeft--;
      }
      end = faults ? planned() : End.ORDERLY;
      if (end == End.ORDERLY) {
        disk.plan(SimulatedDisk.Fault.NONE, 0);
        disk.plan(SimulatedDisk.TransferFault.NONE, 0);
        finish(disk);
        count(disk);
        letGo();
        return disk.afterKill();
      }
    } catch (EngineException | JournalException | SnapshotException e) {
      if (!disk.isDown() && !disk.hasFailed()) {
        throw e;
      }
      end = disk.isDown() ? End.POWER_CUT : End.FAILURE;
    }
    return end(end, disk);
  }

  private SimulatedDisk disk(DiskImage image) throws IOException {
    starts++;
    counts.add(Counts.Of.STARTS);
    Path before = data;
    data = Files.createDirectories(work.resolve("start-" + starts));
    if (before != null) {
      remove(before);
    }
    return new SimulatedDisk(data, image, random, trace);
  }

  /** Damage of what was never forced may be cut or refused, but not believed. */
  private boolean canStart(SimulatedDisk disk) {
    try {
      open(disk);
      return true;
    } catch (EngineException | JournalException | SnapshotException e) {
      counts.add(Counts.Of.DAMAGE_REFUSED);
      trace.step("flipped bits refused");
      return false;
    }
  }

  /** Recovers; or says what is on disk where a fault ended that. */
  private DiskImage start(SimulatedDisk disk) {
    try {
      open(disk);
      return null;
    } catch (EngineException | JournalException | SnapshotException e) {
      if (!disk.isDown() && !disk.hasFailed()) {
        throw new Violation(
            "what a fault leaves can be started from", String.valueOf(e.getMessage()), e);
      }
      counts.add(Counts.Of.STARTS_CUT_SHORT);
      trace.step("start cut short");
      return end(disk.isDown() ? End.POWER_CUT : End.FAILURE, disk);
    }
  }

  /**
   * A bit flips in what had been forced, beyond what any disk promises: the start may refuse, or
   * cut what looks like a torn tail and keep the evidence, or the records may prove unreadable
   * later. But nobody may take the damaged records for good ones. The run goes on with the image as
   * it was.
   */
  private void startOnDamage(DiskImage image) throws IOException {
    List<String> segments = new ArrayList<>(image.filesIn("journal"));
    segments.removeIf(path -> !path.endsWith(".cq4") || image.file(path).bytes().length == 0);
    if (segments.isEmpty()) {
      return;
    }
    boolean newest = random.nextInt(3) == 0;
    String path = segments.get(newest ? segments.size() - 1 : random.nextInt(segments.size()));
    byte[] bytes = image.file(path).bytes();
    int at =
        newest
            ? bytes.length - 1 - random.nextInt(Math.min(bytes.length, NEWEST_BYTES))
            : random.nextInt(bytes.length);
    while (bytes[at] == 0) {
      at++; // to where something stands; the last byte does
    }
    int bit = random.nextInt(Byte.SIZE);
    trace.step("flip bit " + bit + " of byte " + at + " in " + path + ", that was forced");
    counts.add(Counts.Of.FORCED_BITS_FLIPPED);
    DiskImage damaged = image.copy();
    damaged.addFile(path, image.file(path).withFlippedBit(at, bit));
    SimulatedDisk disk = disk(damaged);
    try {
      open(disk);
    } catch (EngineException | JournalException | SnapshotException e) {
      counts.add(Counts.Of.DAMAGE_REFUSED);
      trace.step("refused");
      letGo();
      return;
    }
    checkLeft(repairs(damaged) > 0, NotedForce.in(image));
    letGo();
  }

  /**
   * What a start on damage came to: all records that are left are those that were, and the state is
   * theirs; or who reads them all is refused. Fewer than were answered only where a torn tail was
   * cut, and the evidence kept, and none that the journal had noted as forced.
   */
  private void checkLeft(boolean cut, long noted) {
    if (engine.model().sequence() < noted) {
      throw new Violation(
          "damage is never believed",
          "noted as forced was " + noted + ", started at " + engine.model().sequence());
    }
    counts.add(Counts.Of.DAMAGE_CUT, cut ? 1 : 0);
    long lost;
    try {
      fillProjections();
      lost = promises.checkLeft(engine, data, DOMAINS);
    } catch (EngineException | JournalException e) {
      counts.add(Counts.Of.DAMAGE_REFUSED);
      trace.step("refused to who reads all");
      return;
    }
    if (lost > 0 && !cut) {
      throw new Violation(
          "damage is never believed", lost + " answered commands are gone without a trace");
    }
    trace.step(
        (cut ? "cut, evidence kept, " : "of no consequence, ") + lost + " answered are gone");
  }

  private long repairs(DiskImage before) throws IOException {
    try (Stream<Path> evidence = Files.list(data.resolve("damaged"))) {
      return evidence.count() - before.filesIn("damaged").size();
    }
  }

  private void countRepairs(DiskImage before) throws IOException {
    counts.add(Counts.Of.REPAIRS, repairs(before));
  }

  private void harmNewestSnapshot(DiskImage image) {
    List<String> snapshots = new ArrayList<>(image.filesIn("snapshots"));
    snapshots.removeIf(path -> !path.endsWith(".ringfold"));
    if (snapshots.isEmpty()) {
      return;
    }
    counts.add(Counts.Of.SNAPSHOTS_HARMED);
    String newest = snapshots.get(snapshots.size() - 1);
    FileImage file = image.file(newest);
    if (random.nextBoolean() || file.bytes().length == 0) {
      trace.step("lose " + newest);
      image.remove(newest);
    } else {
      int at = random.nextInt(file.bytes().length);
      trace.step("flip a bit of byte " + at + " in " + newest);
      image.addFile(newest, file.withFlippedBit(at, random.nextInt(Byte.SIZE)));
    }
  }

  /** A start without the note, or with one that is behind, goes on as with it: nothing is lost. */
  private void harmNote(DiskImage image) {
    FileImage note = image.file(NotedForce.FILE);
    if (note == null) {
      return;
    }
    counts.add(Counts.Of.NOTES_HARMED);
    int how = random.nextInt(3);
    if (how == 0) {
      image.remove(NotedForce.FILE);
      trace.step("lose " + NotedForce.FILE);
    } else if (how == 1 && olderNote != null && NotedForce.in(olderNote) <= NotedForce.in(note)) {
      image.addFile(NotedForce.FILE, olderNote);
      trace.step(NotedForce.FILE + " is as it once was: " + NotedForce.in(olderNote));
    } else if (note.bytes().length > 0) {
      int at = random.nextInt(note.bytes().length);
      image.addFile(NotedForce.FILE, note.withFlippedBit(at, random.nextInt(Byte.SIZE)));
      trace.step("flip a bit of byte " + at + " in " + NotedForce.FILE);
    }
    olderNote = note;
  }

  /** What is noted as forced has been forced, whenever the process dies. */
  private void requireNotAhead(DiskImage left) {
    if (engine != null && NotedForce.in(left) > engine.forcedSequence()) {
      throw new Violation(
          "the note is never ahead",
          NotedForce.in(left) + " is noted, forced was " + engine.forcedSequence());
    }
  }

  private void open(SimulatedDisk disk) {
    EngineConfig config =
        EngineConfig.in(disk.root())
            .withDurability(durability)
            .withRingSlots(ringSlots)
            .withSegmentBytes(segmentBytes)
            .withDedupWindow(dedupWindow)
            .withSnapshotEvery(0, Duration.ZERO);
    engine = opener.open(config, DOMAINS, List.of(new Updates()), disk);
  }

  private SimulatedDisk.TransferFault transferFaultOfAStart() {
    return switch (random.nextInt(6)) {
      case 0 -> SimulatedDisk.TransferFault.READ_SHORT;
      case 1 -> SimulatedDisk.TransferFault.READ_TORN;
      case 2 -> SimulatedDisk.TransferFault.WRITE_FAILS;
      case 3 -> SimulatedDisk.TransferFault.WRITE_SHORT;
      default -> SimulatedDisk.TransferFault.READ_FAILS;
    };
  }

  /** While commands come, a follower reads and writes, and the journal's stage appends. */
  private void planTransferFault(SimulatedDisk disk) {
    switch (random.nextInt(8)) {
      case 0 -> disk.plan(SimulatedDisk.TransferFault.READ_FAILS, 1 + random.nextInt(20));
      case 1 -> disk.plan(SimulatedDisk.TransferFault.READ_SHORT, 1 + random.nextInt(20));
      case 2 -> disk.plan(SimulatedDisk.TransferFault.READ_TORN, 1 + random.nextInt(20));
      case 3 -> disk.plan(SimulatedDisk.TransferFault.WRITE_FAILS, 1 + random.nextInt(4));
      case 4 -> disk.plan(SimulatedDisk.TransferFault.WRITE_SHORT, 1 + random.nextInt(4));
      case 5 -> disk.plan(SimulatedDisk.TransferFault.APPEND_POWER_CUT, 1 + random.nextInt(10));
      default -> disk.plan(SimulatedDisk.TransferFault.APPEND_FAILS, 1 + random.nextInt(10));
    }
  }

  private void count(SimulatedDisk disk) {
    counts.add(Counts.Of.FORCES_FAILED, disk.forcesFailed());
    disk.happened().forEach(this::count);
  }

  private void count(SimulatedDisk.TransferFault fault) {
    switch (fault) {
      case READ_FAILS -> counts.add(Counts.Of.READS_FAILED);
      case READ_SHORT -> counts.add(Counts.Of.READS_SHORT);
      case READ_TORN -> counts.add(Counts.Of.READS_TORN);
      case WRITE_FAILS -> counts.add(Counts.Of.WRITES_FAILED);
      case WRITE_SHORT -> counts.add(Counts.Of.WRITES_SHORT);
      case APPEND_FAILS -> counts.add(Counts.Of.APPENDS_FAILED);
      case APPEND_POWER_CUT -> counts.add(Counts.Of.APPENDS_CUT);
      case NONE -> {
        // nothing to count
      }
    }
  }

  private void step(SimulatedDisk disk) {
    counts.add(Counts.Of.STEPS);
    nowMicros += random.nextInt(5_000);
    int choice = random.nextInt(100);
    if (choice < 45) {
      act(clients.get(random.nextInt(clients.size())));
    } else if (choice < 97) {
      List<Stage> ready = readyStages();
      if (!ready.isEmpty()) {
        runStage(ready.get(random.nextInt(ready.size())));
      }
    } else if (choice < 99) {
      snapshot(disk);
    } else {
      fillOrEmpty(disk);
    }
  }

  private void act(SimulatedClient client) {
    int choice = random.nextInt(20);
    if (choice < 14 && client.hasRoom()) {
      Submission command = client.next(nowMicros);
      promises.sent(command);
      publish("sends", command);
    } else if (choice < 17 && client.isWaiting()) {
      counts.add(Counts.Of.RESENDS);
      publish("sends again", client.again());
    } else if (choice < 19 && !promises.answered().isEmpty()) {
      counts.add(Counts.Of.RESENDS);
      publish("sends again, answered,", promises.command(oneAnswered()));
    } else if (!promises.answered().isEmpty()) {
      counts.add(Counts.Of.UUIDS_REUSED);
      publish("reuses", client.reuse(promises.command(oneAnswered()), nowMicros));
    }
  }

  private UUID oneAnswered() {
    return promises.answered().get(random.nextInt(promises.answered().size()));
  }

  /** After a cut everything unanswered is sent again, as far as there is room. */
  private void reconnect(SimulatedClient client) {
    for (Submission command : client.unanswered()) {
      counts.add(Counts.Of.RESENDS);
      publish("is back, sends", command);
    }
  }

  private void publish(String how, Submission command) {
    boolean room = engine.publish(command);
    if (room) {
      undecided.add(command);
    }
    trace.step(
        command.clientId()
            + " "
            + how
            + " "
            + command.command().type().name()
            + " "
            + command.uuid()
            + (room ? "" : ": busy"));
  }

  private List<Stage> readyStages() {
    return Stream.of(Stage.values()).filter(stage -> engine.available(stage) > 0).toList();
  }

  private void runStage(Stage stage) {
    int available = engine.available(stage);
    int slots = 1 + random.nextInt(available);
    trace.step(stage + " of " + slots + "/" + available);
    if (stage == Stage.DECIDE) {
      for (int i = 0; i < slots; i++) {
        long before = engine.model().sequence();
        engine.run(Stage.DECIDE, 1);
        promises.decided(undecided.remove(), before, engine.model().sequence());
      }
      return;
    }
    engine.run(stage, slots);
    if (stage == Stage.PROJECT) {
      promises.projected(engine);
    }
  }

  private void snapshot(SimulatedDisk disk) {
    if (engine.projectedSequence() == 0) {
      return;
    }
    long sequence;
    int forcesFailed = disk.forcesFailed();
    try {
      sequence = engine.snapshot().sequence();
    } catch (EngineException | JournalException | SnapshotException e) {
      // forcing the snapshot itself may fail; forcing the journal before it stops the engine
      boolean journalFailed =
          !(e instanceof SnapshotException) && disk.forcesFailed() > forcesFailed;
      if (disk.isDown() || !disk.hasFailed() || journalFailed) {
        throw e;
      }
      counts.add(Counts.Of.SNAPSHOTS_FAILED);
      trace.step("no snapshot, and no harm: the journal holds everything");
      disk.recover();
      return;
    }
    disk.recover();
    counts.add(Counts.Of.SNAPSHOTS);
    trace.step("snapshot at " + sequence);
    if (durability == Durability.FSYNC && sequence > engine.forcedSequence()) {
      throw new Violation(
          "acknowledged means durable",
          "a snapshot of " + sequence + " stands on unforced records");
    }
  }

  private void fillOrEmpty(SimulatedDisk disk) {
    boolean full = random.nextBoolean();
    if (full) {
      counts.add(Counts.Of.DISK_FULL);
    }
    promises.full(full);
    trace.step(full ? "the disk is full" : "the disk has room");
    disk.full(full);
    engine.lookAtSpace();
  }

  private void answered(Outcome outcome) {
    boolean last = promises.told(outcome, engine);
    trace.step("answer " + outcome.submission().uuid() + " " + Answer.of(outcome));
    if (last) {
      for (SimulatedClient client : clients) {
        client.answered(outcome.submission().uuid(), outcome.sequence());
      }
    }
  }

  /** Hears what subscribers would. */
  private final class Updates implements OutcomeListener {
    @Override
    public void onOutcome(Outcome outcome) {
      promises.updated(outcome, engine);
    }

    @Override
    public void onBatchEnd() {
      // nothing is packed here
    }
  }

  /** Those that the snapshot of the start did not give, as after a torn read of it. */
  private void fillProjections() {
    while (engine.stepRebuild(1_000)) {
      // until each is level
    }
  }

  /** Lets everything run through, until every client has its answers; checks; stops in order. */
  private void finish(SimulatedDisk disk) {
    disk.full(false);
    promises.full(false);
    engine.lookAtSpace();
    drain();
    while (clients.stream().anyMatch(SimulatedClient::isWaiting)) {
      clients.forEach(this::reconnect);
      drain();
    }
    promises.check(engine, data, DOMAINS, true);
    engine.close();
    trace.step("stopped in order at " + engine.model().sequence());
  }

  private void drain() {
    for (Stage stage : Stage.values()) {
      while (engine.available(stage) > 0) {
        runStage(stage);
      }
    }
  }

  private End planned() {
    return switch (random.nextInt(4)) {
      case 0 -> End.ORDERLY;
      case 1 -> End.KILL;
      default -> End.POWER_CUT;
    };
  }

  private SimulatedDisk.Fault fault() {
    return switch (random.nextInt(6)) {
      case 0 -> SimulatedDisk.Fault.FAILS;
      case 1 -> SimulatedDisk.Fault.POWER_CUT_AFTER;
      default -> SimulatedDisk.Fault.POWER_CUT_BEFORE;
    };
  }

  /** The process is dead; what is left on disk. */
  private DiskImage end(End end, SimulatedDisk disk) {
    count(disk);
    if (end == End.FAILURE) {
      requireStopped();
    }
    // after a failed force the owner exits, and the pages that it was about may be lost or not
    boolean powerCut = end == End.POWER_CUT || end == End.FAILURE && random.nextBoolean();
    DiskImage left;
    if (powerCut) {
      counts.add(Counts.Of.POWER_CUTS);
      if (!disk.isDown()) {
        disk.cutPower();
      }
      left = disk.afterPowerCut();
      tailMayBeLost = durability == Durability.CRASH;
      if (disk.flipped()) {
        counts.add(Counts.Of.TAIL_BITS_FLIPPED);
        withoutFlips = disk.afterPowerCutUnflipped();
      }
    } else {
      counts.add(Counts.Of.KILLS);
      trace.step("killed");
      left = disk.afterKill();
    }
    requireNotAhead(left);
    letGo();
    return left;
  }

  private void requireStopped() {
    if (engine == null) {
      return; // it was not open yet
    }
    try {
      engine.run(Stage.REPLY, 1);
    } catch (EngineException e) {
      return;
    } catch (IllegalArgumentException e) {
      throw new Violation("failure stops", "the engine goes on after a force failed", e);
    }
    throw new Violation("failure stops", "an answer was given after a force failed");
  }

  private void letGo() {
    if (engine != null) {
      engine.abandon();
      engine = null;
    }
  }

  private static void remove(Path directory) {
    if (Files.notExists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
