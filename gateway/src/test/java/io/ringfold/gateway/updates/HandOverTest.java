package io.ringfold.gateway.updates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.CommandEvents;
import io.ringfold.engine.Durability;
import io.ringfold.engine.Outcome;
import io.ringfold.engine.Submission;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.examples.pageviews.PageViews;
import io.ringfold.examples.pageviews.PageViewsCommand.VisitPage;
import io.ringfold.examples.pageviews.PageViewsEvent.PageView;
import io.ringfold.gateway.format.Format;
import io.ringfold.gateway.format.MessageWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Streams begin anywhere in a history that grows as fast as one thread can make it, on readers that
 * are fast, slow and in between; each must have every command once and in order. No socket and no
 * journal: what is tested is the hand-over alone. And the same with a fault planted in it.
 */
@Timeout(300)
class HandOverTest {
  private static final Domains DOMAINS = Domains.of(PageViews.DEFINITION);
  private static final int ROUNDS = 20;
  private static final int STREAMS = 12;
  private static final int COMMANDS = 12_000;

  /** A command with one event, or rejected where its sequence is a multiple of five. */
  private record Told(long sequence) implements Outcome {
    private static final Submission COMMAND =
        new Submission(
            DOMAINS.command("visit-page"),
            new VisitPage("/"),
            new UUID(1, 2),
            "c",
            1,
            null,
            null,
            Submission.ANY_SEQUENCE,
            0,
            null);

    @Override
    public Submission submission() {
      return COMMAND;
    }

    @Override
    public Status status() {
      return eventCount() == 0 ? Status.REJECTED : Status.ACCEPTED;
    }

    @Override
    public boolean duplicate() {
      return false;
    }

    @Override
    public long timeMicros() {
      return 0;
    }

    @Override
    public Durability durability() {
      return Durability.FSYNC;
    }

    @Override
    public String code() {
      return null;
    }

    @Override
    public String message() {
      return null;
    }

    @Override
    public int eventCount() {
      return sequence % 5 == 0 ? 0 : 1;
    }

    @Override
    public Object event(int index) {
      return new PageView("/");
    }

    @Override
    public Domain.EventType<?, ?> eventType(int index) {
      return DOMAINS.event("page-view").type();
    }
  }

  /** Every command there is: where a reader is asked beyond what it may read, that is a fault. */
  private static final class History implements EventHistory {
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicInteger open = new AtomicInteger();

    @Override
    public long firstSequence() {
      return 1;
    }

    @Override
    public long newestSequence() {
      return delivered.get();
    }

    @Override
    public Reader readAfter(long sequence) {
      open.incrementAndGet();
      return new Reader() {
        private long at = sequence;

        @Override
        public CommandEvents next(long upToSequence) {
          if (upToSequence > delivered.get()) {
            throw new IllegalStateException(upToSequence + " is not delivered yet");
          }
          return at < upToSequence ? new Told(++at) : null;
        }

        @Override
        public long sequence() {
          return at;
        }

        @Override
        public void close() {
          open.decrementAndGet();
        }
      };
    }
  }

  /** A reader with little room, that takes what is there now and then. */
  private static final class Slow extends UpdateSink {
    private final int room;
    private final List<Long> heard = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private int pending;
    private Runnable waiting;

    Slow(int room) {
      this.room = room;
    }

    @Override
    public Format format() {
      return Format.JSON;
    }

    @Override
    public synchronized boolean offer(
        UpdateStream stream, EncodedUpdates updates, boolean[] wanted) {
      if (pending >= room) {
        return false;
      }
      take(updates);
      return true;
    }

    @Override
    public synchronized void add(UpdateStream stream, EncodedUpdates updates, boolean[] wanted) {
      take(updates);
    }

    private void take(EncodedUpdates updates) {
      pending++;
      heard.add(updates.sequence());
    }

    @Override
    public synchronized void leaveOut(UpdateStream stream, long sequence) {
      faults.add("left out " + sequence);
    }

    @Override
    public synchronized boolean hasRoom() {
      return pending < room;
    }

    @Override
    public synchronized boolean whenRoom(UpdateStream stream, Runnable task) {
      if (pending < room || stream.isEnded()) {
        return false;
      }
      if (waiting != null) {
        faults.add("two turns at once");
      }
      waiting = task;
      return true;
    }

    /** The reader reads all that waits. */
    void read() {
      Runnable task;
      synchronized (this) {
        pending = 0;
        task = waiting;
        waiting = null;
      }
      if (task != null) {
        task.run();
      }
    }

    @Override
    public void flush() {}

    @Override
    public void end(UpdateStream stream) {
      read();
    }

    @Override
    public synchronized void fail(UpdateStream stream, String code, String message) {
      faults.add(code + ": " + message);
    }

    synchronized boolean hasHeard(long sequence) {
      return !heard.isEmpty() && heard.get(heard.size() - 1) >= sequence || !faults.isEmpty();
    }

    /** What is wrong with what was heard; empty for nothing. */
    synchronized String verdict(long from, long to) {
      long last = from;
      for (long sequence : heard) {
        if (sequence <= last) {
          return "from " + from + ": " + sequence + " after " + last;
        }
        for (long missing = last + 1; missing < sequence; missing++) {
          if (missing % 5 != 0) {
            return "from " + from + ": " + missing + " is missing, " + sequence + " came";
          }
        }
        last = sequence;
      }
      return faults.isEmpty() && last >= to ? "" : "from " + from + ": " + faults + " at " + last;
    }
  }

  /** What went wrong in the rounds of a seed. */
  private static List<String> rounds(UpdateHubMaker maker, long seed, int rounds) throws Exception {
    List<String> wrong = new ArrayList<>();
    Random random = new Random(seed);
    for (int round = 0; round < rounds && wrong.isEmpty(); round++) {
      wrong.addAll(round(maker, random.nextLong()));
    }
    return wrong;
  }

  /** Makes the hub, right or with a fault. */
  private interface UpdateHubMaker {
    UpdateHub make();
  }

  private static List<String> round(UpdateHubMaker maker, long seed) throws Exception {
    Random random = new Random(seed);
    History history = new History();
    List<String> wrong = new ArrayList<>();
    try (UpdateHub hub = maker.make()) {
      hub.attach(history);
      long recovered = random.nextInt(2_000);
      history.delivered.set(recovered);
      hub.onStart(recovered);
      AtomicBoolean enough = new AtomicBoolean();
      Thread replies = new Thread(() -> deliver(hub, history, recovered, new Random(seed), enough));
      List<Slow> sinks = new ArrayList<>();
      List<Long> begins = new ArrayList<>();
      List<UpdateStream> streams = new ArrayList<>();
      replies.start();
      for (int i = 0; i < STREAMS; i++) {
        Slow sink = new Slow(16 << random.nextInt(10));
        StreamFilter filter = new StreamFilter(StreamFilter.Whose.ALL, null, null, null);
        UpdateStream stream = new UpdateStream(null, filter, sink);
        long newest = history.newestSequence();
        long from = random.nextBoolean() ? newest : random.nextInt((int) newest + 1);
        hub.open(stream, from);
        sinks.add(sink);
        begins.add(from);
        streams.add(stream);
        LockSupport.parkNanos(random.nextInt(2_000_000));
      }
      long last = lastWithAnEvent(recovered + COMMANDS);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!sinks.stream().allMatch(sink -> sink.hasHeard(last))
          && System.nanoTime() < deadline) {
        sinks.forEach(Slow::read);
        LockSupport.parkNanos(10_000);
      }
      enough.set(true);
      replies.join();
      for (int i = 0; i < STREAMS; i++) {
        String verdict = sinks.get(i).verdict(begins.get(i), last);
        if (!verdict.isEmpty()) {
          wrong.add("seed " + seed + ", stream " + i + " " + verdict);
        }
        hub.end(streams.get(i));
      }
    }
    if (history.open.get() != 0) {
      wrong.add("seed " + seed + ": " + history.open.get() + " readers were not closed");
    }
    return wrong;
  }

  private static long lastWithAnEvent(long sequence) {
    return sequence % 5 == 0 ? sequence - 1 : sequence;
  }

  /**
   * As the reply stage does: in batches, at full rate, with the pauses of a force; then now and
   * then one more, as long as somebody waits.
   */
  private static void deliver(
      UpdateHub hub, History history, long recovered, Random random, AtomicBoolean enough) {
    int batch = 0;
    for (long sequence = recovered + 1; !enough.get(); sequence++) {
      // the journal has it before anybody is told
      history.delivered.set(sequence);
      hub.onOutcome(new Told(sequence));
      boolean all = sequence > recovered + COMMANDS;
      if (batch-- == 0 || all) {
        hub.onBatchEnd();
        batch = random.nextInt(200);
        LockSupport.parkNanos(all ? 1_000_000 : random.nextInt(3) == 0 ? 100_000 : 1);
      }
    }
    hub.onBatchEnd();
  }

  @Test
  void givesEveryStreamEveryCommandOnceHoweverItReads() throws Exception {
    long seed = System.nanoTime();
    System.out.println("hand-over: " + ROUNDS + " rounds of " + STREAMS + " streams, seed " + seed);
    assertEquals(List.of(), rounds(() -> new UpdateHub(2), seed, ROUNDS), () -> "seed " + seed);
  }

  @Test
  void aStreamThatBecomesLiveOneCommandTooEarlyIsFound() throws Exception {
    List<String> wrong =
        rounds(
            () ->
                new UpdateHub(2) {
                  @Override
                  boolean isLevel(long position, long delivered) {
                    return position >= delivered - 1;
                  }
                },
            4711,
            200);
    assertFalse(wrong.isEmpty(), "a planted hole was not found");
    assertTrue(wrong.get(0).contains("is missing"), wrong::toString);
  }

  @Test
  void aCommandReadTwiceIsFound() {
    Slow sink = new Slow(10);
    EncodedUpdates updates = new EncodedUpdates();
    for (long sequence : new long[] {1, 2, 2, 3}) {
      updates.write(new Told(sequence), new MessageWriter(Format.JSON));
      sink.take(updates);
    }
    assertEquals("from 0: 2 after 2", sink.verdict(0, 3));
  }
}
