package io.ringfold.client.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {

  private static List<String> linesOf(String text) throws IOException {
    LineReader reader =
        new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
    List<String> lines = new ArrayList<>();
    while (reader.next()) {
      lines.add(
          reader.number()
              + ":"
              + (reader.isOverlong()
                  ? "overlong " + reader.length()
                  : new String(reader.bytes(), StandardCharsets.US_ASCII)));
    }
    assertFalse(reader.next(), "the end stays the end");
    return lines;
  }

  @Test
  void endsLinesAtLfAndCrLfAndAtTheEndOfTheFile() throws IOException {
    assertEquals(List.of("1:a", "2:", "3:b\rc", "4:d"), linesOf("a\r\n\nb\rc\nd"));
    assertEquals(List.of("1:a"), linesOf("a\n"));
    assertEquals(List.of(), linesOf(""));
  }

  @Test
  void passesOverAnOverlongLineAndReadsOn() throws IOException {
    String longest = "x".repeat(LineReader.LONGEST_LINE);
    assertEquals(
        List.of("1:a", "2:" + longest, "3:overlong " + (longest.length() + 300_001), "4:b"),
        linesOf("a\n" + longest + "\n" + longest + "y".repeat(300_001) + "\nb"));
  }

  @Test
  void readsLinesThatCrossItsChunks() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 50_000; i++) {
      text.append("line ").append(i).append('\n');
    }
    List<String> lines = linesOf(text.toString());
    assertEquals(50_000, lines.size());
    for (int i = 0; i < lines.size(); i++) {
      assertTrue(lines.get(i).endsWith(":line " + i), lines.get(i));
    }
  }
}
