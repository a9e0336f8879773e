package io.ringfold.replaytool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfold.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verify, backup, restore and archive, on what real engines write. */
class KeepingTest {

  @TempDir Path temporary;

  private Path directory;
  private Path backup;

  @BeforeEach
  void name() {
    directory = temporary.resolve("data");
    backup = temporary.resolve("backup");
  }

  /** Several segments, two snapshots, records behind the last. */
  private void write() {
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.writeTen();
      data.visit(1_500);
      data.engine().snapshot();
      data.visit(1_500);
      data.engine().snapshot();
      data.visit(500);
    }
  }

  private static ToolRun done(Object... args) {
    ToolRun run = ToolRun.of(args);
    assertEquals(0, run.exitCode(), run.err() + run.out());
    return run;
  }

  private static String refused(int code, Object... args) {
    ToolRun run = ToolRun.of(args);
    assertEquals(code, run.exitCode(), run.err() + run.out());
    assertFalse(run.err().contains("\tat "), run.err());
    return run.err() + run.out();
  }

  private static String hash(Path data, Object... more) {
    Object[] args =
        Stream.concat(Stream.of("state", "--json", "--data", data), Stream.of(more)).toArray();
    return done(args).json().get("hash").asText();
  }

  private Path file(String part, int place) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(part))) {
      List<Path> sorted =
          files.filter(file -> !file.toString().endsWith(".cq4t")).sorted().toList();
      return sorted.get(place < 0 ? sorted.size() + place : place);
    }
  }

  private static void flipBit(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  /** Deletes the newest segment that holds records; the last sequence that is left. */
  private long loseNewestRecords() throws IOException {
    JsonNode segments = done("info", "--json", "--data", directory).json().get("segments");
    for (int i = segments.size() - 1; ; i--) {
      JsonNode segment = segments.get(i);
      Files.delete(directory.resolve("journal").resolve(segment.get("file").asText()));
      if (segment.get("last-seq").asLong() >= segment.get("first-seq").asLong()) {
        return segment.get("first-seq").asLong() - 1;
      }
    }
  }

  // verify

  @Test
  void verifyFindsNothingWrongAndPrintsAHeadThatIsMetAgain() {
    write();
    JsonNode report = done("verify", "--json", "--data", directory).json();
    assertFalse(report.get("damaged").asBoolean());
    assertEquals(3_510, report.get("last-seq").asLong());
    assertEquals(2, report.get("snapshots").size());
    for (JsonNode snapshot : report.get("snapshots")) {
      assertEquals("right", snapshot.get("verdict").asText(), snapshot.toString());
    }
    String head = report.get("head").asText();
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.visit(10);
      // beside the server, too
      done("verify", "--data", directory, "--expect", head);
    }
    String out = done("verify", "--data", directory, "--expect", head).out();
    assertTrue(out.contains("head to keep: 3520:"), out);
    String other = head.replaceFirst(":.", head.contains(":0") ? ":1" : ":0");
    String told = refused(1, "verify", "--data", directory, "--expect", other);
    assertTrue(told.contains("was changed since"), told);
    assertTrue(refused(2, "verify", "--data", directory, "--expect", "x").contains("--expect"));
  }

  @Test
  void verifySaysWhereTheJournalIsDamagedAndWhatToDo() throws Exception {
    write();
    Path second = file("journal", 1);
    JsonNode info = done("info", "--json", "--data", directory).json().get("segments").get(1);
    flipBit(second, (int) info.get("bytes").asLong() - 20);
    String told = refused(1, "verify", "--data", directory);
    assertTrue(told.contains("DAMAGED") && told.contains(second.getFileName().toString()), told);
    assertTrue(told.contains("to " + info.get("last-seq").asLong() + " cannot be trusted"), told);
    assertTrue(told.contains("replay-tool restore"), told);
  }

  @Test
  void verifyFindsASnapshotThatIsDamaged() throws Exception {
    write();
    Path newest = file("snapshots", -1);
    flipBit(newest, (int) Files.size(newest) - 3);
    String told = refused(1, "verify", "--data", directory);
    assertTrue(told.contains("WRONG, " + newest), told);
    assertTrue(told.contains("snapshot  at 1510: right"), told);
  }

  // repair

  @Test
  void whatIsLostAtTheEndIsToldAndGivenUpOnlyWhenAskedFor() throws Exception {
    write();
    String whole = done("repair", "--data", directory).out();
    assertTrue(whole.contains("nothing is missing"), whole);
    assertEquals(
        3_510, done("info", "--json", "--data", directory).json().get("forced-seq").asLong());
    byte[] note = Files.readAllBytes(directory.resolve("journal/forced"));
    long left = loseNewestRecords();

    String start =
        assertThrows(EngineException.class, () -> SampleData.open(SampleData.config(directory)))
            .getMessage();
    assertTrue(start.contains("replay-tool repair"), start);
    String told = refused(1, "verify", "--data", directory);
    assertTrue(told.contains(left + 1 + " to 3510") && told.contains("repair"), told);
    assertTrue(done("info", "--data", directory).out().contains("3510, which is MISSING"));
    assertTrue(refused(1, "backup", backup, "--data", directory).contains("3510"));
    told = refused(1, "repair", "--data", directory);
    assertTrue(told.contains("sequences " + (left + 1) + " to 3510 are missing"), told);
    assertTrue(told.contains("--accept-loss"), told);

    JsonNode done = done("repair", "--json", "--accept-loss", "--data", directory).json();
    assertTrue(done.get("accepted").asBoolean());
    assertEquals(left, done.get("last-seq").asLong());
    assertArrayEquals(note, Files.readAllBytes(directory.resolve("damaged/forced.1")));
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      assertEquals(left, data.engine().status().sequence());
      data.visit(1);
    }
    done("verify", "--data", directory);
    assertTrue(done("repair", "--data", directory).out().contains("nothing is missing"));
  }

  @Test
  void snapshotsThatStandForLostRecordsAreMovedAway() throws Exception {
    write();
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.engine().snapshot();
    }
    Path snapshot = file("snapshots", -1);
    byte[] state = Files.readAllBytes(snapshot);
    loseNewestRecords();
    Files.delete(directory.resolve("journal/forced")); // the snapshot alone tells
    String told = refused(1, "repair", "--data", directory);
    assertTrue(told.contains("a snapshot stands for sequence 3510"), told);
    assertTrue(Files.exists(snapshot));
    done("repair", "--accept-loss", "--data", directory);
    assertFalse(Files.exists(snapshot));
    assertArrayEquals(
        state, Files.readAllBytes(directory.resolve("damaged").resolve(snapshot.getFileName())));
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      assertTrue(data.engine().status().sequence() < 3_510);
    }
  }

  @Test
  void aRepairLeavesARunningServerAlone() {
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.writeTen();
      String told = refused(1, "repair", "--accept-loss", "--data", directory);
      assertTrue(told.contains("in use"), told);
    }
  }

  // backup, restore

  @Test
  void aBackupUnderLoadHoldsAllThatWasDurableAndCanBeServedOn() {
    AtomicBoolean stop = new AtomicBoolean();
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.writeTen();
      data.visit(500);
      data.engine().snapshot();
      CompletableFuture<Void> load =
          CompletableFuture.runAsync(
              () -> {
                while (!stop.get()) {
                  data.visit(50);
                }
              });
      long before = 0;
      for (int round = 0; round < 4; round++) {
        long durable = done("info", "--json", "--data", directory).json().get("last-seq").asLong();
        long saved =
            done("backup", backup, "--json", "--data", directory).json().get("last-seq").asLong();
        assertTrue(saved >= durable, saved + " of " + durable);
        assertTrue(saved >= before, saved + " after " + before);
        before = saved;
      }
      stop.set(true);
      load.join();
    }
    Path restored = temporary.resolve("restored");
    JsonNode report = done("restore", backup, "--json", "--data", restored).json();
    long last = report.get("last-seq").asLong();
    String at = String.valueOf(last);
    assertEquals(hash(directory, "--at", at), hash(restored));
    assertEquals(hash(directory, "--at", at), hash(restored, "--no-snapshot"));
    try (SampleData data = SampleData.open(SampleData.config(restored))) {
      data.visit(20);
    }
    String out = done("verify", "--data", restored, "--expect", report.get("head").asText()).out();
    assertTrue(out.contains("sequences 1 to " + (last + 20)), out);
  }

  @Test
  void aBackupThatIsNotCompleteIsNotRestoredAndIsGoneOnWith() throws Exception {
    write();
    String head = done("backup", backup, "--json", "--data", directory).json().get("head").asText();
    Files.writeString(backup.resolve("backup"), "ringfold backup, format 1\nincomplete\n");
    Files.delete(backup.resolve("ringfold"));
    Path restored = temporary.resolve("restored");
    assertTrue(refused(1, "restore", backup, "--data", restored).contains("is incomplete"));
    assertFalse(Files.exists(restored));
    assertThrows(EngineException.class, () -> SampleData.open(SampleData.config(backup)));
    Files.delete(backup.resolve("snapshots").resolve(file("snapshots", 0).getFileName()));
    assertEquals(
        head, done("backup", backup, "--json", "--data", directory).json().get("head").asText());
    done("restore", backup, "--data", restored);
    assertEquals(hash(directory), hash(restored));
    assertEquals(2, done("info", "--json", "--data", restored).json().get("snapshots").size());
  }

  @Test
  void aRestoreThatWasCutIsGoneOnWithOfTheSameBackupOnly() throws Exception {
    write();
    String head = done("backup", backup, "--json", "--data", directory).json().get("head").asText();
    Path restored = temporary.resolve("restored");
    done("restore", backup, "--data", restored);
    assertFalse(Files.exists(restored.resolve("restoring")));
    // as it was just before the last steps
    Path label = restored.resolve("restoring");
    Files.writeString(label, "ringfold backup, format 1\n" + head + "\n");
    Files.delete(restored.resolve("ringfold"));
    Files.delete(restored.resolve("snapshots").resolve(file("snapshots", 0).getFileName()));
    assertThrows(EngineException.class, () -> SampleData.open(SampleData.config(restored)));
    done("restore", backup, "--data", restored);
    assertEquals(hash(directory), hash(restored));
    assertEquals(2, done("info", "--json", "--data", restored).json().get("snapshots").size());
    // where only the label was left a server may have gone on: it keeps its records
    Files.writeString(label, "ringfold backup, format 1\n" + head + "\n");
    try (SampleData data = SampleData.open(SampleData.config(restored))) {
      data.visit(5);
    }
    done("restore", backup, "--data", restored);
    assertEquals(3_515, done("info", "--json", "--data", restored).json().get("last-seq").asLong());
    // of another backup it is not
    Files.writeString(
        label, "ringfold backup, format 1\n" + head.replaceFirst("3510", "3509") + "\n");
    assertTrue(
        refused(1, "restore", backup, "--data", restored).contains("part of another backup"));
  }

  @Test
  void nothingIsCopiedOverWhatIsSomethingElse() throws Exception {
    write();
    Path other = Files.createDirectory(temporary.resolve("other"));
    Files.writeString(other.resolve("letter.txt"), "dear");
    assertTrue(refused(1, "backup", other, "--data", directory).contains("holds letter.txt"));
    assertTrue(refused(1, "backup", directory, "--data", directory).contains("itself"));
    done("backup", backup, "--data", directory);
    assertTrue(refused(1, "restore", backup, "--data", other).contains("holds letter.txt"));
    assertTrue(refused(1, "restore", directory, "--data", other).contains("is no backup"));
    assertEquals("dear", Files.readString(other.resolve("letter.txt")));
  }

  @Test
  void aBackupThatWasChangedIsNotRestored() throws Exception {
    write();
    done("backup", backup, "--data", directory);
    JsonNode first = done("info", "--json", "--data", backup).json().get("segments").get(0);
    directory = backup;
    flipBit(file("journal", 0), (int) first.get("bytes").asLong() - 20);
    refused(1, "restore", backup, "--data", temporary.resolve("restored"));
    assertFalse(Files.exists(temporary.resolve("restored").resolve("ringfold")));
  }

  // archive

  @Test
  void afterAnArchivingTheServerStartsAndThePastIsReadAcrossBoth() throws Exception {
    write();
    Path archive = temporary.resolve("archive");
    String past = hash(directory, "--at", "700");
    String present = hash(directory);
    String told = done("archive", archive, "--data", directory, "--dry-run").out();
    assertTrue(told.contains("would be moved"), told);
    assertFalse(Files.exists(archive));

    int moved =
        done("archive", archive, "--json", "--data", directory).json().get("segments").size();
    assertTrue(moved > 0);
    assertTrue(done("info", "--json", "--data", directory).json().get("first-seq").asLong() > 700);
    assertTrue(refused(1, "state", "--at", "700", "--data", directory).contains("700"));
    assertEquals(past, hash(directory, "--at", "700", "--archive", archive));
    assertEquals(present, hash(directory));
    assertEquals(present, hash(directory, "--no-snapshot", "--archive", archive));
    assertEquals(3_510, done("dump", "--data", directory, "--archive", archive).lines().size());

    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.visit(1_000);
      assertTrue(refused(1, "archive", archive, "--data", directory).contains("in use"));
      data.engine().snapshot();
      data.visit(1_000);
    }
    done("verify", "--data", directory);
    done("archive", archive, "--data", directory);
    JsonNode report = done("verify", "--json", "--data", directory, "--archive", archive).json();
    assertEquals(1, report.get("first-seq").asLong());
    assertEquals(5_510, report.get("last-seq").asLong());
    for (JsonNode snapshot : report.get("snapshots")) {
      assertEquals("right", snapshot.get("verdict").asText(), snapshot.toString());
    }
  }

  @Test
  void aStartWithoutTheSnapshotThatCoversTheArchiveIsRefused() throws Exception {
    write();
    done("archive", temporary.resolve("archive"), "--data", directory);
    for (int i = 0; i < 2; i++) {
      Files.delete(file("snapshots", 0));
    }
    String refusal =
        assertThrows(EngineException.class, () -> SampleData.open(SampleData.config(directory)))
            .getMessage();
    assertTrue(refusal.contains("archive") && refusal.contains("replay-tool verify"), refusal);
    assertTrue(refused(1, "verify", "--data", directory).contains("bring the archived segments"));
  }
}
