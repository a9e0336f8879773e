package io.ringfold.engine.shape;

import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * A field of a record or of a plain class, for reading. Integers are read without boxing, because
 * that is what most state is made of. Immutable.
 *
 * @param name kebab-case
 * @param optional whether it is declared as an Optional
 * @param integer where the field is a primitive integer, else null
 * @param object where it is anything else, else null
 */
record FieldView(
    String name,
    boolean optional,
    ToLongFunction<Object> integer,
    Function<Object, Object> object) {

  private static final Set<Class<?>> INTEGERS =
      Set.of(long.class, int.class, short.class, byte.class);

  static FieldView of(RecordComponent component, Accessors accessors) {
    String name = Names.kebabCase(component.getName());
    Class<?> type = component.getType();
    return INTEGERS.contains(type)
        ? new FieldView(name, false, accessors.longs(component), null)
        : new FieldView(name, type == Optional.class, null, accessors.objects(component));
  }

  /** Of a field that was made accessible. */
  static FieldView of(String name, Field field) {
    if (INTEGERS.contains(field.getType())) {
      return new FieldView(name, false, owner -> getLong(field, owner), null);
    }
    return new FieldView(name, field.getType() == Optional.class, null, owner -> get(field, owner));
  }

  /** An Optional that is empty: left out of its object. */
  boolean isAbsent(Object owner) {
    return optional && object.apply(owner) instanceof Optional<?> value && value.isEmpty();
  }

  private static long getLong(Field field, Object owner) {
    try {
      return field.getLong(owner);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(field + " was made accessible", e);
    }
  }

  private static Object get(Field field, Object owner) {
    try {
      return field.get(owner);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(field + " was made accessible", e);
    }
  }
}
