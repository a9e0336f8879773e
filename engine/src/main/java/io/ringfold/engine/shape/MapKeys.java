package io.ringfold.engine.shape;

import java.util.Arrays;
import java.util.Comparator;

/** Names the keys of maps, and brings those into an order whose map has none. */
final class MapKeys {

  private static final ClassValue<Boolean> HAS_TO_STRING =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          try {
            return type.getMethod("toString").getDeclaringClass() != Object.class;
          } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type.getName() + " has no toString", e);
          }
        }
      };

  private MapKeys() {}

  /**
   * The name that a key is walked with.
   *
   * @throws IllegalArgumentException for a key without a toString of its own: the one that it
   *     inherits is another in each run
   */
  static String name(Object key) {
    if (key instanceof String text) {
      return text;
    }
    if (key == null) {
      return "null";
    }
    if (key instanceof Enum<?> constant) {
      return ClassView.of(key.getClass()).constants().get(constant.ordinal());
    }
    if (!HAS_TO_STRING.get(key.getClass())) {
      throw new IllegalArgumentException(
          "a key of class " + key.getClass().getName() + " has no name; give it a toString");
    }
    return key.toString();
  }

  /** Sorts keys in place: in their natural order where they have one, else by name. */
  static void sort(Object[] keys) {
    Comparator<Object> byName =
        Comparator.comparing(MapKeys::name).thenComparing(MapKeys::className);
    Comparator<Object> natural = naturalOrder(keys);
    // two keys that are not equal may still compare as 0, like 1.0 and 1.00
    Arrays.sort(keys, natural == null ? byName : natural.thenComparing(byName));
  }

  /** The natural order of values that are all of one class which has one; else null. */
  @SuppressWarnings("unchecked")
  static Comparator<Object> naturalOrder(Object[] values) {
    Class<?> type = values.length == 0 ? null : comparableClass(values[0]);
    if (type == null) {
      return null;
    }
    for (Object each : values) {
      if (comparableClass(each) != type) {
        return null;
      }
    }
    return (a, b) -> ((Comparable<Object>) a).compareTo(b);
  }

  private static Class<?> comparableClass(Object value) {
    if (value instanceof Enum<?> constant) {
      return constant.getDeclaringClass();
    }
    return value instanceof Comparable<?> ? value.getClass() : null;
  }

  private static String className(Object key) {
    return key == null ? "" : key.getClass().getName();
  }
}
