package io.ringfold.engine.lift;

import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.engine.shape.FieldType;
import io.ringfold.engine.shape.FieldType.Field;
import io.ringfold.engine.shape.FieldType.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands between the fields that a plan leads to and those of the class of today: fields that
 * nothing gives a value, that nothing takes, and types that cannot be read as each other.
 */
final class Differences {
  private final TypeDefinition definition;
  private final EventOfToday<?> today;

  /** New fields that have no value, and new ones that may do without. */
  private final Map<String, FieldType> without = new LinkedHashMap<>();

  private final Map<String, FieldType> empty = new LinkedHashMap<>();
  private final Map<String, FieldType> gone = new LinkedHashMap<>();
  private final List<String> retyped = new ArrayList<>();

  private Differences(TypeDefinition definition, EventOfToday<?> today) {
    this.definition = definition;
    this.today = today;
  }

  /**
   * Looks for differences.
   *
   * @throws IllegalArgumentException naming them all, and what to write
   */
  static void refuse(TypeDefinition definition, FieldPlan plan, EventOfToday<?> today) {
    Differences differences = new Differences(definition, today);
    differences.collect(plan);
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(differences.message());
    }
  }

  private void collect(FieldPlan plan) {
    Map<String, FieldType> wanted = new LinkedHashMap<>();
    today.shape().fieldType().fields().forEach(field -> wanted.put(field.name(), field.type()));
    List<Field> written = definition.fields().fields();
    for (int i = 0; i < written.size(); i++) {
      String name = plan.names().get(i);
      if (name == null) {
        continue;
      }
      FieldType type = wanted.remove(name);
      if (type == null) {
        gone.put(name, written.get(i).type());
      } else {
        compare(name, written.get(i).type(), type);
      }
    }
    for (String name : plan.added().keySet()) {
      // that the class has it was checked when the domain was taken on
      wanted.remove(name);
    }
    wanted.forEach(
        (name, type) -> {
          if (type.kind() == Kind.OPTIONAL) {
            empty.put(name, type.element());
          } else {
            without.put(name, type);
          }
        });
  }

  private void compare(String path, FieldType written, FieldType wanted) {
    Kind from = written.kind();
    Kind to = wanted.kind();
    if (to == Kind.OPTIONAL && from != Kind.OPTIONAL) {
      compare(path, written, wanted.element());
    } else if (from != to) {
      if (!widens(from, to)) {
        retyped.add(path + " was " + written.describe() + " and is " + wanted.describe());
      }
    } else if (written.element() != null) {
      compare(path, written.element(), wanted.element());
    } else if (from == Kind.RECORD) {
      compareInside(path, written, wanted);
    }
  }

  static boolean widens(Kind from, Kind to) {
    return (from == Kind.INT && (to == Kind.LONG || to == Kind.DOUBLE))
        || (from == Kind.LONG && to == Kind.DOUBLE);
  }

  /** A history names fields of the event itself, none inside of them. */
  private void compareInside(String path, FieldType written, FieldType wanted) {
    Map<String, FieldType> inside = new LinkedHashMap<>();
    wanted.fields().forEach(field -> inside.put(field.name(), field.type()));
    for (Field field : written.fields()) {
      String fieldPath = path + "." + field.name();
      FieldType type = inside.remove(field.name());
      if (type == null) {
        retyped.add(fieldPath + " is gone, inside of a record");
      } else {
        compare(fieldPath, field.type(), type);
      }
    }
    inside.forEach(
        (name, type) -> {
          if (type.kind() != Kind.OPTIONAL) {
            retyped.add(path + "." + name + " is new inside of a record and no Optional");
          }
        });
  }

  private boolean isEmpty() {
    return without.isEmpty() && gone.isEmpty() && retyped.isEmpty();
  }

  private String message() {
    List<String> found = new ArrayList<>();
    without.forEach(
        (name, type) -> found.add(name + " (" + type.describe() + ") is new and has no value"));
    gone.forEach((name, type) -> found.add(name + " (" + type.describe() + ") is gone"));
    found.addAll(retyped);
    return ("event %s of domain %s: nothing says how version %d in the journal is read as "
            + "version %d, %s: %s. Write what changed into the event's history: %s")
        .formatted(
            definition.name(),
            definition.domain(),
            definition.version(),
            today.type().version(),
            today.type().type().getName(),
            String.join("; ", found),
            advice());
  }

  /** What an author could write; a lost and a new field of one type may be the same field. */
  private String advice() {
    String version = "past -> past.version(" + today.type().version();
    if (!retyped.isEmpty()) {
      return version
          + ", fields -> List.of(new "
          + today.type().type().getSimpleName()
          + "(...))), an upcaster: what changed cannot be said field by field";
    }
    StringBuilder changes = new StringBuilder(version).append(")");
    Map<String, FieldType> lost = new LinkedHashMap<>(gone);
    boolean guessed = false;
    Map<String, FieldType> brought = new LinkedHashMap<>(without);
    brought.putAll(empty);
    for (Map.Entry<String, FieldType> each : brought.entrySet()) {
      String name = each.getKey();
      String before = sameType(lost, each.getValue());
      if (before != null) {
        lost.remove(before);
        guessed = true;
        changes.append(".renamed(\"%s\", \"%s\")".formatted(before, name));
      } else if (without.containsKey(name)) {
        changes.append(".added(\"%s\", <its value in what is older>)".formatted(name));
      }
    }
    lost.keySet().forEach(name -> changes.append(".removed(\"%s\")".formatted(name)));
    if (guessed) {
      changes.append(", or removed and added, where these are two fields and not one renamed");
    }
    return changes.toString();
  }

  private static String sameType(Map<String, FieldType> candidates, FieldType type) {
    for (Map.Entry<String, FieldType> each : candidates.entrySet()) {
      if (each.getValue().equals(type)) {
        return each.getKey();
      }
    }
    return null;
  }
}
