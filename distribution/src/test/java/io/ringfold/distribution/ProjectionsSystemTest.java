package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Projections that are new or have changed, over releases, kills and rebuilds of a real server. */
class ProjectionsSystemTest {
  private static final int COMMANDS = 2_000;

  @TempDir Path directory;

  @Test
  void aNewReleaseFillsItsProjectionsWhileItServesAndOneIsRebuiltOnRequest() throws Exception {
    try (ServerProcess first = ExtraDomain.serve(StockDomain.compile(directory, 1), directory)) {
      move(first, 0);
      assertEquals(0, first.stop(), first.output());
    }
    Path release = StockDomain.compile(directory, 2);
    try (ServerProcess second = ExtraDomain.serve(release, directory)) {
      assertEquals(COMMANDS, second.readySequence(), "ready without a replay of its own");
      move(second, COMMANDS);
      awaitLevel(second);
      assertRight(second, 2 * COMMANDS);
      // a rebuild that is cut by a kill leaves the projection as it was
      Command.Running cut = rebuild(second, "stock/level").start();
      move(second, 2 * COMMANDS);
      second.kill();
      cut.await();
    }
    try (ServerProcess third = ExtraDomain.serve(release, directory)) {
      awaitLevel(third);
      assertRight(third, 3 * COMMANDS);
      Command.Result rebuilt = rebuild(third, "trail").run();
      assertEquals(0, rebuilt.exitCode(), rebuilt.err());
      assertEquals("stock/trail is level at sequence " + 3 * COMMANDS, rebuilt.out().strip());
      assertRight(third, 3 * COMMANDS);
      Command.Result unknown = rebuild(third, "no-such").run();
      assertEquals(1, unknown.exitCode());
      assertTrue(unknown.err().contains("there is no projection no-such"), unknown.err());
    }
  }

  /** Amounts are the numbers of the commands, which are the sequences. */
  private static void move(ServerProcess server, int after) {
    try (Client client = Client.connect(server.webSocket())) {
      for (long i = after + 1; i <= after + COMMANDS; i++) {
        client.command("mover", i, Map.of("name", "move", "data", Map.of("amount", i)));
      }
      for (int i = 0; i < COMMANDS; i++) {
        assertEquals("cmd-ack", client.receive("cmd-ack", "error").get(0).asText());
      }
    }
  }

  /** What folds of all events, each once and in order, come to. */
  private static void assertRight(ServerProcess server, long commands) {
    long sum = 0;
    long hash = 0;
    for (long i = 1; i <= commands; i++) {
      sum += i;
      hash = 31 * hash + i * i;
    }
    try (Client client = Client.connect(server.webSocket())) {
      JsonNode level = query(client, "stock-level", commands);
      assertEquals(2 * sum, level.get("amount").asLong(), "" + level);
      JsonNode trail = query(client, "stock-trail", commands);
      assertEquals(commands, trail.get("events").asLong(), "" + trail);
      assertEquals(hash, trail.get("hash").asLong(), "" + trail);
    }
  }

  private static JsonNode query(Client client, String name, long sequence) {
    client.send(List.of("query", "q", Map.of("name", name, "data", Map.of(), "min-seq", sequence)));
    JsonNode answer = client.receive("result", "query-error");
    assertEquals("result", answer.get(0).asText(), "" + answer);
    return answer.get(2).get("result");
  }

  private static void awaitLevel(ServerProcess server) throws Exception {
    String listed;
    do {
      listed =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(server.http("/projections")).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
    } while (listed.contains("rebuilding") || listed.contains("saving"));
    assertFalse(listed.contains("failed"), listed);
  }

  private static Command rebuild(ServerProcess server, String name) {
    return ServerProcess.command(
        List.of(
            Built.launcher().toString(),
            "projections",
            "rebuild",
            name,
            "--url",
            server.http("").toString()));
  }
}
