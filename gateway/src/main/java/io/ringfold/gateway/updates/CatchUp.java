package io.ringfold.gateway.updates;

import io.ringfold.engine.Codes;
import io.ringfold.engine.CommandEvents;
import io.ringfold.engine.EngineException;
import io.ringfold.gateway.format.MessageWriter;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the journal for the streams that are behind, a turn for each, on a few threads of its own.
 *
 * <p>A turn ends where the sink has no room: the next begins when it has. So a slow reader costs
 * nothing while it does not read. The stream nearest to being live goes first: it is soon through
 * with it, and then costs next to nothing, whatever the others have still before them.
 */
final class CatchUp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);

  private static final int RECORDS_A_STEP = 256;
  private static final int RECORDS_A_TURN = 16_384;

  /** Each holds a file and a buffer; a stream beyond that finds its place in the journal again. */
  private static final int MAX_RESTING_READERS = 64;

  private static final long CLOSE_TIMEOUT_S = 10;

  private final UpdateHub hub;
  private final EventHistory history;
  private final ThreadPoolExecutor threads;
  private final Map<UpdateStream, EventHistory.Reader> resting = new LinkedHashMap<>();

  CatchUp(UpdateHub hub, EventHistory history, int threadCount) {
    this.hub = hub;
    this.history = history;
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            threadCount,
            threadCount,
            10,
            TimeUnit.SECONDS,
            new PriorityBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "ringfold-catch-up-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** Gives a stream a turn. Never blocks. */
  void schedule(UpdateStream stream) {
    try {
      threads.execute(new Turn(stream, stream.position));
    } catch (RejectedExecutionException e) {
      LOG.debug("{} is not read on: the server stops", stream);
    }
  }

  private final class Turn implements Runnable, Comparable<Turn> {
    private final UpdateStream stream;
    private final long position;

    Turn(UpdateStream stream, long position) {
      this.stream = stream;
      this.position = position;
    }

    @Override
    public int compareTo(Turn other) {
      return Long.compare(other.position, position);
    }

    @Override
    public void run() {
      try {
        new Reading(stream).run();
      } catch (RuntimeException | Error e) {
        fail(stream, e);
      }
    }
  }

  private void fail(UpdateStream stream, Throwable failure) {
    LOG.error("{} cannot be read on", stream, failure);
    release(take(stream));
    String why =
        failure instanceof EngineException ? failure.getMessage() : "the server's log says more";
    stream.sink().fail(stream, Codes.INTERNAL_ERROR, why);
    hub.end(stream);
    stream.sink().flush();
  }

  /** One turn of a stream. */
  private final class Reading {
    private final UpdateStream stream;
    private final UpdateSink sink;
    private final EncodedUpdates encoded = new EncodedUpdates();
    private EventHistory.Reader reader;
    private int records;

    Reading(UpdateStream stream) {
      this.stream = stream;
      this.sink = stream.sink();
    }

    void run() {
      reader = take(stream);
      try {
        while (true) {
          if (stream.isEnded()) {
            hub.rest(stream);
            return;
          }
          if (!sink.hasRoom()) {
            if (restUntilThereIsRoom()) {
              return;
            }
            continue;
          }
          if (records >= RECORDS_A_TURN && !threads.getQueue().isEmpty()) {
            putToRest();
            schedule(stream);
            return;
          }
          UpdateHub.Step step = hub.step(stream);
          switch (step.next()) {
            case JOURNAL -> readJournal(step.upTo());
            case RECENT -> takeRecent(step);
            case LIVE, ENDED -> {
              return;
            }
          }
          sink.flush();
        }
      } finally {
        release(reader);
      }
    }

    /** Returns whether the turn has ended: then another may run already. */
    private boolean restUntilThereIsRoom() {
      sink.flush();
      hub.rest(stream);
      putToRest();
      if (sink.whenRoom(stream, () -> schedule(stream))) {
        return true;
      }
      reader = take(stream);
      return false;
    }

    private void putToRest() {
      if (reader != null) {
        CatchUp.this.putToRest(stream, reader);
        reader = null;
      }
    }

    private void readJournal(long upTo) {
      if (reader == null || reader.sequence() != stream.position) {
        release(reader);
        reader = null;
        reader = history.readAfter(stream.position);
      }
      for (int i = 0; i < RECORDS_A_STEP && stream.position < upTo && sink.hasRoom(); i++) {
        CommandEvents events = reader.next(upTo);
        if (events == null) {
          throw new EngineException(
              "the journal cannot be read beyond sequence "
                  + reader.sequence()
                  + ", although "
                  + upTo
                  + " is in it");
        }
        if (stream.filter().concerns(events) && events.eventCount() > 0) {
          encode(events);
          add(encoded);
        }
        stream.position = events.sequence();
        records++;
      }
    }

    private void encode(CommandEvents events) {
      try {
        encoded.write(events, MessageWriter.ofThread(sink.format()));
      } catch (RuntimeException e) {
        LOG.error("cannot write the events of sequence {}", events.sequence(), e);
        encoded.failed(events);
      }
    }

    private void takeRecent(UpdateHub.Step step) {
      for (EncodedUpdates each : step.recent()) {
        if (!sink.hasRoom()) {
          return;
        }
        if (stream.filter().concerns(each.clientId(), each.user())) {
          add(each);
        }
        stream.position = each.sequence();
        records++;
      }
      stream.position = step.position();
    }

    private void add(EncodedUpdates updates) {
      boolean[] wanted = updates.wantedBy(stream);
      if (wanted == EncodedUpdates.NONE) {
        return;
      }
      if (updates.isFailed()) {
        sink.leaveOut(stream, updates.sequence());
      } else {
        sink.add(stream, updates, wanted);
      }
    }
  }

  private void putToRest(UpdateStream stream, EventHistory.Reader reader) {
    EventHistory.Reader longestAtRest = null;
    synchronized (resting) {
      resting.put(stream, reader);
      if (resting.size() > MAX_RESTING_READERS) {
        Iterator<EventHistory.Reader> eldest = resting.values().iterator();
        longestAtRest = eldest.next();
        eldest.remove();
      }
    }
    release(longestAtRest);
  }

  private EventHistory.Reader take(UpdateStream stream) {
    synchronized (resting) {
      return resting.remove(stream);
    }
  }

  private static void release(EventHistory.Reader reader) {
    if (reader != null) {
      try {
        reader.close();
      } catch (RuntimeException e) {
        LOG.warn("a reader of the journal did not close: {}", e.toString());
      }
    }
  }

  /** Lets turns on their way come to their end. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSE_TIMEOUT_S, TimeUnit.SECONDS)) {
        LOG.warn("catching up did not stop within {} s", CLOSE_TIMEOUT_S);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (resting) {
      resting.values().forEach(CatchUp::release);
      resting.clear();
    }
  }
}
