package io.ringfold.engine;

import io.ringfold.engine.ProjectionStatus.State;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills projections from the journal while everything else is served: those that the snapshot at
 * start did not hold, because they are new or their code has changed, and those that an operator
 * asks for. One pass at a time, on a thread of its own; see {@link Rebuild}.
 *
 * <p>When a pass is through, a snapshot is taken, so that the next start has what it gave.
 *
 * <p>Thread-safe, all but {@link #step}.
 */
final class Rebuilder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rebuilder.class);
  private static final int RECORDS_A_STEP = 4_096;
  private static final long CLOSE_TIMEOUT_MIN = 10;

  /** What is known of one projection beside its value. */
  private static final class Entry {
    private final Domain<?> domain;
    private final Domain.ProjectionType<?> type;
    private final int place;

    // guarded by the rebuilder
    private State state = State.LEVEL;
    private String reason;
    private Rebuild rebuild;
    private long startNs;

    Entry(Domain<?> domain, Domain.ProjectionType<?> type, int place) {
      this.domain = domain;
      this.type = type;
      this.place = place;
    }

    String name() {
      return ReadModels.name(domain.name(), type.name());
    }
  }

  private final Path dataDirectory;
  private final Domains domains;
  private final TypeCatalog types;
  private final Queries queries;
  private final ProjectStage stage;
  private final Snapshotter snapshotter;
  private final EngineMetrics metrics;
  private final Rebuild.Limits limits;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** Guarded by this: the passes to come, each as the names of its projections. */
  private final ArrayDeque<List<String>> passes = new ArrayDeque<>();

  /** The pass that runs; the worker's alone. */
  private Rebuild current;

  private volatile Thread worker;
  private volatile boolean closed;

  /**
   * @param missing the projections to begin with
   */
  Rebuilder(
      Path dataDirectory,
      Domains domains,
      TypeCatalog types,
      List<String> missing,
      Queries queries,
      ProjectStage stage,
      Snapshotter snapshotter,
      EngineMetrics metrics,
      Rebuild.Limits limits) {
    this.dataDirectory = dataDirectory;
    this.domains = domains;
    this.types = types;
    this.queries = queries;
    this.stage = stage;
    this.snapshotter = snapshotter;
    this.metrics = metrics;
    this.limits = limits;
    for (Domain<?> domain : domains.all()) {
      for (Domain.ProjectionType<?> type : domain.projections()) {
        Entry entry = new Entry(domain, type, entries.size());
        entries.put(entry.name(), entry);
      }
    }
    if (!missing.isEmpty()) {
      missing.forEach(name -> entries.get(name).state = State.REBUILDING);
      passes.add(List.copyOf(missing));
      LOG.info("projections {} are new or have changed: they are filled from the journal", missing);
    }
  }

  /** Begins to work through what is to be rebuilt, on a thread of its own. */
  void start() {
    Thread thread = new Thread(this::work, "ringfold-projections");
    thread.setDaemon(true);
    worker = thread;
    thread.start();
  }

  private void work() {
    try {
      while (!closed) {
        if (!step(RECORDS_A_STEP)) {
          awaitPass();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closeCurrent();
    }
  }

  private synchronized void awaitPass() throws InterruptedException {
    while (passes.isEmpty() && !closed) {
      wait();
    }
  }

  /** Every projection, in the order of the domains. */
  synchronized List<ProjectionStatus> statuses() {
    return entries.values().stream().map(this::status).toList();
  }

  private ProjectionStatus status(Entry entry) {
    Queries.Published now = queries.newest();
    long at = 0;
    long rate = 0;
    if (entry.rebuild != null) {
      at = entry.rebuild.at();
      long tookNs = metrics.nanoTime() - entry.startNs;
      rate = tookNs <= 0 ? 0 : (long) (at / (tookNs / 1e9));
    }
    return new ProjectionStatus(
        entry.domain.name(),
        entry.type.name(),
        entry.type.version(),
        entry.state,
        now.values()[entry.place] == null ? -1 : now.basis(),
        at,
        entry.state == State.REBUILDING ? now.basis() : 0,
        rate,
        entry.reason);
  }

  /**
   * Rebuilds a projection from the first record; nothing new where that goes on already.
   *
   * @param name of the projection, with {@code domain/} before it where several have the name
   * @return where it stands now
   * @throws IllegalArgumentException where there is no such projection, or more than one
   */
  synchronized ProjectionStatus rebuild(String name) {
    List<Entry> found =
        entries.values().stream()
            .filter(each -> each.name().equals(name) || each.type.name().equals(name))
            .toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          (found.isEmpty() ? "there is no projection " : "there are several projections ")
              + name
              + ": name one of "
              + String.join(", ", entries.keySet()));
    }
    Entry entry = found.get(0);
    if (entry.state == State.LEVEL || entry.state == State.FAILED) {
      entry.state = State.REBUILDING;
      entry.reason = null;
      passes.add(List.of(entry.name()));
      notifyAll();
    }
    return status(entry);
  }

  /** What a query hears whose projection has no value. */
  synchronized void tellMissing(String projection, QueryReply reply) {
    ProjectionStatus status = status(entries.get(projection));
    if (status.state() == State.FAILED) {
      reply.onError(
          Codes.UNAVAILABLE,
          "projection " + projection + " could not be filled: GET /projections tells why");
    } else {
      reply.onError(
          Codes.NOT_YET,
          "projection "
              + projection
              + " is being filled from the journal, at sequence "
              + status.at()
              + " of "
              + queries.basis()
              + ": ask again later");
    }
  }

  /**
   * Goes on by some records. The worker's; where none was started, the caller's.
   *
   * @return whether there was anything to do
   */
  boolean step(int records) {
    try {
      if (current == null && !begin()) {
        return false;
      }
      if (current.step(records)) {
        finish();
      }
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError | LinkageError e) {
      fail(e);
    }
    return true;
  }

  private boolean begin() {
    List<String> names;
    synchronized (this) {
      names = passes.peek();
    }
    if (names == null) {
      return false;
    }
    List<Filling> fillings = new ArrayList<>();
    for (String name : names) {
      Entry entry = entries.get(name);
      fillings.add(new Filling(domains, entry.domain, entry.type));
    }
    Rebuild begun = new Rebuild(dataDirectory, types, queries, stage, limits, fillings);
    synchronized (this) {
      current = begun;
      for (String name : names) {
        entries.get(name).rebuild = begun;
        entries.get(name).startNs = metrics.nanoTime();
      }
    }
    return true;
  }

  private void finish() {
    List<Filling> fillings = current.fillings();
    long sequence = current.at();
    synchronized (this) {
      for (Filling filling : fillings) {
        Entry entry = entries.get(filling.name());
        entry.state = filling.hasFailed() ? State.FAILED : State.SAVING;
        entry.reason = filling.failure();
        if (!filling.hasFailed()) {
          LOG.info("projection {} is level at sequence {}", filling.name(), sequence);
          snapshotter.distrust(filling.name());
        }
      }
    }
    endPass();
    save(sequence);
    synchronized (this) {
      for (Filling filling : fillings) {
        Entry entry = entries.get(filling.name());
        if (entry.state == State.SAVING) {
          entry.state = State.LEVEL;
        }
      }
    }
  }

  private void save(long sequence) {
    if (sequence == 0) {
      return;
    }
    try {
      snapshotter.take();
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error(
          "no snapshot of the rebuilt projections; until the next one, a start rebuilds them", e);
    }
  }

  private void fail(Throwable e) {
    synchronized (this) {
      for (String name : passes.peek()) {
        Entry entry = entries.get(name);
        entry.state = State.FAILED;
        entry.reason = e instanceof OutOfMemoryError ? e.toString() : e.getMessage();
      }
      LOG.error("projections {} could not be rebuilt; all else goes on", passes.peek(), e);
    }
    endPass();
  }

  private void endPass() {
    synchronized (this) {
      passes.poll();
      entries.values().forEach(entry -> entry.rebuild = null);
    }
    closeCurrent();
  }

  private void closeCurrent() {
    Rebuild ended = current;
    current = null;
    if (ended != null) {
      try {
        ended.close();
      } catch (RuntimeException e) {
        LOG.warn("the journal's reader could not be closed: {}", e.toString());
      }
    }
  }

  /** Ends the pass that runs where it is, without waiting for it. */
  synchronized void stop() {
    closed = true;
    notifyAll();
  }

  /** Ends the pass that runs where it is; a snapshot under way is waited for. */
  @Override
  public void close() {
    stop();
    try {
      Thread started = worker;
      if (started != null) {
        started.join(TimeUnit.MINUTES.toMillis(CLOSE_TIMEOUT_MIN));
        if (started.isAlive()) {
          LOG.warn("a rebuild did not end within {} minutes and is left behind", CLOSE_TIMEOUT_MIN);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
