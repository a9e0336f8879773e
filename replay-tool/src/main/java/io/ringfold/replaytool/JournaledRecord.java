package io.ringfold.replaytool;

import io.ringfold.engine.Micros;
import io.ringfold.engine.record.RecordStatus;
import io.ringfold.engine.record.RecordView;
import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.engine.shape.RecordShape;
import java.time.Instant;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * One record as the journal tells it, by the definitions that stand there: no domain class is
 * looked at. A flyweight, valid during the call that hands it over.
 */
final class JournaledRecord {

  private final Definitions definitions;
  private final RecordView view = new RecordView();
  private long sequence;

  JournaledRecord(Definitions definitions) {
    this.definitions = definitions;
  }

  void wrap(long recordSequence, DirectBuffer buffer, int offset, int length) {
    sequence = recordSequence;
    view.wrap(buffer, offset, length);
  }

  long sequence() {
    return sequence;
  }

  RecordView view() {
    return view;
  }

  boolean accepted() {
    return view.status() == RecordStatus.ACCEPTED;
  }

  Instant time() {
    return Micros.toInstant(view.timeMicros());
  }

  TypeDefinition command() {
    return definitions.get(view.commandType());
  }

  /** The keys of the aggregates that the command names. */
  List<String> commandKeys() {
    return RecordShape.keys(command().fields(), view.buffer(), view.commandOffset());
  }

  /** Walks the command's fields. */
  void walkCommand(ValueWriter writer) {
    RecordShape.walk(
        command().fields(), view.buffer(), view.commandOffset(), view.commandLength(), writer);
  }

  /** An event of an accepted record. */
  interface EventConsumer {
    /** The bytes are valid during the call. */
    void onEvent(int index, TypeDefinition type, DirectBuffer buffer, int offset, int length);
  }

  /** Hands over the events in order; a rejected record has none. */
  void forEachEvent(EventConsumer consumer) {
    if (accepted()) {
      view.forEachEvent(
          (index, type, buffer, offset, length) ->
              consumer.onEvent(index, definitions.get(type), buffer, offset, length));
    }
  }
}
