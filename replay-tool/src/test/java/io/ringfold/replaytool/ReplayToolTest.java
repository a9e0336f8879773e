package io.ringfold.replaytool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfold.engine.Uuid5;
import io.ringfold.snapshots.SnapshotInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayToolTest {

  private static final UUID CHECKED_OUT = UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");

  @TempDir Path directory;

  private void writeTen() {
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.writeTen();
    }
  }

  private ToolRun run(Object... args) {
    List<Object> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--data", directory));
    return ToolRun.of(all.toArray());
  }

  private static ToolRun done(ToolRun run) {
    return run.done();
  }

  private static void assertFails(int exitCode, ToolRun run, String... parts) {
    run.failed(exitCode, parts);
  }

  // info

  @Test
  void infoTellsSegmentsSequencesSnapshotsAndTypes() throws IOException {
    SnapshotInfo snapshot;
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.writeTen();
      snapshot = data.engine().snapshot();
      data.visit(5_000);
    }
    JsonNode info = done(run("info", "--json")).json();
    assertEquals(1, info.get("first-seq").asLong());
    assertEquals(5_010, info.get("last-seq").asLong());

    JsonNode segments = info.get("segments");
    assertTrue(segments.size() > 1, segments.toString());
    long next = 1;
    for (JsonNode segment : segments) {
      assertEquals(next, segment.get("first-seq").asLong());
      next = segment.get("last-seq").asLong() + 1;
      Path file = directory.resolve("journal").resolve(segment.get("file").asText());
      assertTrue(segment.get("bytes").asLong() <= Files.size(file), segment.toString());
    }
    assertEquals(5_011, next);

    assertEquals(1, info.get("snapshots").size());
    JsonNode listed = info.get("snapshots").get(0);
    assertEquals(10, listed.get("seq").asLong());
    assertEquals(snapshot.stateHash(), listed.get("hash").asText());
    assertEquals(snapshot.shape(), listed.get("shape").asText());
    assertEquals(snapshot.bytes(), listed.get("bytes").asLong());
    assertEquals(Files.size(snapshot.file()), listed.get("bytes").asLong());
    Instant.parse(listed.get("timestamp").asText());

    JsonNode transfer = named(info.get("commands"), "transfer");
    assertEquals("bank", transfer.get("domain").asText());
    assertEquals(
        "[{\"name\":\"from\",\"type\":\"string\",\"key\":true},"
            + "{\"name\":\"to\",\"type\":\"string\",\"key\":true},"
            + "{\"name\":\"amount\",\"type\":\"long\",\"key\":false}]",
        transfer.get("fields").toString());
    assertEquals(1, named(info.get("events"), "transfer-debited").get("version").asInt());
    assertEquals(
        "list of {sku string, quantity long}",
        named(info.get("events"), "checked-out").get("fields").get(1).get("type").asText());
  }

  private static JsonNode named(JsonNode list, String name) {
    for (JsonNode each : list) {
      if (each.get("name").asText().equals(name)) {
        return each;
      }
    }
    throw new AssertionError("no " + name + " in " + list);
  }

  @Test
  void infoTellsPeopleTheSame() {
    writeTen();
    String out = done(run("info")).out();
    assertTrue(out.contains("holds sequences 1 to 10"), out);
    assertTrue(out.contains("event transfer-debited v1 of bank: from string, to string"), out);
  }

  @Test
  void infoOfAServerThatHasNothingYetIsEmpty() {
    SampleData.open(SampleData.config(directory)).close();
    JsonNode info = done(run("info", "--json")).json();
    assertEquals(0, info.get("last-seq").asLong());
    assertEquals("[]", info.get("snapshots").toString());
    assertEquals("", done(run("dump")).out());
    assertEquals(0, done(run("state", "--json")).json().get("seq").asLong());
  }

  // dump

  @Test
  void dumpPrintsEveryRecordOnItsLine() {
    Instant before = Instant.now();
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.writeTen();
      data.checkOut(CHECKED_OUT, "eve", "cli\"ent", 7, "{\"a\": [1.50, {}],\n \"b\": null}");
      data.checkOut(UUID.randomUUID(), null, null, 0, "not json {");
    }
    List<JsonNode> records = done(run("dump")).lines();
    assertEquals(12, records.size());
    for (int i = 0; i < 12; i++) {
      assertEquals(i + 1, records.get(i).get("seq").asLong());
      assertFalse(
          Instant.parse(records.get(i).get("timestamp").asText()).isBefore(before.minusSeconds(1)));
    }

    JsonNode transfer = records.get(3);
    UUID uuid = UUID.fromString(transfer.get("uuid").asText());
    assertEquals("transfer", transfer.get("name").asText());
    assertTrue(transfer.get("user").isNull());
    assertEquals("accepted", transfer.get("status").asText());
    assertEquals("{\"from\":\"a\",\"to\":\"b\",\"amount\":30}", transfer.get("data").toString());
    assertFalse(transfer.has("code") || transfer.has("meta") || transfer.has("client-id"));
    assertEquals(2, transfer.get("events").size());
    JsonNode credited = transfer.get("events").get(1);
    assertEquals(
        String.format(
            "{\"uuid\":\"%s\",\"name\":\"transfer-credited\",\"version\":1,"
                + "\"data\":{\"from\":\"a\",\"to\":\"b\",\"amount\":30,\"balance\":30},"
                + "\"meta\":null,\"seq\":4,\"index\":1,\"of\":2,\"command-uuid\":\"%s\","
                + "\"timestamp\":%s,\"user\":null}",
            Uuid5.ofEvent(uuid, 1), uuid, transfer.get("timestamp")),
        credited.toString());

    JsonNode rejected = records.get(4);
    assertEquals("rejected", rejected.get("status").asText());
    assertEquals("insufficient-funds", rejected.get("code").asText());
    assertEquals("{\"account\":\"b\",\"amount\":1000}", rejected.get("data").toString());
    assertEquals("[]", rejected.get("events").toString());
    assertFalse(rejected.get("message").asText().isEmpty());

    assertEquals("/ünïcode?\"quoted\"\n", records.get(5).get("data").get("url").asText());
    assertEquals(Long.MAX_VALUE, records.get(8).get("data").get("quantity").asLong());
    assertEquals(36, records.get(9).get("events").get(0).get("data").get("age").asInt());

    JsonNode checkOut = records.get(10);
    assertEquals(CHECKED_OUT.toString(), checkOut.get("uuid").asText());
    assertEquals("eve", checkOut.get("user").asText());
    assertEquals("cli\"ent", checkOut.get("client-id").asText());
    assertEquals(7, checkOut.get("client-seq").asLong());
    JsonNode checkedOut = checkOut.get("events").get(0);
    assertEquals("{\"a\":[1.5,{}],\"b\":null}", checkOut.get("meta").toString());
    assertEquals(checkOut.get("meta"), checkedOut.get("meta"));
    assertEquals("eve", checkedOut.get("user").asText());
    assertEquals("sku", checkedOut.get("data").get("items").get(0).get("sku").asText());
    assertEquals("not json {", records.get(11).get("meta").asText());
  }

  @Test
  void dumpPrintsTheRangeAskedFor() {
    writeTen();
    assertEquals(List.of(4L, 5L, 6L), sequences("dump", "--from", 4, "--to", 6));
    assertEquals(List.of(9L, 10L), sequences("dump", "--from", 9, "--to", 1_000));
    assertEquals(List.of(1L, 2L), sequences("dump", "--limit", 2));
    assertEquals(List.of(9L, 10L), sequences("dump", "--from", 9, "--limit", Long.MAX_VALUE));
    assertEquals(List.of(5L), sequences("dump", "--from", 5, "--to", 8, "--limit", 1, "--json"));
    assertEquals(List.of(), sequences("dump", "--limit", 0));
  }

  private List<Long> sequences(Object... args) {
    return done(run(args)).sequences();
  }

  @Test
  void dumpFromAnyPlaceKnowsTheTypes() {
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.visit(3_000);
    }
    for (long from = 1; from <= 3_000; from += 613) {
      JsonNode line = done(run("dump", "--from", from, "--limit", 1)).lines().get(0);
      assertEquals(from, line.get("seq").asLong());
      assertEquals("visit-page", line.get("name").asText());
      assertEquals("/" + (from - 1) % 100, line.get("data").get("url").asText());
    }
  }

  // state

  @Test
  void stateHasTheHashThatTheLiveStateHadWithAndWithoutSnapshots() {
    SnapshotInfo atFive;
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.writeTen();
      atFive = data.engine().snapshot();
      data.visit(500);
    }
    try (SampleData data = SampleData.open(SampleData.config(directory).withSnapshotAtStop(true))) {
      data.visit(1);
    }
    JsonNode snapshots = done(run("info", "--json")).json().get("snapshots");
    assertEquals(2, snapshots.size());
    // taken at stop, of the state that decided the commands
    JsonNode live = snapshots.get(0);
    assertEquals(511, live.get("seq").asLong());

    JsonNode now = done(run("state", "--json")).json();
    assertEquals(511, now.get("seq").asLong());
    assertEquals(live.get("hash").asText(), now.get("hash").asText());
    assertEquals(now, done(run("state", "--no-snapshot", "--json")).json());
    assertEquals(now, done(run("state", "--at", 511)).json());

    JsonNode then = done(run("state", "--at", 10, "--json")).json();
    assertEquals(atFive.stateHash(), then.get("hash").asText());
    assertEquals(then, done(run("state", "--at", 10, "--no-snapshot", "--json")).json());
    assertNotEquals(now.get("hash"), then.get("hash"));
  }

  @Test
  void stateAsOfEachSequenceIsTheSameByReplayAndFromASnapshot() {
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.writeTen();
      data.engine().snapshot();
    }
    for (long at = 0; at <= 10; at++) {
      JsonNode state = done(run("state", "--at", at, "--json")).json();
      assertEquals(at, state.get("seq").asLong());
      assertEquals(state, done(run("state", "--at", at, "--no-snapshot", "--json")).json());
    }
  }

  @Test
  void stateShowsWhatTheDomainsHeld() {
    writeTen();
    JsonNode before = done(run("state", "--at", 3, "--json")).json().get("state");
    JsonNode after = done(run("state", "--at", 4, "--json")).json().get("state");
    assertEquals(List.of("bank", "carts", "page-views", "todos", "users"), fieldNames(after));
    assertTrue(before.get("bank").toString().contains("100"), before.toString());
    assertTrue(after.get("bank").toString().contains("70"), after.toString());
    assertTrue(after.get("bank").toString().contains("30"), after.toString());
  }

  private static List<String> fieldNames(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void aDamagedSnapshotIsPassedOverWithAWarningAndTheStateIsTheSame() throws IOException {
    SnapshotInfo snapshot;
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.writeTen();
      snapshot = data.engine().snapshot();
    }
    byte[] bytes = Files.readAllBytes(snapshot.file());
    bytes[bytes.length - 1] ^= 1;
    Files.write(snapshot.file(), bytes);
    JsonNode state = run("state", "--json").json();
    assertEquals(snapshot.stateHash(), state.get("hash").asText());
  }

  // beside a running server

  @Test
  void everythingWorksBesideARunningServerAndChangesNothing() throws Exception {
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.writeTen();
      data.engine().snapshot();
      Map<String, String> before = contents();
      assertEquals(10, done(run("info", "--json")).json().get("last-seq").asLong());
      assertEquals(10, done(run("dump")).lines().size());
      done(run("state"));
      done(run("state", "--no-snapshot"));
      assertEquals(before, contents());

      AtomicBoolean stop = new AtomicBoolean();
      Thread writer =
          new Thread(
              () -> {
                while (!stop.get()) {
                  data.visit(200);
                }
              });
      writer.start();
      try {
        long last = 0;
        for (int i = 0; i < 10; i++) {
          List<Long> sequences = sequences("dump");
          assertEquals(LongStream.rangeClosed(1, sequences.size()).boxed().toList(), sequences);
          assertTrue(sequences.size() >= last, "shorter than before: " + sequences.size());
          last = sequences.size();
          assertTrue(done(run("state", "--json")).json().get("seq").asLong() >= last);
          done(run("info"));
        }
      } finally {
        stop.set(true);
        writer.join();
      }
      data.visit(1);
    }
    // the server went on undisturbed
    SampleData.open(SampleData.config(directory)).close();
  }

  /** Every file with its size, time and a digest of what is in it. */
  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        contents.put(
            directory.relativize(file).toString(),
            Files.getLastModifiedTime(file)
                + (Files.isDirectory(file)
                    ? ""
                    : " " + Files.size(file) + " " + Arrays.hashCode(Files.readAllBytes(file))));
      }
    }
    return contents;
  }

  // what goes wrong

  @ParameterizedTest
  @ValueSource(strings = {"info", "dump", "state"})
  void aDirectoryThatIsNoDataDirectoryIsToldApart(String command) throws IOException {
    assertFails(1, run(command), directory.toString(), "not a Ringfold data directory");
    Path missing = directory.resolve("missing");
    assertFails(1, ToolRun.of(command, "--data", missing), missing.toString());
    assertFalse(Files.exists(missing));
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertFails(1, ToolRun.of(command, "--data", file), file.toString());
  }

  @Test
  void aSequenceOutOfRangeIsToldWithTheRange() {
    writeTen();
    assertFails(1, run("state", "--at", 11), "--at 11", "1 to 10");
    assertFails(1, run("dump", "--from", 11), "--from 11", "1 to 10");
  }

  @Test
  void aDamagedRecordEndsTheDumpAfterTheRecordsBeforeIt() throws IOException {
    writeTen();
    Path segment = segmentOf(5);
    ToolRun before = done(run("state", "--at", 4, "--json"));
    byte[] bytes = Files.readAllBytes(segment);
    int at = indexOf(bytes, "insufficient-funds".getBytes(StandardCharsets.UTF_8));
    bytes[at] ^= 1;
    Files.write(segment, bytes);
    ToolRun run = run("dump");
    assertFails(1, run, "sequence 5");
    assertEquals(4, run.lines().size(), run.err());
    assertEquals(List.of(2L, 3L), sequences("dump", "--from", 2, "--to", 3));
    assertFails(1, run("state"), "sequence 5");
    assertFails(1, run("state", "--at", 5), "sequence 5");
    assertEquals(before, done(run("state", "--at", 4, "--json")));
    assertFails(1, run("info"), "sequence 5");
  }

  private Path segmentOf(long sequence) {
    for (JsonNode segment : done(run("info", "--json")).json().get("segments")) {
      if (segment.get("last-seq").asLong() >= sequence) {
        return directory.resolve("journal").resolve(segment.get("file").asText());
      }
    }
    throw new AssertionError("no segment holds " + sequence);
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    return IntStream.range(0, bytes.length - part.length)
        .filter(i -> Arrays.equals(bytes, i, i + part.length, part, 0, part.length))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void wrongUsageIsToldWithTheUsage() {
    assertFails(2, ToolRun.of(), "Usage:", "info", "dump", "state");
    assertFails(2, ToolRun.of("no-such-command"), "no-such-command");
    assertFails(2, run("state", "--at", "yesterday"), "--at", "yesterday");
    assertFails(2, run("state", "--at", -1), "--at", "-1");
    assertFails(2, run("dump", "--from", 0), "--from 0");
    assertFails(2, run("dump", "--from", 5, "--to", 4), "--to 4");
    assertFails(2, run("dump", "--limit", -1), "--limit -1");
    assertFails(2, run("info", "--unknown"), "--unknown");
  }

  @Test
  void everyCommandHasHelpWithExamplesAndTheExitCodesOfThePage() throws IOException {
    List<String> page =
        Files.readAllLines(Path.of(System.getProperty("ringfold.root"), "docs", "replay-tool.md"));
    List<String> commands =
        new ArrayList<>(ReplayTool.commandLine(Console.ofProcess()).getSubcommands().keySet());
    commands.remove("help");
    commands.add("");
    for (String command : commands) {
      ToolRun run = command.isEmpty() ? ToolRun.of("--help") : ToolRun.of(command, "--help");
      String help = run.done().out();
      assertTrue(help.contains("Examples:"), help);
      assertTrue(help.contains("  ringfold replay-tool " + command), help);
      assertTrue(help.contains("Exit codes:"), help);
      for (int code : List.of(0, 1, 2, 130)) {
        assertTrue(help.contains("\n  " + code + " "), command + " does not tell " + code);
        assertTrue(page.stream().anyMatch(line -> line.startsWith("| " + code + " | ")));
      }
    }
  }
}
