package io.ringfold.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RowsTest {

  @Test
  void whatWasWrittenIsFoundInTheRowOfItsHash() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      Entries entries = new Entries();
      Map<Integer, TreeSet<Integer>> expected = new HashMap<>();
      int records = 1 + random.nextInt(3_000);
      int hashes = 1 + random.nextInt(2_000);
      for (int offset = 0; offset < records; offset++) {
        for (int i = random.nextInt(4); i > 0; i--) {
          // some hashes are everywhere, some once
          int hash = random.nextBoolean() ? random.nextInt(3) - 1 : random.nextInt() % hashes;
          hash *= 0x9E3779B9;
          entries.add(hash, offset);
          expected.computeIfAbsent(hash, any -> new TreeSet<>()).add(offset);
        }
      }
      List<byte[]> rows = rows(entries);
      int bits = Rows.bits(entries.size());
      for (int hash : expected.keySet()) {
        int[] offsets = expected.get(hash).stream().mapToInt(Integer::intValue).toArray();
        assertArrayEquals(offsets, entries.offsets(hash), "open, seed " + seed);
        assertArrayEquals(
            offsets, Rows.offsets(rows.get(Rows.number(hash, bits)), hash), "seed " + seed);
      }
      assertEquals(0, Rows.offsets(rows.get(Rows.number(12345, bits)), 12345).length);
    }
  }

  @Test
  void whatStandsInEveryRecordTakesNoRoom() {
    Entries entries = new Entries();
    for (int offset = 0; offset < 100_000; offset++) {
      entries.add(7, offset);
    }
    int bytes = rows(entries).stream().mapToInt(row -> row.length).sum();
    assertTrue(bytes < 10_000, bytes + " bytes");
  }

  @Test
  void aRowThatHasChangedIsNotBelieved() {
    Entries entries = new Entries();
    for (int offset = 0; offset < 50; offset++) {
      entries.add(offset * 31, offset);
    }
    byte[] row = rows(entries).get(0);
    for (int bit = 0; bit < row.length * 8; bit++) {
      byte[] changed = row.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThrows(DamagedIndexException.class, () -> Rows.offsets(changed, 31));
    }
    assertThrows(DamagedIndexException.class, () -> Rows.offsets(null, 31));
  }

  private static List<byte[]> rows(Entries entries) {
    List<byte[]> rows = new ArrayList<>();
    Rows.write(
        entries,
        Rows.bits(entries.size()),
        (number, row) -> {
          assertEquals(rows.size(), number);
          rows.add(row);
        });
    return rows;
  }

  @Test
  void entriesAreSortedByHashThenOffsetWhateverTheHashes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Entries entries = new Entries();
    int[] edges = {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x00FFFFFF, 0xFF000000, 1 << 24};
    long[] expected = new long[50_000];
    for (int i = 0; i < expected.length; i++) {
      int hash = i % 3 == 0 ? edges[random.nextInt(edges.length)] : random.nextInt();
      entries.add(hash, i / 2);
      expected[i] = (long) hash << 32 | i / 2;
    }
    Arrays.sort(expected);
    assertArrayEquals(expected, entries.sorted(), "seed=" + seed);
    assertArrayEquals(new long[0], new Entries().sorted());
  }
}
