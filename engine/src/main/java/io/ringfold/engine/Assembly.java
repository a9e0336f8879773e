package io.ringfold.engine;

import io.ringfold.engine.domain.Domains;
import io.ringfold.journal.Journal;
import io.ringfold.journal.JournalConfig;
import io.ringfold.journal.JournalException;
import io.ringfold.journal.JournalReader;
import io.ringfold.snapshots.SnapshotInfo;
import io.ringfold.snapshots.SnapshotStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data directory brought back, and the parts that work on it: what {@link Engine} puts on threads
 * and {@link SteppedEngine} lets a caller step. Who owns it holds the directory's lock, and lets
 * each part be used by one thread at a time.
 */
final class Assembly {
  private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);

  final Model model;
  final Journal journal;
  final Queries queries;
  final SpaceGuard space;
  final SlowCommands slow;
  final Snapshotter snapshotter;
  final DecideStage decideStage;
  final JournalStage journalStage;
  final ReplyStage replyStage;
  final ProjectStage projectStage;
  final Rebuilder rebuilder;

  /** What the journal begins with; stays, as segments are archived while no server runs. */
  final long firstSequence;

  private final EngineConfig config;
  private final SnapshotStore snapshots;

  private Assembly(
      EngineConfig config,
      Domains domains,
      List<OutcomeListener> listeners,
      Disk disk,
      EngineMetrics metrics,
      Consumer<Boolean> onSpaceChange,
      Consumer<Throwable> onJournalFailure,
      Model model,
      Journal journal,
      SnapshotStore snapshots,
      long snapshotSequence,
      Rebuild.Limits limits) {
    this.config = config;
    this.model = model;
    this.journal = journal;
    this.snapshots = snapshots;
    firstSequence = JournalReader.firstSequence(DataDirectory.journal(config.dataDirectory()));
    queries =
        new Queries(
            model.projections(),
            model.sequence(),
            config,
            new PastModels(config, domains, model.types(), snapshots, firstSequence, metrics),
            this::tellMissing,
            metrics);
    space =
        new SpaceGuard(
            config.minFreeBytes(), disk.usableBytes(config.dataDirectory()), onSpaceChange);
    decideStage =
        new DecideStage(
            domains, model.types(), model.aggregates(), space, metrics.decide(), Faults.logged());
    journalStage = new JournalStage(journal, config.durability(), space, metrics);
    slow = new SlowCommands(config.slowCommand());
    replyStage = new ReplyStage(listeners, metrics, slow);
    replyStage.recoveredTo(model.sequence());
    projectStage =
        new ProjectStage(model.projections(), model.sequence(), queries, metrics.project());
    snapshotter =
        new Snapshotter(
            config,
            domains,
            snapshots,
            disk,
            queries,
            journalStage::settledSequence,
            onJournalFailure,
            snapshotSequence,
            metrics);
    rebuilder =
        new Rebuilder(
            config.dataDirectory(),
            domains,
            model.types(),
            model.projections().missing(),
            queries,
            projectStage,
            snapshotter,
            metrics,
            limits);
    metrics.watch(queries, space::lastUsableBytes, journal::sizeBytes, rebuilder::statuses);
  }

  private void tellMissing(String projection, QueryReply reply) {
    rebuilder.tellMissing(projection, reply);
  }

  /**
   * Recovers: newest valid snapshot, journal checked and opened, records after the snapshot
   * replayed, definitions brought up to the domains. Projections that the snapshot does not hold
   * are missing then: the rebuilder has them to do.
   *
   * @param onJournalFailure hears of a force of the journal that failed outside its stage
   * @param progress hears of the snapshot's sequence first (its target still 0), then of the replay
   * @throws EngineException where the journal cannot be trusted or does not fit the domains
   */
  static Assembly recover(
      EngineConfig config,
      Domains domains,
      List<OutcomeListener> listeners,
      Disk disk,
      EngineMetrics metrics,
      Consumer<Boolean> onSpaceChange,
      Consumer<Throwable> onJournalFailure,
      Rebuild.Limits limits,
      Recovery.Progress progress) {
    long startNs = metrics.nanoTime();
    Path root = config.dataDirectory();
    Journal journal = null;
    try {
      SnapshotStore snapshots =
          ModelImage.store(
              DataDirectory.snapshots(root),
              domains,
              (file, channel) -> disk.force(file, channel, true));
      Model model = new Model(domains, config.dedupWindow());
      // what it lacks of the projections is filled when all else is served already
      Optional<SnapshotInfo> snapshot =
          ModelImage.loadStates(snapshots, Long.MAX_VALUE, model, ModelImage.allProcessors());
      snapshot.ifPresent(metrics.snapshots()::found);
      long snapshotSequence = snapshot.map(SnapshotInfo::sequence).orElse(0L);
      progress.at(snapshotSequence, 0);
      try (ReplayAhead ahead = new ReplayAhead(DataDirectory.journal(root), model, progress)) {
        journal =
            Journal.open(
                new JournalConfig(
                    DataDirectory.journal(root),
                    DataDirectory.damaged(root),
                    config.segmentBytes(),
                    config.durability() == Durability.FSYNC ? disk.commitLogBytes() : 0),
                snapshotSequence + 1,
                disk.forJournal(),
                disk.segmentBlockBytes());
        if (!ahead.finish(journal.lastSequence())) {
          model = new Model(domains, config.dedupWindow());
          ModelImage.loadStates(snapshots, snapshotSequence, model, ModelImage.allProcessors());
        }
      }
      Recovery.replay(root, model, journal.lastSequence(), progress);
      define(model.types(), journal);
      metrics.recovered(metrics.nanoTime() - startNs, model.sequence() - snapshotSequence);
      return new Assembly(
          config,
          domains,
          listeners,
          disk,
          metrics,
          onSpaceChange,
          onJournalFailure,
          model,
          journal,
          snapshots,
          snapshotSequence,
          limits);
    } catch (JournalException e) {
      closeQuietly(journal);
      throw new EngineException(e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      closeQuietly(journal);
      throw e;
    }
  }

  private static void define(TypeCatalog types, Journal journal) {
    List<byte[]> known = journal.definitions();
    for (int ordinal = 0; ordinal < known.size(); ordinal++) {
      types.learn(ordinal, known.get(ordinal));
    }
    List<byte[]> missing = types.defineMissing();
    if (!missing.isEmpty()) {
      journal.define(missing);
    }
  }

  /**
   * After the last command was answered: forces, takes a snapshot where wanted, lets files go.
   *
   * @throws EngineException where the force failed: with {@link Durability#CRASH} answers were
   *     given before it; the files are let go of all the same
   */
  void stopInOrder() {
    rebuilder.close();
    queries.close();
    snapshotter.close();
    try {
      journal.force();
    } catch (JournalException e) {
      journal.abandon();
      throw new EngineException("at the stop, " + e.getMessage(), e);
    }
    try {
      if (config.snapshotAtStop()
          && (model.sequence() > snapshotter.lastSnapshot() || snapshotter.isOutdated())) {
        SnapshotInfo info = ModelImage.write(snapshots, model);
        LOG.info("snapshot at stop: sequence={}, {} bytes", info.sequence(), info.bytes());
      }
    } catch (RuntimeException e) {
      // every answer that was given is in the journal: the next start replays instead
      LOG.error("no snapshot at stop; the next start replays the journal", e);
    }
    closeQuietly(journal);
  }

  /** After a failure: gives the files back as they are. */
  void abandonJournal() {
    rebuilder.stop();
    journal.abandon();
  }

  private static void closeQuietly(Journal journal) {
    if (journal == null) {
      return;
    }
    try {
      journal.close();
    } catch (RuntimeException e) {
      LOG.warn("journal could not be closed: {}", e.toString());
    }
  }
}
