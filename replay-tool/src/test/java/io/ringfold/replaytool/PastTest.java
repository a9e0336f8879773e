package io.ringfold.replaytool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfold.engine.Uuid5;
import io.ringfold.snapshots.SnapshotInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States and queries as of then, records by uuid, and the snapshots that make both quick. */
class PastTest {

  @TempDir Path directory;

  @BeforeEach
  void write() {
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.writeTen();
    }
  }

  private ToolRun run(Object... args) {
    List<Object> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--data", directory));
    return ToolRun.of(all.toArray());
  }

  private Instant timeOf(long sequence) {
    JsonNode line = run("dump", "--from", sequence, "--limit", 1).done().json();
    return Instant.parse(line.get("timestamp").asText());
  }

  @Test
  void stateTakesATimeForTheLastCommandAtOrBeforeIt() {
    JsonNode atTen = run("state", "--at", 10, "--json").done().json();
    assertEquals(atTen, run("state", "--at", timeOf(10), "--json").done().json());
    assertEquals(atTen, run("state", "--at", Instant.now(), "--json").done().json());
    Instant before = timeOf(1).minusNanos(1);
    assertEquals(0, run("state", "--at", before, "--json").done().json().get("seq").asLong());
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    run("state", "--at", tomorrow).failed(1, "--at " + tomorrow, "here it is");
  }

  @Test
  void aQueryIsAnsweredAsOfEverySequenceWithAndWithoutSnapshots() {
    List<Integer> balances = List.of(0, 0, 100, 70, 70, 70, 70, 70, 70, 70);
    for (boolean snapshot : List.of(false, true)) {
      if (snapshot) {
        run("snapshot").done();
      }
      for (int at = 1; at <= 10; at++) {
        JsonNode answer =
            run("query", "get-balance", "{\"account\":\"a\"}", "--as-of", at, "--json")
                .done()
                .json();
        assertEquals("get-balance", answer.get("name").asText());
        assertEquals(at, answer.get("basis").asLong());
        assertEquals(balances.get(at - 1), answer.at("/result/balance").asInt(), "as of " + at);
      }
    }
    JsonNode none = run("query", "get-balance", "{\"account\":\"a\"}", "--as-of", 0).done().json();
    assertTrue(none.get("result").isNull(), "" + none);
    JsonNode then = run("query", "total", "--as-of", timeOf(4), "--json").done().json();
    assertEquals(100, then.at("/result/balance").asLong());
  }

  @Test
  void aQueryThatCannotBeAnsweredSaysWhy() {
    run("query", "totals").failed(1, "query totals", "total");
    run("query", "get-balance", "{\"acount\":\"a\"}").failed(1, "acount");
    run("query", "get-balance", "{account}").failed(2, "<json> {account}");
    run("query", "get-balance", "[]").failed(2, "must be a JSON object");
    run("query", "total", "--as-of", 11).failed(1, "--as-of 11", "1 to 10");
    run("query").failed(2, "<name>");
  }

  @Test
  void findsACommandAndAnEventByUuid() {
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.visit(2_000);
    }
    for (long sequence : List.of(4L, 5L, 1_500L)) {
      JsonNode line = run("dump", "--from", sequence, "--limit", 1).done().json();
      UUID command = UUID.fromString(line.get("uuid").asText());
      ToolRun found = run("find", command);
      assertEquals(0, found.exitCode(), found.err());
      assertEquals(line, found.json());
      assertTrue(found.err().contains("the command of sequence " + sequence), found.err());
      if (sequence != 5) {
        int last = line.get("events").size() - 1;
        ToolRun event = run("find", Uuid5.ofEvent(command, last));
        assertEquals(line, event.json());
        assertTrue(event.err().contains("event " + last + " of sequence"), event.err());
      }
    }
    UUID unknown = UUID.randomUUID();
    run("find", unknown).failed(1, unknown.toString(), "holds sequences 1 to 2010");
    run("find", "transfer").failed(2, "transfer");
  }

  @Test
  void aSnapshotMadeOfflineIsTheOneThatAServerWouldTake() {
    JsonNode taken = run("snapshot", "--json").done().json();
    assertEquals(10, taken.get("seq").asLong());
    assertEquals(
        run("state", "--no-snapshot", "--json").done().json().get("hash"), taken.get("hash"));
    assertEquals(taken, run("snapshot", "--json").done().json(), "nothing came since");
    assertEquals(1, run("info", "--json").done().json().get("snapshots").size());
    String verified = run("verify").done().out();
    assertTrue(verified.contains("snapshot  at 10: right"), verified);
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      SnapshotInfo same = data.engine().snapshot();
      assertEquals(taken.get("hash").asText(), same.stateHash());
      assertEquals(taken.get("file").asText(), same.file().toString());
    }
  }

  @Test
  void aSnapshotIsNotTakenBehindAServersBack() {
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.visit(1);
      run("snapshot").failed(1, "is in use", "--url");
    }
    assertEquals(0, run("info", "--json").done().json().get("snapshots").size());
    run("snapshot", "--url", "http://127.0.0.1:1").failed(1, "no answer from http://127.0.0.1:1");
    run("snapshot", "--url", "ftp://x").failed(2, "--url ftp://x");
  }

  @Test
  void ofNothingNoSnapshotIsTaken() {
    Path empty = directory.resolve("empty");
    SampleData.open(SampleData.config(empty)).close();
    ToolRun.of("snapshot", "--data", empty).failed(1, "nothing to take a snapshot of");
  }
}
