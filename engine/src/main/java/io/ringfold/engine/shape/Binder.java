package io.ringfold.engine.shape;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes records of plain values. Goes on after an error, so that all are reported together; what is
 * returned means something only where no error was added.
 */
final class Binder {
  private Binder() {}

  /** The record of these values; null where one of them is wrong. */
  static Object bindRecord(RecordShape<?> shape, Map<?, ?> values, BindErrors errors) {
    int errorsBefore = errors.count();
    List<Component> components = shape.components();
    Object[] arguments = new Object[components.size()];
    int known = 0;
    for (int i = 0; i < arguments.length; i++) {
      Component component = components.get(i);
      Object value = values.get(component.name());
      if (value != null || values.containsKey(component.name())) {
        known++;
      }
      errors.enter(component.name());
      arguments[i] = bindValue(component.type(), value, errors);
      errors.leave();
    }
    if (known < values.size()) {
      addUnknown(shape, values, errors);
    }
    if (errors.count() > errorsBefore) {
      return null;
    }
    try {
      return shape.construct(arguments);
    } catch (IllegalArgumentException | NullPointerException e) {
      addRefused(shape, e, errors);
      return null;
    }
  }

  /** Some of a record's fields, by name. */
  static Map<String, Object> bindFields(
      RecordShape<?> shape, Map<String, ?> values, BindErrors errors) {
    Map<String, Object> bound = new LinkedHashMap<>();
    for (Component component : shape.components()) {
      if (values.containsKey(component.name())) {
        errors.enter(component.name());
        Object plain = Values.plain(values.get(component.name()));
        bound.put(component.name(), bindValue(component.type(), plain, errors));
        errors.leave();
      }
    }
    if (bound.size() < values.size()) {
      addUnknown(shape, values, errors);
    }
    return bound;
  }

  private static Object bindValue(CarriedType type, Object value, BindErrors errors) {
    if (type.kind() == FieldType.Kind.OPTIONAL) {
      return value == null
          ? Optional.empty()
          : Optional.ofNullable(bindValue(type.element(), value, errors));
    }
    if (value == null) {
      errors.add("is required");
      return null;
    }
    return switch (type.kind()) {
      case LIST -> bindList(type.element(), value, errors);
      case MAP -> bindMap(type.element(), value, errors);
      case RECORD -> {
        if (value instanceof Map<?, ?> map) {
          yield bindRecord(type.shape(), map, errors);
        }
        errors.add("must be an object, was " + Names.shorten(value));
        yield null;
      }
      default -> ScalarBinder.bind(type, value, errors);
    };
  }

  private static Object bindList(CarriedType element, Object value, BindErrors errors) {
    if (!(value instanceof Collection<?> elements)) {
      errors.add("must be a list, was " + Names.shorten(value));
      return null;
    }
    List<Object> list = new ArrayList<>(elements.size());
    int index = 0;
    int errorsBefore = errors.count();
    for (Object each : elements) {
      errors.enter(index++);
      list.add(bindValue(element, each, errors));
      errors.leave();
    }
    return errors.count() > errorsBefore ? null : List.copyOf(list);
  }

  /** Keeps the order of the input: what iterates over it decides the same on every machine. */
  private static Object bindMap(CarriedType element, Object value, BindErrors errors) {
    if (!(value instanceof Map<?, ?> entries)) {
      errors.add("must be an object, was " + Names.shorten(value));
      return null;
    }
    Map<String, Object> map = new LinkedHashMap<>();
    for (Map.Entry<?, ?> each : entries.entrySet()) {
      if (each.getKey() instanceof String key) {
        errors.enter(key);
        ScalarBinder.checkText(key, errors);
        map.put(key, bindValue(element, each.getValue(), errors));
        errors.leave();
      } else {
        errors.add("must have strings as keys, has " + Names.shorten(each.getKey()));
      }
    }
    return Collections.unmodifiableMap(map);
  }

  private static void addUnknown(RecordShape<?> shape, Map<?, ?> values, BindErrors errors) {
    Map<String, Component> known = shape.componentsByName();
    String fields =
        known.isEmpty()
            ? "it has no fields"
            : "the fields are " + String.join(", ", known.keySet());
    for (Object name : values.keySet()) {
      if (!(name instanceof String) || !known.containsKey(name)) {
        errors.add(String.valueOf(name), "is not a field of this; " + fields);
      }
    }
  }

  /** A constructor's message that begins with a field's name is about that field. */
  private static void addRefused(RecordShape<?> shape, RuntimeException e, BindErrors errors) {
    String message = e.getMessage();
    if (message == null || message.isBlank()) {
      errors.add("is refused: " + e.getClass().getSimpleName());
      return;
    }
    for (Component component : shape.components()) {
      for (String name : List.of(component.name(), component.javaName())) {
        if (message.startsWith(name) && message.length() > name.length() + 1) {
          char next = message.charAt(name.length());
          if (next == ':' || next == ' ') {
            errors.add(component.name(), message.substring(name.length() + 1).strip());
            return;
          }
        }
      }
    }
    errors.add(message);
  }
}
