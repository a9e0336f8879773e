package io.ringfold.engine;

import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.lift.EventOfToday;
import io.ringfold.engine.lift.EventReader;
import io.ringfold.engine.lift.EventSink;
import io.ringfold.engine.record.RecordStatus;
import io.ringfold.engine.record.RecordView;
import io.ringfold.journal.JournalHandler;
import org.agrona.DirectBuffer;

/**
 * Rolls read models forward over records, and nothing else: queries see projections alone, so
 * aggregates and the window of processed commands stay out, and an event that no projection wants
 * is not even decoded.
 *
 * <p>Single-threaded; reads the live catalog, which knows every definition of the journal.
 */
final class PastFold implements JournalHandler, EventSink {
  private final TypeCatalog types;
  private final ReadModels readModels;
  private final RecordView view = new RecordView();
  private final RecordView.EventConsumer readEvent = this::readEvent;
  private long sequence;
  private int index;

  /** The state before the first record. */
  PastFold(Domains domains, TypeCatalog types) {
    this.types = types;
    readModels = new ReadModels(domains);
  }

  /** Goes on from these values instead. */
  void load(long atSequence, Object[] values) {
    sequence = atSequence;
    readModels.load(values);
  }

  @Override
  public void onDefinition(int ordinal, DirectBuffer buffer, int offset, int length) {
    // the catalog has learned all that there are
  }

  @Override
  public void onRecord(long recordSequence, DirectBuffer buffer, int offset, int length) {
    try {
      view.wrap(buffer, offset, length);
      if (view.status() == RecordStatus.ACCEPTED) {
        readModels.command(recordSequence, view);
        index = 0;
        view.forEachEvent(readEvent);
      }
    } catch (RuntimeException e) {
      throw new EngineException("the fold of sequence " + recordSequence + " failed: " + e, e);
    }
    sequence = recordSequence;
  }

  private void readEvent(int place, int type, DirectBuffer buffer, int offset, int length) {
    EventReader reader = types.reader(type);
    Class<?> gives = reader.gives();
    if (gives != null && !readModels.wants(gives)) {
      index++;
    } else {
      reader.read(buffer, offset, length, this);
    }
  }

  @Override
  public <E> void event(EventOfToday<E> type, E event) {
    readModels.fold(index++, event);
  }

  /** The sequence that the values reflect. */
  long sequence() {
    return sequence;
  }

  /** The values as they are now; immutable, each one, so they may be kept. */
  Object[] values() {
    return readModels.values();
  }

  ReadModels readModels() {
    return readModels;
  }
}
