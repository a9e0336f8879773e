package io.ringfold.engine.shape;

import io.ringfold.engine.domain.Key;
import java.lang.reflect.RecordComponent;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/** One component of a record class: its names, its type, and the way to its value. Immutable. */
final class Component {
  private final String javaName;
  private final String name;
  private final String where;
  private final CarriedType type;
  private final Class<?> declared;
  private final boolean key;
  private final Object accessor;

  /**
   * @param enclosing the records around it, its own among them
   * @throws IllegalArgumentException naming the component whose type cannot be carried
   */
  Component(RecordComponent component, Accessors accessors, Set<Class<?>> enclosing) {
    javaName = component.getName();
    name = Names.kebabCase(javaName);
    where = component.getDeclaringRecord().getName() + "." + javaName;
    type = CarriedType.of(component.getGenericType(), where, enclosing);
    declared = component.getType();
    key = component.isAnnotationPresent(Key.class);
    if (key && !type.fieldType().canBeKey()) {
      throw new IllegalArgumentException(
          where
              + ": @Key on "
              + component.getGenericType().getTypeName()
              + "; allowed are String, UUID, List<String> and List<UUID>");
    }
    accessor = accessor(component, accessors);
  }

  private static Object accessor(RecordComponent component, Accessors accessors) {
    Class<?> type = component.getType();
    if (type == boolean.class) {
      return accessors.booleans(component);
    } else if (type == int.class) {
      return accessors.ints(component);
    } else if (type == long.class) {
      return accessors.longs(component);
    } else if (type == double.class) {
      return accessors.doubles(component);
    }
    return accessors.objects(component);
  }

  /** As in Java. */
  String javaName() {
    return javaName;
  }

  /** As outside: kebab-case. */
  String name() {
    return name;
  }

  /** class.component, for errors. */
  String where() {
    return where;
  }

  CarriedType type() {
    return type;
  }

  boolean key() {
    return key;
  }

  FieldType.Field field() {
    return new FieldType.Field(name, type.fieldType(), key);
  }

  /** Declared as boolean, int, long or double: cannot be null, is read without boxing. */
  boolean isPrimitive() {
    return declared.isPrimitive();
  }

  @SuppressWarnings("unchecked")
  Predicate<Object> booleanAccessor() {
    return (Predicate<Object>) accessor;
  }

  @SuppressWarnings("unchecked")
  ToIntFunction<Object> intAccessor() {
    return (ToIntFunction<Object>) accessor;
  }

  @SuppressWarnings("unchecked")
  ToLongFunction<Object> longAccessor() {
    return (ToLongFunction<Object>) accessor;
  }

  @SuppressWarnings("unchecked")
  ToDoubleFunction<Object> doubleAccessor() {
    return (ToDoubleFunction<Object>) accessor;
  }

  /** Of a component that is not primitive. */
  @SuppressWarnings("unchecked")
  Function<Object, Object> objectAccessor() {
    return (Function<Object, Object>) accessor;
  }
}
