package io.ringfold.engine.lift;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.EventChange;
import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.engine.shape.RecordShape;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * Finds, for an event type as the journal defines it, how it is read today; refuses where the
 * domain's definition does not say. Immutable, thread-safe.
 */
public final class EventReaders {
  private static final EventReader SKIP = (buffer, offset, length, sink) -> {};

  private final Domains domains;

  /** What each domain lists, by class, at the place of the domain. */
  private final List<Map<Class<?>, EventOfToday<?>>> events = new ArrayList<>();

  /**
   * @throws IllegalArgumentException where an event's history does not lead to its class
   */
  public EventReaders(Domains domains) {
    this.domains = domains;
    domains.all().forEach(domain -> events.add(new IdentityHashMap<>()));
    for (Domains.Event event : domains.events()) {
      EventOfToday<?> today = EventOfToday.of(event.domainIndex(), event.type());
      HistoryCheck.check(today);
      events.get(event.domainIndex()).put(event.type().type(), today);
    }
    // the engine's own stands behind those of all domains
    Domains.Event migrated = domains.migrated();
    events.add(
        Map.of(migrated.type().type(), EventOfToday.of(migrated.domainIndex(), migrated.type())));
  }

  /**
   * How events of this definition are read; null where no domain here knows the event at all.
   *
   * @throws IllegalArgumentException where they cannot be, or the history does not say how
   */
  public EventReader reader(TypeDefinition definition) {
    Domains.Event event = domains.event(definition.name());
    if (event != null) {
      EventOfToday<?> today = events.get(event.domainIndex()).get(event.type().type());
      return reader(definition, today);
    }
    Domains.Retired retired = domains.retired(definition.name());
    return retired == null ? null : reader(definition, retired);
  }

  private EventReader reader(TypeDefinition definition, Domains.Retired retired) {
    Domain.RetiredEvent type = retired.type();
    if (definition.version() > type.lastVersion()) {
      throw new IllegalArgumentException(
          ("the journal holds version %d of event %s, which this code retired after "
                  + "version %d: start the newer code, or raise the last version in "
                  + ".retired(\"%s\", ...)")
              .formatted(
                  definition.version(), definition.name(), type.lastVersion(), definition.name()));
    }
    if (type.isSkipped()) {
      return SKIP;
    }
    EventChange end = new EventChange.Lifted(type.lastVersion() + 1, type.upcaster());
    FieldPlan plan = FieldPlan.of(definition, List.of(end), type.lastVersion() + 1);
    return new UpcastingReader(definition, plan, events.get(retired.domainIndex()));
  }

  private <E> EventReader reader(TypeDefinition definition, EventOfToday<E> today) {
    Domain.EventType<?, E> type = today.type();
    RecordShape<E> shape = today.shape();
    if (definition.version() > type.version()) {
      throw new IllegalArgumentException(
          ("the journal holds version %d of event %s, this code knows version %d "
                  + "(%s): start the newer code")
              .formatted(definition.version(), type.name(), type.version(), type.type().getName()));
    }
    if (definition.version() == type.version()) {
      requireSame(definition, today);
    }
    FieldPlan plan = FieldPlan.of(definition, type.changes(), type.version());
    if (plan.upcaster() != null) {
      return new UpcastingReader(definition, plan, events.get(today.domainIndex()));
    }
    Differences.refuse(definition, plan, today);
    RecordShape.Decoder<E> decoder = shape.decoder(definition.fields(), plan.names(), plan.added());
    return new OneToOne<>(today, decoder);
  }

  /** Reads each payload as one event of its class. */
  private record OneToOne<E>(EventOfToday<E> today, RecordShape.Decoder<E> decoder)
      implements EventReader {
    @Override
    public void read(DirectBuffer buffer, int offset, int length, EventSink sink) {
      sink.event(today, decoder.decode(buffer, offset, length));
    }

    @Override
    public Class<?> gives() {
      return today.type().type();
    }
  }

  private static void requireSame(TypeDefinition definition, EventOfToday<?> today) {
    if (!definition.fields().equals(today.shape().fieldType())) {
      throw new IllegalArgumentException(
          ("the fields of %s differ from those in the journal for event %s version "
                  + "%d: give the changed event a higher version in its domain's definition, "
                  + "and say there what changed")
              .formatted(today.type().type().getName(), today.type().name(), definition.version()));
    }
  }
}
