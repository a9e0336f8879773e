package io.ringfold.engine.shape;

import io.ringfold.engine.shape.FieldType.Kind;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A Java type that records may carry, beside the field type that stands for it. Immutable.
 *
 * @param constants of an enum, in the order of ordinals, else empty
 * @param element of List, Map and Optional, else null
 * @param shape of a record, else null
 */
record CarriedType(
    FieldType fieldType, List<Enum<?>> constants, CarriedType element, RecordShape<?> shape) {

  private static final String ALLOWED =
      "boolean, int, long, double, String, UUID, Instant, BigDecimal, byte[], enums, records of"
          + " these, List<T>, Map<String, T> and Optional<T>";

  Kind kind() {
    return fieldType.kind();
  }

  /**
   * The carried type of a component's type.
   *
   * @param where class.component, for errors
   * @param enclosing the records around it, in which it must not appear again
   */
  static CarriedType of(Type type, String where, Set<Class<?>> enclosing) {
    if (type instanceof Class<?> plain) {
      return ofClass(plain, where, enclosing);
    }
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return ofElement(Kind.LIST, arguments[0], where, enclosing);
      }
      if (generic.getRawType() == Optional.class) {
        return ofElement(Kind.OPTIONAL, arguments[0], where, enclosing);
      }
      if (generic.getRawType() == Map.class && arguments[0] == String.class) {
        return ofElement(Kind.MAP, arguments[1], where, enclosing);
      }
    }
    throw refused(type, where);
  }

  private static CarriedType ofClass(Class<?> type, String where, Set<Class<?>> enclosing) {
    Kind scalar = scalarKind(type);
    if (scalar != null) {
      return new CarriedType(FieldType.of(scalar), List.of(), null, null);
    }
    if (type.isEnum()) {
      return ofEnum(type, where);
    }
    if (type.isRecord()) {
      if (enclosing.contains(type)) {
        throw new IllegalArgumentException(
            where + ": " + type.getName() + " contains itself, which a payload cannot carry");
      }
      RecordShape<?> shape = RecordShape.make(type, enclosing);
      return new CarriedType(shape.fieldType(), List.of(), null, shape);
    }
    throw refused(type, where);
  }

  private static Kind scalarKind(Class<?> type) {
    if (type == boolean.class || type == Boolean.class) {
      return Kind.BOOLEAN;
    } else if (type == int.class || type == Integer.class) {
      return Kind.INT;
    } else if (type == long.class || type == Long.class) {
      return Kind.LONG;
    } else if (type == double.class || type == Double.class) {
      return Kind.DOUBLE;
    } else if (type == String.class) {
      return Kind.STRING;
    } else if (type == UUID.class) {
      return Kind.UUID;
    } else if (type == Instant.class) {
      return Kind.TIME;
    } else if (type == BigDecimal.class) {
      return Kind.DECIMAL;
    } else if (type == byte[].class) {
      return Kind.BYTES;
    }
    return null;
  }

  private static CarriedType ofEnum(Class<?> type, String where) {
    List<Enum<?>> constants = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Object each : type.getEnumConstants()) {
      Enum<?> constant = (Enum<?>) each;
      String name = Names.kebabCase(constant.name());
      if (names.contains(name)) {
        throw new IllegalArgumentException(
            where
                + ": two constants of "
                + type.getName()
                + " are both written \""
                + name
                + "\"; rename one");
      }
      constants.add(constant);
      names.add(name);
    }
    return new CarriedType(FieldType.enumOf(names), List.copyOf(constants), null, null);
  }

  private static CarriedType ofElement(
      Kind kind, Type elementType, String where, Set<Class<?>> enclosing) {
    CarriedType element = of(elementType, where, enclosing);
    if (kind == Kind.LIST && element.fieldType.takesNoBytes()) {
      throw new IllegalArgumentException(
          where + ": a list of " + elementType.getTypeName() + ", which has no fields");
    }
    return new CarriedType(FieldType.of(kind, element.fieldType), List.of(), element, null);
  }

  private static IllegalArgumentException refused(Type type, String where) {
    return new IllegalArgumentException(
        where + ": type " + type.getTypeName() + " cannot be carried; allowed are " + ALLOWED);
  }
}
