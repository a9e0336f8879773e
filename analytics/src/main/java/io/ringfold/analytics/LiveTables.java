package io.ringfold.analytics;

import io.ringfold.analytics.SqlException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of a server at work, kept current beside it: nothing at all until the first question,
 * then a process that follows the journal, see {@link TablesProcess}, until nobody has asked for a
 * while. One question at a time; a few wait, more are told to come again.
 *
 * <p>An answer reflects everything that was settled when it was begun, so whoever was acknowledged
 * finds what they did. Thread-safe.
 */
public final class LiveTables implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveTables.class);

  private static final int MAX_WAITING = 8;
  private static final long FOLLOW_MS = 250;
  private static final long MIN_SEQUENCE_POLL_MS = 5;
  private static final Duration A_STEP = Duration.ofSeconds(1);
  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final long STOP_TIMEOUT_MS = 10_000;

  private record Asked(
      SqlQuestion question, long minSequence, long askedNs, CompletableFuture<SqlAnswer> answer) {}

  private final TablesConfig config;
  private final LongSupplier settledSequence;
  private final Duration patience;
  private final BlockingQueue<Asked> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private Thread thread;
  private volatile boolean closed;
  private volatile TablesProcess process;

  /**
   * @param config with a directory
   * @param settledSequence up to where the journal may be told of
   * @param patience how long a question waits for its sequence, and for the tables to be filled
   */
  public LiveTables(TablesConfig config, LongSupplier settledSequence, Duration patience) {
    this.config = config;
    this.settledSequence = settledSequence;
    this.patience = patience;
  }

  /**
   * Asks; the answer comes on a thread of the tables.
   *
   * @param minSequence the answer must reflect it; 0 for none
   * @return completes exceptionally with an {@link SqlException} alone
   */
  public CompletableFuture<SqlAnswer> ask(SqlQuestion question, long minSequence) {
    Asked asked = new Asked(question, minSequence, System.nanoTime(), new CompletableFuture<>());
    synchronized (this) {
      if (closed) {
        asked.answer.completeExceptionally(
            new SqlException(Reason.UNAVAILABLE, "the server is stopping"));
      } else if (!waiting.offer(asked)) {
        asked.answer.completeExceptionally(
            new SqlException(
                Reason.BUSY, MAX_WAITING + " statements wait already: ask again later"));
      } else if (thread == null) {
        thread = new Thread(this::run, "ringfold-sql");
        thread.setDaemon(true);
        thread.start();
      }
    }
    return asked.answer;
  }

  private void run() {
    long lastAskedNs = System.nanoTime();
    try {
      while (!closed) {
        Asked asked = waiting.poll(FOLLOW_MS, TimeUnit.MILLISECONDS);
        if (asked != null) {
          answer(asked);
          lastAskedNs = System.nanoTime();
        } else if (process != null) {
          if (System.nanoTime() - lastAskedNs > IDLE.toNanos()) {
            end();
          } else {
            follow();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  /** Keeps the tables close to the journal, so that the next question need not wait. */
  private void follow() {
    try {
      process.ask(settledSequence.getAsLong(), A_STEP, null);
    } catch (SqlException e) {
      if (e.reason() != Reason.NOT_YET && !closed) {
        LOG.warn("the tables for SQL stay behind: {}", e.getMessage());
        end();
      }
    } catch (IOException e) {
      if (closed) {
        return; // close() has ended the process
      }
      LOG.warn("the tables for SQL are left until the next question: {}", e.getMessage());
      kill();
    }
  }

  private void answer(Asked asked) throws InterruptedException {
    try {
      asked.answer.complete(ask(asked));
    } catch (SqlException e) {
      asked.answer.completeExceptionally(e);
    } catch (RuntimeException e) {
      LOG.error("a statement could not be asked", e);
      asked.answer.completeExceptionally(
          new SqlException(Reason.UNAVAILABLE, "the server's log says more"));
    }
  }

  private SqlAnswer ask(Asked asked) throws InterruptedException {
    while (settledSequence.getAsLong() < asked.minSequence) {
      if (closed || System.nanoTime() - asked.askedNs > patience.toNanos()) {
        throw new SqlException(
            Reason.NOT_YET,
            "min-seq "
                + asked.minSequence
                + " is not reached: the journal is at "
                + settledSequence.getAsLong());
      }
      Thread.sleep(MIN_SEQUENCE_POLL_MS);
    }
    long begunNs = System.nanoTime();
    try {
      if (process == null) {
        process = TablesProcess.start(config);
      }
      if (closed) {
        throw new SqlException(Reason.UNAVAILABLE, "the server is stopping");
      }
      return process.ask(settledSequence.getAsLong(), patience, asked.question);
    } catch (IOException e) {
      TablesProcess ended = process;
      kill();
      if (closed) {
        throw new SqlException(Reason.UNAVAILABLE, "the server is stopping");
      }
      LOG.warn("the process for SQL ended over a statement: {}", e.getMessage());
      if (ended == null) {
        throw new SqlException(
            Reason.UNAVAILABLE, "no process for SQL can be started: " + e.getMessage());
      }
      throw ended.ended(
          asked.question, System.nanoTime() - begunNs >= asked.question.timeout().toNanos());
    }
  }

  private void end() {
    TablesProcess ended = process;
    process = null;
    if (ended != null) {
      ended.close();
    }
  }

  private void kill() {
    TablesProcess killed = process;
    process = null;
    if (killed != null) {
      killed.kill();
    }
  }

  /** Ends everything; questions that wait get no answer but that. */
  @Override
  public void close() {
    Thread stopped;
    synchronized (this) {
      closed = true;
      stopped = thread;
    }
    TablesProcess running = process;
    if (running != null) {
      // whatever it does: the tables go on from their last commit
      running.kill();
    }
    for (Asked each = waiting.poll(); each != null; each = waiting.poll()) {
      each.answer.completeExceptionally(
          new SqlException(Reason.UNAVAILABLE, "the server is stopping"));
    }
    if (stopped != null) {
      try {
        stopped.join(STOP_TIMEOUT_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
