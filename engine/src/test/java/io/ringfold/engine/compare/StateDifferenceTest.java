package io.ringfold.engine.compare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.shape.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StateDifferenceTest {

  private static final class Account {
    private final String owner;
    private long balance;

    private Account(String owner, long balance) {
      this.owner = owner;
      this.balance = balance;
    }
  }

  private static final class Accounts {
    private final Map<String, Account> byId = new HashMap<>();
    private final Map<UUID, List<Integer>> limits = new HashMap<>();
    private long total;
  }

  private record Tagged(Set<Object> tags, Optional<String> note) {}

  @Test
  void tellsAggregateKeyAndFieldOfEachChange() {
    Accounts before = new Accounts();
    before.byId.put("alice", new Account("Alice", 70));
    before.byId.put("bob", new Account("Bob", 5));
    UUID limited = new UUID(1, 2);
    before.limits.put(limited, List.of(1, 2, 3));
    before.total = 75;
    Accounts after = new Accounts();
    after.byId.put("alice", new Account("Alice", 40));
    after.byId.put("carol", new Account("Carol", 30));
    after.limits.put(limited, List.of(1, 4));
    after.total = 70;

    List<String> told = new ArrayList<>();
    StateDifference.ofStates(
        Map.of("bank", before, "users", 1),
        Map.of("bank", after, "users", 1),
        change ->
            told.add(
                "%s %s %s %s: %s → %s"
                    .formatted(
                        change.aggregate(),
                        change.key(),
                        change.kind(),
                        change.pathText(),
                        Values.plain(change.from()),
                        Values.plain(change.to()))));

    assertEquals(
        List.of(
            "bank alice CHANGED by-id[alice].balance: 70 → 40",
            "bank bob REMOVED by-id[bob]: {owner=Bob, balance=5} → null",
            "bank carol ADDED by-id[carol]: null → {owner=Carol, balance=30}",
            "bank %s CHANGED limits[%s][1]: 2 → 4".formatted(limited, limited),
            "bank %s REMOVED limits[%s][2]: 3 → null".formatted(limited, limited),
            "bank null CHANGED total: 75 → 70"),
        told);
  }

  @Test
  void reportsAnAggregateThatOneSideLacksAsAWhole() {
    assertEquals(
        List.of("REMOVED bank []", "ADDED carts []"),
        ofStates(Map.of("bank", Map.of("a", 1)), Map.of("carts", Map.of())).stream()
            .map(each -> each.kind() + " " + each.aggregate() + " " + each.path())
            .toList());
  }

  @Test
  void matchesElementsOfSetsWhateverTheirPlace() {
    record Point(int x, int y) {}

    Tagged before = new Tagged(Set.of("a", "b", new Point(1, 2)), Optional.of("n"));
    Tagged after = new Tagged(Set.of("b", "c", new Point(1, 2)), Optional.empty());

    assertEquals(List.of("REMOVED tags[a]", "ADDED tags[c]", "REMOVED note"), texts(before, after));
    assertEquals(
        List.of(), texts(new TreeSet<>(List.of(1, 2)), new TreeSet<>(List.of(2, 1))), "sorted");
  }

  @Test
  void reportsAnOrderThatTheStateKeeps() {
    Map<String, Integer> before = new LinkedHashMap<>();
    before.put("a", 1);
    before.put("b", 2);
    Map<String, Integer> after = new LinkedHashMap<>();
    after.put("b", 2);
    after.put("a", 1);

    assertEquals(List.of("REORDERED "), texts(before, after));
    assertEquals(List.of(), texts(new HashMap<>(before), new HashMap<>(after)));
    assertEquals(
        List.of("REORDERED "),
        texts(new LinkedHashSet<>(List.of(1, 2)), new LinkedHashSet<>(List.of(2, 1))));
  }

  @Test
  void comparesByNamesWhereTheClassesDiffer() {
    assertEquals(
        List.of("CHANGED balance"),
        texts(
            new Account("Alice", 1), new LinkedHashMap<>(Map.of("owner", "Alice", "balance", 2))));
    assertEquals(List.of("CHANGED [1]"), texts(List.of(1, 2), new TreeSet<>(List.of(1, 3))));
  }

  @Test
  void tellsKeysOfOneTextApart() {
    Map<Object, Integer> before = Map.of(1, 10, "1", 20);
    Map<Object, Integer> after = Map.of(1, 10, "1", 21);

    assertEquals(1, texts(before, after).size());
    assertEquals(List.of(), texts(before, new HashMap<>(before)));
  }

  @Test
  void refusesAValueThatContainsItself() {
    List<Object> first = new ArrayList<>();
    first.add(first);
    List<Object> second = new ArrayList<>();
    second.add(second);
    AtomicReference<Object> own = new AtomicReference<>();
    own.set(own);

    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> texts(first, second))
            .getMessage()
            .contains("nested deeper than 64"));
    assertThrows(IllegalArgumentException.class, () -> texts(own, 1));
  }

  @Test
  void isCompleteForRandomStates() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      String where = "seed " + seed + ", round " + round;
      Object from = randomValue(random, 0);
      Object to = random.nextInt(5) == 0 ? randomValue(random, 0) : mutated(random, from);

      List<Change> changes = new ArrayList<>();
      StateDifference.ofValues(from, to, changes::add);

      boolean same = Arrays.equals(Values.hash(from), Values.hash(to));
      assertEquals(same, changes.isEmpty(), where);
      for (Change change : changes) {
        assertFalse(
            change.kind() == Change.Kind.CHANGED
                && Arrays.equals(Values.hash(change.from()), Values.hash(change.to())),
            () -> where + ": " + change + " is no change");
      }
      assertEquals(
          Values.plain(to), Patched.by(Values.plain(from), changes), () -> where + ": " + changes);
    }
  }

  @Test
  void goesThroughLargeStatesWithoutKeepingWhatItFinds() {
    Map<String, Account> before = new HashMap<>();
    Map<String, Account> after = new HashMap<>();
    for (int i = 0; i < 50_000; i++) {
      before.put("a" + i, new Account("o", i));
      after.put("a" + (i + 1), new Account("o", i + 1));
    }
    long[] counts = new long[4];
    StateDifference.ofValues(before, after, change -> counts[change.kind().ordinal()]++);

    assertArrayEquals(new long[] {1, 1, 0, 0}, counts);
  }

  private static List<Change> ofStates(Map<String, ?> from, Map<String, ?> to) {
    List<Change> changes = new ArrayList<>();
    StateDifference.ofStates(from, to, changes::add);
    return changes;
  }

  private static List<String> texts(Object from, Object to) {
    List<String> texts = new ArrayList<>();
    StateDifference.ofValues(
        from, to, change -> texts.add(change.kind() + " " + change.pathText()));
    return texts;
  }

  private static Object randomValue(Random random, int depth) {
    int kinds = depth > 3 ? 5 : 9;
    return switch (random.nextInt(kinds)) {
      case 0 -> null;
      case 1 -> random.nextInt(4);
      case 2 -> "s" + random.nextInt(4);
      case 3 -> random.nextBoolean() ? 1.5 : Double.NaN;
      case 4 -> new Account("o" + random.nextInt(2), random.nextInt(3));
      case 5 -> {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(randomValue(random, depth + 1));
        }
        yield list;
      }
      case 6 -> Optional.ofNullable(randomValue(random, depth + 1));
      default -> {
        Map<String, Object> map = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          map.put("k" + random.nextInt(6), randomValue(random, depth + 1));
        }
        yield map;
      }
    };
  }

  /** The same but for some places, none of them shared. */
  private static Object mutated(Random random, Object value) {
    if (random.nextInt(8) == 0) {
      return randomValue(random, 2);
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(each -> copy.add(mutated(random, each)));
      if (random.nextInt(4) == 0) {
        copy.add(randomValue(random, 2));
      }
      return copy;
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new HashMap<>();
      map.forEach(
          (key, each) -> {
            if (random.nextInt(6) > 0) {
              copy.put(key, mutated(random, each));
            }
          });
      return copy;
    }
    return value instanceof Account account ? new Account(account.owner, account.balance) : value;
  }
}
