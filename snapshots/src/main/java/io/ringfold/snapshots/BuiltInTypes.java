package io.ringfold.snapshots;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.DefaultSerializers.UUIDSerializer;
import com.esotericsoftware.kryo.serializers.ImmutableSerializer;
import com.esotericsoftware.kryo.serializers.MapSerializer;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.pcollections.AmortizedPQueue;
import org.pcollections.ConsPStack;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePBag;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.IntTreePMap;
import org.pcollections.MapPBag;
import org.pcollections.MapPSet;
import org.pcollections.OrderedPMap;
import org.pcollections.OrderedPSet;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;
import org.pcollections.TreePVector;

/**
 * The classes that every snapshot knows. Their ids and the way they are written belong to the
 * format: a change here needs another {@link SnapshotHeader#FORMAT_VERSION}.
 *
 * <p>Collections come back with their elements in the order in which they stood, hash maps as far
 * as they can: one that had not been larger before iterates as it did.
 */
final class BuiltInTypes {

  /**
   * @param id 0 to 8 are Kryo's own, for primitives and String
   * @param value whether its objects are immutable, so that identity means nothing
   * @param serializer makes one for a Kryo; null for Kryo's default
   */
  private record BuiltIn(
      int id, Class<?> type, boolean value, Function<Kryo, Serializer<?>> serializer) {}

  private static final List<BuiltIn> ALL = new ArrayList<>();
  private static final Set<Class<?>> VALUES = new HashSet<>();
  private static final Set<Class<?>> TYPES = new HashSet<>();

  static {
    value(10, UUID.class, UUIDSerializer::new);
    value(11, Instant.class);
    value(12, Duration.class);
    value(13, LocalDate.class);
    value(14, BigDecimal.class);
    value(15, BigInteger.class);
    value(16, Optional.class);
    value(17, OptionalInt.class);
    value(18, OptionalLong.class);
    value(19, OptionalDouble.class);

    mutable(20, boolean[].class, null);
    mutable(21, byte[].class, null);
    mutable(22, short[].class, null);
    mutable(23, char[].class, null);
    mutable(24, int[].class, null);
    mutable(25, long[].class, kryo -> new LongArray());
    mutable(26, float[].class, null);
    mutable(27, double[].class, null);
    mutable(28, Object[].class, kryo -> arrayOf(Object.class));
    mutable(29, String[].class, kryo -> arrayOf(String.class));

    mutable(30, ArrayList.class, kryo -> new MutableCollection());
    mutable(31, LinkedList.class, kryo -> new MutableCollection());
    mutable(32, ArrayDeque.class, kryo -> new MutableCollection());
    mutable(33, HashSet.class, kryo -> new MutableCollection());
    mutable(34, LinkedHashSet.class, kryo -> new MutableCollection());
    mutable(35, TreeSet.class, null);
    mutable(36, HashMap.class, kryo -> new MutableMap());
    mutable(37, LinkedHashMap.class, kryo -> new MutableMap());
    mutable(38, TreeMap.class, null);
    mutable(39, EnumSet.class, null);
    mutable(40, BitSet.class, null);

    // three classes stand behind List.of: for none and many, for one and two, for views
    value(50, List.of(1, 2, 3).getClass(), () -> collection(BuiltInTypes::immutableList));
    value(51, List.of(1).getClass(), () -> collection(BuiltInTypes::immutableList));
    value(
        52,
        List.of(1, 2, 3).subList(0, 2).getClass(),
        () -> collection(BuiltInTypes::immutableList));
    value(53, Set.of(1, 2, 3).getClass(), () -> collection(list -> Set.of(list.toArray())));
    value(54, Set.of(1).getClass(), () -> collection(list -> Set.of(list.toArray())));
    value(55, Map.of(1, 1, 2, 2).getClass(), () -> map(BuiltInTypes::immutableMap));
    value(56, Map.of(1, 1).getClass(), () -> map(BuiltInTypes::immutableMap));
    value(57, Collections.emptyList().getClass());
    value(58, Collections.emptySet().getClass());
    value(59, Collections.emptyMap().getClass());
    value(60, Collections.singletonList(1).getClass());
    value(61, Collections.singleton(1).getClass());
    value(62, Collections.singletonMap(1, 1).getClass());
    // what a map in a decoded event is; it comes back as a view of a copy of its own
    value(
        63,
        Collections.unmodifiableMap(new HashMap<>()).getClass(),
        () -> map(BuiltInTypes::unmodifiableMap));

    constant(65, Comparator.<String>naturalOrder());
    constant(66, Comparator.<String>reverseOrder());
    constant(67, String.CASE_INSENSITIVE_ORDER);

    value(70, ConsPStack.class, () -> collection(BuiltInTypes::stack));
    value(71, TreePVector.class, () -> collection(TreePVector::from));
    value(72, AmortizedPQueue.class, () -> collection(AmortizedPQueue.empty()::plusAll));
    value(73, HashPMap.class, () -> map(BuiltInTypes::hashMap));
    value(74, IntTreePMap.class, () -> map(BuiltInTypes::intTreeMap));
    value(75, OrderedPMap.class, () -> map(BuiltInTypes::orderedMap));
    value(76, TreePMap.class, BuiltInTypes::sortedMap);
    value(77, MapPSet.class, () -> collection(BuiltInTypes::hashSet));
    value(78, OrderedPSet.class, () -> collection(OrderedPSet::from));
    value(79, TreePSet.class, BuiltInTypes::sortedSet);
    value(80, MapPBag.class, () -> collection(BuiltInTypes::bag));

    for (BuiltIn each : ALL) {
      TYPES.add(each.type);
      if (each.value) {
        VALUES.add(each.type);
      }
    }
    VALUES.add(String.class);
    TYPES.addAll(
        List.of(
            String.class,
            Boolean.class,
            Byte.class,
            Short.class,
            Character.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class));
  }

  private BuiltInTypes() {}

  static void register(Kryo kryo) {
    for (BuiltIn each : ALL) {
      Serializer<?> serializer =
          each.serializer == null
              ? kryo.getDefaultSerializer(each.type)
              : each.serializer.apply(kryo);
      kryo.register(each.type, serializer, each.id);
    }
  }

  static boolean contains(Class<?> type) {
    return TYPES.contains(type);
  }

  /** Whether objects of this built-in class are immutable. */
  static boolean isValue(Class<?> type) {
    return VALUES.contains(type);
  }

  /** For arrays of objects. */
  static Serializer<Object[]> arrayOf(Class<?> component) {
    return new ObjectArray(component);
  }

  private static void value(int id, Class<?> type) {
    ALL.add(new BuiltIn(id, type, true, null));
  }

  private static void value(int id, Class<?> type, Supplier<Serializer<?>> serializer) {
    ALL.add(new BuiltIn(id, type, true, kryo -> serializer.get()));
  }

  private static void mutable(int id, Class<?> type, Function<Kryo, Serializer<?>> serializer) {
    ALL.add(new BuiltIn(id, type, false, serializer));
  }

  private static void constant(int id, Object only) {
    value(id, only.getClass(), () -> new Constant(only));
  }

  static <T extends Collection<?>> Serializer<T> collection(Function<List<Object>, T> build) {
    return new SequenceSerializer<>(Collection::size, (all, to) -> all.forEach(to), build);
  }

  /** Key, value, key, value … */
  static <T extends Map<?, ?>> Serializer<T> map(Function<List<Object>, T> build) {
    return new SequenceSerializer<>(
        map -> Math.multiplyExact(2, map.size()), BuiltInTypes::forEachEntry, build);
  }

  private static void forEachEntry(Map<?, ?> map, Consumer<Object> to) {
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      to.accept(entry.getKey());
      to.accept(entry.getValue());
    }
  }

  /** The order, then the elements. */
  private static Serializer<TreePSet<Object>> sortedSet() {
    return new SequenceSerializer<>(
        set -> set.size() + 1,
        (set, to) -> {
          to.accept(set.comparator());
          set.forEach(to);
        },
        list -> {
          TreeSet<Object> sorted = new TreeSet<>(order(list.get(0)));
          sorted.addAll(list.subList(1, list.size()));
          return TreePSet.fromSortedSet(sorted);
        });
  }

  /** The order, then key, value, key, value … */
  private static Serializer<TreePMap<Object, Object>> sortedMap() {
    return new SequenceSerializer<>(
        map -> Math.addExact(1, Math.multiplyExact(2, map.size())),
        (map, to) -> {
          to.accept(map.comparator());
          forEachEntry(map, to);
        },
        list -> {
          TreeMap<Object, Object> sorted = new TreeMap<>(order(list.get(0)));
          for (int i = 1; i < list.size(); i += 2) {
            sorted.put(list.get(i), list.get(i + 1));
          }
          return TreePMap.fromSortedMap(sorted);
        });
  }

  @SuppressWarnings("unchecked") // of the same collection that its elements are of
  private static Comparator<Object> order(Object comparator) {
    return (Comparator<Object>) comparator;
  }

  private static List<Object> immutableList(List<Object> elements) {
    // List.of refuses null; Stream.toList gives the same class of list and takes it
    return elements.contains(null) ? elements.stream().toList() : List.copyOf(elements);
  }

  private static Map<Object, Object> immutableMap(List<Object> list) {
    Map<Object, Object> map = new HashMap<>();
    for (int i = 0; i < list.size(); i += 2) {
      map.put(list.get(i), list.get(i + 1));
    }
    return Map.copyOf(map);
  }

  private static Map<Object, Object> unmodifiableMap(List<Object> list) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < list.size(); i += 2) {
      map.put(list.get(i), list.get(i + 1));
    }
    return Collections.unmodifiableMap(map);
  }

  /** ConsPStack.from recurses once for each element. */
  private static ConsPStack<Object> stack(List<Object> elements) {
    ConsPStack<Object> stack = ConsPStack.empty();
    for (int i = elements.size() - 1; i >= 0; i--) {
      stack = stack.plus(elements.get(i));
    }
    return stack;
  }

  /** From the last to the first: of keys with one hash, the one added last comes first. */
  private static HashPMap<Object, Object> hashMap(List<Object> list) {
    HashPMap<Object, Object> map = HashTreePMap.empty();
    for (int i = list.size() - 2; i >= 0; i -= 2) {
      map = map.plus(list.get(i), list.get(i + 1));
    }
    return map;
  }

  /** As {@link #hashMap}; a set over another map than a hash map comes back over a hash map. */
  private static MapPSet<Object> hashSet(List<Object> elements) {
    MapPSet<Object> set = HashTreePSet.empty();
    for (int i = elements.size() - 1; i >= 0; i--) {
      set = set.plus(elements.get(i));
    }
    return set;
  }

  private static MapPBag<Object> bag(List<Object> elements) {
    MapPBag<Object> bag = HashTreePBag.empty();
    for (int i = elements.size() - 1; i >= 0; i--) {
      bag = bag.plus(elements.get(i));
    }
    return bag;
  }

  private static IntTreePMap<Object> intTreeMap(List<Object> list) {
    IntTreePMap<Object> map = IntTreePMap.empty();
    for (int i = 0; i < list.size(); i += 2) {
      map = map.plus((Integer) list.get(i), list.get(i + 1));
    }
    return map;
  }

  private static OrderedPMap<Object, Object> orderedMap(List<Object> list) {
    OrderedPMap<Object, Object> map = OrderedPMap.empty();
    for (int i = 0; i < list.size(); i += 2) {
      map = map.plus(list.get(i), list.get(i + 1));
    }
    return map;
  }

  /**
   * A length and the elements, each with its class. Starts small and grows, so that a hash table
   * gets the size that it had, which gives its elements the same order. (Kryo's own serializer
   * writes elements that are all null, or all of one class without fields, as no bytes at all: a
   * length could not be doubted.)
   */
  private static final class MutableCollection extends Serializer<Collection<Object>> {
    @Override
    public void write(Kryo kryo, Output output, Collection<Object> collection) {
      output.writeVarInt(collection.size(), true);
      for (Object element : collection) {
        kryo.writeClassAndObject(output, element);
      }
    }

    @Override
    public Collection<Object> read(
        Kryo kryo, Input input, Class<? extends Collection<Object>> type) {
      int length = ((BodyInput) input).readLength();
      Collection<Object> collection = kryo.newInstance(type);
      // before its elements, which may hold the collection
      kryo.reference(collection);
      for (int i = 0; i < length; i++) {
        collection.add(kryo.readClassAndObject(input));
      }
      return collection;
    }
  }

  /** Has the table at once that it had, to which a smaller one would grow step by step. */
  private static final class MutableMap extends MapSerializer<Map<Object, Object>> {
    @Override
    protected Map<Object, Object> create(
        Kryo kryo, Input input, Class<? extends Map<Object, Object>> type, int size) {
      ((BodyInput) input).checkLength(size, 2);
      return (Class<?>) type == HashMap.class
          ? new HashMap<>(table(size))
          : new LinkedHashMap<>(table(size));
    }

    /** What one of the default size and load grows to. */
    private static int table(int size) {
      int table = 16;
      while (table - table / 4 < size && table < 1 << 30) {
        table <<= 1;
      }
      return table;
    }
  }

  /**
   * Eight bytes each. Uuids and fingerprints stand in such arrays by the million, and take nine in
   * a variable length.
   */
  private static final class LongArray extends Serializer<long[]> {
    @Override
    public void write(Kryo kryo, Output output, long[] array) {
      output.writeVarInt(array.length, true);
      for (long each : array) {
        output.writeLong(each);
      }
    }

    @Override
    public long[] read(Kryo kryo, Input input, Class<? extends long[]> type) {
      int length = input.readVarInt(true);
      ((BodyInput) input).checkLength(length, Long.BYTES);
      long[] array = new long[length];
      for (int i = 0; i < length; i++) {
        array[i] = input.readLong();
      }
      return array;
    }
  }

  /** A length and the elements, each with its class. */
  private static final class ObjectArray extends Serializer<Object[]> {
    private final Class<?> component;

    ObjectArray(Class<?> component) {
      this.component = component;
    }

    @Override
    public void write(Kryo kryo, Output output, Object[] array) {
      output.writeVarInt(array.length, true);
      for (Object element : array) {
        kryo.writeClassAndObject(output, element);
      }
    }

    @Override
    public Object[] read(Kryo kryo, Input input, Class<? extends Object[]> type) {
      int length = ((BodyInput) input).readLength();
      Object[] array = (Object[]) Array.newInstance(component, length);
      // before its elements, which may hold the array
      kryo.reference(array);
      for (int i = 0; i < length; i++) {
        array[i] = kryo.readClassAndObject(input);
      }
      return array;
    }
  }

  /** The only object of its class. */
  private static final class Constant extends ImmutableSerializer<Object> {
    private final Object only;

    Constant(Object only) {
      this.only = only;
    }

    @Override
    public void write(Kryo kryo, Output output, Object object) {}

    @Override
    public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
      return only;
    }
  }
}
