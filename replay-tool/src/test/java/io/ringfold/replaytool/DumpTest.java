package io.ringfold.replaytool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.bpsm.edn.Keyword;
import us.bpsm.edn.parser.Parsers;

/** Which records dump prints, and how. */
class DumpTest {

  private static final UUID CHECKED_OUT = UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");

  @TempDir Path directory;

  @BeforeEach
  void write() {
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.writeTen();
      data.checkOut(CHECKED_OUT, "eve", "client", 7, "{\"a\": [1.50, 123456789012345678901]}");
    }
  }

  private ToolRun dump(Object... args) {
    List<Object> all = new ArrayList<>(List.of("dump", "--data", directory));
    all.addAll(List.of(args));
    return ToolRun.of(all.toArray());
  }

  private List<Long> found(Object... args) {
    return dump(args).done().sequences();
  }

  @Test
  void filtersByWhatARecordSays() {
    assertEquals(List.of(4L), found("--name", "transfer"));
    assertEquals(List.of(4L), found("--name", "transfer-credited"));
    assertEquals(List.of(5L, 6L), found("--name", "visit-page,withdraw"));
    assertEquals(List.of(5L, 8L), found("--status", "rejected"));
    assertEquals(List.of(11L), found("--user", "eve"));
    assertEquals(List.of(), found("--user", "mallory"));
    assertEquals(List.of(1L, 3L, 4L), found("--key", "a"));
    assertEquals(List.of(2L, 4L, 5L), found("--key", "b"));
    assertEquals(List.of(7L, 8L), found("--aggregate", "todos"));
  }

  @Test
  void allFiltersHaveToBeMetAndTheLimitCountsWhatIsPrinted() {
    assertEquals(List.of(5L), found("--key", "b", "--status", "rejected"));
    assertEquals(List.of(4L), found("--key", "b", "--from", 3, "--limit", 1));
    assertEquals(List.of(), found("--key", "b", "--aggregate", "todos"));
    assertEquals(List.of(), found("--key", "b", "--limit", 0));
  }

  @Test
  void timesSelectWhatCameBetweenThem() {
    List<Instant> times = new ArrayList<>();
    for (JsonNode line : dump().done().lines()) {
      times.add(Instant.parse(line.get("timestamp").asText()));
    }
    for (Instant since : times) {
      for (Instant until : times) {
        List<Long> expected = new ArrayList<>();
        for (int i = 0; i < times.size(); i++) {
          if (!times.get(i).isBefore(since) && !times.get(i).isAfter(until)) {
            expected.add(i + 1L);
          }
        }
        if (!until.isBefore(since)) {
          assertEquals(expected, found("--since", since, "--until", until), since + " " + until);
        }
      }
    }
    Instant last = times.get(times.size() - 1);
    assertEquals(List.of(), found("--since", last.plusNanos(1)));
    assertEquals(List.of(), found("--until", times.get(0).minusNanos(1)));
    assertEquals(List.of(11L), found("--since", last.toString().replace("Z", "+00:00")));
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    dump("--name", "no-such-thing").failed(1, "--name no-such-thing", "transfer-debited");
    dump("--aggregate", "banks").failed(1, "--aggregate banks", "bank, carts");
    dump("--status", "pending").failed(2, "pending", "accepted, rejected");
    dump("--format", "xml").failed(2, "xml", "json, edn, table");
    dump("--since", "yesterday").failed(2, "yesterday", "2026-11-20T10:15:30Z");
    dump("--since", "2026-11-20T10:15:30").failed(2, "with its zone");
    dump("--since", "2026-11-20T10:15:30Z", "--until", "2026-11-20T10:15:29Z")
        .failed(2, "--until", "before --since");
    dump("--from", 12).failed(1, "--from 12", "1 to 11");
  }

  @Test
  void ednSaysTheSameAsJson() {
    List<JsonNode> json = dump().done().lines();
    List<String> edn = dump("--format", "edn").done().out().lines().toList();
    assertEquals(json.size(), edn.size());
    for (int i = 0; i < json.size(); i++) {
      Map<?, ?> read = edn(edn.get(i));
      assertEquals(json.get(i).get("seq").asLong(), value(read, "seq"));
      assertEquals(Keyword.newKeyword(json.get(i).get("name").asText()), value(read, "name"));
      assertEquals(UUID.fromString(json.get(i).get("uuid").asText()), value(read, "uuid"));
      Instant time = Instant.parse(json.get(i).get("timestamp").asText());
      assertEquals(time.toEpochMilli(), ((Date) value(read, "timestamp")).getTime());
      assertEquals(json.get(i).get("events").size(), ((List<?>) value(read, "events")).size());
    }
    Map<?, ?> checkOut = edn(edn.get(10));
    assertEquals("eve", value(checkOut, "user"));
    assertEquals(Keyword.newKeyword("accepted"), value(checkOut, "status"));
    List<?> meta = (List<?>) value((Map<?, ?>) value(checkOut, "meta"), "a");
    assertEquals(new BigDecimal("1.50"), meta.get(0));
    assertEquals(new BigDecimal("123456789012345678901"), meta.get(1));
    assertEquals("/ünïcode?\"quoted\"\n", value((Map<?, ?>) value(edn(edn.get(5)), "data"), "url"));
    assertEquals(Keyword.newKeyword("insufficient-funds"), value(edn(edn.get(4)), "code"));
  }

  private static Map<?, ?> edn(String line) {
    return (Map<?, ?>)
        Parsers.newParser(Parsers.defaultConfiguration()).nextValue(Parsers.newParseable(line));
  }

  private static Object value(Map<?, ?> map, String name) {
    return map.get(Keyword.newKeyword(name));
  }

  @Test
  void aTableHasARowForEachRecordAndCutsWhatIsLong() {
    List<String> rows =
        dump("--format", "table", "--from", 4, "--to", 5).done().out().lines().toList();
    assertEquals(3, rows.size(), rows.toString());
    assertTrue(rows.get(0).startsWith("       SEQ  TIME "), rows.get(0));
    assertTrue(rows.get(1).endsWith("  transfer-debited, transfer-credited"), rows.get(1));
    assertTrue(rows.get(2).endsWith("  rejected: insufficient-funds"), rows.get(2));
    String long33 = "x".repeat(33);
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.checkOut(UUID.randomUUID(), long33, null, 0, null);
    }
    String row = dump("--format", "table", "--from", 12).done().out().lines().toList().get(1);
    assertTrue(row.contains(" xxxxxxxxxxx… "), row);
    assertEquals("", dump("--format", "table", "--limit", 0).done().out());
  }

  @Test
  void aFileIsThereWhenItIsWholeAndIsNotOverwritten() throws IOException {
    Path file = directory.resolve("records.jsonl");
    assertEquals("", dump("--output", file).done().out());
    assertEquals(dump().out(), Files.readString(file));
    dump("--output", file).failed(1, file.toString(), "is there already");
    dump("--output", directory.resolve("missing/x")).failed(1, "missing", "is not a directory");
    dump("--output", "/proc/records").failed(1, "cannot be read or written", "/proc/.records");
  }

  @Test
  void aDumpThatFailsLeavesNoFile() throws IOException {
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.visit(2_000);
    }
    Path damaged = null;
    for (JsonNode segment :
        ToolRun.of("info", "--json", "--data", directory).done().json().get("segments")) {
      if (damaged == null && segment.get("last-seq").asLong() >= 1_000) {
        damaged = directory.resolve("journal").resolve(segment.get("file").asText());
      }
    }
    byte[] bytes = Files.readAllBytes(damaged);
    // in the middle of a record: text stands in a segment as it is
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("/57");
    assertTrue(at > 0, damaged.toString());
    bytes[at] ^= 1;
    Files.write(damaged, bytes);
    Path file = Files.createDirectory(directory.resolve("out")).resolve("records.jsonl");
    dump("--output", file).failed(1, "cannot be read from sequence");
    try (Stream<Path> left = Files.list(file.getParent())) {
      assertEquals(List.of(), left.toList());
    }
    ToolRun whole = dump();
    assertFalse(whole.out().isEmpty(), whole.err());
  }
}
