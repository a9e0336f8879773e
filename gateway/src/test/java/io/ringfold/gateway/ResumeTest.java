package io.ringfold.gateway;

import static io.ringfold.gateway.Client.say;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Connections are cut at random while commands flow, through several segments of the journal; each
 * reader comes back with the sequence that it saw last, and in the end has every record once.
 */
@Timeout(300)
class ResumeTest {
  private static final int COMMANDS = 6_000;
  private static final int READERS = 6;
  private static final int WINDOW = 200;

  @TempDir Path data;

  private final AtomicInteger cuts = new AtomicInteger();

  @Test
  void connectionsCutAtRandomLoseNothingAndRepeatNothing() throws Exception {
    long seed = System.nanoTime();
    System.out.println("resume: " + READERS + " readers, " + COMMANDS + " commands, seed " + seed);
    ExecutorService readers = Executors.newFixedThreadPool(READERS);
    Map<String, String> settings = Map.of("segment-bytes", "1m", "durability", "crash");
    try (Server server = Server.start(data, settings)) {
      List<CompletableFuture<List<Long>>> heard = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        int reader = i;
        heard.add(
            CompletableFuture.supplyAsync(
                () -> follow(server, reader, new Random(seed + reader)), readers));
      }
      assertEquals(COMMANDS, send(server, new Random(seed)), "seed " + seed);
      List<Long> everything = new ArrayList<>();
      for (long sequence = 1; sequence <= COMMANDS; sequence++) {
        everything.add(sequence);
      }
      for (int i = 0; i < READERS; i++) {
        assertEquals(
            everything, heard.get(i).get(200, TimeUnit.SECONDS), "reader " + i + ", seed " + seed);
      }
    } finally {
      readers.shutdownNow();
    }
    System.out.println("resume: " + cuts + " connections cut");
    assertTrue(cuts.get() > 2 * READERS, cuts + " connections were cut");
  }

  /** Sends with a window, and returns the last sequence. */
  private static long send(Server server, Random random) {
    try (Client client = Client.connect(server.gateway, "?updates=none")) {
      long sequence = 0;
      String text = "x".repeat(1_000);
      for (int sent = 0; sent < COMMANDS; sent += WINDOW) {
        StringBuilder batch = new StringBuilder("[");
        for (int i = 0; i < WINDOW; i++) {
          batch.append(i == 0 ? "" : ",").append(say("c", sent + i, text + random.nextInt()));
        }
        client.send(batch.append("]").toString());
        for (int i = 0; i < WINDOW; i++) {
          sequence = client.next().get(3).get("seq").asLong();
        }
      }
      return sequence;
    }
  }

  /** Follows on the connection's own stream or on a named one, in turns. */
  private List<Long> follow(Server server, int reader, Random random) {
    List<Long> heard = new ArrayList<>();
    long seen = 0;
    while (seen < COMMANDS) {
      boolean named = random.nextBoolean();
      Client client =
          Client.connect(server.gateway, named ? "?updates=none" : "?updates=all&from=" + seen);
      if (named) {
        client.send(
            "[\"subscribe\",\"r" + reader + "\",{\"updates\":\"all\",\"from\":" + seen + "}]");
      }
      int until = 1 + random.nextInt(2_000);
      for (int i = 0; i < until && seen < COMMANDS; i++) {
        JsonNode update = client.next();
        assertEquals("update", update.get(0).asText(), update::toString);
        seen = update.get(3).get("seq").asLong();
        heard.add(seen);
      }
      cuts.incrementAndGet();
      client.cut();
    }
    return heard;
  }
}
