package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DedupWindowTest {

  private record Entry(long sequence, long fingerprint, DedupWindow.Rejection rejection) {}

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1_000, 1_024, 5_000})
  void remembersExactlyTheLastCommandsOfItsWindow(int size) {
    long seed = System.nanoTime();
    System.out.println("seed=" + seed);
    Random random = new Random(seed);
    DedupWindow window = new DedupWindow(size);
    Map<UUID, Entry> model = new LinkedHashMap<>();
    List<UUID> all = new ArrayList<>();
    long first = 1 + random.nextInt(100);
    for (long sequence = first; sequence < first + 12_000; sequence++) {
      // few bits, so that probes collide and runs grow long
      UUID uuid = new UUID(random.nextInt(64), sequence);
      Entry entry =
          new Entry(
              sequence,
              random.nextLong(),
              random.nextInt(4) == 0 ? new DedupWindow.Rejection("c" + sequence, "m") : null);
      window.add(
          sequence,
          uuid.getMostSignificantBits(),
          uuid.getLeastSignificantBits(),
          entry.fingerprint(),
          entry.rejection());
      all.add(uuid);
      model.put(uuid, entry);
      if (model.size() > size) {
        model.remove(model.keySet().iterator().next());
      }
      check(window, model, all.get(random.nextInt(all.size())));
      window.fetch(random.nextInt(64), sequence + 1, random.nextInt(8));
      if (random.nextInt(3_000) == 0) {
        DedupWindow copy = new DedupWindow(size);
        copy.load(window.image());
        window = copy;
      }
    }
    assertEquals(model.size(), window.size());
    for (UUID uuid : all) {
      check(window, model, uuid);
    }
  }

  @Test
  void keepsTheNewestWhereAnImageIsLarger() {
    DedupWindow large = new DedupWindow(100);
    for (long sequence = 1; sequence <= 100; sequence++) {
      large.add(sequence, sequence, sequence, sequence, null);
    }
    DedupWindow small = new DedupWindow(10);

    small.load(large.image());

    assertEquals(0, small.find(90, 90));
    assertEquals(91, small.find(91, 91));
    assertEquals(100, small.find(100, 100));
  }

  @Test
  void refusesAGapInTheSequence() {
    DedupWindow window = new DedupWindow(10);
    window.add(1, 1, 1, 1, null);

    assertThrows(IllegalStateException.class, () -> window.add(3, 3, 3, 3, null));
  }

  private static void check(DedupWindow window, Map<UUID, Entry> model, UUID uuid) {
    Entry expected = model.get(uuid);
    long found = window.find(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    assertEquals(expected == null ? 0 : expected.sequence(), found, uuid.toString());
    if (expected != null) {
      assertEquals(expected.fingerprint(), window.fingerprint(found));
      assertEquals(expected.rejection(), window.rejection(found));
    }
  }
}
