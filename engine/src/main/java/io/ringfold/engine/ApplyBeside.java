package io.ringfold.engine;

import io.ringfold.engine.lift.EventOfToday;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Applies the records of a long replay on a thread of its own, some stretches behind the one that
 * reads and decodes them: of the two, each has about half of the work.
 *
 * <pre>
 *   reading thread: read, check, decode ──► stretch of records ──► applying thread: evolve, fold
 *                                     ◄── emptied stretches ──┘
 * </pre>
 *
 * <p>One thread reads. What the steps change is the applying thread's until {@link #finish} or
 * {@link #close} has returned.
 */
final class ApplyBeside implements RecordSteps, AutoCloseable {

  /** Long enough that handing over costs nothing a record, short enough to stay in the cache. */
  private static final int STRETCH_RECORDS = 512;

  private static final int STRETCHES = 4;

  /** Records with their events, the latter one after the other. */
  private static final class Stretch {
    private final long[] sequences = new long[STRETCH_RECORDS];
    private final long[] timesMicros = new long[STRETCH_RECORDS];
    private final long[] uuidMsbs = new long[STRETCH_RECORDS];
    private final long[] uuidLsbs = new long[STRETCH_RECORDS];
    private final String[] users = new String[STRETCH_RECORDS];
    private final long[] fingerprints = new long[STRETCH_RECORDS];
    private final DedupWindow.Rejection[] rejections = new DedupWindow.Rejection[STRETCH_RECORDS];
    private final int[] eventEnds = new int[STRETCH_RECORDS];
    private final List<EventOfToday<?>> types = new ArrayList<>(2 * STRETCH_RECORDS);
    private final List<Object> events = new ArrayList<>(2 * STRETCH_RECORDS);
    private int records;
  }

  private static final Stretch END = new Stretch();

  private final RecordSteps steps;
  private final BlockingQueue<Stretch> filled = new ArrayBlockingQueue<>(STRETCHES + 1);
  private final BlockingQueue<Stretch> emptied = new ArrayBlockingQueue<>(STRETCHES);
  private final Thread thread = new Thread(this::run, "ringfold-apply");
  private Stretch current = new Stretch();
  private boolean ended;

  /** Written once, by the applying thread; what is filled after that is applied no more. */
  private volatile Throwable failure;

  /** Where the applying thread is; for the message of its failure. */
  private long sequence;

  private volatile boolean abandoned;

  /**
   * @param steps that the applying thread takes
   */
  ApplyBeside(RecordSteps steps) {
    this.steps = steps;
    for (int i = 1; i < STRETCHES; i++) {
      emptied.add(new Stretch());
    }
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void begin(long atSequence, long timeMicros, long uuidMsb, long uuidLsb, String user) {
    if (current.records == STRETCH_RECORDS) {
      handOver();
    }
    int at = current.records;
    current.sequences[at] = atSequence;
    current.timesMicros[at] = timeMicros;
    current.uuidMsbs[at] = uuidMsb;
    current.uuidLsbs[at] = uuidLsb;
    current.users[at] = user;
  }

  @Override
  public <E> void event(EventOfToday<E> type, E event) {
    current.types.add(type);
    current.events.add(event);
  }

  @Override
  public void end(long fingerprint, DedupWindow.Rejection rejection) {
    int at = current.records++;
    current.fingerprints[at] = fingerprint;
    current.rejections[at] = rejection;
    current.eventEnds[at] = current.events.size();
  }

  private void handOver() {
    filled.add(current);
    requireNoFailure();
    try {
      current = emptied.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted in a replay", e);
    }
  }

  /**
   * Waits until everything is applied.
   *
   * @throws EngineException where a record could not be applied
   */
  void finish() {
    filled.add(current);
    end();
    requireNoFailure();
  }

  private void requireNoFailure() {
    Throwable failed = failure;
    if (failed instanceof Error error) {
      throw error;
    } else if (failed instanceof EngineException) {
      throw new EngineException(
          "replay of sequence " + sequence + ": " + failed.getMessage(), failed);
    } else if (failed != null) {
      throw new EngineException("replay of sequence " + sequence + " failed: " + failed, failed);
    }
  }

  /** Applies no more than it has begun with, unless all is applied already. */
  @Override
  public void close() {
    if (!ended) {
      abandoned = true;
      filled.clear();
      end();
    }
  }

  private void end() {
    ended = true;
    filled.add(END);
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      for (Stretch next = filled.take(); next != END; next = filled.take()) {
        if (failure == null && !abandoned) {
          apply(next);
        }
        next.types.clear();
        next.events.clear();
        next.records = 0;
        emptied.add(next);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void apply(Stretch stretch) {
    try {
      int event = 0;
      for (int i = 0; i < stretch.records; i++) {
        sequence = stretch.sequences[i];
        steps.begin(
            sequence,
            stretch.timesMicros[i],
            stretch.uuidMsbs[i],
            stretch.uuidLsbs[i],
            stretch.users[i]);
        for (; event < stretch.eventEnds[i]; event++) {
          apply(stretch.types.get(event), stretch.events.get(event));
        }
        steps.end(stretch.fingerprints[i], stretch.rejections[i]);
      }
    } catch (Throwable e) {
      // told to the reading thread, whatever it is
      failure = e;
    }
  }

  @SuppressWarnings("unchecked") // they came together
  private <E> void apply(EventOfToday<E> type, Object event) {
    steps.event(type, (E) event);
  }
}
