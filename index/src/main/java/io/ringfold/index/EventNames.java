package io.ringfold.index;

import io.ringfold.engine.EngineException;
import io.ringfold.engine.TypeCatalog;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.lift.EventOfToday;
import io.ringfold.engine.lift.EventReader;
import io.ringfold.engine.lift.EventSink;
import io.ringfold.engine.record.TypeDefinition;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * What the events of the journal are called today. An event of the version that its domain has
 * today is what it was, and is not looked into; one of an older version is read, for an upcaster
 * may have made several events of it, or none.
 *
 * <p>Not thread-safe.
 */
final class EventNames {
  private final Domains domains;
  private final TypeCatalog types;
  private final List<List<String>> asWritten = new ArrayList<>();
  private final List<String> lifted = new ArrayList<>();
  private final EventSink toLifted =
      new EventSink() {
        @Override
        public <E> void event(EventOfToday<E> type, E event) {
          lifted.add(type.type().name());
        }
      };

  EventNames(Domains domains) {
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
    asWritten.add(isOfToday(definition, ordinal) ? List.of(definition.name()) : null);
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

  /** How events of a type are read; null where no domain here has it: then they stay as written. */
  static EventReader readerOrNull(TypeCatalog types, int ordinal) {
    try {
      return types.reader(ordinal);
    } catch (EngineException e) {
      return null;
    }
  }

  /** The names of the events that one of the journal stands for; valid until the next call. */
  List<String> of(int type, DirectBuffer buffer, int offset, int length) {
    List<String> names = asWritten.get(type);
    if (names != null) {
      return names;
    }
    lifted.clear();
    types.reader(type).read(buffer, offset, length, toLifted);
    return lifted;
  }
}
