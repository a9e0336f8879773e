package io.ringfold.engine.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PersistentMapTest {

  /** Few hashes, so that keys meet at every depth of the tree and in the lists below it. */
  private record Colliding(int id, int hashes) {
    @Override
    public int hashCode() {
      return id % hashes * 0x0842_1084;
    }
  }

  @Test
  void holdsWhatAHashMapHoldsThroughARandomHistoryInBatchesOfAnyLength() {
    for (long seed = 1; seed <= 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int keys = 1 + random.nextInt(400);
      int hashes = 1 + random.nextInt(keys);
      Map<Colliding, Integer> expected = new HashMap<>();
      PersistentMap<Colliding, Integer> map = PersistentMap.empty();
      List<Map<Colliding, Integer>> expectedThen = new ArrayList<>();
      List<PersistentMap<Colliding, Integer>> published = new ArrayList<>();
      Batch batch = new Batch();
      for (int step = 0; step < 1_500; step++) {
        Colliding key = new Colliding(random.nextInt(keys), hashes);
        if (random.nextInt(3) > 0) {
          map = random.nextBoolean() ? map.plus(key, step, batch) : map.plus(key, step);
          expected.put(key, step);
        } else {
          map = random.nextBoolean() ? map.minus(key, batch) : map.minus(key);
          expected.remove(key);
        }
        assertEquals(expected.get(key), map.get(key), "seed " + seed);
        if (random.nextInt(40) == 0) {
          batch = new Batch();
          published.add(map);
          expectedThen.add(new HashMap<>(expected));
        }
      }
      for (int i = 0; i < published.size(); i++) {
        assertEquals(expectedThen.get(i), published.get(i), "seed " + seed + ", map " + i);
        assertEquals(expectedThen.get(i).hashCode(), published.get(i).hashCode());
        assertEquals(expectedThen.get(i).size(), published.get(i).size());
      }
    }
  }

  @Test
  void hasOneOrderHoweverItCameToBeUnlessHashesAreTheSame() {
    PersistentMap<Integer, Integer> grown = PersistentMap.empty();
    for (int i = 0; i < 5_000; i++) {
      grown = grown.plus(i * 37, i);
    }
    for (int i = 1_000; i < 5_000; i++) {
      grown = grown.minus(i * 37);
    }
    PersistentMap<Integer, Integer> copy = PersistentMap.copyOf(grown);
    assertEquals(List.copyOf(grown.keySet()), List.copyOf(copy.keySet()));
    List<Integer> visited = new ArrayList<>();
    copy.forEach((key, value) -> visited.add(key));
    assertEquals(List.copyOf(copy.keySet()), visited);
  }

  @Test
  void isCopiedAsItIsAtAnySizeAndHoweverHashesMeet() {
    for (long seed = 1; seed <= 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int hashes = 1 + random.nextInt(2_000);
      Map<Colliding, Integer> expected = new HashMap<>();
      PersistentMap<Colliding, Integer> grown = PersistentMap.empty();
      for (int size = random.nextInt(3_000); size > 0; size--) {
        Colliding key = new Colliding(random.nextInt(5_000), hashes);
        expected.put(key, size);
        grown = grown.plus(key, size);
      }
      PersistentMap<Colliding, Integer> copy = PersistentMap.copyOf(expected);
      assertEquals(expected, copy, "seed " + seed);
      assertEquals(expected.size(), copy.size(), "seed " + seed);
      assertEquals(
          List.copyOf(grown.entrySet()), List.copyOf(PersistentMap.copyOf(grown).entrySet()));
      for (Colliding key : expected.keySet()) {
        assertEquals(expected.get(key), copy.get(key), "seed " + seed);
        copy = copy.minus(key);
      }
      assertEquals(Map.of(), copy, "seed " + seed);
    }
    assertSame(PersistentMap.empty(), PersistentMap.copyOf(Map.of()));
  }

  @Test
  void copiesWhatItChangesOnceABatchAndNeverWhatWasMadeBefore() {
    Batch first = new Batch();
    PersistentMap<String, String> published =
        PersistentMap.<String, String>empty().plus("a", "1", first).plus("b", "1", first);
    Batch second = new Batch();
    PersistentMap<String, String> changed = published.plus("a", "2", second);
    assertEquals("1", published.get("a"));
    assertSame(changed, changed.plus("b", "2", second), "in place, as the batch made it");
    assertEquals(Map.of("a", "2", "b", "2"), changed);
    assertEquals(Map.of("a", "1", "b", "1"), published);
    assertNotEquals(changed, published);
  }

  @Test
  void staysTheSameMapWhereNothingChanges() {
    PersistentMap<String, String> map = PersistentMap.<String, String>empty().plus("a", "1");
    assertSame(map, map.plus("a", map.get("a")));
    assertSame(map, map.minus("b"));
    assertSame(PersistentMap.empty().size(), map.minus("a").size());
  }

  @Test
  void takesNoNullsAndNoChangesInPlace() {
    PersistentMap<String, String> map = PersistentMap.<String, String>empty().plus("a", "1");
    assertThrows(NullPointerException.class, () -> map.plus("a", null));
    assertThrows(NullPointerException.class, () -> map.plus(null, "a"));
    assertThrows(UnsupportedOperationException.class, () -> map.put("b", "1"));
    assertThrows(UnsupportedOperationException.class, () -> map.remove("a"));
    assertThrows(
        UnsupportedOperationException.class, () -> map.entrySet().iterator().next().setValue("2"));
    assertNull(map.get(null));
    assertFalse(map.containsKey("b"));
  }
}
