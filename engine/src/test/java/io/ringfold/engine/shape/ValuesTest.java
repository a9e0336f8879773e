package io.ringfold.engine.shape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.collections.Int2IntCounterMap;
import org.agrona.collections.Long2LongCounterMap;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.LongArrayList;
import org.agrona.collections.LongHashSet;
import org.agrona.collections.MutableLong;
import org.agrona.collections.Object2IntCounterMap;
import org.agrona.collections.Object2LongCounterMap;
import org.agrona.collections.Object2LongHashMap;
import org.agrona.collections.Object2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.pcollections.ConsPStack;
import org.pcollections.HashTreePBag;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.OrderedPMap;
import org.pcollections.PMap;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

class ValuesTest {

  private enum Light {
    DEEP_RED,
    GREEN
  }

  private record Account(String ownerName, long balance, Optional<String> note) {}

  private abstract static class Base {
    private final int baseNumber = 1;

    @Override
    public String toString() {
      return "number " + baseNumber;
    }
  }

  private static final class State extends Base {
    static int counter = 5;
    private final String someText = "t";
    private final transient Thread thread = Thread.currentThread();
    private short small = 3;
    private char letter = 'c';
    private boolean on = true;
    private final Map<String, Account> accounts = new HashMap<>();
    private Object nothing;
    private Optional<String> absent = Optional.empty();
    private final byte[] bytes = {1};

    @Override
    public String toString() {
      return thread + someText + small + letter + on + accounts + nothing + absent + bytes[0];
    }
  }

  @Test
  void aPlainClassIsWalkedByItsFieldsThoseOfItsSuperclassFirst() {
    State state = new State();
    state.accounts.put("b", new Account("bob", 2, Optional.of("n")));
    state.accounts.put("a", new Account("ann", 1, Optional.empty()));
    assertEquals(
        "{base-number=1, some-text=t, small=3, letter=c, on=true, accounts={a={owner-name=ann,"
            + " balance=1}, b={owner-name=bob, balance=2, note=n}}, nothing=null, bytes=[B1]}",
        text(state));
  }

  @Test
  void scalarsAreWalkedAsWhatTheyMean() {
    assertEquals("5", text((byte) 5));
    assertEquals("5", text(new AtomicLong(5)));
    assertEquals("5", text(new MutableLong(5)));
    assertEquals("5", text(BigInteger.valueOf(5)));
    assertEquals(
        new BigDecimal("9223372036854775808"), Values.plain(new BigInteger("9223372036854775808")));
    assertEquals(0.5, Values.plain(0.5f));
    assertEquals(new BigDecimal("1.10"), Values.plain(new BigDecimal("1.10")));
    assertEquals(true, Values.plain(new AtomicBoolean(true)));
    assertEquals("deep-red", Values.plain(Light.DEEP_RED));
    assertEquals("dark-blue", Values.plain(Everything.Colour.DARK_BLUE));
    assertEquals("PT5S", Values.plain(Duration.ofSeconds(5)));
    assertEquals("x:y", Values.plain(URI.create("x:y")));
    assertEquals(Instant.ofEpochMilli(5), Values.plain(new Date(5)));
    assertEquals(new UUID(1, 2), Values.plain(new UUID(1, 2)));
    assertEquals(Collections.singletonList(null), Values.plain(List.of(Optional.empty())));
    assertEquals(5L, Values.plain(OptionalLong.of(5)));
    assertEquals(List.of(1L, 2L), Values.plain(new int[] {1, 2}));
    assertEquals(List.of("a"), Values.plain(new String[] {"a"}));
    assertEquals("{key=a, value=1}", text(Map.entry("a", 1)));
    assertEquals("1", text(new AtomicReference<>(1)));
    assertEquals(null, Values.plain(null));
  }

  @Test
  void mapsWhoseOrderMeansSomethingKeepIt() {
    Map<String, Integer> linked = new LinkedHashMap<>();
    linked.put("z", 1);
    linked.put("a", 2);
    assertEquals("{z=1, a=2}", text(linked));
    Map<String, Integer> reversed = new TreeMap<>(Collections.reverseOrder());
    reversed.putAll(linked);
    assertEquals("{z=1, a=2}", text(reversed));
    assertEquals(
        "{z=1, a=2}", text(OrderedPMap.<String, Integer>empty().plus("z", 1).plus("a", 2)));
    assertEquals("{a=2, z=1}", text(TreePMap.from(linked)));
    EnumMap<Light, Integer> lights = new EnumMap<>(Light.class);
    lights.put(Light.GREEN, 1);
    lights.put(Light.DEEP_RED, 2);
    assertEquals("{deep-red=2, green=1}", text(lights));
    assertEquals("[z, a]", text(new LinkedHashSet<>(linked.keySet())));
    assertEquals("[a, z]", text(new TreeSet<>(linked.keySet())));
  }

  @Test
  void otherMapsAreSortedByKey() {
    Map<Object, Object> numbers = new HashMap<>();
    for (long i = 30; i > 0; i--) {
      numbers.put(i * 37 % 31, "x");
    }
    List<String> ascending = new ArrayList<>();
    for (long i = 1; i <= 30; i++) {
      ascending.add(String.valueOf(i));
    }
    assertEquals(ascending, names(numbers));
    assertEquals(ascending, names(HashTreePMap.from(numbers)));
    assertEquals(ascending, names(new ConcurrentHashMap<>(numbers)));
    assertEquals(ascending, names(Map.copyOf(numbers)));
    assertEquals(List.of("5", "green", "null", "x"), names(mixed()));
  }

  private static Map<Object, Object> mixed() {
    Map<Object, Object> mixed = new HashMap<>();
    mixed.put(null, 1);
    mixed.put("x", 2);
    mixed.put(5, 3);
    mixed.put(Light.GREEN, 4);
    return mixed;
  }

  private static List<String> names(Object map) {
    return ((Map<?, ?>) Values.plain(map)).keySet().stream().map(String.class::cast).toList();
  }

  @Test
  void recordsMayBeKeysButNotWhatHasNoName() {
    record Place(int x, int y) {}
    Map<Place, Integer> places = new HashMap<>();
    places.put(new Place(2, 1), 1);
    places.put(new Place(1, 2), 2);
    assertEquals("{Place[x=1, y=2]=2, Place[x=2, y=1]=1}", text(places));
    assertRefused(Map.of(new Object(), 1), "a key of class java.lang.Object has no name");
  }

  @Test
  void listsAndQueuesAreWalkedInTheirOrder() {
    List<Integer> expected = List.of(3, 1, 2);
    for (Collection<Integer> list :
        List.of(
            expected,
            new ArrayList<>(expected),
            new ArrayDeque<>(expected),
            ConsPStack.from(expected),
            TreePVector.from(expected),
            new LinkedHashSet<>(expected),
            Collections.unmodifiableCollection(expected))) {
      assertEquals("[3, 1, 2]", text(list), () -> list.getClass().getName());
    }
    LongArrayList longs = new LongArrayList();
    longs.addAll(List.of(3L, 1L, 2L));
    assertEquals("[3, 1, 2]", text(longs));
  }

  @Test
  void setsBagsAndHeapsAreSorted() {
    assertEquals("[1, 2, 3]", text(new HashSet<>(List.of(3, 1, 2))));
    assertEquals("[1, 2, 3]", text(HashTreePSet.from(List.of(3, 1, 2))));
    assertEquals("[1, 1, 2]", text(HashTreePBag.from(List.of(2, 1, 1))));
    assertEquals("[1, 2, 3]", text(new PriorityQueue<>(List.of(3, 1, 2))));
    LongHashSet longs = new LongHashSet();
    longs.addAll(List.of(3L, 1L, 2L));
    assertEquals("[1, 2, 3]", text(longs));
  }

  @Test
  void agronasMapsAreWalkedAsMaps() {
    Object2LongHashMap<String> balances = new Object2LongHashMap<>(-1);
    Long2LongHashMap longs = new Long2LongHashMap(-1);
    Long2ObjectHashMap<String> texts = new Long2ObjectHashMap<>();
    Object2ObjectHashMap<String, List<Integer>> lists = new Object2ObjectHashMap<>();
    Object2LongCounterMap<String> counters = new Object2LongCounterMap<>(0);
    Object2IntCounterMap<String> intCounters = new Object2IntCounterMap<>(0);
    Long2LongCounterMap longCounters = new Long2LongCounterMap(0);
    Int2IntCounterMap ints = new Int2IntCounterMap(0);
    for (int i : new int[] {3, 1, 2}) {
      balances.put("k" + i, i);
      longs.put(i, 10 * i);
      texts.put(i, "t" + i);
      lists.put("k" + i, List.of(i));
      counters.getAndAdd("k" + i, i);
      intCounters.getAndAdd("k" + i, i);
      longCounters.getAndAdd(i, i);
      ints.getAndAdd(i, i);
    }
    assertEquals("{k1=1, k2=2, k3=3}", text(balances));
    assertEquals("{1=10, 2=20, 3=30}", text(longs));
    assertEquals("{1=t1, 2=t2, 3=t3}", text(texts));
    assertEquals("{k1=[1], k2=[2], k3=[3]}", text(lists));
    assertEquals("{k1=1, k2=2, k3=3}", text(counters));
    assertEquals("{k1=1, k2=2, k3=3}", text(intCounters));
    assertEquals("{1=1, 2=2, 3=3}", text(longCounters));
    assertEquals("{1=1, 2=2, 3=3}", text(ints));
  }

  @Test
  void whatCannotBeWalkedIsRefusedNamingItsPlace() {
    assertRefused(Map.of("a", List.of(new Thread())), "at \"a.[]\": java.lang.Thread is not known");
    assertRefused(new Object(), "the value: java.lang.Object is not known");
    assertRefused(new UnsafeBuffer(new byte[4]), "org.agrona.concurrent.UnsafeBuffer is not known");
    record Holder(Runnable task) {}
    assertRefused(new Holder(() -> {}), "at \"task\": a lambda or hidden class");
  }

  @Test
  void aValueThatContainsItselfIsRefused() {
    List<Object> list = new ArrayList<>();
    list.add(list);
    assertRefused(list, "nested deeper than 64");
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("self", map);
    assertRefused(map, "at \"self.self.");
    Set<Object> set = Collections.newSetFromMap(new java.util.IdentityHashMap<>());
    set.add(set);
    set.add("other");
    assertRefused(set, "nested deeper than 64");
    AtomicReference<Object> reference = new AtomicReference<>();
    reference.set(reference);
    assertRefused(reference, "nested deeper than 64");
  }

  @Test
  void aPlainValueIsACopy() {
    byte[] bytes = {1};
    List<byte[]> value = new ArrayList<>(List.of(bytes));
    List<?> plain = (List<?>) Values.plain(value);
    bytes[0] = 2;
    assertArrayEquals(new byte[] {1}, (byte[]) plain.get(0));
  }

  @Test
  void theHashIsThatOfTheBytesWrittenDown() throws Exception {
    byte[] walked =
        HexFormat.of()
            .parseHex(
                "0c00000002" // an object of 2
                    + ("07" + "00000001" + "6e") // n
                    + ("03" + "fffffffffffffffe") // -2
                    + ("07" + "00000004" + "6c697374") // list
                    + ("0b" + "00000002") // of 2
                    + ("06" + "00000002" + "c3a4") // ä
                    + "00"); // null
    record Hashed(int n, List<String> list) {}
    assertArrayEquals(
        java.security.MessageDigest.getInstance("SHA-256").digest(walked),
        Values.hash(new Hashed(-2, Arrays.asList("ä", null))));
  }

  @Test
  void valuesThatCameToBeInAnotherOrderHashAlike() {
    Seeds.forEach(
        200,
        (random, round) -> {
          List<Integer> numbers = new ArrayList<>();
          for (int i = random.nextInt(60); i > 0; i--) {
            numbers.add(random.nextInt(1000));
          }
          List<Integer> shuffled = new ArrayList<>(numbers);
          Collections.shuffle(shuffled, random);
          assertSameHash(hashMap(numbers), hashMap(shuffled));
          assertSameHash(agronaMap(numbers), agronaMap(shuffled));
          assertSameHash(persistentMap(numbers), persistentMap(shuffled));
          assertSameHash(accounts(numbers), accounts(shuffled));
          assertSameHash(hashMap(numbers), persistentMap(shuffled));
        });
  }

  private static Map<String, Integer> hashMap(List<Integer> numbers) {
    Map<String, Integer> map = new HashMap<>();
    numbers.forEach(n -> map.put("k" + n, n));
    return map;
  }

  private static Object2LongHashMap<String> agronaMap(List<Integer> numbers) {
    Object2LongHashMap<String> map = new Object2LongHashMap<>(-1);
    numbers.forEach(n -> map.put("gone" + n, n));
    numbers.forEach(n -> map.put("k" + n, n));
    numbers.forEach(n -> map.removeKey("gone" + n));
    return map;
  }

  private static PMap<String, Integer> persistentMap(List<Integer> numbers) {
    PMap<String, Integer> map = HashTreePMap.empty();
    for (int n : numbers) {
      map = map.plus("k" + n, n);
    }
    return map;
  }

  /** Has no natural order. */
  private static Set<Account> accounts(List<Integer> numbers) {
    Set<Account> set = new HashSet<>();
    numbers.forEach(n -> set.add(new Account("a" + n, n, Optional.empty())));
    return set;
  }

  private static void assertSameHash(Object expected, Object actual) {
    assertArrayEquals(
        Values.hash(expected), Values.hash(actual), () -> expected + " and " + actual);
  }

  @Test
  void decimalsThatCompareAsEqualButAreNotAreSortedAllTheSame() {
    BigDecimal one = new BigDecimal("1");
    BigDecimal precise = new BigDecimal("1.0");
    Map<BigDecimal, Integer> there = new HashMap<>(1, 100);
    there.put(one, 1);
    there.put(precise, 2);
    Map<BigDecimal, Integer> back = new HashMap<>(1, 100);
    back.put(precise, 2);
    back.put(one, 1);
    assertSameHash(there, back);
    assertSameHash(
        new PriorityQueue<>(List.of(one, precise)), new PriorityQueue<>(List.of(precise, one)));
  }

  @Test
  void whateverChangesChangesTheHash() {
    Object[] values = {
      null,
      false,
      true,
      0,
      1,
      -1,
      0.0,
      -0.0,
      1.0,
      new BigDecimal("1"),
      new BigDecimal("1.0"),
      "",
      "a",
      "1",
      List.of(),
      List.of(""),
      List.of("a", "b"),
      List.of("b", "a"),
      List.of("ab"),
      List.of(List.of("a"), "b"),
      List.of(List.of("a", "b")),
      Map.of(),
      Map.of("a", "b"),
      Map.of("b", "a"),
      Map.of("a", Map.of()),
      new byte[] {},
      new byte[] {'a'},
      new UUID(0, 0),
      new UUID(0, 1),
      Instant.EPOCH,
      Instant.ofEpochSecond(0, 1),
      new Account("a", 1, Optional.empty()),
      new Account("a", 2, Optional.empty()),
      new Account("a", 1, Optional.of("")),
      new AbstractMap.SimpleEntry<>("a", "b"),
    };
    Map<String, Object> seen = new HashMap<>();
    for (Object value : values) {
      String hash = HexFormat.of().formatHex(Values.hash(value));
      assertFalse(seen.containsKey(hash), () -> value + " hashes like " + seen.get(hash));
      seen.put(hash, String.valueOf(value));
    }
  }

  @Test
  void oneChangeInALargeStateChangesItsHash() {
    Map<String, Account> accounts = new LinkedHashMap<>();
    for (int i = 0; i < 20_000; i++) {
      accounts.put("account-" + i, new Account("owner", i, Optional.empty()));
    }
    byte[] first = Values.hash(accounts);
    accounts.put("account-19999", new Account("owner", -1, Optional.empty()));
    assertFalse(Arrays.equals(first, Values.hash(accounts)));
    String longText = "x".repeat(100_000);
    assertFalse(Arrays.equals(Values.hash(longText), Values.hash(longText + "x")));
  }

  @Test
  void objectsAndListsAnnounceHowManyTheyHold() {
    Seeds.forEach(
        200,
        (random, round) -> {
          CountingVisitor visitor = new CountingVisitor();
          Values.walk(Everything.random(random), visitor);
          assertTrue(visitor.isComplete());
        });
  }

  /** Checks each count against what comes after it. */
  private static final class CountingVisitor extends PlainVisitor {
    private final ArrayDeque<int[]> open = new ArrayDeque<>();
    private boolean done;

    boolean isComplete() {
      return done && open.isEmpty();
    }

    @Override
    public void beginList(int size) {
      super.beginList(size);
      open.push(new int[] {size, -1});
    }

    @Override
    public void beginObject(int size) {
      super.beginObject(size);
      open.push(new int[] {size, 0});
    }

    @Override
    public void name(String name) {
      super.name(name);
      open.element()[1]++;
    }

    @Override
    public void endList() {
      super.endList();
      open.pop();
    }

    @Override
    public void endObject() {
      super.endObject();
      int[] counts = open.pop();
      assertEquals(counts[0], counts[1]);
      done = true;
    }
  }

  private static void assertRefused(Object value, String expected) {
    Exception e =
        assertThrows(IllegalArgumentException.class, () -> Values.walk(value, new PlainVisitor()));
    assertTrue(e.getMessage().contains(expected), e::getMessage);
  }

  /** The plain value as text, integers as they are. */
  private static String text(Object value) {
    return render(Values.plain(value)).toString();
  }

  private static Object render(Object plain) {
    if (plain instanceof byte[] bytes) {
      return "[B" + bytes.length + "]";
    }
    if (plain instanceof Map<?, ?> map) {
      Map<Object, Object> rendered = new LinkedHashMap<>();
      map.forEach((key, value) -> rendered.put(key, render(value)));
      return rendered;
    }
    return plain == null ? "null" : plain;
  }
}
