package io.ringfold.engine;

import io.ringfold.engine.record.RecordView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Folds the events of a long replay on a thread of its own, some stretches behind the states: read
 * models need the events alone, so that both go on at once.
 *
 * <pre>
 *   replaying thread: read, decode, evolve ──► stretch of records ──► folding thread
 *                                        ◄── emptied stretches ──┘
 * </pre>
 *
 * <p>One thread replays. The read models are the folding thread's until {@link #finish} or {@link
 * #close} has returned.
 */
final class FoldBeside implements Folds, AutoCloseable {

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
    private final int[] eventEnds = new int[STRETCH_RECORDS];
    private final List<Object> events = new ArrayList<>(2 * STRETCH_RECORDS);
    private int records;
  }

  private static final Stretch END = new Stretch();

  private final ReadModels readModels;
  private final BlockingQueue<Stretch> filled = new ArrayBlockingQueue<>(STRETCHES + 1);
  private final BlockingQueue<Stretch> emptied = new ArrayBlockingQueue<>(STRETCHES);
  private final Thread thread = new Thread(this::run, "ringfold-fold");
  private Stretch current = new Stretch();
  private boolean ended;

  /** Written once, by the folding thread; what is filled after that is folded no more. */
  private volatile Throwable failure;

  /** Where the folding thread is; for the message of its failure. */
  private long sequence;

  private volatile boolean abandoned;

  FoldBeside(ReadModels readModels) {
    this.readModels = readModels;
    for (int i = 1; i < STRETCHES; i++) {
      emptied.add(new Stretch());
    }
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void command(long atSequence, RecordView commandRecord) {
    if (current.records == STRETCH_RECORDS) {
      handOver();
    }
    int at = current.records++;
    current.sequences[at] = atSequence;
    current.timesMicros[at] = commandRecord.timeMicros();
    current.uuidMsbs[at] = commandRecord.uuidMsb();
    current.uuidLsbs[at] = commandRecord.uuidLsb();
    current.users[at] = commandRecord.user();
    current.eventEnds[at] = current.events.size();
  }

  @Override
  public void fold(int index, Object event) {
    current.events.add(event);
    current.eventEnds[current.records - 1]++;
  }

  private void handOver() {
    filled.add(current);
    requireNoFailure();
    try {
      current = emptied.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted while the read models were folded", e);
    }
  }

  /**
   * Waits until everything is folded.
   *
   * @throws EngineException where a fold failed
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

  /** Folds no more than it has begun with, unless all is folded already. */
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
          fold(next);
        }
        next.events.clear();
        next.records = 0;
        emptied.add(next);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void fold(Stretch stretch) {
    try {
      int event = 0;
      for (int i = 0; i < stretch.records; i++) {
        sequence = stretch.sequences[i];
        readModels.command(
            sequence,
            stretch.timesMicros[i],
            stretch.uuidMsbs[i],
            stretch.uuidLsbs[i],
            stretch.users[i]);
        for (int index = 0; event < stretch.eventEnds[i]; index++) {
          readModels.fold(index, stretch.events.get(event++));
        }
      }
    } catch (Throwable e) {
      // told to the replaying thread, whatever it is
      failure = e;
    }
  }
}
