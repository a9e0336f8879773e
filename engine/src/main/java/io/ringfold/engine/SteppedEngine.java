package io.ringfold.engine;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.Sequence;
import io.ringfold.engine.domain.Domains;
import io.ringfold.snapshots.SnapshotInfo;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The engine without threads: the same recovery, the same stages on the same slots, in the wiring
 * that {@link Pipeline} draws, but a stage runs when the caller says so, over as many slots as the
 * caller says. For the simulation, whose seed decides both.
 *
 * <p>A stage gets what the stages before it have let go, and lets its own batch go when it is
 * through with all of it, as the ring does: the journal sees only what decide released, reply only
 * what the journal released at the end of a batch.
 *
 * <p>A stage that throws ends the run: nothing may be stepped any more, as a dead stage's sequence
 * stands still for ever.
 *
 * <p>Single-threaded.
 */
public final class SteppedEngine implements AutoCloseable {

  /** The stages, in the order of the drawing. */
  public enum Stage {
    DECIDE,
    JOURNAL,
    REPLY,
    PROJECT,
    CLEAR
  }

  /** Puts the journal's stage on the ring; a test plants a faulty one here. */
  interface JournalWiring {
    EventHandler<Slot> wire(JournalStage journal, ReplyStage reply);
  }

  private final DataDirectory directory;
  private final Assembly parts;
  private final Slot[] ring;
  private final Map<Stage, EventHandler<Slot>> handlers = new EnumMap<>(Stage.class);
  private final long[] released = new long[Stage.values().length];
  private long published;
  private final AtomicReference<Throwable> failure;
  private boolean closed;

  private SteppedEngine(
      EngineConfig config,
      DataDirectory directory,
      Assembly parts,
      AtomicReference<Throwable> failure,
      JournalWiring wiring) {
    this.directory = directory;
    this.failure = failure;
    this.parts = parts;
    ring = new Slot[config.ringSlots()];
    for (int i = 0; i < ring.length; i++) {
      ring[i] = new Slot(config.durability());
    }
    PiecewiseDecide decide =
        new PiecewiseDecide(parts.decideStage, parts.decideStage::fetch, this::slot);
    // what it lets go early is seen here when the step is over
    decide.setSequenceCallback(new Sequence());
    handlers.put(Stage.DECIDE, decide);
    PromptReply promptReply =
        new PromptReply(wiring.wire(parts.journalStage, parts.replyStage), parts.replyStage);
    promptReply.watch(() -> released[Stage.REPLY.ordinal()] - 1, () -> published - 1);
    handlers.put(Stage.JOURNAL, promptReply.journal());
    handlers.put(Stage.REPLY, promptReply.reply());
    handlers.put(Stage.PROJECT, parts.projectStage);
    handlers.put(Stage.CLEAR, new ClearStage());
  }

  /**
   * Locks the data directory and recovers, as {@link Engine#open} and {@link Engine#start} do.
   *
   * @throws EngineException as they do
   */
  public static SteppedEngine open(
      EngineConfig config, Domains domains, List<OutcomeListener> listeners, Disk disk) {
    return open(config, domains, listeners, disk, (journal, reply) -> journal);
  }

  static SteppedEngine open(
      EngineConfig config,
      Domains domains,
      List<OutcomeListener> listeners,
      Disk disk,
      JournalWiring wiring) {
    return open(config, domains, listeners, disk, wiring, Rebuild.Limits.DEFAULT);
  }

  static SteppedEngine open(
      EngineConfig config,
      Domains domains,
      List<OutcomeListener> listeners,
      Disk disk,
      JournalWiring wiring,
      Rebuild.Limits limits) {
    DataDirectory directory = DataDirectory.lock(config.dataDirectory(), disk);
    try {
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Assembly parts =
          Assembly.recover(
              config,
              domains,
              listeners,
              disk,
              EngineMetrics.unseen(domains),
              full -> {},
              failure::set,
              limits,
              (sequence, target) -> {});
      return new SteppedEngine(config, directory, parts, failure, wiring);
    } catch (RuntimeException | Error e) {
      directory.close();
      throw e;
    }
  }

  /** Puts a command on the ring, or returns false where there is no room. */
  public boolean publish(Submission submission) {
    requireRunning();
    if (published - released[Stage.CLEAR.ordinal()] == ring.length) {
      return false;
    }
    slot(published).submit(submission, 0);
    published++;
    return true;
  }

  /** How many slots a stage may take now. */
  public int available(Stage stage) {
    return (int) (barrier(stage) - released[stage.ordinal()]);
  }

  private long barrier(Stage stage) {
    return switch (stage) {
      case DECIDE -> published;
      case JOURNAL -> released[Stage.DECIDE.ordinal()];
      case REPLY -> released[Stage.JOURNAL.ordinal()];
      case PROJECT -> released[Stage.REPLY.ordinal()];
      case CLEAR -> released[Stage.PROJECT.ordinal()];
    };
  }

  /**
   * Lets a stage take a batch; what it throws is thrown on.
   *
   * @param slots from 1 to {@link #available}
   */
  public void run(Stage stage, int slots) {
    requireRunning();
    if (slots < 1 || slots > available(stage)) {
      throw new IllegalArgumentException(
          stage + " of " + slots + " slots, there are " + available(stage));
    }
    long first = released[stage.ordinal()];
    EventHandler<Slot> handler = handlers.get(stage);
    try {
      handler.onBatchStart(slots, slots);
      for (int i = 0; i < slots; i++) {
        handler.onEvent(slot(first + i), first + i, i == slots - 1);
      }
    } catch (RuntimeException | Error e) {
      failure.set(e);
      throw e;
    } catch (Exception e) {
      failure.set(e);
      throw new EngineException(stage + " failed: " + e, e);
    }
    released[stage.ordinal()] = first + slots;
  }

  private Slot slot(long ringSequence) {
    return ring[(int) (ringSequence & ring.length - 1)];
  }

  /** Takes a snapshot of what the read models reflect, as the schedule does beside the pipeline. */
  public SnapshotInfo snapshot() {
    requireRunning();
    return parts.snapshotter.take();
  }

  /** Where every projection stands, as {@link Engine#projections} tells. */
  public List<ProjectionStatus> projections() {
    return parts.rebuilder.statuses();
  }

  /** Begins to rebuild a projection, as {@link Engine#rebuildProjection} does. */
  public ProjectionStatus rebuildProjection(String name) {
    requireRunning();
    return parts.rebuilder.rebuild(name);
  }

  /**
   * Lets the rebuild of projections go on by some records.
   *
   * @return whether there was anything to rebuild
   */
  public boolean stepRebuild(int records) {
    requireRunning();
    return parts.rebuilder.step(records);
  }

  /** Looks whether the disk has room for commands, as the engine does now and then. */
  public void lookAtSpace() {
    parts.space.look();
  }

  /** The state that decide works on and, between steps, the read models that project works on. */
  public Model model() {
    return parts.model;
  }

  /** The sequence up to which the journal was forced. */
  public long forcedSequence() {
    return parts.journal.forcedSequence();
  }

  /** The sequence that the newest read models reflect. */
  public long projectedSequence() {
    return parts.queries.basis();
  }

  private void requireRunning() {
    Throwable failed = failure.get();
    if (failed != null) {
      throw new EngineException("the engine has failed: " + failed, failed);
    }
    if (closed) {
      throw new EngineException("the engine is closed");
    }
  }

  /**
   * Stops in order, as {@link Engine#close} does. Everything published has to be through.
   *
   * @throws IllegalStateException where a command is still on its way
   */
  @Override
  public void close() {
    requireRunning();
    if (released[Stage.CLEAR.ordinal()] != published) {
      throw new IllegalStateException("commands are still on their way: run the stages first");
    }
    closed = true;
    try {
      parts.stopInOrder();
    } finally {
      directory.close();
    }
  }

  /** Gives memory and file handles back where it stands: the process is taken for dead. */
  public void abandon() {
    if (!closed) {
      closed = true;
      parts.queries.close();
      parts.snapshotter.close();
      parts.abandonJournal();
      directory.close();
    }
  }
}
