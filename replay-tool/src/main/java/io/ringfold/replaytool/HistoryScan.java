package io.ringfold.replaytool;

import io.ringfold.engine.EngineException;
import io.ringfold.engine.PastState;
import io.ringfold.engine.compare.Change;
import io.ringfold.engine.compare.StateDifference;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.shape.RecordShape;
import io.ringfold.journal.JournalHandler;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Takes the records of a journal in order, and prints those events of one aggregate, with its state
 * after each. A domain that does not tell the state by key is told without states.
 */
final class HistoryScan<S> implements JournalHandler {

  /** An event of the command that is being read. */
  private record Found(String name, Object event, int index, Object state) {}

  private final Definitions definitions = new Definitions();
  private final JournaledRecord commandRecord = new JournaledRecord(definitions);
  private final PastState<S> past;
  private final Domain<S> domain;
  private final String key;
  private final HistoryPrinter printer;
  private final List<Found> foundOfRecord = new ArrayList<>();
  private int eventsOfRecord;
  private Object stateBefore;
  private long found;
  private long limit = Long.MAX_VALUE;

  /**
   * @param past at the record before the first that comes
   */
  HistoryScan(PastState<S> past, Domain<S> domain, String key, HistoryPrinter printer) {
    this.past = past;
    this.domain = domain;
    this.key = key;
    this.printer = printer;
    stateBefore = told(past.state());
    past.listen(this::applied);
  }

  /** How many events were printed. */
  long found() {
    return found;
  }

  /** When it has printed so many events, it takes no more. */
  HistoryScan<S> upTo(Long newLimit) {
    limit = newLimit == null ? Long.MAX_VALUE : newLimit;
    return this;
  }

  private Object told(S state) {
    return domain.keyState() == null ? null : domain.keyState().of(state, key);
  }

  @Override
  public void onDefinition(int ordinal, DirectBuffer buffer, int offset, int length) {
    definitions.onDefinition(ordinal, buffer, offset, length);
    past.onDefinition(ordinal, buffer, offset, length);
  }

  @Override
  public void onRecord(long sequence, DirectBuffer buffer, int offset, int length) {
    if (found >= limit) {
      return;
    }
    foundOfRecord.clear();
    eventsOfRecord = 0;
    past.onRecord(sequence, buffer, offset, length);
    try {
      commandRecord.wrap(sequence, buffer, offset, length);
      foundOfRecord.forEach(this::print);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new ToolException(
          "the record of sequence " + sequence + " cannot be understood: " + e.getMessage(), e);
    }
  }

  private void applied(long sequence, int index, Object event, S state) {
    eventsOfRecord = index + 1;
    Domain.EventType<S, ?> type = type(event);
    if (hasKey(RecordShape.of(type.type()), event)) {
      foundOfRecord.add(new Found(type.name(), event, index, told(state)));
    }
  }

  private Domain.EventType<S, ?> type(Object event) {
    for (Domain.EventType<S, ?> type : domain.events()) {
      if (type.type() == event.getClass()) {
        return type;
      }
    }
    throw new EngineException(event + " is no event of domain " + domain.name());
  }

  @SuppressWarnings("unchecked") // the shape is that of the event's own class
  private boolean hasKey(RecordShape<?> shape, Object event) {
    boolean[] has = {false};
    ((RecordShape<Object>) shape).keys(event, each -> has[0] |= each.equals(key));
    return has[0];
  }

  private void print(Found each) {
    List<Change> changed = new ArrayList<>();
    StateDifference.ofValues(stateBefore, each.state(), changed::add);
    stateBefore = each.state();
    printer.print(
        commandRecord,
        new HistoryEntry(
            each.name(), each.event(), each.index(), eventsOfRecord, each.state(), changed));
    found++;
  }
}
