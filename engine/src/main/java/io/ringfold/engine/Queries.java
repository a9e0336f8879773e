package io.ringfold.engine;

import io.ringfold.engine.domain.Domain;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers queries from the read models published last, on threads of its own: the values are
 * immutable, so a query takes as long as it likes and holds nobody up.
 *
 * <p>Thread-safe; {@link #publish} is the project stage's alone.
 */
final class Queries implements AutoCloseable {

  /**
   * What the read models were at a sequence.
   *
   * @param values by place; null where a projection is missing
   */
  record Published(long basis, Object[] values) {}

  /** Answers instead of a projection that is missing. */
  interface Missing {
    /**
     * @param projection {@code domain/name}
     */
    void tell(String projection, QueryReply reply);
  }

  /** A query that waits for its minimum sequence; answered once, by the release or by time. */
  private record Waiting(
      QueryRequest request, long nowMicros, QueryReply reply, AtomicBoolean taken) {}

  /** A query that gets a thread of the pool. */
  private abstract static class Asked implements Runnable {
    final QueryRequest request;
    final QueryReply reply;

    Asked(QueryRequest request, QueryReply reply) {
      this.request = request;
      this.reply = reply;
    }
  }

  /** One that was just asked: answered from what is at hand, else handed on to the past. */
  private final class AskedNow extends Asked {
    private final long nowMicros;

    AskedNow(QueryRequest request, long nowMicros, QueryReply reply) {
      super(request, reply);
      this.nowMicros = nowMicros;
    }

    @Override
    public void run() {
      Published newest = published;
      AsOf asOf = request.asOf();
      if (asOf instanceof AsOf.Newest
          || asOf instanceof AsOf.Sequence at && at.sequence() == newest.basis()) {
        answer(request, newest, reply);
        return;
      }
      metrics.past().asked();
      PastAsker asker = new PastAsker(Queries.this, request, reply);
      if (asOf instanceof AsOf.Time time) {
        past.ask(time, new PastPoints.Point(newest.basis(), newest.values()), nowMicros, asker);
      } else {
        long sequence = ((AsOf.Sequence) asOf).sequence();
        Object[] kept = past.at(sequence);
        if (kept == null) {
          past.ask(sequence, newest.basis(), nowMicros, asker);
        } else {
          answer(request, new Published(sequence, kept), reply);
        }
      }
    }
  }

  /** One whose read models were found, now or in the past. */
  private final class Found extends Asked {
    private final Published from;

    Found(QueryRequest request, Published from, QueryReply reply) {
      super(request, reply);
      this.from = from;
    }

    @Override
    public void run() {
      answer(request, from, reply);
    }
  }

  /** Waits for the past, and then for a thread. */
  private record PastAsker(Queries queries, QueryRequest request, QueryReply reply)
      implements PastModels.Asker {
    @Override
    public void model(long sequence, Object[] values) {
      queries.execute(queries.new Found(request, new Published(sequence, values), reply));
    }

    @Override
    public void refused(String code, String message) {
      reply.onError(code, message);
    }

    @Override
    public void progress(long sequence, long target) {
      try {
        reply.onProgress(sequence, target);
      } catch (RuntimeException e) {
        LOG.error("progress of query {} could not be told", request.query().type().name(), e);
      }
    }

    @Override
    public boolean isAbandoned() {
      return reply.isAbandoned();
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(Queries.class);
  private static final String STOPPING = "the server is stopping";
  private static final long CLOSE_TIMEOUT_S = 5;
  private static final int MAX_QUEUED = 4_096;
  private static final int MAX_WAITING = 10_000;

  private final ReadModels places;
  private final Duration minSequenceWait;
  private final PastModels past;
  private final Missing missing;
  private final EngineMetrics metrics;
  private final ThreadPoolExecutor pool;
  private final ScheduledThreadPoolExecutor timer;
  private final PriorityQueue<Waiting> waiting =
      new PriorityQueue<>(Comparator.comparingLong(each -> each.request().minSequence()));
  private final AtomicInteger waitingCount = new AtomicInteger();
  private volatile Published published;

  /** Guarded by waiting: from now on nothing is put there. */
  private boolean closed;

  /**
   * @param readModels gives the places of the projections, and the values to begin with
   * @param past answers what is asked as of another state than the newest; closed with this
   */
  Queries(
      ReadModels readModels,
      long basis,
      EngineConfig config,
      PastModels past,
      Missing missing,
      EngineMetrics metrics) {
    places = readModels;
    this.past = past;
    this.missing = missing;
    minSequenceWait = config.minSequenceWait();
    this.metrics = metrics;
    published = new Published(basis, readModels.values());
    AtomicInteger number = new AtomicInteger();
    pool =
        new ThreadPoolExecutor(
            config.queryThreads(),
            config.queryThreads(),
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_QUEUED),
            task -> daemon(task, "ringfold-query-" + number.incrementAndGet()));
    pool.allowCoreThreadTimeOut(true);
    timer = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "ringfold-query-timer"));
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Makes these values the newest, and lets go whoever waited for them. Project stage only. */
  void publish(long basis, Object[] values) {
    published = new Published(basis, values);
    if (waitingCount.get() > 0) {
      release(basis);
    }
  }

  /** The newest read models. */
  Published newest() {
    return published;
  }

  /** The sequence that the newest read models reflect. */
  long basis() {
    return published.basis();
  }

  int running() {
    return pool.getActiveCount();
  }

  int queued() {
    return pool.getQueue().size();
  }

  int waiting() {
    return waitingCount.get();
  }

  /**
   * Answers a query, some time.
   *
   * @param nowMicros when it came in
   */
  void ask(QueryRequest request, long nowMicros, QueryReply reply) {
    if (request.minSequence() <= basis()) {
      execute(new AskedNow(request, nowMicros, reply));
      return;
    }
    Waiting wait = new Waiting(request, nowMicros, reply, new AtomicBoolean());
    boolean over;
    boolean full = false;
    synchronized (waiting) {
      over = closed;
      if (!over) {
        full = waiting.size() >= MAX_WAITING;
        if (!full) {
          waiting.add(wait);
          waitingCount.incrementAndGet();
          // here, as close() ends the timer and must not come between
          timer.schedule(() -> giveUp(wait), minSequenceWait.toNanos(), TimeUnit.NANOSECONDS);
        }
      }
    }
    if (over) {
      reply.onError(Codes.UNAVAILABLE, STOPPING);
      return;
    }
    if (full) {
      reply.onError(
          Codes.BUSY, MAX_WAITING + " queries wait for their sequence already: ask again later");
      return;
    }
    // it may have been published between the first look and the queue
    long basis = basis();
    if (request.minSequence() <= basis) {
      release(basis);
    }
  }

  private void release(long basis) {
    while (true) {
      Waiting next;
      synchronized (waiting) {
        next = waiting.peek();
        if (next == null || next.request().minSequence() > basis) {
          return;
        }
        waiting.poll();
        waitingCount.decrementAndGet();
      }
      if (next.taken().compareAndSet(false, true)) {
        execute(new AskedNow(next.request(), next.nowMicros(), next.reply()));
      }
    }
  }

  private void giveUp(Waiting wait) {
    if (wait.taken().compareAndSet(false, true)) {
      synchronized (waiting) {
        if (waiting.remove(wait)) {
          waitingCount.decrementAndGet();
        }
      }
      wait.reply()
          .onError(
              Codes.NOT_YET,
              "sequence "
                  + wait.request().minSequence()
                  + " was not reached within "
                  + minSequenceWait.toMillis()
                  + " ms, the newest is "
                  + basis()
                  + ": ask again later");
    }
  }

  private void execute(Asked asked) {
    try {
      pool.execute(asked);
    } catch (RejectedExecutionException full) {
      if (pool.isShutdown()) {
        asked.reply.onError(Codes.UNAVAILABLE, STOPPING);
      } else {
        asked.reply.onError(
            Codes.BUSY,
            pool.getMaximumPoolSize()
                + " queries run and "
                + MAX_QUEUED
                + " wait: ask again later");
      }
    }
  }

  private void answer(QueryRequest request, Published from, QueryReply reply) {
    long startNs = metrics.nanoTime();
    tellResult(request, from, reply);
    metrics.queried(request.query().type().name(), metrics.nanoTime() - startNs);
  }

  private void tellResult(QueryRequest request, Published from, QueryReply reply) {
    String projection =
        ReadModels.name(request.query().domain().name(), request.query().type().projection());
    Object model = from.values()[places.place(projection)];
    if (model == null) {
      missing.tell(projection, reply);
      return;
    }
    Object result;
    try {
      result = ask(request, model);
    } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
      LOG.error("query {} failed at basis={}", request.query().type().name(), from.basis(), e);
      reply.onError(
          Codes.INTERNAL_ERROR, "the query could not be answered because of a fault in the domain");
      return;
    }
    try {
      reply.onResult(from.basis(), result);
    } catch (RuntimeException e) {
      LOG.error("reply to query {} failed", request.query().type().name(), e);
    }
  }

  @SuppressWarnings("unchecked")
  private static Object ask(QueryRequest request, Object model) {
    Domain.QueryType<Object, Object> type =
        (Domain.QueryType<Object, Object>) request.query().type();
    return type.handler().answer(model, request.data());
  }

  /** See {@link Engine#past}. */
  void past(Consumer<PastStatus> receiver) {
    past.status(basis(), receiver);
  }

  /** Lets running queries end; those that wait, or come from now on, are told. */
  @Override
  public void close() {
    List<Waiting> left;
    synchronized (waiting) {
      closed = true;
      left = List.copyOf(waiting);
      waiting.clear();
      waitingCount.set(0);
    }
    timer.shutdownNow();
    for (Waiting wait : left) {
      if (wait.taken().compareAndSet(false, true)) {
        wait.reply().onError(Codes.UNAVAILABLE, STOPPING);
      }
    }
    past.close();
    pool.shutdown();
    try {
      if (!pool.awaitTermination(CLOSE_TIMEOUT_S, TimeUnit.SECONDS)) {
        LOG.warn(
            "{} queries did not end within {} s and are left behind",
            pool.getActiveCount(),
            CLOSE_TIMEOUT_S);
        stopNow();
      }
    } catch (InterruptedException e) {
      stopNow();
      Thread.currentThread().interrupt();
    }
  }

  /** Interrupts what runs, and tells those that never got a thread. */
  private void stopNow() {
    for (Runnable left : pool.shutdownNow()) {
      ((Asked) left).reply.onError(Codes.UNAVAILABLE, STOPPING);
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
