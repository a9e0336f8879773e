package io.ringfold.gateway.http;

import io.ringfold.engine.Codes;
import io.ringfold.engine.Engine;
import io.ringfold.engine.EngineStatus;
import io.ringfold.index.History;
import io.ringfold.index.IndexUnavailableException;
import io.ringfold.index.JournalIndex;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests from the journal's history: on a few threads of its own, as that reads files,
 * and never before the index has reached what was the newest sequence when the request came. So a
 * client finds what was acknowledged to it.
 *
 * <p>Whoever waits for the index holds no thread. Thread-safe.
 */
public final class HistoryReads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryReads.class);

  private static final int IDLE_S = 10;
  private static final int STOP_TIMEOUT_S = 5;

  /** One request. */
  interface Read {
    /**
     * Looks; on a thread that may wait for files.
     *
     * @param newest what may be told of: the newest sequence when the request came
     * @return null where there is nothing, as far as the index goes
     */
    Reply look(History history, long newest) throws ProblemException;

    /** Where there is nothing, and the index has reached what it had to. */
    Problem absent();
  }

  private final Engine engine;
  private final JournalIndex index;
  private final History history;
  private final Duration patience;
  private final int maxQueued;
  private final ThreadPoolExecutor pool;

  /**
   * @param patience how long a request waits for the index
   * @param threadName what the names of the threads begin with
   * @param threads few: more would take time from the commands
   * @param maxQueued how many requests may wait for a thread
   */
  public HistoryReads(
      Engine engine,
      JournalIndex index,
      History history,
      Duration patience,
      String threadName,
      int threads,
      int maxQueued) {
    this.engine = engine;
    this.index = index;
    this.history = history;
    this.patience = patience;
    this.maxQueued = maxQueued;
    AtomicInteger number = new AtomicInteger();
    pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_S,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(maxQueued),
            task -> {
              Thread thread = new Thread(task, threadName + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
  }

  /**
   * Looks at once, and again when the index has reached the newest sequence, if there was nothing.
   */
  void find(HttpServerExchange exchange, Read read) {
    begin(exchange, read, false);
  }

  /** Looks when the index has reached the newest sequence: where any hole would be an error. */
  void list(HttpServerExchange exchange, Read read) {
    begin(exchange, read, true);
  }

  private void begin(HttpServerExchange exchange, Read read, boolean indexFirst) {
    EngineStatus status = engine.status();
    if (!status.isServing()) {
      Problem.unavailable(status).send(exchange);
      return;
    }
    long newest = status.sequence();
    // the answer comes later, from another thread: until then the exchange belongs to nobody
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () -> {
          if (indexFirst && index.indexedSequence() < newest) {
            awaitIndex(exchange, read, newest);
          } else {
            onPool(exchange, () -> look(exchange, read, newest, index.indexedSequence() >= newest));
          }
        });
  }

  private void awaitIndex(HttpServerExchange exchange, Read read, long newest) {
    index
        .reached(newest, patience)
        .thenAccept(
            reached -> {
              if (reached) {
                onPool(exchange, () -> look(exchange, read, newest, true));
              } else {
                sendLater(exchange, notYet(newest));
              }
            });
  }

  private Problem notYet(long newest) {
    return Problem.of(
        Codes.NOT_YET,
        "the index has read the journal up to sequence "
            + index.indexedSequence()
            + " of "
            + newest
            + ": ask again later");
  }

  /**
   * @param complete whether what is not found now is not there
   */
  private void look(HttpServerExchange exchange, Read read, long newest, boolean complete) {
    try {
      Reply found = read.look(history, newest);
      if (found != null) {
        onIoThread(exchange, () -> found.send(exchange));
      } else if (complete) {
        sendLater(exchange, read.absent());
      } else {
        awaitIndex(exchange, read, newest);
      }
    } catch (IndexUnavailableException e) {
      if (complete) {
        sendLater(exchange, notYet(newest));
      } else {
        awaitIndex(exchange, read, newest);
      }
    } catch (ProblemException e) {
      sendLater(exchange, e.problem());
    } catch (RuntimeException e) {
      LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestPath(), e);
      sendLater(exchange, Problem.of(Codes.INTERNAL_ERROR, "the server's log says more"));
    }
  }

  private void onPool(HttpServerExchange exchange, Runnable work) {
    try {
      pool.execute(work);
    } catch (RejectedExecutionException e) {
      sendLater(
          exchange,
          pool.isShutdown()
              ? Problem.of(Codes.UNAVAILABLE, "the server is stopping")
              : Problem.of(
                  Codes.BUSY, maxQueued + " requests for history wait already: ask again later"));
    }
  }

  private static void sendLater(HttpServerExchange exchange, Problem problem) {
    onIoThread(exchange, () -> problem.send(exchange));
  }

  /** Where an answer that was made elsewhere is sent. */
  static void onIoThread(HttpServerExchange exchange, Runnable answer) {
    try {
      exchange.getIoThread().execute(answer);
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: the server has stopped before its answer", exchange.getRequestPath());
    }
  }

  /** Ends when those that were begun are through. */
  @Override
  public void close() {
    pool.shutdown();
    try {
      if (!pool.awaitTermination(STOP_TIMEOUT_S, TimeUnit.SECONDS)) {
        LOG.warn("{} reads of history are left behind", pool.getActiveCount());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
