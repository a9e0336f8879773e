package io.ringfold.engine.shape;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.agrona.MutableDirectBuffer;

/**
 * Writes payloads: a record's fields by position, without names or types, which stand in the
 * journal's definitions once.
 *
 * <pre>
 *   payload   the fields of a RECORD, one after the other, nothing between them
 *
 *   BOOLEAN   1 byte: 0 or 1
 *   INT       zigzag varint
 *   LONG      zigzag varint
 *   DOUBLE    8 bytes, IEEE 754, little-endian
 *   STRING    varint n, n bytes of UTF-8
 *   UUID      16 bytes, in the order in which they are printed
 *   TIME      zigzag varint (seconds since the epoch), varint (nanoseconds)
 *   DECIMAL   zigzag varint (scale), varint n, n bytes (unscaled, two's complement, big-endian)
 *   ENUM      varint: the place of the constant in the written type's list of constants
 *   LIST      varint n, n × element
 *   MAP       varint n, n × (STRING, element), in the order of the map
 *   OPTIONAL  1 byte: 0, or 1 and the element
 *   RECORD    its fields, one after the other
 *   BYTES     varint n, n bytes
 *
 *   varint    7 bits a byte, lowest first; the high bit says that more follow
 *   zigzag    0, -1, 1, -2, 2 … as 0, 1, 2, 3, 4 …
 *
 *   Transfer(from "a", to "bc", amount 150):
 *   +----+----+----+----+----+----+----+
 *   | 01 | 61 | 02 | 62 | 63 | AC | 02 |
 *   +----+----+----+----+----+----+----+
 *    from      to             amount
 * </pre>
 *
 * <p>Each class of records gets its writers once; they are free of state and thread-safe.
 */
final class PayloadWriters {

  /** Writes one field of a record; returns the position after it. */
  @FunctionalInterface
  interface FieldWriter {
    int write(Object owner, MutableDirectBuffer buffer, int position);
  }

  /** Writes a value that is not null; returns the position after it. */
  @FunctionalInterface
  private interface ValueWriter {
    int write(Object value, MutableDirectBuffer buffer, int position);
  }

  private PayloadWriters() {}

  /** The writer of one component. */
  static FieldWriter of(Component component) {
    if (component.isPrimitive()) {
      return ofPrimitive(component);
    }
    String where = component.where();
    Function<Object, Object> accessor = component.objectAccessor();
    if (component.type().kind() == FieldType.Kind.STRING) {
      // the most frequent kind gets a way of its own, one call shorter
      return (owner, buffer, position) ->
          PayloadBytes.putString(buffer, position, (String) required(accessor.apply(owner), where));
    }
    ValueWriter writer = of(component.type(), where);
    return (owner, buffer, position) ->
        writer.write(required(accessor.apply(owner), where), buffer, position);
  }

  private static FieldWriter ofPrimitive(Component component) {
    return switch (component.type().kind()) {
      case BOOLEAN -> {
        Predicate<Object> accessor = component.booleanAccessor();
        yield (owner, buffer, position) ->
            PayloadBytes.putBoolean(buffer, position, accessor.test(owner));
      }
      case INT -> {
        ToIntFunction<Object> accessor = component.intAccessor();
        yield (owner, buffer, position) ->
            PayloadBytes.putZigzag(buffer, position, accessor.applyAsInt(owner));
      }
      case LONG -> {
        ToLongFunction<Object> accessor = component.longAccessor();
        yield (owner, buffer, position) ->
            PayloadBytes.putZigzag(buffer, position, accessor.applyAsLong(owner));
      }
      case DOUBLE -> {
        ToDoubleFunction<Object> accessor = component.doubleAccessor();
        yield (owner, buffer, position) ->
            PayloadBytes.putDouble(buffer, position, accessor.applyAsDouble(owner));
      }
      default -> throw new IllegalStateException(component.where() + " is no primitive");
    };
  }

  private static ValueWriter of(CarriedType type, String where) {
    return switch (type.kind()) {
      case BOOLEAN -> (value, buffer, at) -> PayloadBytes.putBoolean(buffer, at, (Boolean) value);
      case INT -> (value, buffer, at) -> PayloadBytes.putZigzag(buffer, at, (Integer) value);
      case LONG -> (value, buffer, at) -> PayloadBytes.putZigzag(buffer, at, (Long) value);
      case DOUBLE -> (value, buffer, at) -> PayloadBytes.putDouble(buffer, at, (Double) value);
      case STRING -> (value, buffer, at) -> PayloadBytes.putString(buffer, at, (String) value);
      case UUID -> (value, buffer, at) -> PayloadBytes.putUuid(buffer, at, (UUID) value);
      case TIME -> (value, buffer, at) -> PayloadBytes.putTime(buffer, at, (Instant) value);
      case DECIMAL ->
          (value, buffer, at) -> PayloadBytes.putDecimal(buffer, at, (BigDecimal) value);
      case BYTES -> (value, buffer, at) -> PayloadBytes.putBytes(buffer, at, (byte[]) value);
      case ENUM ->
          (value, buffer, at) -> PayloadBytes.putVarint(buffer, at, ((Enum<?>) value).ordinal());
      case LIST -> ofList(of(type.element(), where), where);
      case MAP -> ofMap(of(type.element(), where), where);
      case OPTIONAL -> ofOptional(of(type.element(), where));
      case RECORD -> {
        RecordShape<?> shape = type.shape();
        yield shape::write;
      }
    };
  }

  private static ValueWriter ofList(ValueWriter element, String where) {
    return (value, buffer, start) -> {
      List<?> list = (List<?>) value;
      int position = PayloadBytes.putVarint(buffer, start, list.size());
      for (Object each : list) {
        if (each == null) {
          throw new NullPointerException(where + ": an element of the list is null");
        }
        position = element.write(each, buffer, position);
      }
      return position;
    };
  }

  private static ValueWriter ofMap(ValueWriter element, String where) {
    return (value, buffer, start) -> {
      Map<?, ?> map = (Map<?, ?>) value;
      int position = PayloadBytes.putVarint(buffer, start, map.size());
      for (Map.Entry<?, ?> each : map.entrySet()) {
        String key = (String) each.getKey();
        if (key == null || each.getValue() == null) {
          throw new NullPointerException(
              where + ": the map has a null " + (key == null ? "key" : "at key " + key));
        }
        position =
            element.write(each.getValue(), buffer, PayloadBytes.putString(buffer, position, key));
      }
      return position;
    };
  }

  private static ValueWriter ofOptional(ValueWriter element) {
    return (value, buffer, position) -> {
      Object present = ((Optional<?>) value).orElse(null);
      int start = PayloadBytes.putBoolean(buffer, position, present != null);
      return present == null ? start : element.write(present, buffer, start);
    };
  }

  private static Object required(Object value, String where) {
    if (value == null) {
      throw new NullPointerException(where + " is null; what may be absent is an Optional");
    }
    return value;
  }
}
