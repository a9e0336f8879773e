package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data directory on a small disk of its own, which a file fills and frees again. */
class FullDiskSystemTest {
  private static final int MIB = 1 << 20;
  private static final int JOURNAL_NOT_WRITTEN = 3;
  private static final int CONNECTIONS = 2;

  /** The lowest --min-free-bytes; commands are taken again at a quarter more. */
  private static final int MIN_FREE_MIB = 128;

  private static final int DISK_MIB = 400;

  @TempDir Path directory;
  private Path disk;

  @BeforeEach
  void mount() throws IOException {
    disk = Files.createDirectory(directory.resolve("disk"));
    Command.Result mounted =
        Command.of("mount", "-t", "tmpfs", "-o", "size=" + DISK_MIB + "m", "tmpfs", disk.toString())
            .run();
    assertEquals(
        0,
        mounted.exitCode(),
        () ->
            "this test mounts a small disk, for which it needs root (CAP_SYS_ADMIN); as another"
                + " user run the build inside `unshare --user --map-root-user --mount`: "
                + mounted.err());
  }

  @AfterEach
  void unmount() {
    // lazily: a server that a failed test left behind must not keep the directory from going
    Command.of("umount", "--lazy", disk.toString()).run();
  }

  @Test
  void aFullDiskRefusesCommandsAndNothingElseAndLosesNothing() throws Exception {
    long seed = new Random().nextLong();
    String hint = "seed " + seed;
    System.out.println("FullDiskSystemTest: " + hint);
    try (Tellers tellers = new Tellers(CONNECTIONS, new Random(seed))) {
      try (ServerProcess server = ServerProcess.start(directory, options())) {
        tellers.work(server.webSocket());
        fillUpTo(MIN_FREE_MIB - 16);
        // each of them stops at the first answer of unavailable
        tellers.awaitCut();
        isFull(server);

        free();
        awaitStatus(server, 200);
        tellers.askAgain(server.webSocket());
        tellers.work(server.webSocket());
        fillUpTo(MIN_FREE_MIB - 16);
        tellers.awaitCut();
        isFull(server);
        server.kill();
      }
      long total;
      try (ServerProcess server = ServerProcess.start(directory, options())) {
        isFull(server);
        free();
        awaitStatus(server, 200);
        tellers.askAgain(server.webSocket());
        total = total(server);
        assertEquals(0, server.stop(), server.output());
      }
      System.out.printf(
          "FullDiskSystemTest: filled 2 times, killed once, %d acknowledged commands found once%n",
          tellers.check(disk.resolve("data"), total, hint));
    }
  }

  /** The journal is written through a mapping: to go on here would end in a signal. */
  @Test
  void aDiskWithoutAnyRoomIsRefusedAtStart() throws IOException {
    try (ServerProcess server = ServerProcess.start(directory, options())) {
      try (Client client = Client.connect(server.webSocket())) {
        client.command("somebody", 1, Map.of("name", "visit-page", "data", Map.of("url", "/")));
        assertEquals("cmd-ack", client.receive().get(0).asText());
      }
      server.kill();
    }
    fillUpTo(0);
    try (Command.Running running = ServerProcess.command(line()).in(directory).start()) {
      Command.Result result = running.await();
      assertEquals(JOURNAL_NOT_WRITTEN, result.exitCode(), result.out() + result.err());
      assertTrue(result.err().contains(disk.resolve("data").toString()), result.err());
      assertTrue(result.err().contains("the disk is full"), result.err());
      assertTrue(result.err().contains("Make room"), result.err());
    }
    free();
    try (ServerProcess server = ServerProcess.start(directory, options())) {
      assertEquals(1, server.readySequence());
      assertEquals(0, server.stop(), server.output());
    }
  }

  private String[] options() {
    return new String[] {
      "--data",
      disk.resolve("data").toString(),
      "--min-free-bytes",
      Long.toString((long) MIN_FREE_MIB * MIB)
    };
  }

  private List<String> line() {
    List<String> line =
        new ArrayList<>(List.of(Built.launcher().toString(), "serve", "--port", "0"));
    line.addAll(List.of(options()));
    return line;
  }

  /** Leaves so much free. */
  private void fillUpTo(int freeMib) throws IOException {
    byte[] block = new byte[MIB / 16];
    try (OutputStream filler = Files.newOutputStream(disk.resolve("filler"))) {
      while (Files.getFileStore(disk).getUsableSpace() > (long) freeMib * MIB) {
        filler.write(block);
      }
    } catch (IOException e) {
      assertEquals(0, freeMib, () -> "could not fill the disk: " + e);
    }
  }

  private void free() throws IOException {
    Files.delete(disk.resolve("filler"));
  }

  private static void isFull(ServerProcess server) throws Exception {
    String reason = awaitStatus(server, 503).get("reason").asText();
    assertTrue(reason.contains("min-free-bytes"), reason);
    try (Client client = Client.connect(server.webSocket())) {
      client.command(
          "somebody", 1, Map.of("name", "visit-page", "data", Map.of("url", "/refused")));
      JsonNode refused = client.receive();
      assertEquals("error", refused.get(0).asText(), "" + refused);
      assertEquals("unavailable", refused.get(3).asText(), "" + refused);
      assertEquals(0, client.query("list-page-views", Map.of()).get("result").size());
    }
  }

  /** Asks until it is so; returns what /ready said. The server looks at the disk now and then. */
  private static JsonNode awaitStatus(ServerProcess server, int status) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    for (int i = 0; i < 600; i++) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(server.http("/ready")).build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == status) {
        return Client.JSON.readTree(answer.body());
      }
      Thread.sleep(100);
    }
    throw new AssertionError("/ready never said " + status + ": " + server.output());
  }

  private static long total(ServerProcess server) {
    try (Client client = Client.connect(server.webSocket())) {
      return client.query("total", Map.of()).get("result").get("balance").asLong();
    }
  }
}
