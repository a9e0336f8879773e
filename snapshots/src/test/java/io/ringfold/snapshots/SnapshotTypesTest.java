package io.ringfold.snapshots;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.snapshots.Samples.Account;
import io.ringfold.snapshots.Samples.Accounts;
import io.ringfold.snapshots.Samples.Colour;
import io.ringfold.snapshots.Samples.Link;
import io.ringfold.snapshots.Samples.Nothing;
import io.ringfold.snapshots.Samples.Point;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.AbstractList;
import java.util.AbstractMap;
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
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcollections.AmortizedPQueue;
import org.pcollections.ConsPStack;
import org.pcollections.Empty;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePBag;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.IntTreePMap;
import org.pcollections.OrderedPMap;
import org.pcollections.OrderedPSet;
import org.pcollections.PMap;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;
import org.pcollections.TreePVector;

class SnapshotTypesTest {

  @TempDir Path directory;

  private Map<String, Object> throughAFile(Map<String, Object> parts) {
    SnapshotStore store = new SnapshotStore(directory, Samples.types());
    store.write(1, 2, new byte[] {3}, parts);
    return store.newestValid(1).orElseThrow().parts();
  }

  private <T> T throughAFile(T object) {
    @SuppressWarnings("unchecked") // the same class comes back
    T read = (T) throughAFile(Collections.singletonMap("it", object)).get("it");
    return read;
  }

  static Stream<Object> values() {
    return Stream.of(
        true,
        (byte) -1,
        (short) -300,
        'ß',
        Integer.MIN_VALUE,
        Long.MAX_VALUE,
        Float.MIN_VALUE,
        -0.0,
        "",
        "plain ascii",
        "ünï\uD83D\uDE00\0",
        "long ü".repeat(50_000),
        UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
        Instant.parse("2026-11-20T01:02:03.000456Z"),
        Instant.MIN,
        Instant.MAX,
        Duration.ofSeconds(-3, 7),
        LocalDate.of(2026, 2, 28),
        new BigDecimal("-12345678901234567890.1200"),
        BigInteger.TWO.pow(200).negate(),
        Optional.empty(),
        Optional.of(List.of(1)),
        OptionalInt.of(4),
        OptionalLong.empty(),
        OptionalDouble.of(1.5),
        Colour.RED,
        Colour.GREEN,
        new Nothing(),
        new Point(1, -2, null, Colour.GREEN, List.of("a", "b")),
        new Account("ada", 7, 100));
  }

  static Stream<Collection<?>> collections() {
    Random random = new Random(20);
    List<String> many = random.ints(1000).mapToObj(Integer::toString).toList();
    List<Object> mixed = new ArrayList<>(List.of(1, "two", 3L, new Nothing(), Colour.GREEN));
    mixed.add(null);
    return Stream.of(
        new ArrayList<>(),
        new ArrayList<>(many),
        mixed,
        new ArrayList<>(Collections.nCopies(3, null)),
        new ArrayList<>(Collections.nCopies(3, new Nothing())),
        new LinkedList<>(many),
        new LinkedHashSet<>(many),
        new HashSet<>(many),
        new TreeSet<>(many),
        descending(many),
        EnumSet.allOf(Colour.class),
        EnumSet.noneOf(Colour.class),
        List.of(),
        List.of(1),
        List.of(1, 2),
        List.of(1, 2, 3),
        List.copyOf(many),
        List.of(1, 2, 3, 4).subList(1, 3),
        mixed.stream().toList(),
        Set.of(),
        Set.of(1),
        Set.copyOf(many),
        Collections.emptyList(),
        Collections.emptySet(),
        Collections.singletonList(null),
        Collections.singleton("x"),
        ConsPStack.empty(),
        ConsPStack.from(List.of(1, 2, 3)),
        Empty.stack().plus("first").plus("second").plus(null),
        TreePVector.empty(),
        TreePVector.from(many),
        HashTreePSet.empty(),
        HashTreePSet.from(many),
        HashTreePSet.from(colliding()),
        HashTreePBag.from(List.of("a", "b", "a")),
        OrderedPSet.empty(),
        OrderedPSet.from(many).minus(many.get(5)).plus(many.get(5)),
        TreePSet.<String>empty(),
        TreePSet.from(many),
        TreePSet.from(Comparator.<String>reverseOrder(), many),
        TreePSet.from(String.CASE_INSENSITIVE_ORDER, List.of("b", "A", "a")));
  }

  private static TreeSet<String> descending(List<String> elements) {
    TreeSet<String> set = new TreeSet<>(Comparator.reverseOrder());
    set.addAll(elements);
    return set;
  }

  /** Different strings of one hash code. */
  private static List<String> colliding() {
    return List.of("AaAaAa", "BBBBBB", "AaBBAa", "BBAaBB", "AaAaBB", "BBBBAa", "AaBBBB", "BBAaAa");
  }

  static Stream<Map<?, ?>> maps() {
    Map<String, Object> some = new LinkedHashMap<>();
    new Random(21).ints(1000).forEach(i -> some.put("key " + i, i % 3 == 0 ? null : (Object) i));
    Map<String, Integer> collidingKeys = new LinkedHashMap<>();
    colliding().forEach(key -> collidingKeys.put(key, collidingKeys.size()));
    Map<String, Object> descending = new TreeMap<>(Comparator.reverseOrder());
    descending.putAll(some);
    return Stream.of(
        new HashMap<>(),
        new HashMap<>(some),
        new LinkedHashMap<>(some),
        new TreeMap<>(some),
        descending,
        Map.of(),
        Map.of(1, "one"),
        Map.of(1, "one", 2, "two"),
        Collections.emptyMap(),
        Collections.singletonMap(null, null),
        Collections.unmodifiableMap(new LinkedHashMap<>(some)),
        HashTreePMap.empty(),
        HashTreePMap.from(some),
        HashTreePMap.from(collidingKeys),
        Empty.map(),
        OrderedPMap.empty(),
        OrderedPMap.from(some).minus(some.keySet().iterator().next()).plus("last", 1),
        IntTreePMap.<String>empty().plus(3, "c").plus(-1, "a"),
        TreePMap.<String, Integer>empty(),
        TreePMap.from(some),
        TreePMap.from(Comparator.reverseOrder(), some));
  }

  @ParameterizedTest
  @MethodSource("values")
  void valuesComeBackEqual(Object value) {
    assertEquals(value, throughAFile(value));
  }

  @Test
  void nullComesBackAsNull() {
    assertNull(throughAFile((Object) null));
  }

  @ParameterizedTest
  @MethodSource("collections")
  void collectionsComeBackEqualAndInOrder(Collection<?> collection) {
    Collection<?> read = throughAFile(collection);
    assertEquals(collection, read);
    if (!isSalted(collection)) {
      assertEquals(new ArrayList<>(collection), new ArrayList<>(read));
    }
  }

  @ParameterizedTest
  @MethodSource("maps")
  void mapsComeBackEqualAndInOrder(Map<?, ?> map) {
    Map<?, ?> read = throughAFile(map);
    assertEquals(map, read);
    assertEquals(map.getClass(), read.getClass());
    if (!isSalted(map)) {
      assertEquals(new ArrayList<>(map.entrySet()), new ArrayList<>(read.entrySet()));
    }
  }

  /** Set.of and Map.of iterate in another order in each process, by intent. */
  private static boolean isSalted(Object collection) {
    return collection.getClass().getName().startsWith("java.util.ImmutableCollections$Set")
        || collection.getClass().getName().startsWith("java.util.ImmutableCollections$Map");
  }

  @Test
  void immutableCollectionsComeBackImmutable() {
    List<Integer> list = throughAFile(List.of(1, 2, 3));
    Map<Integer, Integer> map = throughAFile(Map.of(1, 1));
    assertThrows(UnsupportedOperationException.class, () -> list.add(4));
    assertThrows(UnsupportedOperationException.class, () -> map.put(2, 2));
  }

  @Test
  void queuesAndArraysComeBackWithTheirElements() {
    ArrayDeque<Object> deque = new ArrayDeque<>(List.of(1, "two", 3L));
    assertEquals(List.copyOf(deque), List.copyOf(throughAFile(deque)));
    AmortizedPQueue<Object> queue = AmortizedPQueue.<Object>empty().plus(1).plus(2).plus(3);
    assertEquals(List.of(2, 3, 1), List.copyOf(throughAFile(queue.minus().plus(1))));
    BitSet bits = BitSet.valueOf(new long[] {5, -1});
    assertEquals(bits, throughAFile(bits));
    assertArrayEquals(new boolean[] {true, false}, throughAFile(new boolean[] {true, false}));
    assertArrayEquals(new byte[] {1, -1}, throughAFile(new byte[] {1, -1}));
    assertArrayEquals(new short[] {1, -1}, throughAFile(new short[] {1, -1}));
    assertArrayEquals(new char[] {'a', 'ß'}, throughAFile(new char[] {'a', 'ß'}));
    assertArrayEquals(new int[] {1, -1}, throughAFile(new int[] {1, -1}));
    long[] longs = new Random(22).longs(100_000).toArray();
    assertArrayEquals(longs, throughAFile(longs));
    assertArrayEquals(new float[] {1, -1}, throughAFile(new float[] {1, -1}));
    assertArrayEquals(new double[] {1, -1}, throughAFile(new double[] {1, -1}));
    assertArrayEquals(new String[] {"a", null}, throughAFile(new String[] {"a", null}));
    assertArrayEquals(new Object[] {1, null, "c"}, throughAFile(new Object[] {1, null, "c"}));
    Point[] points = {new Point(1, 2, "p", Colour.RED, List.of()), null};
    assertArrayEquals(points, throughAFile(points));
  }

  @Test
  void anObjectReachedOnTwoWaysIsOneObjectAgain() {
    Accounts accounts = Accounts.empty();
    accounts.open(new Account("ada", 1, 10));
    Accounts read = throughAFile(accounts);
    read.byNumber().get(1L).deposit(5);
    assertEquals(new Account("ada", 1, 15), read.byOwner().get("ada"));
  }

  @Test
  void anObjectReachedFromTwoPartsIsOneObjectAgain() {
    List<Account> shared = new ArrayList<>(List.of(new Account("ada", 1, 10)));
    Map<String, Object> read = throughAFile(Map.of("one", shared, "two", List.of(shared)));
    assertSame(read.get("one"), ((List<?>) read.get("two")).get(0));
  }

  @Test
  void transientFieldsAreNotWrittenAndGetTheirInitialValues() {
    Accounts accounts = Accounts.empty();
    accounts.scratch().append("not state");
    assertEquals("", throughAFile(accounts).scratch().toString());
    Account account = new Account("ada", 1, 10);
    account.ask();
    assertEquals(1, throughAFile(account).ask());
  }

  @Test
  void aPersistentMapStaysUsableAfterReading() {
    PMap<String, Integer> map = HashTreePMap.<String, Integer>empty().plus("a", 1);
    PMap<String, Integer> read = throughAFile((HashPMap<String, Integer>) map);
    assertEquals(Map.of("a", 2, "b", 3), read.plus("a", 2).plus("b", 3));
    assertEquals(Map.of("a", 1), read);
  }

  /** A collection of an application's own, which nothing can be seen of but its elements. */
  public static final class Pile extends AbstractList<Object> {
    private final Object[] elements;

    private Pile(Object[] elements) {
      this.elements = elements;
    }

    public static Pile copyOf(Collection<?> elements) {
      return new Pile(elements.toArray());
    }

    @Override
    public Object get(int index) {
      return elements[index];
    }

    @Override
    public int size() {
      return elements.length;
    }
  }

  /** The same for a map. */
  public static final class Register extends AbstractMap<Object, Object> {
    private final Map<Object, Object> entries;

    private Register(Map<?, ?> entries) {
      this.entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    public static Register copyOf(Map<?, ?> entries) {
      return new Register(entries);
    }

    @Override
    public Set<Map.Entry<Object, Object>> entrySet() {
      return entries.entrySet();
    }
  }

  @Test
  void anImmutableCollectionWithACopyOfComesBackByItsElements() {
    Account shared = new Account("ada", 1, 10);
    Pile pile = Pile.copyOf(List.of("b", shared, "a", shared));
    List<Object> read = throughAFile(pile);
    assertInstanceOf(Pile.class, read);
    assertEquals(pile, read);
    assertSame(read.get(1), read.get(3));
    Map<String, Integer> ordered = new LinkedHashMap<>();
    ordered.put("b", 1);
    ordered.put("a", 2);
    Map<Object, Object> register = throughAFile(Register.copyOf(ordered));
    assertInstanceOf(Register.class, register);
    assertEquals(new ArrayList<>(ordered.entrySet()), new ArrayList<>(register.entrySet()));
  }

  @Test
  void aLongPersistentStackCostsNoStack() {
    ConsPStack<Integer> stack = ConsPStack.empty();
    for (int i = 0; i < 1_000_000; i++) {
      stack = stack.plus(i);
    }
    ConsPStack<Integer> read = throughAFile(stack);
    int expected = 999_999;
    for (int each : read) {
      assertEquals(expected--, each);
    }
    assertEquals(-1, expected);
  }

  @Test
  void aMillionEntriesComeBack() {
    Map<Long, Account> accounts = new HashMap<>();
    for (long i = 0; i < 1_000_000; i++) {
      accounts.put(i, new Account("owner " + i % 1000, i, i * 31));
    }
    assertEquals(accounts, throughAFile(accounts));
  }

  @Test
  void aClassThatWasNotNamedIsRefusedByName() {
    SnapshotStore store = new SnapshotStore(directory, SnapshotTypes.of(List.of(Point.class)));
    Map<String, Object> parts = Map.of("bank", new ArrayList<>(List.of(new Account("ada", 1, 1))));
    SnapshotException refused =
        assertThrows(SnapshotException.class, () -> store.write(1, 1, new byte[0], parts));
    assertTrue(refused.getMessage().contains(Account.class.getName()), refused.getMessage());
    assertTrue(refused.getMessage().contains("stateTypes"), refused.getMessage());
    assertEquals(List.of(), SnapshotStore.list(directory));
  }

  @Test
  void aChainTooDeepForTheStackIsRefusedWithAReason() {
    Link chain = null;
    for (int i = 0; i < 1_000_000; i++) {
      Link link = new Link();
      link.next = chain;
      chain = link;
    }
    Link deep = chain;
    SnapshotException refused = assertThrows(SnapshotException.class, () -> throughAFile(deep));
    assertTrue(refused.getMessage().contains("too deep"), refused.getMessage());
  }

  @Test
  void aClassThatCannotBeWrittenIsRefusedWhenNamed() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> SnapshotTypes.of(List.of(java.util.concurrent.atomic.AtomicLong.class)));
    assertTrue(refused.getMessage().contains("AtomicLong"), refused.getMessage());
  }

  @Test
  void namingAClassAgainOrABuiltInOrAnInterfaceChangesNothing() {
    SnapshotTypes plain = SnapshotTypes.of(List.of(Point.class, Colour.class));
    SnapshotTypes more =
        SnapshotTypes.of(
            List.of(
                PMap.class,
                Point.class,
                HashPMap.class,
                Point.class,
                Map.class,
                String.class,
                long.class,
                Colour.class));
    assertEquals(plain.fingerprint(), more.fingerprint());
  }

  @Test
  void aCopySharesNothingThatCanChangeAndKeepsWhatWasShared() {
    List<Object> shared = new ArrayList<>(List.of("once"));
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("one", shared);
    object.put("other", shared);
    object.put("large", new byte[3_000_000]);
    object.put("many", new ArrayList<>(Collections.nCopies(200_000, "x")));

    Map<String, Object> copy = SnapshotTypes.of(List.of()).copyOf(object);

    assertEquals(shared, copy.get("one"));
    assertSame(copy.get("one"), copy.get("other"));
    assertEquals(object.get("many"), copy.get("many"));
    assertArrayEquals((byte[]) object.get("large"), (byte[]) copy.get("large"));
    shared.add("twice");
    assertEquals(List.of("once"), copy.get("one"));
  }

  @Test
  void whatCannotStandInASnapshotIsNotCopied() {
    SnapshotException refused =
        assertThrows(
            SnapshotException.class,
            () -> SnapshotTypes.of(List.of()).copyOf(new ArrayList<>(List.of(new Thread()))));
    assertTrue(refused.getMessage().contains("java.lang.Thread"), refused.getMessage());
  }
}
