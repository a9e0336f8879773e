package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Backup, restore and archive as processes of their own: beside a server under load, and killed on
 * the way, at system calls that change something on disk. Run again they have to complete.
 *
 * <p>How often is for {@code -Dringfold.faults.rounds=50} to say.
 */
class KeepingSystemTest {
  private static final int ROUNDS = Integer.getInteger("ringfold.faults.rounds", 2);
  private static final int CONNECTIONS = 3;
  private static final int KILLED = 128 + 9;
  private static final int COMMANDS = 600;

  @TempDir Path directory;

  /** A system call of the thread that copies, and the last one that is worth a kill. */
  private record Call(String name, int last) {}

  @Test
  void aBackupBesideAServerUnderLoadIsWholeAndServesOn() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("KeepingSystemTest backup under load: seed " + seed);
    Path backup = directory.resolve("backup");
    long backedUp = 0;
    try (Tellers tellers = new Tellers(CONNECTIONS, new Random(seed));
        ServerProcess server = ServerProcess.start(directory, "--segment-bytes", "65536")) {
      tellers.work(server.webSocket());
      for (int i = 0; i < 2; i++) {
        long durable = Tool.info(data()).get("forced-seq").asLong();
        Tool.done(List.of("backup", backup.toString(), "--data", data().toString()));
        long saved = Tool.info(backup).get("last-seq").asLong();
        assertTrue(saved >= durable, saved + " of " + durable + ", seed " + seed);
        assertTrue(saved > backedUp, "the load went on meanwhile, seed " + seed);
        backedUp = saved;
      }
      server.kill();
      tellers.awaitCut();
    }
    Tool.done(List.of("verify", "--data", backup.toString()));
    Path home = Files.createDirectory(directory.resolve("second"));
    Path restored = home.resolve("data");
    Tool.done(List.of("restore", backup.toString(), "--data", restored.toString()));
    assertEquals(
        Tool.replayedState(data(), backedUp).get("hash"),
        Tool.state(restored, backedUp).get("hash"),
        "seed " + seed);
    try (ServerProcess server = ServerProcess.start(home)) {
      assertEquals(backedUp, server.readySequence());
      visit(server, 10);
      assertEquals(0, server.stop(), server.output());
    }
    Tool.done(List.of("verify", "--data", restored.toString()));
    System.out.printf(
        "KeepingSystemTest: backed up under load twice, %d records served on%n", backedUp);
  }

  @Test
  void aBackupThatIsKilledAnywhereIsCompletedByTheNext() throws Exception {
    write();
    killedAndRunAgain(
        "backup",
        List.of(new Call("fsync", 16), new Call("rename", 4), new Call("ftruncate", 6)),
        round -> {
          Path backup = directory.resolve("backup" + round);
          return List.of("backup", backup.toString(), "--data", data().toString());
        },
        round -> requireAll(directory.resolve("backup" + round)));
  }

  @Test
  void aRestoreThatIsKilledAnywhereIsCompletedByTheNext() throws Exception {
    write();
    Path backup = directory.resolve("backup");
    Tool.done(List.of("backup", backup.toString(), "--data", data().toString()));
    killedAndRunAgain(
        "restore",
        List.of(
            new Call("fsync", 14),
            new Call("rename", 3),
            new Call("ftruncate", 6),
            new Call("unlink", 3)),
        round -> {
          Path restored = directory.resolve("restored" + round);
          return List.of("restore", backup.toString(), "--data", restored.toString());
        },
        round -> requireAll(directory.resolve("restored" + round)));
  }

  @Test
  void anArchivingThatIsKilledAnywhereIsCompletedByTheNext() throws Exception {
    write();
    Path backup = directory.resolve("backup");
    Tool.done(List.of("backup", backup.toString(), "--data", data().toString()));
    killedAndRunAgain(
        "archive",
        List.of(new Call("fsync", 12), new Call("unlink", 5), new Call("ftruncate", 6)),
        round -> {
          Path home = directory.resolve("home" + round);
          if (!Files.exists(home)) {
            Files.createDirectory(home);
            Tool.done(
                List.of("restore", backup.toString(), "--data", home.resolve("data").toString()));
          }
          return List.of(
              "archive",
              home.resolve("archive").toString(),
              "--data",
              home.resolve("data").toString());
        },
        round -> {
          Path home = directory.resolve("home" + round);
          Path archive = home.resolve("archive");
          try (Stream<Path> moved = Files.list(archive)) {
            assertTrue(moved.anyMatch(file -> file.toString().endsWith(".cq4")));
          }
          JsonNode report =
              Client.JSON.readTree(
                  Tool.done(
                      List.of(
                          "verify",
                          "--json",
                          "--data",
                          home.resolve("data").toString(),
                          "--archive",
                          archive.toString())));
          assertEquals(1, report.get("first-seq").asLong());
          assertEquals(COMMANDS, report.get("last-seq").asLong());
          try (ServerProcess server = ServerProcess.start(home)) {
            assertEquals(COMMANDS, server.readySequence());
          }
        });
  }

  /** Something of a round. */
  @FunctionalInterface
  private interface OfRound<T> {
    T of(int round) throws IOException;
  }

  /** A check of a round. */
  @FunctionalInterface
  private interface Check {
    void of(int round) throws IOException;
  }

  private void killedAndRunAgain(
      String what, List<Call> calls, OfRound<List<String>> command, Check check)
      throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    System.out.println("KeepingSystemTest " + what + ": seed " + seed);
    int kills = 0;
    for (int round = 0; round < ROUNDS; round++) {
      List<String> line = command.of(round);
      // each kind of call in its turn, so that few rounds meet different moments, too
      Call call = calls.get(round % calls.size());
      int which = 1 + random.nextInt(call.last);
      String hint = what + ", seed " + seed + ", " + call.name + " " + which;
      try (Command.Running running =
          new Strace(directory.resolve("trace"), call.name)
              .inject(call.name + ":signal=SIGKILL:when=" + which)
              .replayTool(directory, line)) {
        int code = running.await().exitCode();
        assertTrue(code == KILLED || code == 0, () -> hint + ": " + running.output());
        kills += code == KILLED ? 1 : 0;
        if (code == KILLED) {
          Tool.done(line);
        }
      }
      check.of(round);
    }
    System.out.printf("KeepingSystemTest %s: %d kills made up for%n", what, kills);
    assertTrue(kills > 0, what + " was never killed, seed " + seed);
  }

  private void requireAll(Path copy) {
    Tool.done(List.of("verify", "--data", copy.toString()));
    assertEquals(COMMANDS, Tool.info(copy).get("last-seq").asLong());
    assertEquals(Tool.state(data(), COMMANDS).get("hash"), Tool.state(copy, COMMANDS).get("hash"));
  }

  private Path data() {
    return directory.resolve("data");
  }

  /** A journal of several segments, with a snapshot at its end. */
  private void write() {
    try (ServerProcess server = ServerProcess.start(directory, "--segment-bytes", "65536")) {
      visit(server, COMMANDS);
      assertEquals(0, server.stop(), server.output());
    }
  }

  private static void visit(ServerProcess server, int commands) {
    try (Client client = Client.connect(URI.create(server.webSocket() + "?updates=none"))) {
      List<JsonNode> answers = new ArrayList<>();
      for (int i = 1; i <= commands; i++) {
        client.command("visitor", i, Map.of("name", "visit-page", "data", Map.of("url", "/" + i)));
        if (i % 100 == 0 || i == commands) {
          while (answers.size() < i) {
            answers.add(client.receive());
          }
        }
      }
      for (JsonNode answer : answers) {
        assertEquals("cmd-ack", answer.get(0).asText(), "" + answer);
      }
    }
  }
}
