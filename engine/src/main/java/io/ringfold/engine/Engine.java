package io.ringfold.engine;

import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.Migrate;
import io.ringfold.engine.shape.BindException;
import io.ringfold.snapshots.SnapshotInfo;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One data directory, open and at work: commands in by {@link #publish}, outcomes out to {@link
 * ReplyTo} and {@link OutcomeListener}s, queries answered from read models.
 *
 * <p>Its life: {@link #open} locks the directory, {@link #start} recovers and begins, {@link
 * #close} ends it in order. A failure on the way (a force that failed, an evolve that threw) halts
 * it where it is: nothing more is acknowledged, {@link #status()} says why, and the owner is told
 * to exit.
 *
 * <p>Thread-safe.
 */
public final class Engine implements AutoCloseable {

  /** What became of an attempt to publish. */
  public enum Publish {
    /** On the ring: the outcome will come. */
    PUBLISHED,
    /** The ring is full; nothing happened, try again later. */
    BUSY,
    /** Recovering, stopping or failed, see {@link #status()}; nothing happened. */
    UNAVAILABLE
  }

  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final long DRAIN_TIMEOUT_S = 60;
  private static final long HALT_TIMEOUT_S = 10;
  private static final long WATCH_MS = 500;

  private final EngineConfig config;
  private final Domains domains;
  private final List<OutcomeListener> listeners;
  private final Consumer<Throwable> onFailure;
  private final DataDirectory directory;
  private final IngressClock clock = IngressClock.system();
  private final AtomicReference<EngineStatus.State> state =
      new AtomicReference<>(EngineStatus.State.RECOVERING);
  private final EngineMetrics metrics;
  private final AtomicInteger publishing = new AtomicInteger();
  private final AtomicBoolean startCalled = new AtomicBoolean();

  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "ringfold-watch");
            thread.setDaemon(true);
            return thread;
          });

  private volatile String reason = "not started yet";
  private volatile long recoveredTo;
  private volatile long recoveryTarget;

  private volatile Assembly parts;
  private Pipeline pipeline;

  private Engine(
      EngineConfig config,
      Domains domains,
      List<OutcomeListener> listeners,
      Consumer<Throwable> onFailure) {
    this.config = config;
    this.domains = domains;
    this.listeners = List.copyOf(listeners);
    this.onFailure = onFailure;
    this.metrics = new EngineMetrics(domains, IngressClock::nanoTime);
    this.directory = DataDirectory.lock(config.dataDirectory(), Disk.REAL);
  }

  /**
   * Locks the data directory. Nothing is read yet: {@link #start} does that.
   *
   * @param listeners hear of every outcome
   * @param onFailure called once, on a thread of its own, when the engine failed and stopped; the
   *     process is expected to exit
   * @throws EngineException where the directory is in use, not Ringfold's, or not writable
   */
  public static Engine open(
      EngineConfig config,
      Domains domains,
      List<OutcomeListener> listeners,
      Consumer<Throwable> onFailure) {
    return new Engine(config, domains, listeners, onFailure);
  }

  /**
   * Recovers (newest valid snapshot, then replay) and starts the pipeline; returns when READY.
   * {@link #status()} shows how far it is meanwhile. To be called once.
   *
   * @throws EngineException where the journal cannot be trusted or does not fit the domains
   */
  public void start() {
    if (startCalled.getAndSet(true)) {
      throw new EngineException("the engine was started or closed already");
    }
    try {
      reason = "recovering";
      parts =
          Assembly.recover(
              config,
              domains,
              listeners,
              Disk.REAL,
              metrics,
              this::spaceChanged,
              this::fail,
              Rebuild.Limits.DEFAULT,
              (sequence, target) -> {
                recoveredTo = sequence;
                recoveryTarget = target;
              });
      begin();
    } catch (RuntimeException e) {
      failedStart(e);
      throw e;
    }
  }

  private void begin() {
    pipeline =
        new Pipeline(
            config,
            parts.decideStage,
            parts.journalStage,
            parts.replyStage,
            parts.projectStage,
            metrics,
            this::fail);
    pipeline.start();
    if (!state.compareAndSet(EngineStatus.State.RECOVERING, EngineStatus.State.READY)) {
      pipeline.drain(DRAIN_TIMEOUT_S);
      throw new EngineException("the engine was closed while it recovered");
    }
    reason = null;
    parts.snapshotter.start();
    parts.rebuilder.start();
    startWatch();
  }

  private void startWatch() {
    parts.space.look();
    watch.scheduleWithFixedDelay(parts.space::look, WATCH_MS, WATCH_MS, TimeUnit.MILLISECONDS);
    watch.scheduleWithFixedDelay(parts.slow::log, WATCH_MS, WATCH_MS, TimeUnit.MILLISECONDS);
  }

  private void spaceChanged(boolean full) {
    if (full && state.compareAndSet(EngineStatus.State.READY, EngineStatus.State.FULL)) {
      reason = parts.space.reason();
    } else if (!full && state.compareAndSet(EngineStatus.State.FULL, EngineStatus.State.READY)) {
      reason = null;
    }
  }

  private void failedStart(RuntimeException failure) {
    reason = failure.getMessage();
    state.compareAndSet(EngineStatus.State.RECOVERING, EngineStatus.State.FAILED);
    watch.shutdownNow();
    if (parts != null) {
      parts.abandonJournal();
    }
    directory.close();
  }

  public Domains domains() {
    return domains;
  }

  public Durability durability() {
    return config.durability();
  }

  /** How many commands the ring holds. */
  public int ringSlots() {
    return config.ringSlots();
  }

  /** What the engine counts about itself; the same object from {@link #open} on. */
  public EngineMetrics metrics() {
    return metrics;
  }

  public EngineStatus status() {
    EngineStatus.State now = state.get();
    Assembly recovered = parts;
    if (now == EngineStatus.State.RECOVERING || recovered == null) {
      return new EngineStatus(now, recoveredTo, recoveryTarget, reason);
    }
    long sequence = recovered.journalStage.settledSequence();
    return new EngineStatus(now, sequence, sequence, reason);
  }

  /**
   * Puts a command on the ring if there is room; never blocks.
   *
   * @throws IllegalArgumentException where the command's record lacks a required value
   */
  public Publish publish(Submission submission) {
    // counted, so that close() knows when the last of those who saw READY is through
    publishing.incrementAndGet();
    try {
      if (state.get() != EngineStatus.State.READY) {
        return Publish.UNAVAILABLE;
      }
      check(parts.model.types().command(submission.data().getClass()), submission.data());
      return pipeline.tryPublish(submission) ? Publish.PUBLISHED : Publish.BUSY;
    } finally {
      publishing.decrementAndGet();
    }
  }

  /**
   * Puts commands on the ring one behind the other, so that its stages find them together and force
   * them once, or none of them; never blocks.
   *
   * @throws IllegalArgumentException where one of the records lacks a required value; none is
   *     published
   */
  public Publish publish(List<Submission> together) {
    publishing.incrementAndGet();
    try {
      if (state.get() != EngineStatus.State.READY) {
        return Publish.UNAVAILABLE;
      }
      for (Submission each : together) {
        check(parts.model.types().command(each.data().getClass()), each.data());
      }
      return pipeline.tryPublish(together) ? Publish.PUBLISHED : Publish.BUSY;
    } finally {
      publishing.decrementAndGet();
    }
  }

  @SuppressWarnings("unchecked")
  private static <C> void check(TypeCatalog.Written<C> type, Object command) {
    try {
      type.shape().check((C) command);
    } catch (BindException e) {
      throw new IllegalArgumentException(command + ": " + e.getMessage(), e);
    }
  }

  /**
   * Asks a read model, of now or of the past; the answer comes on a query thread, or at once where
   * none is free.
   */
  public void query(QueryRequest request, QueryReply reply) {
    Assembly recovered = parts;
    if (recovered == null) {
      reply.onError(Codes.UNAVAILABLE, "the server is recovering: ask again later");
    } else {
      recovered.queries.ask(request, clock.nowMicros(), reply);
    }
  }

  /** The sequence up to which the journal was forced to disk; 0 before recovery is through. */
  public long forcedSequence() {
    Assembly recovered = parts;
    return recovered == null ? 0 : recovered.journal.forcedSequence();
  }

  /**
   * Tells which past states can be asked for, and which are being rebuilt; on a thread of the
   * engine's, as it looks at the snapshots on disk for that.
   *
   * @throws EngineException while the engine recovers, and once it stops
   */
  public void past(Consumer<PastStatus> receiver) {
    Assembly recovered = parts;
    if (recovered == null) {
      throw new EngineException("there is no past to ask for while the engine recovers");
    }
    recovered.queries.past(receiver);
  }

  /** The sequence that the newest read models reflect; 0 before the first. */
  public long projectedSequence() {
    Assembly recovered = parts;
    return recovered == null ? 0 : recovered.queries.basis();
  }

  /**
   * The sequence that the journal begins with: 1, or a later one where older segments were
   * archived; 0 while the engine recovers.
   */
  public long firstSequence() {
    Assembly recovered = parts;
    return recovered == null ? 0 : recovered.firstSequence;
  }

  /**
   * Tries a migration on a state of its own, rebuilt beside the running pipeline: whether its
   * function and those of its read models throw, and whether it comes out the same twice. Takes the
   * time and the memory of a snapshot; to be done before the migration is published, for then it is
   * too late to correct a function.
   *
   * @return null where nothing speaks against publishing it, or what does
   * @throws EngineException where the journal cannot be read
   */
  public String rehearse(Migrate migration, UUID uuid, String user) {
    Assembly recovered = parts;
    if (recovered == null) {
      throw new EngineException("no migration while the engine recovers");
    }
    boolean resent = migrations().stream().anyMatch(each -> each.uuid().equals(uuid));
    return resent
        ? null
        : Migrations.rehearse(
            domains,
            Recovery.rebuild(
                config.dataDirectory(),
                domains,
                config.dedupWindow(),
                recovered.journalStage.settledSequence(),
                true,
                (sequence, target) -> {}),
            migration,
            uuid,
            user);
  }

  /**
   * The migrations that have happened and are as durable as was promised, in their order; none
   * while the engine recovers.
   */
  public List<AppliedMigration> migrations() {
    Assembly recovered = parts;
    if (recovered == null) {
      return List.of();
    }
    long settled = recovered.journalStage.settledSequence();
    return recovered.model.aggregates().migrations().all().stream()
        .filter(each -> each.sequence() <= settled)
        .toList();
  }

  /**
   * Reads the events of settled commands again, off the ring. Opens a file: not for a thread that
   * must not wait.
   *
   * @param afterSequence 0 for all of them
   * @param places found by others before; may be null
   * @throws EngineException where the journal begins later, or cannot be read
   */
  public EventFollower follow(long afterSequence, FollowedPlaces places) {
    Assembly recovered = parts;
    if (recovered == null) {
      throw new EngineException("the journal cannot be followed while the engine recovers");
    }
    return EventFollower.open(
        config.dataDirectory(), recovered.model.types(), afterSequence, places);
  }

  /** Now, in microseconds since the epoch: the one clock of the ingress. */
  public long nowMicros() {
    return clock.nowMicros();
  }

  /**
   * Takes a snapshot beside the running pipeline; returns when it is on disk.
   *
   * @throws EngineException where the engine is not READY, or no command was processed yet
   */
  public SnapshotInfo snapshot() {
    if (!status().isServing()) {
      throw new EngineException("no snapshot while the engine is " + state.get());
    }
    return parts.snapshotter.takeSettled();
  }

  /** Where every projection stands, in the order of the domains; none while the engine recovers. */
  public List<ProjectionStatus> projections() {
    Assembly recovered = parts;
    return recovered == null ? List.of() : recovered.rebuilder.statuses();
  }

  /**
   * Begins to rebuild a projection from the journal's first record, beside the one that runs, which
   * answers until the new one is level and takes its place. {@link #projections()} shows how far it
   * is. Not remembered over a restart.
   *
   * @param name of the projection, with {@code domain/} before it where several domains have it
   * @return where it stands
   * @throws IllegalArgumentException where there is no such projection, or more than one
   * @throws EngineException where the engine is not READY
   */
  public ProjectionStatus rebuildProjection(String name) {
    if (!status().isServing()) {
      throw new EngineException("no projection is rebuilt while the engine is " + state.get());
    }
    return parts.rebuilder.rebuild(name);
  }

  /**
   * Stops in order: no more commands are taken, what was published is answered, a snapshot is taken
   * where the configuration says so, the lock is released. After a failure everything was let go of
   * already. Calling it again does nothing.
   *
   * @throws EngineException where the journal could not be forced; {@link #status()} is FAILED then
   */
  @Override
  public void close() {
    if (state.compareAndSet(EngineStatus.State.RECOVERING, EngineStatus.State.STOPPED)) {
      watch.shutdownNow();
      // a start() on its way notices when it is through, and lets go then
      if (!startCalled.getAndSet(true)) {
        directory.close();
      }
      return;
    }
    if (state.compareAndSet(EngineStatus.State.READY, EngineStatus.State.STOPPING)
        || state.compareAndSet(EngineStatus.State.FULL, EngineStatus.State.STOPPING)) {
      reason = "stopping";
      stopInOrder();
    }
  }

  private void stopInOrder() {
    while (publishing.get() > 0) {
      Thread.onSpinWait();
    }
    if (!pipeline.drain(DRAIN_TIMEOUT_S)) {
      fail(new EngineException("the pipeline did not drain within " + DRAIN_TIMEOUT_S + " s"));
      return;
    }
    if (state.get() == EngineStatus.State.FAILED) {
      return;
    }
    watch.shutdownNow();
    parts.slow.log();
    try {
      parts.stopInOrder();
      state.set(EngineStatus.State.STOPPED);
    } catch (EngineException e) {
      reason = "failed: " + e.getMessage();
      state.set(EngineStatus.State.FAILED);
      throw e;
    } finally {
      directory.close();
    }
  }

  /** Halts everything where it is, tells the owner; from whatever thread noticed. */
  private void fail(Throwable failure) {
    EngineStatus.State before = state.getAndSet(EngineStatus.State.FAILED);
    if (before == EngineStatus.State.FAILED || before == EngineStatus.State.STOPPED) {
      return;
    }
    reason = "failed: " + failure;
    LOG.error("the engine failed and stops; nothing more is acknowledged", failure);
    // from another thread: a stage cannot wait for its own end, and the owner may exit the process
    Thread stopper =
        new Thread(
            () -> {
              letGo();
              onFailure.accept(failure);
            },
            "ringfold-failure");
    stopper.setDaemon(true);
    stopper.start();
  }

  /** After a failure: ends the threads and gives the files back, as far as they let go. */
  private void letGo() {
    watch.shutdownNow();
    try {
      if (pipeline.halt(HALT_TIMEOUT_S)) {
        parts.abandonJournal();
        directory.close();
      } else {
        LOG.error("a stage did not end within {} s; its files stay open", HALT_TIMEOUT_S);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    parts.queries.close();
  }
}
