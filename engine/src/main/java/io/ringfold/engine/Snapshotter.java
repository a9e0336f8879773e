package io.ringfold.engine;

import io.ringfold.engine.domain.Domains;
import io.ringfold.journal.Journal;
import io.ringfold.journal.JournalException;
import io.ringfold.snapshots.SnapshotInfo;
import io.ringfold.snapshots.SnapshotStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes snapshots beside the running pipeline, as a follower of the journal: loads the states of
 * the newest one, replays what came after it into a model of its own, and writes that. The ring
 * never waits, states go the way that a restart goes, and between two snapshots no memory is held.
 *
 * <p>Read models need no second making: those that queries are answered from are immutable values
 * with a basis, and a snapshot stands for the sequence that they reflect.
 *
 * <p>Thread-safe; one snapshot at a time.
 */
final class Snapshotter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshotter.class);

  /** So long a snapshot waits for the read models to come to what was acknowledged before. */
  private static final long PROJECTED_WITHIN_NS = TimeUnit.SECONDS.toNanos(5);

  private static final long LOOK_NS = 200_000;

  /**
   * A snapshot by number of records comes no sooner than so many times as long as the last one
   * took: the more state there is and the faster commands come, the more a snapshot takes from
   * them, and the more records are replayed in the time that it would save.
   */
  private static final long REST_FACTOR = 9;

  private final Path dataDirectory;
  private final EngineConfig config;
  private final Domains domains;
  private final SnapshotStore store;
  private final Disk disk;
  private final Queries queries;
  private final LongSupplier settledSequence;
  private final EngineMetrics metrics;
  private final Consumer<Throwable> onJournalFailure;
  private final ScheduledExecutorService schedule =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "ringfold-snapshots");
            thread.setDaemon(true);
            return thread;
          });
  private volatile long lastSnapshot;
  private boolean journalFailed;

  /** The schedule's thread only. */
  private long restUntilNs;

  /** Projections that were rebuilt since the last snapshot, each with a mark of that time. */
  private final Map<String, Object> rebuilt = new ConcurrentHashMap<>();

  /**
   * @param queries have the read models
   * @param settledSequence up to where the journal may be told of
   * @param onJournalFailure hears of a force of the journal that failed: the engine has to stop
   * @param lastSnapshot the sequence of the newest one; 0 for none
   */
  Snapshotter(
      EngineConfig config,
      Domains domains,
      SnapshotStore store,
      Disk disk,
      Queries queries,
      LongSupplier settledSequence,
      Consumer<Throwable> onJournalFailure,
      long lastSnapshot,
      EngineMetrics metrics) {
    this.dataDirectory = config.dataDirectory();
    this.config = config;
    this.domains = domains;
    this.store = store;
    this.disk = disk;
    this.queries = queries;
    this.settledSequence = settledSequence;
    this.onJournalFailure = onJournalFailure;
    this.lastSnapshot = lastSnapshot;
    this.metrics = metrics;
    restUntilNs = metrics.nanoTime();
  }

  /** Begins to take snapshots as the configuration says. */
  void start() {
    if (config.snapshotEveryRecords() > 0) {
      schedule.scheduleWithFixedDelay(this::takeIfManyRecords, 1, 1, TimeUnit.SECONDS);
    }
    Duration every = config.snapshotEvery();
    if (!every.isZero()) {
      schedule.scheduleWithFixedDelay(
          this::takeIfAnyRecord, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Takes one of everything that is settled now, once the read models have come there. */
  SnapshotInfo takeSettled() {
    long settled = settledSequence.getAsLong();
    long beginNs = metrics.nanoTime();
    while (queries.basis() < settled && metrics.nanoTime() - beginNs < PROJECTED_WITHIN_NS) {
      LockSupport.parkNanos(LOOK_NS);
    }
    return take();
  }

  /**
   * Takes one of what the read models reflect now; gives the newest one where nothing came after
   * it.
   *
   * @throws EngineException also where the journal could not be forced before; none is taken any
   *     more then, because a later force may succeed and know nothing of the pages that were lost
   */
  synchronized SnapshotInfo take() {
    long startNs = metrics.nanoTime();
    // in this order: read models that are seen now are those of the projections that were rebuilt,
    // and their basis is settled
    Map<String, Object> covered = Map.copyOf(rebuilt);
    Queries.Published projected = queries.newest();
    long sequence = projected.basis();
    if (config.durability() == Durability.CRASH) {
      forceJournal();
    }
    if (sequence == lastSnapshot && covered.isEmpty()) {
      return store.newestValid(sequence).orElseThrow(Snapshotter::nothing).info();
    }
    SnapshotInfo info = ModelImage.write(store, model(projected));
    lastSnapshot = info.sequence();
    // one that was rebuilt again meanwhile has another mark
    covered.forEach(rebuilt::remove);
    metrics.snapshots().taken(info, metrics.nanoTime() - startNs);
    LOG.info("snapshot at sequence={} taken: {} bytes in {}", sequence, info.bytes(), info.file());
    return info;
  }

  /** States from the newest snapshot and the journal after it, with these read models. */
  private Model model(Queries.Published projected) {
    Model model = new Model(domains, config.dedupWindow());
    ModelImage.loadStatesAlone(store, projected.basis(), model);
    model.projections().leaveOut();
    replay(model, projected.basis());
    model.projections().load(projected.values());
    return model;
  }

  private void replay(Model model, long upToSequence) {
    Recovery.replay(
        Recovery.journals(dataDirectory, List.of()),
        model,
        upToSequence,
        false,
        (at, target) -> {});
  }

  /** Says that a projection was rebuilt: the snapshots taken before are not to be believed. */
  void distrust(String projection) {
    rebuilt.put(projection, new Object());
  }

  /** Whether the last snapshot is older than a projection that was rebuilt. */
  boolean isOutdated() {
    return !rebuilt.isEmpty();
  }

  /** A snapshot must not outlive records that it stands on. */
  private void forceJournal() {
    if (journalFailed) {
      throw new EngineException("no snapshot after a force of the journal has failed");
    }
    try {
      Journal.forceNewest(DataDirectory.journal(dataDirectory), disk::force);
    } catch (JournalException e) {
      journalFailed = true;
      EngineException failure = new EngineException("before a snapshot, " + e.getMessage(), e);
      onJournalFailure.accept(failure);
      throw failure;
    }
  }

  /** The sequence of the newest snapshot; 0 for none. */
  long lastSnapshot() {
    return lastSnapshot;
  }

  /** No more on schedule; one that runs is waited for. */
  @Override
  public void close() {
    schedule.shutdown();
    try {
      if (!schedule.awaitTermination(10, TimeUnit.MINUTES)) {
        LOG.warn("a snapshot did not end within 10 minutes and is left behind");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void takeIfManyRecords() {
    long beginNs = metrics.nanoTime();
    if (queries.basis() - lastSnapshot >= config.snapshotEveryRecords()
        && beginNs - restUntilNs >= 0) {
      takeOnSchedule();
      long endNs = metrics.nanoTime();
      restUntilNs = endNs + REST_FACTOR * (endNs - beginNs);
    }
  }

  private void takeIfAnyRecord() {
    if (queries.basis() > lastSnapshot) {
      takeOnSchedule();
    }
  }

  private void takeOnSchedule() {
    try {
      take();
    } catch (RuntimeException | OutOfMemoryError e) {
      // the journal holds everything: commands go on, the next attempt comes by schedule; where it
      // is the journal that failed, whoever owns it was told
      metrics.snapshots().failed();
      LOG.error("snapshot failed; the last one is at sequence={}", lastSnapshot, e);
    }
  }

  private static EngineException nothing() {
    return new EngineException("there is nothing to take a snapshot of: no command was processed");
  }
}
