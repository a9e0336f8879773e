package io.ringfold.engine.lift;

import io.ringfold.engine.domain.EventChange;
import io.ringfold.engine.domain.Upcaster;
import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.engine.shape.FieldType.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the changes since a version do to the fields that it wrote: under which name each stands
 * now, and which values came with later versions. Immutable.
 *
 * @param names for each written field, in their order; null where it was removed
 * @param added values of fields that were not written, by name
 * @param upcaster that ends the way; null where the plan leads to the class of today
 * @param version that the fields have now: the one before the upcaster's, or today's
 */
record FieldPlan(List<String> names, Map<String, Object> added, Upcaster upcaster, int version) {

  /** A field on its way: written at a place, or added with a value. */
  private record Source(int place, Object value) {
    boolean isWritten() {
      return place >= 0;
    }
  }

  /**
   * The changes after the definition's version, carried out in their order.
   *
   * @param todaysVersion of the event
   * @throws IllegalArgumentException where a change names a field that is not there at that point,
   *     or is there already
   */
  static FieldPlan of(TypeDefinition definition, List<EventChange> changes, int todaysVersion) {
    Map<String, Source> fields = new LinkedHashMap<>();
    for (Field field : definition.fields().fields()) {
      fields.put(field.name(), new Source(fields.size(), null));
    }
    for (EventChange change : changes) {
      if (change.version() <= definition.version()) {
        continue;
      }
      if (change instanceof EventChange.Lifted lifted) {
        return of(definition, fields, lifted.upcaster(), change.version() - 1);
      }
      apply(change, fields, definition);
    }
    return of(definition, fields, null, todaysVersion);
  }

  private static void apply(
      EventChange change, Map<String, Source> fields, TypeDefinition definition) {
    if (change instanceof EventChange.Added added) {
      requireAbsent(added.field(), change, fields, definition);
      fields.put(added.field(), new Source(-1, added.value()));
    } else if (change instanceof EventChange.Removed removed) {
      requirePresent(removed.field(), change, fields, definition);
      fields.remove(removed.field());
    } else if (change instanceof EventChange.Renamed renamed) {
      requirePresent(renamed.from(), change, fields, definition);
      requireAbsent(renamed.to(), change, fields, definition);
      fields.put(renamed.to(), fields.remove(renamed.from()));
    }
  }

  private static void requirePresent(
      String field, EventChange change, Map<String, Source> fields, TypeDefinition definition) {
    if (!fields.containsKey(field)) {
      throw new IllegalArgumentException(
          ("%s: %s names field %s, which version %d in the journal does not have at "
                  + "that point; it has %s. Where a version in between brought it as an "
                  + "Optional, say so there: .added(\"%s\", Optional.empty())")
              .formatted(
                  event(definition),
                  describe(change),
                  field,
                  definition.version(),
                  fields.keySet(),
                  field));
    }
  }

  private static void requireAbsent(
      String field, EventChange change, Map<String, Source> fields, TypeDefinition definition) {
    if (fields.containsKey(field)) {
      throw new IllegalArgumentException(
          ("%s: %s names field %s, which version %d in the journal has already; where "
                  + "it means something else now, remove it first: .removed(\"%s\")")
              .formatted(event(definition), describe(change), field, definition.version(), field));
    }
  }

  private static FieldPlan of(
      TypeDefinition definition, Map<String, Source> fields, Upcaster upcaster, int version) {
    String[] names = new String[definition.fields().fields().size()];
    Map<String, Object> added = new LinkedHashMap<>();
    fields.forEach(
        (name, source) -> {
          if (source.isWritten()) {
            names[source.place()] = name;
          } else {
            added.put(name, source.value());
          }
        });
    return new FieldPlan(
        Collections.unmodifiableList(new ArrayList<>(Arrays.asList(names))),
        Collections.unmodifiableMap(added),
        upcaster,
        version);
  }

  private static String event(TypeDefinition definition) {
    return "event " + definition.name() + " of domain " + definition.domain();
  }

  /** As it stands in the domain's definition. */
  static String describe(EventChange change) {
    String version = "version(" + change.version();
    if (change instanceof EventChange.Added added) {
      return "%s).added(\"%s\", %s)".formatted(version, added.field(), added.value());
    } else if (change instanceof EventChange.Removed removed) {
      return "%s).removed(\"%s\")".formatted(version, removed.field());
    } else if (change instanceof EventChange.Renamed renamed) {
      return "%s).renamed(\"%s\", \"%s\")".formatted(version, renamed.from(), renamed.to());
    }
    return version + ", fields -> ...)";
  }
}
