package io.ringfold.gateway.updates;

import io.ringfold.engine.Codes;
import io.ringfold.engine.Engine;
import io.ringfold.engine.Outcome;
import io.ringfold.engine.OutcomeListener;
import io.ringfold.gateway.format.Format;
import io.ringfold.gateway.format.MessageWriter;
import io.ringfold.gateway.intake.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes events to the streams that are live, and lets others become live: each command's updates
 * are written once in each format, however many streams there are.
 *
 * <p>Outcomes come on the replying thread, each after its answer, so a command's acknowledgement
 * stands before its updates in every sink; what a batch of outcomes put there leaves at the end of
 * the batch. Streams come and go on any thread.
 *
 * <p>One lock orders two things: that an outcome is delivered, and that a stream is live. A stream
 * whose position is the delivered sequence when it takes the lock has everything before, and gets
 * everything after. Nobody else wants the lock for long, so the replying thread all but never
 * waits.
 */
public class UpdateHub implements OutcomeListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UpdateHub.class);

  /** So near to the end that what is newest is kept in memory for a stream. */
  private static final long NEAR_RECORDS = 8_192;

  /** And so far behind that it is no more. */
  private static final long FAR_RECORDS = 8 * NEAR_RECORDS;

  private static final int RECENT_BYTES = 8 << 20;
  private static final int RECENT_A_STEP = 64;

  /** What a stream that is behind does next. */
  enum Next {
    /** Read the journal. */
    JOURNAL,
    /** Take what is in memory. */
    RECENT,
    /** Nothing: the replying thread feeds it. */
    LIVE,
    /** Nothing ever. */
    ENDED
  }

  /**
   * See {@link Next}.
   *
   * @param upTo the last sequence that may be told of
   * @param recent in memory: updates after the position, or those of them that come first
   */
  record Step(Next next, long upTo, List<EncodedUpdates> recent) {
    private static final Step ENDED = new Step(Next.ENDED, 0, List.of());
    private static final Step LIVE = new Step(Next.LIVE, 0, List.of());

    /** Where the stream stands when it has taken all of this. */
    long position() {
      return recent.size() < RECENT_A_STEP ? upTo : recent.get(recent.size() - 1).sequence();
    }
  }

  private final Object lock = new Object();

  // guarded by lock
  private long delivered;
  private boolean closed;
  private final List<UpdateStream> toAll = new ArrayList<>();
  private final Map<String, List<UpdateStream>> byClientId = new HashMap<>();
  private final Map<String, List<UpdateStream>> byUser = new HashMap<>();
  private final RecentUpdates[] recent = new RecentUpdates[Format.values().length];

  // only touched on the replying thread
  private final MessageWriter[] writers = new MessageWriter[Format.values().length];
  private final EncodedUpdates[] encoded = new EncodedUpdates[Format.values().length];
  private final List<UpdateSink> touched = new ArrayList<>();
  private final List<UpdateStream> tooSlow = new ArrayList<>();

  private final int catchUpThreads;
  private volatile EventHistory history;
  private volatile CatchUp catchUp;

  /**
   * @param catchUpThreads how many threads read the journal for streams that are behind
   */
  public UpdateHub(int catchUpThreads) {
    this.catchUpThreads = catchUpThreads;
    for (Format format : Format.values()) {
      int each = format.ordinal();
      recent[each] = new RecentUpdates(RECENT_BYTES);
      writers[each] = new MessageWriter(format);
      encoded[each] = new EncodedUpdates();
    }
  }

  /** Gives it the engine that it listens to, before the first stream. */
  public void attach(Engine engine) {
    attach(EventHistory.of(engine));
  }

  void attach(EventHistory source) {
    history = source;
    catchUp = new CatchUp(this, source, catchUpThreads);
  }

  /**
   * Whether a stream can begin after a sequence.
   *
   * @throws Refusal {@code as-of-out-of-range} where the journal begins later, or ends before
   */
  public void requireReachable(long from) throws Refusal {
    long first = history.firstSequence();
    if (from < first - 1) {
      throw new Refusal(
          Codes.AS_OF_OUT_OF_RANGE,
          "from="
              + from
              + ": the journal begins with sequence "
              + first
              + ", what came before it was archived; the first that can be resumed from is "
              + (first - 1));
    }
    long newest = history.newestSequence();
    if (from > newest) {
      throw new Refusal(
          Codes.AS_OF_OUT_OF_RANGE,
          "from="
              + from
              + " is beyond the newest sequence, "
              + newest
              + ": it is not of this journal, or the journal has lost what came after");
    }
  }

  /**
   * Begins a stream.
   *
   * @param from it gets every update after this sequence, see {@link #requireReachable}; null for
   *     those from now on
   */
  public void open(UpdateStream stream, Long from) {
    synchronized (lock) {
      if (closed) {
        stream.ended = true;
        return;
      }
      stream.position = from == null ? delivered : from;
      if (stream.position >= delivered) {
        register(stream);
        return;
      }
    }
    catchUp.schedule(stream);
  }

  /** Ends a stream: when this returns, nothing more of it reaches the sink. */
  public void end(UpdateStream stream) {
    synchronized (lock) {
      if (!stream.ended) {
        stream.ended = true;
        leaveRecent(stream);
        unregister(stream);
      }
    }
    stream.sink().end(stream);
  }

  /** From now on events of this client's commands are the stream's, where it shows its own. */
  public void addClientId(UpdateStream stream, String clientId) {
    synchronized (lock) {
      stream.filter().clientIds().add(clientId);
      if (stream.live && isByClientId(stream)) {
        List<UpdateStream> present = byClientId.computeIfAbsent(clientId, id -> new ArrayList<>(1));
        if (!present.contains(stream)) {
          present.add(stream);
        }
      }
    }
  }

  private static boolean isByClientId(UpdateStream stream) {
    return stream.filter().whose() == StreamFilter.Whose.MINE && stream.filter().user() == null;
  }

  private void register(UpdateStream stream) {
    stream.live = true;
    StreamFilter filter = stream.filter();
    switch (filter.whose()) {
      case ALL -> toAll.add(stream);
      case MINE -> {
        if (filter.user() != null) {
          byUser.computeIfAbsent(filter.user(), user -> new ArrayList<>(1)).add(stream);
        } else {
          for (String clientId : filter.clientIds()) {
            byClientId.computeIfAbsent(clientId, id -> new ArrayList<>(1)).add(stream);
          }
        }
      }
      case NONE -> {}
    }
  }

  private void unregister(UpdateStream stream) {
    if (!stream.live) {
      return;
    }
    stream.live = false;
    StreamFilter filter = stream.filter();
    switch (filter.whose()) {
      case ALL -> toAll.remove(stream);
      case MINE -> {
        if (filter.user() != null) {
          remove(byUser, filter.user(), stream);
        } else {
          filter.clientIds().forEach(clientId -> remove(byClientId, clientId, stream));
        }
      }
      case NONE -> {}
    }
  }

  private static void remove(
      Map<String, List<UpdateStream>> streams, String key, UpdateStream stream) {
    streams.computeIfPresent(
        key,
        (any, present) -> {
          present.remove(stream);
          return present.isEmpty() ? null : present;
        });
  }

  /** Has the sink flushed when the batch of outcomes is through; on the replying thread. */
  public void flushAtBatchEnd(UpdateSink sink) {
    if (!sink.touchedInBatch) {
      sink.touchedInBatch = true;
      touched.add(sink);
    }
  }

  @Override
  public void onStart(long sequence) {
    synchronized (lock) {
      delivered = sequence;
    }
  }

  @Override
  public void onOutcome(Outcome outcome) {
    if (outcome.duplicate() || outcome.status() == Outcome.Status.REFUSED) {
      return;
    }
    synchronized (lock) {
      delivered = outcome.sequence();
      if (outcome.eventCount() > 0) {
        publish(outcome);
      }
    }
  }

  private void publish(Outcome outcome) {
    for (RecentUpdates each : recent) {
      // most of the time nobody comes near
      if (each.isWanted()) {
        keepRecent(outcome);
        break;
      }
    }
    if (outcome.clientId() != null) {
      pushEach(byClientId.get(outcome.clientId()), outcome);
    }
    if (outcome.user() != null) {
      pushEach(byUser.get(outcome.user()), outcome);
    }
    pushEach(toAll, outcome);
    if (!tooSlow.isEmpty()) {
      for (UpdateStream each : tooSlow) {
        unregister(each);
        catchUp.schedule(each);
      }
      tooSlow.clear();
    }
  }

  private void keepRecent(Outcome outcome) {
    for (Format format : Format.values()) {
      RecentUpdates each = recent[format.ordinal()];
      if (each.isWanted()) {
        each.add(encoded(format, outcome));
      }
    }
  }

  private void pushEach(List<UpdateStream> streams, Outcome outcome) {
    if (streams == null) {
      return;
    }
    for (int i = 0; i < streams.size(); i++) {
      push(streams.get(i), outcome);
    }
  }

  private void push(UpdateStream stream, Outcome outcome) {
    long sequence = outcome.sequence();
    if (sequence <= stream.position) {
      // it began after a sequence that was settled, but not delivered yet
      return;
    }
    UpdateSink sink = stream.sink();
    EncodedUpdates updates = encoded(sink.format(), outcome);
    boolean[] wanted = updates.wantedBy(stream);
    if (wanted == EncodedUpdates.NONE) {
      return;
    }
    if (updates.isFailed()) {
      sink.leaveOut(stream, sequence);
    } else if (!sink.offer(stream, updates, wanted)) {
      stream.position = sequence - 1;
      tooSlow.add(stream);
      return;
    }
    stream.position = sequence;
    flushAtBatchEnd(sink);
  }

  /** The outcome's updates in a format, written when first asked for. */
  private EncodedUpdates encoded(Format format, Outcome outcome) {
    EncodedUpdates updates = encoded[format.ordinal()];
    if (updates.sequence() != outcome.sequence()) {
      try {
        updates.write(outcome, writers[format.ordinal()]);
      } catch (RuntimeException e) {
        // the events are journaled; whoever waits for them is told that they are missing here
        LOG.error("cannot write the events of sequence {} as {}", outcome.sequence(), format, e);
        updates.failed(outcome);
      }
    }
    return updates;
  }

  @Override
  public void onBatchEnd() {
    for (UpdateSink sink : touched) {
      sink.touchedInBatch = false;
      sink.flush();
    }
    touched.clear();
  }

  /** What a stream that is behind, and has taken everything up to its position, does next. */
  Step step(UpdateStream stream) {
    synchronized (lock) {
      if (closed || stream.ended) {
        leaveRecent(stream);
        return Step.ENDED;
      }
      if (isLevel(stream.position, delivered)) {
        leaveRecent(stream);
        register(stream);
        return Step.LIVE;
      }
      RecentUpdates kept = recent[stream.sink().format().ordinal()];
      long distance = delivered - stream.position;
      if (!stream.near && distance <= NEAR_RECORDS) {
        stream.near = true;
        kept.enter(delivered);
      } else if (stream.near && distance > FAR_RECORDS) {
        leaveRecent(stream);
      }
      return stream.near && kept.covers(stream.position + 1)
          ? new Step(Next.RECENT, delivered, kept.after(stream.position, RECENT_A_STEP))
          : new Step(Next.JOURNAL, delivered, List.of());
    }
  }

  /** Whether a stream misses nothing of what was delivered; a test plants a wrong answer here. */
  boolean isLevel(long position, long deliveredSequence) {
    return position >= deliveredSequence;
  }

  /** The stream waits for its reader: nothing is kept in memory for it. */
  void rest(UpdateStream stream) {
    synchronized (lock) {
      leaveRecent(stream);
    }
  }

  private void leaveRecent(UpdateStream stream) {
    if (stream.near) {
      stream.near = false;
      recent[stream.sink().format().ordinal()].leave();
    }
  }

  /** Ends the reading of the journal: streams that are behind stay where they are. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    CatchUp reading = catchUp;
    if (reading != null) {
      reading.close();
    }
  }
}
