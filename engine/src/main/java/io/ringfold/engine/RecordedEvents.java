package io.ringfold.engine;

import io.ringfold.engine.domain.Migrated;
import io.ringfold.engine.lift.EventOfToday;
import io.ringfold.engine.lift.EventSink;
import io.ringfold.engine.record.RecordView;
import io.ringfold.engine.shape.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * The events of a record as a candidate reads them, lifted where they are older, beside those that
 * it decides itself. Single-threaded.
 */
final class RecordedEvents implements EventSink {
  private final TypeCatalog types;
  private final List<Object> events = new ArrayList<>();
  private boolean unknown;

  /**
   * @param types how the candidate reads the journal
   */
  RecordedEvents(TypeCatalog types) {
    this.types = types;
  }

  /**
   * Whether the events of an accepted record are those that a slot holds.
   *
   * @throws EngineException where the candidate's upcasters or records fail on them
   */
  boolean areThoseOf(long sequence, RecordView commandRecord, Slot decided) {
    events.clear();
    unknown = false;
    try {
      commandRecord.forEachEvent(this::read);
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      throw new EngineException(
          "the candidate cannot read the events recorded at sequence "
              + sequence
              + ": "
              + WhatIf.reason(e),
          e);
    }
    if (unknown || events.size() != decided.eventCount()) {
      return false;
    }
    for (int i = 0; i < events.size(); i++) {
      if (!isSame(events.get(i), decided.event(i))) {
        return false;
      }
    }
    return true;
  }

  private void read(int index, int type, DirectBuffer buffer, int offset, int length) {
    if (types.reads(type)) {
      types.reader(type).read(buffer, offset, length, this);
    } else {
      unknown = true;
    }
  }

  @Override
  public <E> void event(EventOfToday<E> type, E event) {
    events.add(event);
  }

  private static boolean isSame(Object one, Object other) {
    if (one instanceof Migrated recordedOne && other instanceof Migrated decided) {
      // how long it took, and of which state it made which, is no decision
      return recordedOne.isOfSameMigration(decided);
    }
    // a record with an array in it is equal to no other: its content decides
    return one.getClass() == other.getClass()
        && (one.equals(other) || Arrays.equals(Values.hash(one), Values.hash(other)));
  }
}
