package io.ringfold.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds the bytes on disk to the picture on the package page: what was written must stay readable.
 */
class RecordFormatTest {

  @TempDir Path data;

  @Test
  void theBytesOnDiskAreThoseOfThePicture() throws Exception {
    JournalConfig config = TestJournal.config(data);
    try (Journal journal = TestJournal.open(config)) {
      UnsafeBuffer payload = new UnsafeBuffer("first".getBytes());
      journal.add(1, payload, 0, 5);
      journal.append();
      journal.force();
      TestJournal.define(journal, "abc", "defg");
      payload = new UnsafeBuffer("second".getBytes());
      journal.add(2, payload, 0, 6);
      journal.add(3, payload, 0, 0);
      journal.append();
    }
    byte[] file = Files.readAllBytes(config.directory().resolve("19700102F.cq4"));
    int head = TestJournal.indexOf(file, "RINGFOLD") - RecordFormat.HEADER_BYTES - 4;
    String expected =
        """
        6c000000 the head: an excerpt of 108 bytes
        34000000 d73f63f6 0200000000000000 01010000 00000000
          52494e47464f4c44 01000000 02000000 0200000000000000 02000000
        1b000000 e36ab3c8 0000000000000000 02000000 00000000 61626300
        1c000000 68bd25af 0100000000000000 02000000 00000000 64656667
        38000000 a batch: an excerpt of 56 bytes
        1e000000 e5ff01a0 0200000000000000 03010000 01000000 7365636f6e640000
        18000000 f15eab35 0300000000000000 03000000 02000000
        00000000 nothing yet
        """;
    assertEquals(
        hexOf(expected),
        HexFormat.of()
            .formatHex(Arrays.copyOfRange(file, head, head + hexOf(expected).length() / 2)));
  }

  private static String hexOf(String text) {
    StringBuilder hex = new StringBuilder();
    for (String word : text.split("\\s+")) {
      if (word.matches("([0-9a-f]{8})+")) {
        hex.append(word);
      }
    }
    return hex.toString();
  }
}
