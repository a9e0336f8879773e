package io.ringfold.client.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LineIdsTest {

  private static byte[] bytes(String line) {
    return line.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void areVersion5OfTheNamespaceLineAndOccurrence() {
    // by Python: uuid.uuid5(uuid.UUID("c7c04ee5-8d4b-5c0f-9a52-1e6a7f0b3d91"), "a line#1"), "#2"
    LineIds ids = new LineIds();
    assertEquals(
        UUID.fromString("d9c773a0-a34e-50d6-a8a0-5bf789096e5e"), ids.next(bytes("a line")));
    assertEquals(
        UUID.fromString("3707d85a-f63b-5085-b1a2-e5c9ead9f505"), ids.next(bytes("a line")));
  }

  @Test
  void areTheSameEachTimeAndDifferForEachOccurrence() {
    LineIds first = new LineIds();
    LineIds second = new LineIds();
    HashSet<UUID> all = new HashSet<>();
    int lines = 30_000;
    for (int i = 0; i < lines; i++) {
      byte[] line = bytes("line " + i % 10_000);
      UUID id = first.next(line);
      assertEquals(id, second.next(line));
      all.add(id);
    }
    assertEquals(lines, all.size());
  }

  @Test
  void ofEarlierLinesDoNotChangeWhenTheFileGrows() {
    LineIds before = new LineIds();
    LineIds after = new LineIds();
    List<UUID> ids = new ArrayList<>(List.of(before.next(bytes("a")), before.next(bytes("b"))));
    assertEquals(ids, List.of(after.next(bytes("a")), after.next(bytes("b"))));
    assertNotEquals(ids.get(0), after.next(bytes("a")));
  }
}
