package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A web server's log goes in; what was counted is compared with counting the lines themselves. */
class IngestSystemTest {
  private static final int LINES = 4_000;
  private static final int BAD_LINES = 3;

  @TempDir Path directory;
  private final Map<String, Long> expected = new HashMap<>();
  private Path log;

  /** Some pages are popular, most are rare; some lines stand there more than once. */
  @BeforeEach
  void writeALog() throws IOException {
    long seed = new Random().nextLong();
    System.out.println("IngestSystemTest seed " + seed);
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      String url = "/page/" + (int) Math.abs(random.nextGaussian() * 40) + "?q=%C3%A4&n=1";
      int copies = random.nextInt(20) == 0 ? 2 : 1;
      for (int copy = 0; copy < copies; copy++) {
        lines.add(
            "10.0.0.%d - - [17/May/2015:10:%02d:%02d +0000] \"GET %s HTTP/1.1\" 200 %d \"-\" \"a\""
                .formatted(random.nextInt(256), i / 60 % 60, i % 60, url, random.nextInt(9_999)));
        expected.merge(url, 1L, Long::sum);
      }
    }
    lines.add(lines.size() / 3, "this is no line of an access log");
    lines.add(lines.size() / 2, "");
    lines.add("10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET /cut-off-in-the-midd");
    log = Files.write(directory.resolve("access.log"), lines);
  }

  @Test
  void countsAgreeWithTheFileAndASecondRunChangesNothing() {
    try (ServerProcess server = ServerProcess.start(directory);
        Client client = Client.connect(server.webSocket())) {
      JsonNode summary = ingest(server.port());
      assertEquals(visits(), summary.get("acknowledged").asLong(), "" + summary);
      assertEquals(visits(), summary.get("new").asLong(), "" + summary);
      assertEquals(BAD_LINES, summary.get("bad-lines").asLong(), "" + summary);
      JsonNode counted = client.query("page-view-counts", Map.of());
      assertEquals(expectedCounts(), counted.get("result"));
      assertEquals(visits(), counted.get("basis").asLong());

      JsonNode again = ingest(server.port());
      assertEquals(visits(), again.get("acknowledged").asLong(), "" + again);
      assertEquals(visits(), again.get("duplicates").asLong(), "" + again);
      assertEquals(
          counted, client.query("page-view-counts", Map.of()), "changed by the second run");
      assertEquals(0, server.stop(), server.output());
    }
  }

  @Test
  void countsAgreeAfterAKillAndARestartHalfWay() throws Exception {
    int port = freePort();
    try (ServerProcess killed = ServerProcess.startOnPort(port, directory);
        Client observer = Client.connect(killed.webSocket());
        Command.Running ingest = start(port, "--rate", "2000")) {
      while (observer.query("page-view-counts", Map.of()).get("basis").asLong() < visits() / 2) {
        assertTrue(ingest.process().isAlive(), ingest.output());
        Thread.sleep(10);
      }
      killed.kill();
      assertTrue(ingest.process().isAlive(), "ended before the server was killed half-way");
      try (ServerProcess server = ServerProcess.startOnPort(port, directory);
          Client client = Client.connect(server.webSocket())) {
        assertTrue(server.readySequence() >= visits() / 2, "acknowledged lines are missing");
        JsonNode summary = summary(ingest.await());
        assertEquals(visits(), summary.get("acknowledged").asLong(), "" + summary);
        JsonNode counted = client.query("page-view-counts", Map.of());
        assertEquals(expectedCounts(), counted.get("result"));
        assertEquals(visits(), counted.get("basis").asLong());
        assertEquals(0, server.stop(), server.output());
      }
    }
  }

  private JsonNode ingest(int port) {
    try (Command.Running running = start(port)) {
      return summary(running.await());
    }
  }

  private Command.Running start(int port, String... options) {
    List<String> line =
        new ArrayList<>(
            List.of(
                Built.launcher().toString(),
                "ingest",
                log.toString(),
                "--json",
                "--url",
                "ws://127.0.0.1:" + port + "/ws"));
    line.addAll(List.of(options));
    return ServerProcess.command(line).in(directory).start();
  }

  private static JsonNode summary(Command.Result result) {
    assertEquals(0, result.exitCode(), result.err());
    try {
      return Client.JSON.readTree(result.out());
    } catch (IOException e) {
      throw new AssertionError("no summary: " + result.out(), e);
    }
  }

  private long visits() {
    return expected.values().stream().mapToLong(Long::longValue).sum();
  }

  private JsonNode expectedCounts() {
    return Client.json(
        expected.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(
                entry -> {
                  Map<String, Object> count = new LinkedHashMap<>();
                  count.put("url", entry.getKey());
                  count.put("count", entry.getValue());
                  return count;
                })
            .toList());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
