package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The replay tool beside a server under load: one process follows the journal from its first
 * record, others read it over and over. Neither side may notice the other; in the middle the server
 * is killed and started again.
 *
 * <p>How long is for {@code -Dringfold.replay-tool.seconds=300} to say.
 */
class ReplayToolUnderLoadSystemTest {
  private static final int SECONDS = Integer.getInteger("ringfold.replay-tool.seconds", 3);
  private static final int CONNECTIONS = 2;
  private static final int WINDOW = 64;
  private static final int TERMINATED = 128 + 15;
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir Path directory;

  /** The uuid of each acknowledged command, by its sequence. */
  private final Map<Long, String> acknowledged = new ConcurrentHashMap<>();

  private final ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);

  @Test
  void readersOfALiveJournalDisturbNobodyAndMissNothing() throws Exception {
    Path data = directory.resolve("data");
    long readings = 0;
    try (ServerProcess server = serve();
        Command.Running tail = tail(data)) {
      Instant end = Instant.now().plusSeconds(SECONDS);
      List<Future<?>> load = load(server, end.plus(PATIENCE));
      awaitAcknowledged(1);
      while (Instant.now().isBefore(end)) {
        read(data);
        readings++;
      }
      server.kill();
      for (Future<?> each : load) {
        each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
      int before = acknowledged.size();
      try (ServerProcess again = serve()) {
        List<Future<?>> more = load(again, Instant.now().plusSeconds(1));
        awaitAcknowledged(before + 1);
        read(data);
        for (Future<?> each : more) {
          each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        assertTrue(acknowledged.size() > before, "nothing was acknowledged after the restart");
        assertEquals(0, again.stop(), again.output());
      }
      Path dump = directory.resolve("dump.jsonl");
      Tool.done(List.of("dump", "--data", data.toString(), "--output", dump.toString()));
      awaitSize(tail, Files.size(dump));
      tail.process().destroy();
      assertEquals(TERMINATED, tail.await().exitCode(), tail.output());
      assertEquals("", Files.readString(tail.err()));
      assertEquals(-1, Files.mismatch(dump, tail.out()), "tail printed other lines than dump");
      long records = requireAllInOrder(tail.out());
      System.out.printf(
          "ReplayToolUnderLoadSystemTest: %d acknowledged, %d records followed, read %d times%n",
          acknowledged.size(), records, 4 * readings);
    } finally {
      threads.shutdownNow();
    }
  }

  private ServerProcess serve() {
    return ServerProcess.start(directory, "--segment-bytes", "1048576");
  }

  private Command.Running tail(Path data) {
    return ServerProcess.command(
            List.of(
                Built.launcher().toString(),
                "replay-tool",
                "tail",
                "-f",
                "--from",
                "1",
                "--data",
                data.toString()))
        .start();
  }

  /** Each way of reading once; all have to succeed. */
  private static void read(Path data) {
    long forced = Tool.info(data).get("forced-seq").asLong();
    String at = Long.toString(forced);
    assertEquals(
        forced,
        json(Tool.done(List.of("dump", "--from", at, "--to", at, "--data", data.toString())))
            .get("seq")
            .asLong());
    assertEquals(
        forced,
        json(Tool.done(
                List.of("query", "total", "--as-of", at, "--json", "--data", data.toString())))
            .get("basis")
            .asLong());
    assertEquals(forced, Tool.state(data, forced).get("seq").asLong());
    JsonNode verified = json(Tool.done(List.of("verify", "--json", "--data", data.toString())));
    assertTrue(verified.get("last-seq").asLong() >= forced, "" + verified);
  }

  private static JsonNode json(String text) {
    try {
      return Client.JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  private List<Future<?>> load(ServerProcess server, Instant end) {
    List<Future<?>> load = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      load.add(threads.submit(() -> visitUntil(end, server.webSocket())));
    }
    return load;
  }

  /** Visits pages until that time, or until it is cut; each has to be acknowledged. */
  private void visitUntil(Instant end, URI server) {
    String clientId = UUID.randomUUID().toString();
    long sent = 0;
    long answered = 0;
    try (Client client = Client.connect(URI.create(server + "?updates=none"))) {
      while (Instant.now().isBefore(end) || answered < sent) {
        if (Instant.now().isBefore(end) && sent - answered < WINDOW) {
          sent++;
          client.command(
              clientId, sent, Map.of("name", "visit-page", "data", Map.of("url", "/" + sent)));
        } else {
          JsonNode answer = client.receive();
          assertEquals("cmd-ack", answer.get(0).asText(), () -> "not acknowledged: " + answer);
          acknowledged.put(answer.at("/3/seq").asLong(), answer.at("/3/uuid").asText());
          answered++;
        }
      }
    } catch (Client.Cut killed) {
      // what has no answer may have been processed or not
    }
  }

  private void awaitAcknowledged(int count) throws InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (acknowledged.size() < count) {
      assertTrue(Instant.now().isBefore(deadline), "only " + acknowledged.size());
      Thread.sleep(10);
    }
  }

  private static void awaitSize(Command.Running tail, long bytes) throws Exception {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (Files.size(tail.out()) < bytes) {
      assertTrue(tail.process().isAlive(), () -> "tail ended early: " + tail.output());
      assertTrue(
          Instant.now().isBefore(deadline),
          "followed to " + Files.size(tail.out()) + " of " + bytes);
      Thread.sleep(20);
    }
  }

  /** Every sequence once and in order, and every acknowledged command at its own. */
  private long requireAllInOrder(Path lines) throws IOException {
    long sequence = 0;
    int found = 0;
    try (BufferedReader reader = Files.newBufferedReader(lines)) {
      for (String line; (line = reader.readLine()) != null; ) {
        JsonNode each = json(line);
        assertEquals(++sequence, each.get("seq").asLong());
        String uuid = acknowledged.get(sequence);
        if (uuid != null) {
          assertEquals(uuid, each.get("uuid").asText(), "sequence " + sequence);
          found++;
        }
      }
    }
    assertEquals(acknowledged.size(), found, "acknowledged, and not followed");
    return sequence;
  }
}
