package io.ringfold.index;

import io.ringfold.engine.EngineException;
import io.ringfold.engine.TypeCatalog;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.lift.EventOfToday;
import io.ringfold.engine.lift.EventReader;
import io.ringfold.engine.lift.EventSink;
import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.engine.shape.FieldType;
import io.ringfold.engine.shape.RecordShape;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * What the events of the journal are called today, and which aggregates they are of. An event of
 * the version that its domain has today is what it was, and of it only the keys are looked at; one
 * of an older version is read, for an upcaster may have made several events of it, or none.
 *
 * <p>Not thread-safe.
 */
final class EventWords {

  /** Hears of the events that one of the journal stands for, each followed by its keys. */
  interface Consumer {
    void event(String name);

    /** Of the event before. */
    void key(String aggregate, String key);
  }

  /** An event type that is today as it was written. */
  private record AsWritten(String name, String aggregate, FieldType fields, boolean keyed) {}

  private final Domains domains;
  private final TypeCatalog types;

  /** By ordinal; null for one that has to be read. */
  private final List<AsWritten> asWritten = new ArrayList<>();

  private final Lifted lifted = new Lifted();

  EventWords(Domains domains) {
    this.domains = domains;
    types = new TypeCatalog(domains);
  }

  /** A definition of the journal; one known already is passed over. */
  void learn(int ordinal, DirectBuffer buffer, int offset, int length) {
    if (ordinal < asWritten.size()) {
      return;
    }
    byte[] bytes = new byte[length];
    buffer.getBytes(offset, bytes);
    types.learn(ordinal, bytes);
    TypeDefinition definition = types.definition(ordinal);
    asWritten.add(isOfToday(definition, ordinal) ? asWritten(definition) : null);
  }

  private boolean isOfToday(TypeDefinition definition, int ordinal) {
    if (definition.kind() != TypeDefinition.Kind.EVENT) {
      return true;
    }
    Domains.Event event = domains.event(definition.name());
    return event == null
        ? readerOrNull(types, ordinal) == null
        : event.type().version() == definition.version();
  }

  private AsWritten asWritten(TypeDefinition definition) {
    Domains.Event event = domains.event(definition.name());
    return new AsWritten(
        definition.name(),
        event == null ? definition.domain() : event.domain().name(),
        definition.fields(),
        definition.fields().fields().stream().anyMatch(FieldType.Field::key));
  }

  /** How events of a type are read; null where no domain here has it: then they stay as written. */
  static EventReader readerOrNull(TypeCatalog types, int ordinal) {
    try {
      return types.reader(ordinal);
    } catch (EngineException e) {
      return null;
    }
  }

  /** Tells the events that one of the journal stands for. */
  void of(int type, DirectBuffer buffer, int offset, int length, Consumer consumer) {
    AsWritten event = asWritten.get(type);
    if (event == null) {
      lifted.consumer = consumer;
      types.reader(type).read(buffer, offset, length, lifted);
      return;
    }
    consumer.event(event.name());
    if (event.keyed()) {
      for (String key : RecordShape.keys(event.fields(), buffer, offset)) {
        consumer.key(event.aggregate(), key);
      }
    }
  }

  private final class Lifted implements EventSink {
    private Consumer consumer;

    @Override
    public <E> void event(EventOfToday<E> type, E event) {
      consumer.event(type.type().name());
      String aggregate = domains.all().get(type.domainIndex()).name();
      type.shape().keys(event, key -> consumer.key(aggregate, key));
    }
  }
}
