package io.ringfold.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
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
    int head =
        TestJournal.indexOf(file, "RINGFOLD")
            - RecordFormat.headerBytes(RecordFormat.FLAG_FIRST)
            - ExcerptCursor.HEADER_BYTES;
    String expected =
        """
        8c000000 the head: an excerpt of 140 bytes
        54000000 a6521392 0200000000000000 01010000 00000000
          4f1e7996a9d49279a6634f037dfd99c4fefcf89c0336d53cf419dc2da5f16bd4
          52494e47464f4c44 01000000 02000000 0200000000000000 02000000
        1b000000 e36ab3c8 0000000000000000 02000000 00000000 61626300
        1c000000 68bd25af 0100000000000000 02000000 00000000 64656667
        58000000 a batch: an excerpt of 88 bytes
        3e000000 0acf7f38 0200000000000000 03010000 01000000
          643eebe75dc5eb54ea05fcfec7b03228c94a9cb81065c2a5e23cea27852cfacd
          7365636f6e640000
        18000000 f15eab35 0300000000000000 03000000 02000000
        00000000 nothing yet
        """;
    assertEquals(
        hexOf(expected),
        HexFormat.of()
            .formatHex(Arrays.copyOfRange(file, head, head + hexOf(expected).length() / 2)));
    // the hash in the batch, computed without the code under test: of the 140 bytes before it
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update(file, head + 4, 140);
    assertTrue(expected.contains(HexFormat.of().formatHex(sha256.digest())));
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
