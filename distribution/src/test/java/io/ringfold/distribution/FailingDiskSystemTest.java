package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A disk that reports errors: strace answers chosen system calls in its place. */
class FailingDiskSystemTest {
  private static final int JOURNAL_NOT_TRUSTED = 3;
  private static final int CONNECTIONS = 3;

  @TempDir Path directory;

  @Test
  void aForceThatFailsStopsTheServerAndLosesNothingAcknowledged() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int failing = 10 + random.nextInt(100);
    String hint = "seed " + seed + ", force " + failing;
    System.out.println("FailingDiskSystemTest: " + hint);
    try (Tellers tellers = new Tellers(CONNECTIONS, random)) {
      try (ServerProcess server =
          ServerProcess.await(
              new Strace(directory.resolve("trace"), "fdatasync")
                  .inject("fdatasync:error=EIO:when=" + failing + "+")
                  .serve(directory))) {
        tellers.work(server.webSocket());
        assertEquals(JOURNAL_NOT_TRUSTED, server.awaitExit(), hint);
        tellers.awaitCut();
        assertTrue(server.output().contains("forcing the records up to"), server.output());
        assertTrue(server.output().contains("Input/output error"), server.output());
      }
      long total;
      try (ServerProcess server = ServerProcess.start(directory)) {
        tellers.askAgain(server.webSocket());
        try (Client client = Client.connect(server.webSocket())) {
          total = client.query("total", Map.of()).get("result").get("balance").asLong();
        }
        assertEquals(0, server.stop(), server.output());
      }
      System.out.printf(
          "FailingDiskSystemTest: 1 force failed, %d acknowledged commands found once%n",
          tellers.check(directory.resolve("data"), total, hint));
    }
  }

  /** One command at a time, so that each has a force of its own: that of the last one fails. */
  @Test
  void afterAForceThatFailedNothingIsAcknowledged() throws Exception {
    // the thread that forces the journal forces nothing else before
    int good = 7;
    Path trace = directory.resolve("trace");
    int acknowledged = 0;
    try (ServerProcess server =
        ServerProcess.await(
            new Strace(trace, "fdatasync,write,writev,sendto,sendmsg")
                .inject("fdatasync:error=EIO:when=" + (good + 1) + "+")
                .serve(directory))) {
      try (Client client = Client.connect(server.webSocket())) {
        String clientId = UUID.randomUUID().toString();
        while (true) {
          client.command(clientId, acknowledged + 1, visit());
          if (!client.receive().get(0).asText().equals("cmd-ack")) {
            break;
          }
          acknowledged++;
          client.receive("update");
        }
      } catch (Client.Cut expected) {
        // the one whose force failed gets no answer
      }
      assertEquals(JOURNAL_NOT_TRUSTED, server.awaitExit(), server.output());
    }
    assertEquals(good, acknowledged);
    List<String> lines = Files.readAllLines(trace);
    int failure = 0;
    while (!lines.get(failure).contains("(INJECTED)")) {
      failure++;
    }
    assertEquals(good, acknowledgements(lines.subList(0, failure)), "told before the failure");
    assertEquals(0, acknowledgements(lines.subList(failure, lines.size())), "told after it");
  }

  /** The journal holds everything, so a snapshot that cannot be written is no reason to stop. */
  @ParameterizedTest
  @CsvSource({"fsync, EIO", "fsync, ENOSPC", "rename, EIO", "rename, ENOSPC", "write, ENOSPC"})
  void aSnapshotThatCannotBeWrittenIsToldAndLeftOut(String call, String error) throws Exception {
    Path data = directory.resolve("data").toAbsolutePath();
    Path snapshot = data.resolve("snapshots/snapshot-00000000000000000003.ringfold");
    Path temporary = snapshot.resolveSibling(snapshot.getFileName() + ".tmp");
    try (ServerProcess server =
        ServerProcess.await(
            new Strace(directory.resolve("trace"), call)
                .only(temporary)
                .inject(call + ":error=" + error)
                .serve(directory, "--data", data.toString()))) {
      try (Client client = Client.connect(server.webSocket())) {
        visit(client, 1, 3);
        HttpResponse<String> answer = takeSnapshot(server);
        assertEquals(500, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains(snapshot.toString()), answer.body());
        assertTrue(server.output().contains(snapshot.toString()), server.output());
        try (Stream<Path> left = Files.list(data.resolve("snapshots"))) {
          assertEquals(List.of(), left.toList(), "half a snapshot");
        }
        assertEquals(3, client.query("list-page-views", Map.of()).get("result").size());
        visit(client, 4, 4);
        assertEquals(201, takeSnapshot(server).statusCode(), "the next one has another name");
      }
      assertEquals(0, server.stop(), server.output());
    }
    assertFalse(Files.exists(snapshot));
    assertTrue(Files.readString(directory.resolve("trace")).contains("(INJECTED)"));
    assertEquals(4, Tool.info(data).get("snapshots").get(0).get("seq").asLong());
    try (ServerProcess server = ServerProcess.start(directory)) {
      assertEquals(4, server.readySequence());
    }
  }

  /** With {@code crash} it is the snapshot that forces the journal; a failure must not be lost. */
  @Test
  void aForceOfTheJournalThatFailsBeforeASnapshotStopsTheServer() throws Exception {
    Path data = directory.resolve("data").toAbsolutePath();
    ServerProcess.start(directory).close();
    Path newest;
    try (Stream<Path> segments = Files.list(data.resolve("journal"))) {
      newest =
          segments
              .filter(file -> file.toString().endsWith(".cq4"))
              .max(Path::compareTo)
              .orElseThrow();
    }
    // the thread that starts forces the segment once, that of the snapshots before each
    try (ServerProcess server =
        ServerProcess.await(
            new Strace(directory.resolve("trace"), "fsync")
                .only(newest)
                .inject("fsync:error=EIO:when=2+")
                .serve(
                    directory,
                    "--data",
                    data.toString(),
                    "--durability",
                    "crash",
                    "--snapshot-every-records",
                    "1"))) {
      Path first = data.resolve("snapshots/snapshot-00000000000000000001.ringfold");
      try (Client client = Client.connect(server.webSocket())) {
        visit(client, 1, 1);
        while (!Files.exists(first) && !server.endsWithin(Duration.ofMillis(20))) {
          // the schedule looks once a second
        }
        visit(client, 2, 2);
        assertEquals(JOURNAL_NOT_TRUSTED, server.awaitExit(), server.output());
      }
      assertTrue(server.output().contains("before a snapshot, forcing"), server.output());
      try (Stream<Path> snapshots = Files.list(data.resolve("snapshots"))) {
        assertEquals(List.of(first), snapshots.toList());
      }
    }
    try (ServerProcess server = ServerProcess.start(directory)) {
      assertEquals(2, server.readySequence());
    }
  }

  private static long acknowledgements(List<String> lines) {
    return lines.stream().filter(line -> line.contains("cmd-ack")).count();
  }

  private static void visit(Client client, int first, int last) {
    for (int i = first; i <= last; i++) {
      client.command("somebody", i, visit());
      JsonNode answer = client.receive("cmd-ack", "error");
      assertEquals("cmd-ack", answer.get(0).asText(), "" + answer);
      assertNull(answer.get(3).get("duplicate"), "" + answer);
    }
  }

  private static Map<String, ?> visit() {
    return Map.of("name", "visit-page", "data", Map.of("url", "/"));
  }

  private static HttpResponse<String> takeSnapshot(ServerProcess server)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(server.http("/snapshots"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
