package io.ringfold.engine.shape;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.collections.MutableReference;

/**
 * A value opened by one level: what {@link Values#walk} would show of it, without going into what
 * stands inside. For looking at two values side by side, or at a part of a large one. Immutable, as
 * long as nobody changes the value meanwhile; what stands inside is handed out as it is.
 */
public final class ValueView {

  /** What a value is, once Optionals and references around it are taken off. */
  public enum Kind {
    /** Nothing stands inside: see {@link #scalar()}. */
    SCALAR,
    /** Elements by place. */
    LIST,
    /** A record or a plain class: values by the names of its fields. */
    FIELDS,
    /** Values by key. */
    MAP,
    /**
     * Elements that are their own keys: each is named by its text, or by a hash of it where it has
     * parts. A walk shows them as a list.
     */
    SET
  }

  /** References in references: no more of them than a walk would follow. */
  private static final int MAX_WRAPPED = 64;

  private static final int HASH_BYTES = 8;

  private final Kind kind;
  private final Object scalar;
  private final String[] names;
  private final Object[] values;
  private final boolean ordered;

  private ValueView(Kind kind, Object scalar, String[] names, Object[] values, boolean ordered) {
    this.kind = kind;
    this.scalar = scalar;
    this.names = names;
    this.values = values;
    this.ordered = ordered;
  }

  /**
   * The view of a value.
   *
   * @throws IllegalArgumentException where a walk would refuse it
   */
  public static ValueView of(Object wrapped) {
    Object value = unwrapped(wrapped);
    if (value == null) {
      return scalar(null);
    }
    ClassView view = ClassView.of(value.getClass());
    return switch (view.way()) {
      case ENTRY -> ofEntry((Map.Entry<?, ?>) value);
      case ARRAY -> list(elementsOfArray(value));
      case ORDERED_MAP -> ofMap((Map<?, ?>) value, true);
      case UNORDERED_MAP -> ofMap((Map<?, ?>) value, false);
      case COUNTER_MAP -> ofMap(ValueWalker.counters(value), false);
      case ORDERED_COLLECTION ->
          value instanceof Set<?> set ? ofSet(set, true) : list(((Collection<?>) value).toArray());
      case UNORDERED_COLLECTION -> ofSet((Collection<?>) value, false);
      case FIELDS -> ofFields(view, value);
      default -> scalar(Values.plain(value));
    };
  }

  private static Object unwrapped(Object wrapped) {
    Object value = wrapped;
    for (int i = 0; i < MAX_WRAPPED; i++) {
      if (value instanceof Optional<?> optional) {
        value = optional.orElse(null);
      } else if (value instanceof AtomicReference<?> reference) {
        value = reference.get();
      } else if (value instanceof MutableReference<?> reference) {
        value = reference.get();
      } else {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "more than " + MAX_WRAPPED + " references in each other, as of one that holds itself");
  }

  private static ValueView scalar(Object plain) {
    return new ValueView(Kind.SCALAR, plain, null, null, true);
  }

  private static ValueView list(Object[] elements) {
    return new ValueView(Kind.LIST, null, null, elements, true);
  }

  private static Object[] elementsOfArray(Object array) {
    Object[] elements = new Object[Array.getLength(array)];
    Arrays.setAll(elements, i -> Array.get(array, i));
    return elements;
  }

  private static ValueView ofEntry(Map.Entry<?, ?> entry) {
    String[] names = {"key", "value"};
    Object[] values = {entry.getKey(), entry.getValue()};
    return new ValueView(Kind.FIELDS, null, names, values, true);
  }

  private static ValueView ofFields(ClassView view, Object owner) {
    List<String> names = new ArrayList<>(view.fields().size());
    List<Object> values = new ArrayList<>(view.fields().size());
    for (FieldView field : view.fields()) {
      if (field.integer() != null) {
        names.add(field.name());
        values.add(field.integer().applyAsLong(owner));
      } else if (!field.isAbsent(owner)) {
        names.add(field.name());
        values.add(field.object().apply(owner));
      }
    }
    return new ValueView(Kind.FIELDS, null, names.toArray(String[]::new), values.toArray(), true);
  }

  private static ValueView ofMap(Map<?, ?> map, boolean ordered) {
    Object[] keys = map.keySet().toArray();
    if (!ordered) {
      MapKeys.sort(keys);
    }
    String[] names = new String[keys.length];
    Object[] values = new Object[keys.length];
    for (int i = 0; i < keys.length; i++) {
      names[i] = MapKeys.name(keys[i]);
      values[i] = map.get(keys[i]);
    }
    return new ValueView(Kind.MAP, null, unique(names), values, ordered);
  }

  private static ValueView ofSet(Collection<?> elements, boolean ordered) {
    record Member(String name, Object element) {}

    List<Member> members = new ArrayList<>(elements.size());
    for (Object element : elements) {
      members.add(new Member(memberName(element), element));
    }
    if (!ordered) {
      members.sort((a, b) -> a.name().compareTo(b.name()));
    }
    String[] names = members.stream().map(Member::name).toArray(String[]::new);
    Object[] values = members.stream().map(Member::element).toArray();
    return new ValueView(Kind.SET, null, unique(names), values, ordered);
  }

  private static String memberName(Object element) {
    ValueView view = of(element);
    return view.kind == Kind.SCALAR && !(view.scalar instanceof byte[])
        ? String.valueOf(view.scalar)
        : HexFormat.of().formatHex(Values.hash(element), 0, HASH_BYTES);
  }

  /** Two keys may have one text, like 1 and "1": the second of them is called {@code 1#2}. */
  private static String[] unique(String[] names) {
    Set<String> taken = new HashSet<>(names.length * 2);
    for (int i = 0; i < names.length; i++) {
      String name = names[i];
      for (int times = 2; !taken.add(names[i]); times++) {
        names[i] = name + "#" + times;
      }
    }
    return names;
  }

  public Kind kind() {
    return kind;
  }

  /**
   * The value itself, where it is a SCALAR: null, Boolean, Long, Double, BigDecimal, String, UUID,
   * Instant or byte[], as {@link Values#plain} gives it.
   */
  public Object scalar() {
    return scalar;
  }

  /** How many values stand inside. */
  public int size() {
    return values == null ? 0 : values.length;
  }

  /** The name, key or text of the value at this place, of any kind but SCALAR and LIST. */
  public String name(int place) {
    return names[place];
  }

  /** The value at this place, in the order of a walk. */
  public Object value(int place) {
    return values[place];
  }

  /** Whether the order of what stands inside is the value's own, and not only that of a walk. */
  public boolean isOrdered() {
    return ordered;
  }
}
