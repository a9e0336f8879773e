package io.ringfold.engine;

import io.ringfold.engine.PastStatus.Rebuild;
import io.ringfold.engine.domain.Domains;
import io.ringfold.journal.JournalException;
import io.ringfold.journal.JournalPlace;
import io.ringfold.journal.JournalReader;
import io.ringfold.snapshots.SnapshotStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Read models as of earlier sequences and times, rebuilt from the journal beside the running
 * pipeline, on a few threads of its own: the nearest point or snapshot, then the records after it.
 *
 * <pre>
 *   time ──► {@link TimeLookup} ──► sequence ──► {@link PastPoints}: kept? answered at once
 *                                       └──► {@link PastBeginning}, {@link PastFold} ──► kept, answered
 * </pre>
 *
 * <p>All who ask for the same sequence wait for one rebuild, and a rebuild that passes a sequence
 * which others wait for answers them on its way. What is rebuilt is kept, with a few points on the
 * way to it. A rebuild that nobody waits for any more ends.
 *
 * <p>Thread-safe. Whoever asks is answered exactly once, without a lock held.
 */
final class PastModels implements AutoCloseable {

  /** Waits for a state; the first two are called once, one of them. */
  interface Asker {
    void model(long sequence, Object[] values);

    void refused(String code, String message);

    void progress(long sequence, long target);

    boolean isAbandoned();
  }

  /** A state that somebody waits for; its lists are guarded by the outer object. */
  private static final class Wanted {
    final long target;
    final long newest;
    final long sinceMicros;
    final List<Asker> askers = new ArrayList<>();
    volatile long sequence;
    volatile boolean running;

    Wanted(long target, long newest, long sinceMicros) {
      this.target = target;
      this.newest = newest;
      this.sinceMicros = sinceMicros;
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(PastModels.class);
  private static final String STOPPING = "the server is stopping";
  private static final long CLOSE_TIMEOUT_S = 5;

  /** How much is read before somebody looks whether to go on; an excerpt has up to 1 MiB. */
  private static final int EXCERPTS_A_POLL = 16;

  /** Points on the way to a state are not nearer to each other, nor to it. */
  private static final long POINT_SPACING = 5_000;

  private static final long PROGRESS_NS = TimeUnit.MILLISECONDS.toNanos(250);

  private final Path journal;
  private final int maxWaiting;
  private final PastPoints points;
  private final PastBeginning beginning;
  private final TimeLookup times;
  private final EngineMetrics metrics;
  private final FollowedPlaces places = new FollowedPlaces();
  private final ThreadPoolExecutor rebuilders;

  /** Apart from the rebuilders: a time is found soon, and its state may be there already. */
  private final ThreadPoolExecutor lookups;

  /** Guarded by this, as the next two. */
  private final TreeMap<Long, Wanted> wanted = new TreeMap<>();

  /** All who were not answered yet. */
  private final Set<Asker> waiting = Collections.newSetFromMap(new IdentityHashMap<>());

  private boolean closed;

  /** Read without the lock, between two polls of the journal. */
  private volatile boolean stopped;

  /**
   * @param types knows every definition of the journal
   * @param snapshots may be begun with
   * @param firstSequence that the journal begins with
   */
  PastModels(
      EngineConfig config,
      Domains domains,
      TypeCatalog types,
      SnapshotStore snapshots,
      long firstSequence,
      EngineMetrics metrics) {
    this.journal = DataDirectory.journal(config.dataDirectory());
    this.maxWaiting = config.maxPastQueries();
    this.points = new PastPoints(config.pastPoints());
    this.beginning = new PastBeginning(domains, types, snapshots, firstSequence, points);
    this.metrics = metrics;
    times = new TimeLookup(List.of(journal));
    rebuilders = pool(config.pastThreads(), "ringfold-past-");
    lookups = pool(1, "ringfold-past-time-");
    metrics.past().watch(this::waitingCount, points::size);
  }

  /** What waits in their queues is bounded by the number of askers. */
  private static ThreadPoolExecutor pool(int threads, String name) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, name + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** The read models of this sequence where they are kept; else null. */
  Object[] at(long sequence) {
    Object[] values = points.at(sequence);
    if (values != null) {
      metrics.past().hit();
    }
    return values;
  }

  /**
   * Answers with the state of a sequence, some time.
   *
   * @param newest the newest that there is
   * @param nowMicros when that was asked
   */
  void ask(long sequence, long newest, long nowMicros, Asker asker) {
    if (sequence > newest) {
      asker.refused(
          Codes.AS_OF_OUT_OF_RANGE,
          "as-of " + sequence + ": the newest sequence is " + newest + "; min-seq waits for one");
    } else if (admit(asker)) {
      join(sequence, newest, nowMicros, asker);
    }
  }

  /**
   * Answers with the state at a time, some time.
   *
   * @param newest the newest state that there is, for the answer where no command came after it
   */
  void ask(AsOf.Time asOf, PastPoints.Point newest, long nowMicros, Asker asker) {
    if (!admit(asker)) {
      return;
    }
    try {
      lookups.execute(() -> lookUp(asOf, newest, nowMicros, asker));
    } catch (RejectedExecutionException e) {
      refuse(asker, Codes.UNAVAILABLE, STOPPING);
    }
  }

  private boolean admit(Asker asker) {
    String code = null;
    String message = null;
    synchronized (this) {
      if (closed) {
        code = Codes.UNAVAILABLE;
        message = STOPPING;
      } else if (waiting.size() >= maxWaiting) {
        code = Codes.BUSY;
        message =
            maxWaiting + " queries wait for the past already (max-past-queries): ask again later";
      } else {
        waiting.add(asker);
      }
    }
    if (code != null) {
      asker.refused(code, message);
    }
    return code == null;
  }

  /** Whether it is still to be answered, and by the caller now. */
  private synchronized boolean take(Asker asker) {
    return waiting.remove(asker);
  }

  private void refuse(Asker asker, String code, String message) {
    if (take(asker)) {
      asker.refused(code, message);
    }
  }

  private void lookUp(AsOf.Time asOf, PastPoints.Point newest, long nowMicros, Asker asker) {
    try {
      OptionalLong found = times.sequenceAt(asOf.time(), newest.sequence());
      if (found.isEmpty()) {
        refuse(asker, Codes.AS_OF_OUT_OF_RANGE, tooEarly(asOf.toString(), newest.sequence()));
      } else if (found.getAsLong() < newest.sequence()) {
        Object[] kept = at(found.getAsLong());
        if (kept == null) {
          join(found.getAsLong(), newest.sequence(), nowMicros, asker);
        } else if (take(asker)) {
          asker.model(found.getAsLong(), kept);
        }
      } else if (isToCome(asOf, newest.sequence(), nowMicros)) {
        refuse(
            asker,
            Codes.AS_OF_OUT_OF_RANGE,
            "as-of " + asOf + ": here it is " + Micros.toInstant(nowMicros) + " only");
      } else if (take(asker)) {
        asker.model(newest.sequence(), newest.values());
      }
    } catch (RuntimeException | LinkageError | AssertionError e) {
      failed(List.of(asker), "a query as of " + asOf, e);
    }
  }

  /**
   * Whether commands may still come at or before a time that none came after. Not where it is that
   * of the newest command, which a clock that was set back may have left ahead of now.
   */
  private boolean isToCome(AsOf.Time asOf, long newest, long nowMicros) {
    return asOf.time().isAfter(Micros.toInstant(nowMicros))
        && times.sequenceAt(asOf.time().minusNanos(1_000), newest).orElse(newest) == newest;
  }

  private String tooEarly(String asOf, long newest) {
    return "as-of "
        + asOf
        + ": the journal here begins with sequence "
        + beginning.firstSequence()
        + ", what came before is archived; states can be asked for from sequence "
        + beginning.earliest(newest)
        + " on";
  }

  /** Lets an asker that was admitted wait for a state, which is rebuilt if nobody waits yet. */
  private void join(long target, long newest, long nowMicros, Asker asker) {
    Wanted begun = null;
    synchronized (this) {
      if (!waiting.contains(asker)) {
        return;
      }
      Wanted already = wanted.get(target);
      if (already == null) {
        begun = new Wanted(target, newest, nowMicros);
        begun.askers.add(asker);
        wanted.put(target, begun);
      } else {
        already.askers.add(asker);
      }
    }
    if (begun != null) {
      Wanted task = begun;
      try {
        rebuilders.execute(() -> rebuild(task));
      } catch (RejectedExecutionException e) {
        // closed in between: all who wait are told there
        LOG.debug("as-of {}: not rebuilt, {}", target, STOPPING);
      }
    }
  }

  private void rebuild(Wanted task) {
    if (!isWanted(task)) {
      return;
    }
    task.running = true;
    try {
      Object[] kept = points.at(task.target);
      if (kept != null) {
        arrived(task.target, kept);
        return;
      }
      long startNs = metrics.nanoTime();
      PastFold fold = beginning.before(task.target);
      if (fold == null) {
        refuseAll(task);
        return;
      }
      try {
        replay(task, fold);
      } finally {
        metrics.past().rebuilt(metrics.nanoTime() - startNs);
      }
    } catch (RuntimeException
        | StackOverflowError
        | OutOfMemoryError
        | LinkageError
        | AssertionError e) {
      if (!stopped) {
        failed(withdraw(task), "the rebuild of sequence " + task.target, e);
      }
    }
  }

  private void replay(Wanted task, PastFold fold) {
    task.sequence = fold.sequence();
    if (fold.sequence() == task.target) {
      arrived(task.target, fold.values());
      return;
    }
    long toldNs = metrics.nanoTime();
    tell(task);
    long nextPoint = nextPoint(fold.sequence(), task.target);
    try (JournalReader reader = open(fold.sequence() + 1)) {
      while (fold.sequence() < task.target && isWanted(task)) {
        long stop = nextStop(fold.sequence(), Math.min(nextPoint, task.target));
        int records = reader.poll(fold, stop, EXCERPTS_A_POLL);
        if (records == 0) {
          throw new EngineException(
              "the journal ends at sequence " + fold.sequence() + ", before " + task.target);
        }
        metrics.past().read(records);
        places.add(reader.place());
        task.sequence = fold.sequence();
        if (fold.sequence() == stop) {
          arrived(stop, fold.values());
          nextPoint = stop == nextPoint ? nextPoint(stop, task.target) : nextPoint;
        } else if (metrics.nanoTime() - toldNs >= PROGRESS_NS) {
          toldNs = metrics.nanoTime();
          tell(task);
        }
      }
    }
  }

  private JournalReader open(long fromSequence) {
    JournalPlace near = places.before(fromSequence);
    return near == null
        ? JournalReader.open(journal, fromSequence)
        : JournalReader.open(journal, fromSequence, near);
  }

  /** Half of the way that is left: the nearer to what was asked for, the denser. */
  private static long nextPoint(long sequence, long target) {
    long half = (target - sequence) / 2;
    return half < POINT_SPACING ? target : sequence + half;
  }

  /** The next sequence up to a limit that somebody waits for; the limit where there is none. */
  private synchronized long nextStop(long sequence, long limit) {
    Long next = wanted.higherKey(sequence);
    return next == null ? limit : Math.min(next, limit);
  }

  /** Keeps a state and gives it to those who wait for it. */
  private void arrived(long sequence, Object[] values) {
    points.put(sequence, values);
    for (Asker asker : withdraw(wantedAt(sequence))) {
      if (take(asker)) {
        asker.model(sequence, values);
      }
    }
  }

  private synchronized Wanted wantedAt(long sequence) {
    return wanted.get(sequence);
  }

  /** Nobody joins it any more; returns who waits for it. */
  private synchronized List<Asker> withdraw(Wanted task) {
    if (task == null || !wanted.remove(task.target, task)) {
      return List.of();
    }
    return List.copyOf(task.askers);
  }

  /** False where all who asked are gone, or were answered on the way of another rebuild. */
  private boolean isWanted(Wanted task) {
    if (stopped) {
      return false;
    }
    synchronized (this) {
      if (wanted.get(task.target) != task) {
        return false;
      }
      task.askers.removeIf(asker -> asker.isAbandoned() && waiting.remove(asker));
      if (task.askers.isEmpty()) {
        wanted.remove(task.target);
        return false;
      }
      return true;
    }
  }

  private void tell(Wanted task) {
    List<Asker> askers;
    synchronized (this) {
      askers = List.copyOf(task.askers);
    }
    for (Asker asker : askers) {
      asker.progress(task.sequence, task.target);
    }
  }

  private void refuseAll(Wanted task) {
    String message = tooEarly(Long.toString(task.target), task.newest);
    for (Asker asker : withdraw(task)) {
      refuse(asker, Codes.AS_OF_OUT_OF_RANGE, message);
    }
  }

  private void failed(List<Asker> askers, String what, Throwable failure) {
    if (failure instanceof JournalException) {
      LOG.error("{} failed: the journal cannot be read; commands go on", what, failure);
    } else {
      LOG.error("{} failed", what, failure);
    }
    for (Asker asker : askers) {
      refuse(
          asker,
          Codes.INTERNAL_ERROR,
          "the past state could not be rebuilt; the server's log says why");
    }
  }

  /** How many queries wait for the past. */
  synchronized int waitingCount() {
    return waiting.size();
  }

  /**
   * Tells how things are, on the thread of the lookups.
   *
   * @throws EngineException once this is closed
   */
  void status(long newest, Consumer<PastStatus> receiver) {
    try {
      lookups.execute(
          () -> {
            try {
              receiver.accept(status(newest));
            } catch (RuntimeException e) {
              LOG.error("the state of the past could not be told", e);
            }
          });
    } catch (RejectedExecutionException e) {
      throw new EngineException(STOPPING, e);
    }
  }

  private PastStatus status(long newest) {
    List<Rebuild> rebuilds = new ArrayList<>();
    synchronized (this) {
      for (Wanted each : wanted.values()) {
        rebuilds.add(
            new Rebuild(
                each.sequence,
                each.target,
                Micros.toInstant(each.sinceMicros),
                each.askers.size(),
                each.running));
      }
    }
    return new PastStatus(
        beginning.earliest(newest), newest, rebuilds, points.sequences(), beginning.snapshots());
  }

  /** Who waits is told; a rebuild on its way ends at the next look. */
  @Override
  public void close() {
    List<Asker> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(waiting);
      waiting.clear();
      wanted.clear();
    }
    stopped = true;
    left.forEach(asker -> asker.refused(Codes.UNAVAILABLE, STOPPING));
    rebuilders.shutdown();
    lookups.shutdown();
    try {
      if (!rebuilders.awaitTermination(CLOSE_TIMEOUT_S, TimeUnit.SECONDS)
          || !lookups.awaitTermination(CLOSE_TIMEOUT_S, TimeUnit.SECONDS)) {
        LOG.warn("a rebuild of the past did not end and is left behind");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
