package io.ringfold.engine.lift;

import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.engine.shape.BindException;
import io.ringfold.engine.shape.FieldType.Field;
import io.ringfold.engine.shape.RecordShape;
import io.ringfold.engine.shape.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/** Hands what was written to an upcaster, and on what it gives, if its domain lists that. */
final class UpcastingReader implements EventReader {
  private final TypeDefinition definition;
  private final FieldPlan plan;
  private final Map<Class<?>, EventOfToday<?>> eventsOfDomain;

  /**
   * @param plan ends in an upcaster
   * @param eventsOfDomain what it may give
   */
  UpcastingReader(
      TypeDefinition definition, FieldPlan plan, Map<Class<?>, EventOfToday<?>> eventsOfDomain) {
    this.definition = definition;
    this.plan = plan;
    this.eventsOfDomain = eventsOfDomain;
  }

  @Override
  public void read(DirectBuffer buffer, int offset, int length, EventSink sink) {
    for (Object event : upcast(RecordShape.plain(definition.fields(), buffer, offset, length))) {
      EventOfToday<?> type = event == null ? null : eventsOfDomain.get(event.getClass());
      if (type == null) {
        throw new IllegalStateException(
            "%s gave %s, which is no event of domain %s"
                .formatted(name(), event, definition.domain()));
      }
      handOver(type, event, sink);
    }
  }

  private List<?> upcast(Map<String, Object> written) {
    Map<String, Object> fields = new LinkedHashMap<>();
    List<Field> writtenFields = definition.fields().fields();
    for (int i = 0; i < writtenFields.size(); i++) {
      String name = plan.names().get(i);
      String writtenName = writtenFields.get(i).name();
      if (name != null && written.containsKey(writtenName)) {
        fields.put(name, written.get(writtenName));
      }
    }
    plan.added()
        .forEach(
            (name, value) -> {
              Object plain = Values.plain(value);
              if (plain != null) {
                fields.put(name, plain);
              }
            });
    // it may change what it is given, and an error shows what that was
    String given = fields.toString();
    List<?> events;
    try {
      events = plan.upcaster().upcast(fields);
    } catch (RuntimeException e) {
      throw new IllegalStateException(name() + " threw " + e + " for " + given, e);
    }
    if (events == null) {
      throw new IllegalStateException(
          name() + " gave null for " + given + "; for no event, give an empty list");
    }
    return events;
  }

  private <E> void handOver(EventOfToday<E> type, Object event, EventSink sink) {
    E typed = type.type().type().cast(event);
    try {
      type.shape().check(typed);
    } catch (BindException e) {
      throw new IllegalStateException(
          name() + " gave an event that lacks something: " + event + ": " + e.getMessage(), e);
    }
    sink.event(type, typed);
  }

  private String name() {
    return "the upcaster of event " + definition.name() + " version " + definition.version();
  }
}
