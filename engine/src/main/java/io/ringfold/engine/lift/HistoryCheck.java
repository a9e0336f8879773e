package io.ringfold.engine.lift;

import io.ringfold.engine.domain.EventChange;
import io.ringfold.engine.shape.FieldType;
import io.ringfold.engine.shape.FieldType.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks an event's history against its class, as far as that goes without a journal: what the
 * changes bring has to end in fields that the class has, with values that they take.
 */
final class HistoryCheck {

  /** Stands for the value of a field that was written. */
  private static final Object WRITTEN = new Object();

  private HistoryCheck() {}

  /**
   * @throws IllegalArgumentException naming the change that leads nowhere
   */
  static void check(EventOfToday<?> event) {
    Map<String, Object> brought = new LinkedHashMap<>();
    Map<String, EventChange> by = new LinkedHashMap<>();
    for (EventChange change : event.type().changes()) {
      if (change instanceof EventChange.Added added) {
        brought.put(added.field(), added.value());
        by.put(added.field(), change);
      } else if (change instanceof EventChange.Removed removed) {
        brought.remove(removed.field());
      } else if (change instanceof EventChange.Renamed renamed) {
        Object value = brought.remove(renamed.from());
        brought.put(renamed.to(), value == null ? WRITTEN : value);
        by.put(renamed.to(), change);
      } else {
        // it makes events of today: the compiler has seen its fields
        brought.clear();
      }
    }
    Set<String> fields =
        event.shape().fieldType().fields().stream().map(Field::name).collect(Collectors.toSet());
    for (String name : brought.keySet()) {
      if (!fields.contains(name)) {
        throw mistake(
            event,
            by.get(name),
            event.type().type().getName()
                + " has no field "
                + name
                + "; it has "
                + event.shape().fieldType().fields().stream().map(Field::name).toList());
      }
    }
    brought.values().removeIf(value -> value == WRITTEN);
    brought.forEach((name, value) -> requireFits(event, by.get(name), name, value));
  }

  private static void requireFits(
      EventOfToday<?> event, EventChange change, String name, Object value) {
    try {
      event.shape().decoder(FieldType.recordOf(List.of()), List.of(), Map.of(name, value));
    } catch (IllegalArgumentException e) {
      throw mistake(event, change, "its value does not fit: " + e.getMessage());
    }
  }

  private static IllegalArgumentException mistake(
      EventOfToday<?> event, EventChange change, String what) {
    return new IllegalArgumentException(
        "event " + event.type().name() + ": " + FieldPlan.describe(change) + ": " + what);
  }
}
