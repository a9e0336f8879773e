package io.ringfold.engine.shape;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.UUID;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import org.agrona.collections.Int2IntCounterMap;
import org.agrona.collections.Long2LongCounterMap;
import org.agrona.collections.MutableBoolean;
import org.agrona.collections.MutableInteger;
import org.agrona.collections.MutableLong;
import org.agrona.collections.MutableReference;
import org.agrona.collections.Object2IntCounterMap;
import org.agrona.collections.Object2LongCounterMap;
import org.pcollections.OrderedPMap;
import org.pcollections.OrderedPSet;
import org.pcollections.PBag;

/**
 * How values of one class are walked: found once for each class, so that a walk over a million
 * values asks a class only once what it is. Immutable.
 */
final class ClassView {

  /** The ways to walk a value. */
  enum Way {
    STRING,
    /** Any Number that fits a long. */
    INTEGER,
    BIG_INTEGER,
    /** Any Number that fits a double. */
    FLOATING,
    DECIMAL,
    BOOLEAN,
    ATOMIC_BOOLEAN,
    UUID,
    TIME,
    DATE,
    BYTES,
    /** A string by toString. */
    TEXT,
    ENUM,
    OPTIONAL,
    OPTIONAL_PRIMITIVE,
    REFERENCE,
    ENTRY,
    ARRAY,
    ORDERED_MAP,
    UNORDERED_MAP,
    COUNTER_MAP,
    ORDERED_COLLECTION,
    UNORDERED_COLLECTION,
    /** A record or a plain class: by its fields. */
    FIELDS,
    REFUSED
  }

  private static final List<Class<?>> INTEGERS =
      List.of(
          Long.class,
          Integer.class,
          Short.class,
          Byte.class,
          AtomicLong.class,
          AtomicInteger.class,
          LongAdder.class,
          MutableLong.class,
          MutableInteger.class);

  private static final List<Class<?>> TEXTS =
      List.of(
          CharSequence.class,
          Character.class,
          TemporalAccessor.class,
          TemporalAmount.class,
          ZoneId.class,
          URI.class,
          Locale.class,
          Currency.class,
          BitSet.class);

  private static final List<Class<?>> ORDERED_MAPS =
      List.of(LinkedHashMap.class, SortedMap.class, EnumMap.class, OrderedPMap.class);

  private static final List<Class<?>> COUNTER_MAPS =
      List.of(
          Long2LongCounterMap.class,
          Int2IntCounterMap.class,
          Object2LongCounterMap.class,
          Object2IntCounterMap.class);

  private static final List<Class<?>> ORDERED_SETS =
      List.of(LinkedHashSet.class, SortedSet.class, EnumSet.class, OrderedPSet.class);

  /** Whose iteration shows how they came to be, and means nothing. */
  private static final List<Class<?>> UNORDERED =
      List.of(Set.class, PBag.class, PriorityQueue.class, PriorityBlockingQueue.class);

  private static final ClassValue<ClassView> VIEWS =
      new ClassValue<>() {
        @Override
        protected ClassView computeValue(Class<?> type) {
          return new ClassView(type);
        }
      };

  private final Way way;
  private final List<FieldView> fields;
  private final List<String> constants;
  private final String refusal;

  private ClassView(Class<?> type) {
    way = wayOf(type);
    fields = way == Way.FIELDS ? fieldsOf(type) : List.of();
    constants = way == Way.ENUM ? constantsOf(type) : List.of();
    refusal = way == Way.REFUSED ? refusalOf(type) : null;
  }

  static ClassView of(Class<?> type) {
    return VIEWS.get(type);
  }

  Way way() {
    return way;
  }

  /** Of a record or a plain class. */
  List<FieldView> fields() {
    return fields;
  }

  /** Of an enum, by ordinal, as written. */
  List<String> constants() {
    return constants;
  }

  /** Why values of this class cannot be walked. */
  String refusal() {
    return refusal;
  }

  private static Way wayOf(Class<?> type) {
    Way scalar = scalarWay(type);
    if (scalar != null) {
      return scalar;
    }
    if (Map.class.isAssignableFrom(type)) {
      return isOneOf(type, ORDERED_MAPS) ? Way.ORDERED_MAP : Way.UNORDERED_MAP;
    }
    if (Collection.class.isAssignableFrom(type)) {
      return isOneOf(type, UNORDERED) && !isOneOf(type, ORDERED_SETS)
          ? Way.UNORDERED_COLLECTION
          : Way.ORDERED_COLLECTION;
    }
    if (isOneOf(type, COUNTER_MAPS)) {
      return Way.COUNTER_MAP;
    }
    if (type.isArray()) {
      return Way.ARRAY;
    }
    if (Map.Entry.class.isAssignableFrom(type)) {
      return Way.ENTRY;
    }
    if (type == AtomicReference.class || type == MutableReference.class) {
      return Way.REFERENCE;
    }
    if (type == OptionalInt.class || type == OptionalLong.class || type == OptionalDouble.class) {
      return Way.OPTIONAL_PRIMITIVE;
    }
    return isOurs(type) ? Way.FIELDS : Way.REFUSED;
  }

  private static Way scalarWay(Class<?> type) {
    if (type == String.class) {
      return Way.STRING;
    } else if (INTEGERS.contains(type)) {
      return Way.INTEGER;
    } else if (type == Double.class || type == Float.class || type == DoubleAdder.class) {
      return Way.FLOATING;
    } else if (type == Boolean.class) {
      return Way.BOOLEAN;
    } else if (type == AtomicBoolean.class || type == MutableBoolean.class) {
      return Way.ATOMIC_BOOLEAN;
    } else if (type == UUID.class) {
      return Way.UUID;
    } else if (type == Instant.class) {
      return Way.TIME;
    } else if (Date.class.isAssignableFrom(type)) {
      return Way.DATE;
    } else if (type == BigDecimal.class) {
      return Way.DECIMAL;
    } else if (type == BigInteger.class) {
      return Way.BIG_INTEGER;
    } else if (type == byte[].class) {
      return Way.BYTES;
    } else if (type == Optional.class) {
      return Way.OPTIONAL;
    } else if (Enum.class.isAssignableFrom(type)) {
      return Way.ENUM;
    } else if (isOfTheJdk(type) && isOneOf(type, TEXTS)) {
      return Way.TEXT;
    }
    return null;
  }

  private static boolean isOneOf(Class<?> type, List<Class<?>> classes) {
    for (Class<?> each : classes) {
      if (each.isAssignableFrom(type)) {
        return true;
      }
    }
    return false;
  }

  /** Of a library whose fields are none of our business, and change from version to version. */
  private static boolean isOurs(Class<?> type) {
    return !isOfTheJdk(type) && !type.isHidden() && !type.getName().startsWith("org.agrona.");
  }

  private static boolean isOfTheJdk(Class<?> type) {
    String module = type.getModule().getName();
    return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
  }

  private static String refusalOf(Class<?> type) {
    if (type.isHidden()) {
      return "a lambda or hidden class ("
          + type.getName()
          + ") cannot be walked; keep it out of state, or make the field transient";
    }
    return type.getName()
        + " is not known and cannot be walked; use another class, or make the field transient";
  }

  private static List<String> constantsOf(Class<?> type) {
    // a constant with a body has a class of its own
    Class<?> declaring = type.isEnum() ? type : type.getSuperclass();
    List<String> names = new ArrayList<>();
    for (Object constant : declaring.getEnumConstants()) {
      names.add(Names.kebabCase(((Enum<?>) constant).name()));
    }
    return List.copyOf(names);
  }

  private static List<FieldView> fieldsOf(Class<?> type) {
    List<FieldView> found = new ArrayList<>();
    if (type.isRecord()) {
      Accessors accessors = new Accessors(type);
      for (RecordComponent component : type.getRecordComponents()) {
        found.add(FieldView.of(component, accessors));
      }
    } else {
      addFields(type, found, new HashSet<>());
    }
    return List.copyOf(found);
  }

  private static void addFields(Class<?> type, List<FieldView> found, Set<String> names) {
    if (type.getSuperclass() != null) {
      addFields(type.getSuperclass(), found, names);
    }
    if (isOfTheJdk(type)) {
      return;
    }
    for (Field field : type.getDeclaredFields()) {
      int modifiers = field.getModifiers();
      if (!Modifier.isStatic(modifiers)
          && !Modifier.isTransient(modifiers)
          && !field.isSynthetic()) {
        try {
          field.setAccessible(true);
        } catch (InaccessibleObjectException e) {
          throw new IllegalArgumentException(
              type.getName() + "." + field.getName() + " cannot be read: " + e.getMessage(), e);
        }
        String name = Names.kebabCase(field.getName());
        if (!names.add(name)) {
          // a superclass has one of this name
          name = Names.kebabCase(type.getSimpleName()) + "." + name;
        }
        found.add(FieldView.of(name, field));
      }
    }
  }
}
