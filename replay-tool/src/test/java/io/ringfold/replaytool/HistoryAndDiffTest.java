package io.ringfold.replaytool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happened to one aggregate, and what differs between two states. */
class HistoryAndDiffTest {

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

  private ToolRun done(Object... args) {
    ToolRun run = run(args);
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("", run.err());
    return run;
  }

  private void fails(String message, Object... args) {
    ToolRun run = run(args);
    assertEquals(1, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertTrue(run.err().contains(message), run.err());
  }

  private static String told(JsonNode entry) {
    return "%d.%d/%d %s by %s: %s changed %s"
        .formatted(
            entry.at("/event/seq").asLong(),
            entry.at("/event/index").asInt(),
            entry.at("/event/of").asInt(),
            entry.at("/event/name").asText(),
            entry.at("/command/name").asText(),
            entry.get("state"),
            entry.get("changed"));
  }

  // history

  @Test
  void historyTellsTheStateAfterEachEventAndWhatItChanged() {
    writeTen();
    List<JsonNode> entries = done("history", "b", "--aggregate", "bank", "--json").lines();
    assertEquals(
        List.of(
            "2.0/1 account-opened by open-account: {\"account\":\"b\",\"owner\":\"bob\",\"balance\":0}"
                + " changed [{\"path\":\"\",\"kind\":\"changed\",\"from\":null,"
                + "\"to\":{\"account\":\"b\",\"owner\":\"bob\",\"balance\":0}}]",
            "4.1/2 transfer-credited by transfer: {\"account\":\"b\",\"owner\":\"bob\",\"balance\":30}"
                + " changed [{\"path\":\"balance\",\"kind\":\"changed\",\"from\":0,\"to\":30}]"),
        entries.stream().map(HistoryAndDiffTest::told).toList());
    JsonNode transfer = run("dump", "--from", 4, "--to", 4).json();
    JsonNode event = entries.get(1).get("event");
    transfer
        .at("/events/1")
        .properties()
        .forEach(
            field -> {
              if (!field.getKey().equals("version")) {
                assertEquals(field.getValue(), event.get(field.getKey()), field.getKey());
              }
            });
    assertEquals(transfer.get("data"), entries.get(1).at("/command/data"));
    assertEquals(transfer.get("uuid"), entries.get(1).at("/command/uuid"));
  }

  @Test
  void historyBeginsWithinARangeAsItWouldFromTheFirstRecordOn() {
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.writeTen();
      data.engine().snapshot();
      data.checkOut(UUID.randomUUID(), "user", "client", 7, "{\"a\":[1]}");
    }
    List<JsonNode> all = done("history", "c", "--aggregate", "carts", "--json").lines();
    assertEquals(2, all.size());
    assertEquals(
        List.of(all.get(1)),
        done("history", "c", "--aggregate", "carts", "--from", 11, "--json").lines());
    assertEquals(
        List.of(all.get(0)),
        done("history", "c", "--aggregate", "carts", "--limit", 1, "--json").lines());
    assertEquals("{\"a\":[1]}", all.get(1).at("/event/meta").toString());
    assertEquals("user", all.get(1).at("/event/user").asText());
  }

  @Test
  void historyIsATableForPeople() {
    writeTen();
    List<String> rows = done("history", "a", "--aggregate", "bank").out().lines().toList();
    assertEquals(4, rows.size());
    assertTrue(rows.get(0).matches(" +SEQ\\.INDEX .* WHAT CHANGED +STATE AFTER IT"), rows.get(0));
    assertTrue(
        rows.get(3)
            .matches(" +4\\.0 .* transfer-debited +balance: 100 → 70 +\\{\"account\":\"a\",.*:70}"),
        rows.get(3));
  }

  @Test
  void historyOfWhatNeverWasIsEmptyAndOfNoAggregateRefused() {
    writeTen();
    assertEquals("", done("history", "nobody", "--aggregate", "bank").out());
    String page =
        done("history", "/ünïcode?\"quoted\"\n", "--aggregate", "page-views", "--json").out();
    assertTrue(page.contains("\"state\":null,\"changed\":[]"), page);
    fails(
        "--aggregate banks is no domain whose events carry a key",
        "history",
        "a",
        "--aggregate",
        "banks");
    fails("there are bank, carts, page-views, todos, users", "history", "a");
    assertEquals(2, run("history", "--aggregate", "bank").exitCode());
  }

  // diff

  @Test
  void diffTellsWhatChangedByAggregateAndField() {
    writeTen();
    assertEquals(
        List.of(
            "~ bank        by-id[a].balance: 100 → 70",
            "~ bank        by-id[b].balance: 0 → 30",
            "+ carts       carts[c]: nothing → {\"quantities\":{\"sku\":9223372036854775807},\"checked-out\":fal…",
            "~ page-views  visits: 0 → 1",
            "~ todos       created: 0 → 1",
            "+ todos       todos[t1]: nothing → {\"number\":1,\"text\":\"write\"}"),
        done("diff", "--from", 3, "--to", 9).out().lines().limit(6).toList());
    assertTrue(
        done("diff", "--from", 3, "--to", 9)
            .out()
            .endsWith("6 differences from sequence 3 to 9\n"));
    JsonNode back =
        done("diff", "--from", 4, "--to", 3, "--aggregate", "bank", "--json").lines().get(0);
    assertEquals(
        "{\"aggregate\":\"bank\",\"key\":\"a\",\"path\":\"by-id[a].balance\",\"kind\":\"changed\","
            + "\"from\":70,\"to\":100}",
        back.toString());
  }

  @Test
  void diffOfOneStateIsNoneAndIsCutWhereAsked() {
    writeTen();
    assertEquals(
        "no difference from sequence 4 to 5\n", done("diff", "--from", 4, "--to", 5).out());
    assertEquals("", done("diff", "--from", 4, "--to", 5, "--json").out());
    ToolRun cut = run("diff", "--from", 0, "--limit", 2, "--json");
    assertEquals(0, cut.exitCode());
    assertEquals(2, cut.lines().size());
    assertTrue(cut.err().matches("replay-tool: [0-9]+ more, beyond --limit 2\n"), cut.err());
    assertEquals(
        done("diff", "--from", 0, "--to", 10, "--json").out(),
        done("diff", "--from", "2026-01-01T00:00:00Z", "--json").out());
  }

  @Test
  void everyLineOfJsonBeginsWithItsValue() {
    writeTen();
    for (ToolRun run :
        List.of(
            done("dump"),
            done("history", "a", "--aggregate", "bank", "--json"),
            done("diff", "--from", 0, "--json"))) {
      assertTrue(run.lines().size() > 2);
      assertTrue(run.out().lines().allMatch(line -> line.startsWith("{")), run.out());
    }
  }

  @Test
  void diffRefusesWhatThereIsNot() {
    writeTen();
    fails("--to 11 is not in the journal", "diff", "--from", 1, "--to", 11);
    fails("--aggregate banks is no domain", "diff", "--from", 1, "--aggregate", "banks");
    assertEquals(2, run("diff").exitCode());
    assertEquals(2, run("diff", "--from", 1, "--limit", -1).exitCode());
  }
}
