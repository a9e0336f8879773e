package io.ringfold.engine;

import io.ringfold.engine.lift.EventOfToday;
import io.ringfold.engine.lift.EventReader;
import io.ringfold.engine.lift.EventSink;
import io.ringfold.engine.record.RecordStatus;
import io.ringfold.engine.record.RecordView;
import io.ringfold.journal.JournalHandler;
import io.ringfold.journal.JournalReader;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.agrona.DirectBuffer;

/**
 * One pass over the journal that fills some projections and hands them over to the project stage at
 * an exact sequence, without a hole and without a repeat:
 *
 * <pre>
 *   1 ──── journal ────► near the basis ── journal ──► s ── kept by the stage ──► n   swapped in
 *                              │                       │
 *                              └ the stage keeps every record after s, which is in the journal
 * </pre>
 *
 * <p>Records up to s are settled, since the stage has seen s; those after it come from the stage's
 * memory, as objects, until few are left and the stage folds them in one go with the swap. Where
 * too many come meanwhile, the pass goes on in the journal and comes near once more.
 *
 * <p>Single-threaded.
 */
final class Rebuild implements Closeable {

  /**
   * @param nearRecords how near to the basis the stage begins to keep records
   * @param maxKept how many records the stage keeps at most
   */
  record Limits(long nearRecords, int maxKept) {
    static final Limits DEFAULT = new Limits(10_000, 100_000);
  }

  private static final int EXCERPTS_A_POLL = 64;

  private final TypeCatalog types;
  private final Queries queries;
  private final ProjectStage stage;
  private final Limits limits;
  private final List<Filling> fillings;
  private final Set<Class<?>> wanted = new HashSet<>();
  private final JournalReader reader;
  private final FoldRecord foldRecord = new FoldRecord();
  private LiveTail tail;

  /** Read by others, for progress. */
  private volatile long at;

  /**
   * @throws io.ringfold.journal.JournalException where the journal begins later than at 1
   */
  Rebuild(
      Path dataDirectory,
      TypeCatalog types,
      Queries queries,
      ProjectStage stage,
      Limits limits,
      List<Filling> fillings) {
    this.types = types;
    this.queries = queries;
    this.stage = stage;
    this.limits = limits;
    this.fillings = fillings;
    fillings.forEach(filling -> wanted.addAll(filling.folds()));
    reader = JournalReader.open(DataDirectory.journal(dataDirectory), 1);
  }

  List<Filling> fillings() {
    return fillings;
  }

  /** The sequence of the last record that was folded. */
  long at() {
    return at;
  }

  /**
   * Goes on by some records.
   *
   * @return whether it is through: swapped in, or every projection failed
   * @throws EngineException where the journal cannot be read, or does not fit the domains
   */
  boolean step(int records) {
    if (fillings.stream().allMatch(Filling::hasFailed)) {
      return true;
    }
    if (tail == null) {
      long basis = queries.basis();
      read(Math.min(basis, at + records));
      if (basis - at <= limits.nearRecords()) {
        tail = stage.keep(wanted, limits.maxKept());
      }
      return false;
    }
    if (at < tail.after()) {
      read(Math.min(tail.after(), at + records));
      return false;
    }
    List<LiveTail.Kept> kept = stage.take();
    if (kept == null) {
      stage.letGo();
      tail = null;
      return false;
    }
    for (LiveTail.Kept each : kept) {
      fillings.forEach(filling -> filling.fold(each));
      at = each.sequence();
    }
    long swapped = stage.swapIn(fillings);
    if (swapped >= 0) {
      at = swapped;
    }
    return swapped >= 0;
  }

  private void read(long upToSequence) {
    while (at < upToSequence) {
      if (reader.poll(foldRecord, upToSequence, EXCERPTS_A_POLL) == 0) {
        throw new EngineException(
            "the journal ends at sequence " + at + ", before " + upToSequence);
      }
    }
  }

  @Override
  public void close() {
    stage.letGo();
    reader.close();
  }

  private final class FoldRecord implements JournalHandler, EventSink, RecordView.EventConsumer {
    private final RecordView view = new RecordView();
    private int index;
    private boolean begun;

    @Override
    public void onDefinition(int ordinal, DirectBuffer buffer, int offset, int length) {
      // recovery has learned all that there are
    }

    @Override
    public void onRecord(long sequence, DirectBuffer buffer, int offset, int length) {
      // what was kept by the stage and folded already comes by again where that became too much
      if (sequence <= at) {
        return;
      }
      try {
        view.wrap(buffer, offset, length);
        if (view.status() == RecordStatus.ACCEPTED) {
          index = 0;
          begun = false;
          view.forEachEvent(this);
        }
      } catch (RuntimeException e) {
        throw new EngineException("the events of sequence " + sequence + ": " + e.getMessage(), e);
      }
      at = sequence;
    }

    @Override
    public void onEvent(int place, int type, DirectBuffer buffer, int offset, int length) {
      EventReader reader = types.reader(type);
      Class<?> gives = reader.gives();
      if (gives != null && !wanted.contains(gives)) {
        index++;
      } else {
        reader.read(buffer, offset, length, this);
      }
    }

    @Override
    public <E> void event(EventOfToday<E> type, E event) {
      if (!begun) {
        begun = true;
        for (Filling filling : fillings) {
          filling.command(at + 1, view.timeMicros(), view.uuid(), view.user());
        }
      }
      for (Filling filling : fillings) {
        filling.fold(index, event);
      }
      index++;
    }
  }
}
