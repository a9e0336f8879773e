package io.ringfold.engine.shape;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.collections.Int2IntCounterMap;
import org.agrona.collections.Long2LongCounterMap;
import org.agrona.collections.MutableBoolean;
import org.agrona.collections.MutableReference;
import org.agrona.collections.Object2IntCounterMap;
import org.agrona.collections.Object2LongCounterMap;

/** One walk over a value; see {@link Values#walk}. Not thread-safe, used once. */
final class ValueWalker {

  /** Deeper than any state that a person would want to read; what contains itself gets here. */
  private static final int MAX_DEPTH = 64;

  private final ValueVisitor visitor;

  /** Nearly all values are no deeper, and nearly all walks are of such. */
  private static final int USUAL_DEPTH = 4;

  /** The fields and keys that lead to where the walk is. */
  private Object[] path;

  private int depth;

  ValueWalker(ValueVisitor visitor) {
    this(visitor, new Object[USUAL_DEPTH], 0);
  }

  private ValueWalker(ValueVisitor visitor, Object[] path, int depth) {
    this.visitor = visitor;
    this.path = path;
    this.depth = depth;
  }

  void walk(Object value) {
    if (value == null) {
      visitor.nullValue();
      return;
    }
    ClassView view = ClassView.of(value.getClass());
    switch (view.way()) {
      case STRING -> visitor.string((String) value);
      case INTEGER -> visitor.integer(((Number) value).longValue());
      case BIG_INTEGER -> walkBigInteger((BigInteger) value);
      case FLOATING -> visitor.floating(((Number) value).doubleValue());
      case DECIMAL -> visitor.decimal((BigDecimal) value);
      case BOOLEAN -> visitor.bool((Boolean) value);
      case ATOMIC_BOOLEAN ->
          visitor.bool(
              value instanceof AtomicBoolean atomic
                  ? atomic.get()
                  : ((MutableBoolean) value).get());
      case UUID -> visitor.uuid((UUID) value);
      case TIME -> visitor.time((Instant) value);
      case DATE -> visitor.time(Instant.ofEpochMilli(((Date) value).getTime()));
      case BYTES -> visitor.bytes((byte[]) value);
      case TEXT -> visitor.string(value.toString());
      case ENUM -> visitor.string(view.constants().get(((Enum<?>) value).ordinal()));
      case OPTIONAL -> walkInside("?", ((Optional<?>) value).orElse(null));
      case OPTIONAL_PRIMITIVE -> walkOptionalPrimitive(value);
      case REFERENCE ->
          walkInside(
              "value",
              value instanceof AtomicReference<?> atomic
                  ? atomic.get()
                  : ((MutableReference<?>) value).get());
      case ENTRY -> walkEntry((Map.Entry<?, ?>) value);
      case ARRAY -> walkArray(value);
      case ORDERED_MAP -> walkOrdered((Map<?, ?>) value);
      case UNORDERED_MAP -> walkSorted((Map<?, ?>) value);
      case COUNTER_MAP -> walkSorted(counters(value));
      case ORDERED_COLLECTION -> walkOrdered((Collection<?>) value);
      case UNORDERED_COLLECTION -> walkSorted((Collection<?>) value);
      case FIELDS -> walkFields(view, value);
      case REFUSED -> throw refused(view.refusal());
    }
  }

  private void walkInside(Object step, Object value) {
    if (depth == MAX_DEPTH) {
      throw refused("nested deeper than " + MAX_DEPTH + ", as a value does that contains itself");
    }
    if (depth == path.length) {
      path = Arrays.copyOf(path, Math.min(2 * depth, MAX_DEPTH));
    }
    path[depth++] = step;
    walk(value);
    depth--;
  }

  private IllegalArgumentException refused(String why) {
    StringBuilder where = new StringBuilder();
    for (int i = 0; i < depth; i++) {
      where.append(i == 0 ? "" : ".").append(path[i]);
    }
    return new IllegalArgumentException(
        (where.isEmpty() ? "the value" : "at " + Names.shorten(where.toString())) + ": " + why);
  }

  private void walkBigInteger(BigInteger value) {
    if (value.bitLength() < Long.SIZE) {
      visitor.integer(value.longValue());
    } else {
      visitor.decimal(new BigDecimal(value));
    }
  }

  private void walkOptionalPrimitive(Object value) {
    if (value instanceof OptionalInt optional && optional.isPresent()) {
      visitor.integer(optional.getAsInt());
    } else if (value instanceof OptionalLong optional && optional.isPresent()) {
      visitor.integer(optional.getAsLong());
    } else if (value instanceof OptionalDouble optional && optional.isPresent()) {
      visitor.floating(optional.getAsDouble());
    } else {
      visitor.nullValue();
    }
  }

  private void walkEntry(Map.Entry<?, ?> entry) {
    visitor.beginObject(2);
    visitor.name("key");
    walkInside("key", entry.getKey());
    visitor.name("value");
    walkInside("value", entry.getValue());
    visitor.endObject();
  }

  private void walkArray(Object array) {
    int length = Array.getLength(array);
    visitor.beginList(length);
    for (int i = 0; i < length; i++) {
      walkInside("[]", Array.get(array, i));
    }
    visitor.endList();
  }

  private void walkOrdered(Collection<?> elements) {
    visitor.beginList(elements.size());
    for (Object each : elements) {
      walkInside("[]", each);
    }
    visitor.endList();
  }

  private void walkSorted(Collection<?> elements) {
    Object[] sorted = elements.toArray();
    sortElements(sorted);
    visitor.beginList(sorted.length);
    for (Object each : sorted) {
      walkInside("[]", each);
    }
    visitor.endList();
  }

  /** By natural order, or by what a walk of each of them would be. */
  private void sortElements(Object[] elements) {
    if (elements.length < 2) {
      return;
    }
    Comparator<Object> natural = MapKeys.naturalOrder(elements);
    if (natural != null) {
      Comparator<Object> byHash = (a, b) -> Arrays.compareUnsigned(hash(a), hash(b));
      Arrays.sort(elements, natural.thenComparing(byHash));
      return;
    }
    record Hashed(byte[] hash, Object element) {}

    Hashed[] hashed = new Hashed[elements.length];
    for (int i = 0; i < hashed.length; i++) {
      hashed[i] = new Hashed(hash(elements[i]), elements[i]);
    }
    Arrays.sort(hashed, (a, b) -> Arrays.compareUnsigned(a.hash(), b.hash()));
    for (int i = 0; i < hashed.length; i++) {
      elements[i] = hashed[i].element();
    }
  }

  /** Of an element where the walk is: as deep as this one, lest a set in itself has no end. */
  private byte[] hash(Object element) {
    HashVisitor hash = new HashVisitor();
    new ValueWalker(hash, path.clone(), depth).walkInside("[]", element);
    return hash.digest();
  }

  private void walkOrdered(Map<?, ?> map) {
    visitor.beginObject(map.size());
    for (Map.Entry<?, ?> each : map.entrySet()) {
      walkEntry(each.getKey(), each.getValue());
    }
    visitor.endObject();
  }

  private void walkSorted(Map<?, ?> map) {
    Object[] keys = map.keySet().toArray();
    MapKeys.sort(keys);
    visitor.beginObject(keys.length);
    for (Object key : keys) {
      walkEntry(key, map.get(key));
    }
    visitor.endObject();
  }

  private void walkEntry(Object key, Object value) {
    String name = MapKeys.name(key);
    visitor.name(name);
    walkInside(name, value);
  }

  /** Agrona's counters are no maps, so they are copied into one. */
  static Map<Object, Object> counters(Object value) {
    Map<Object, Object> copy = new HashMap<>();
    if (value instanceof Object2LongCounterMap<?> map) {
      map.forEach((key, count) -> copy.put(key, count));
    } else if (value instanceof Object2IntCounterMap<?> map) {
      map.forEach((key, count) -> copy.put(key, count));
    } else if (value instanceof Long2LongCounterMap map) {
      map.forEach((key, count) -> copy.put(key, count));
    } else {
      ((Int2IntCounterMap) value).forEach((key, count) -> copy.put(key, count));
    }
    return copy;
  }

  private void walkFields(ClassView view, Object owner) {
    int count = 0;
    for (FieldView field : view.fields()) {
      if (!field.isAbsent(owner)) {
        count++;
      }
    }
    visitor.beginObject(count);
    for (FieldView field : view.fields()) {
      if (field.integer() != null) {
        visitor.name(field.name());
        visitor.integer(field.integer().applyAsLong(owner));
      } else if (!field.isAbsent(owner)) {
        visitor.name(field.name());
        walkInside(field.name(), field.object().apply(owner));
      }
    }
    visitor.endObject();
  }
}
