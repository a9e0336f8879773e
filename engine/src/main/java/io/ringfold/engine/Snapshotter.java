package io.ringfold.engine;

import io.ringfold.engine.domain.Domains;
import io.ringfold.journal.Journal;
import io.ringfold.journal.JournalException;
import io.ringfold.snapshots.SnapshotInfo;
import io.ringfold.snapshots.SnapshotStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes snapshots beside the running pipeline, as a follower of the journal: loads the newest one,
 * replays what came after it into a model of its own, and writes that. The ring never waits, every
 * snapshot goes the way that a restart goes, and between two of them no memory is held.
 *
 * <p>Thread-safe; one snapshot at a time.
 */
final class Snapshotter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshotter.class);

  private final Path dataDirectory;
  private final EngineConfig config;
  private final Domains domains;
  private final SnapshotStore store;
  private final Disk disk;
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

  /**
   * @param settledSequence up to where the journal may be told of
   * @param onJournalFailure hears of a force of the journal that failed: the engine has to stop
   * @param lastSnapshot the sequence of the newest one; 0 for none
   */
  Snapshotter(
      EngineConfig config,
      Domains domains,
      SnapshotStore store,
      Disk disk,
      LongSupplier settledSequence,
      Consumer<Throwable> onJournalFailure,
      long lastSnapshot,
      EngineMetrics metrics) {
    this.dataDirectory = config.dataDirectory();
    this.config = config;
    this.domains = domains;
    this.store = store;
    this.disk = disk;
    this.settledSequence = settledSequence;
    this.onJournalFailure = onJournalFailure;
    this.lastSnapshot = lastSnapshot;
    this.metrics = metrics;
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

  /**
   * Takes one now; the newest one where nothing came after it.
   *
   * @throws EngineException also where the journal could not be forced before; none is taken any
   *     more then, because a later force may succeed and know nothing of the pages that were lost
   */
  synchronized SnapshotInfo take() {
    long startNs = metrics.nanoTime();
    long sequence = settledSequence.getAsLong();
    if (config.durability() == Durability.CRASH) {
      forceJournal();
    }
    if (sequence == lastSnapshot) {
      return store.newestValid(sequence).orElseThrow(Snapshotter::nothing).info();
    }
    Model model = Recovery.rebuild(dataDirectory, store, domains, config.dedupWindow(), sequence);
    SnapshotInfo info = ModelImage.write(store, model);
    lastSnapshot = info.sequence();
    metrics.snapshots().taken(info, metrics.nanoTime() - startNs);
    LOG.info("snapshot at sequence={} taken: {} bytes in {}", sequence, info.bytes(), info.file());
    return info;
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
    if (settledSequence.getAsLong() - lastSnapshot >= config.snapshotEveryRecords()) {
      takeOnSchedule();
    }
  }

  private void takeIfAnyRecord() {
    if (settledSequence.getAsLong() > lastSnapshot) {
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
