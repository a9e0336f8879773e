package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, stopping, starting again, and refusing to start. */
class ServeSystemTest {
  @TempDir Path directory;

  @Test
  void printsOneReadyLineAndStopsInOrderOnSigterm() throws Exception {
    try (ServerProcess server = ServerProcess.start(directory)) {
      assertEquals(0, server.readySequence());
      assertEquals(
          "ringfold ready on http://127.0.0.1:" + server.port() + " at seq 0\n",
          server.standardOutput(),
          "standard output belongs to the ready line, logs go to standard error");
      assertEquals(200, status(server, "/health"));
      assertEquals(200, status(server, "/ready"));
      JsonNode acknowledgement;
      try (Client client = Client.connect(server.webSocket())) {
        client.command(
            UUID.randomUUID().toString(),
            1,
            Map.of("name", "visit-page", "data", Map.of("url", "/")));
        acknowledgement = client.receive();
      }
      assertEquals("cmd-ack", acknowledgement.get(0).asText(), "" + acknowledgement);
      assertEquals(1, acknowledgement.get(3).get("seq").asLong());
      assertEquals("fsync", acknowledgement.get(3).get("durability").asText());

      assertEquals(0, server.stop(), server.output());
    }
    JsonNode info = Tool.info(directory.resolve("data"));
    assertEquals(1, info.get("first-seq").asLong(), "" + info);
    assertEquals(1, info.get("last-seq").asLong(), "" + info);
    assertEquals(1, info.get("snapshots").get(0).get("seq").asLong(), "" + info);
  }

  @Test
  void aRestartShowsTheSameSequenceAndState() throws IOException {
    List<JsonNode> before;
    long sequence;
    try (ServerProcess server = ServerProcess.start(directory);
        Client client = Client.connect(server.webSocket())) {
      sequence = commandsOfEveryDomain(client);
      before = answersOfEveryDomain(client);
      assertEquals(0, server.stop(), server.output());
    }
    Path data = directory.resolve("data");
    JsonNode state = Tool.state(data, sequence);

    try (ServerProcess server = ServerProcess.start(directory);
        Client client = Client.connect(server.webSocket())) {
      assertEquals(sequence, server.readySequence());
      assertEquals(before, answersOfEveryDomain(client), "snapshot and replay");
      assertEquals(0, server.stop(), server.output());
    }

    deleteAll(data.resolve("snapshots"));
    try (ServerProcess server = ServerProcess.start(directory);
        Client client = Client.connect(server.webSocket())) {
      assertEquals(sequence, server.readySequence());
      assertEquals(before, answersOfEveryDomain(client), "full replay");
      assertEquals(0, server.stop(), server.output());
    }
    assertEquals(state, Tool.state(data, sequence));
    assertNotEquals(state.get("hash"), Tool.state(data, 1).get("hash"));
  }

  @Test
  void refusesAPortInUse() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Command.Result result = serve("--port", Integer.toString(other.getLocalPort()));
      assertEquals(1, result.exitCode(), result.err());
      assertTrue(result.err().contains(Integer.toString(other.getLocalPort())), result.err());
      assertEquals("", result.out());
    }
  }

  @Test
  void refusesADataDirectoryInUse() {
    try (ServerProcess server = ServerProcess.start(directory)) {
      Command.Result result = serve("--port", "0");
      assertEquals(1, result.exitCode(), result.err());
      assertTrue(result.err().contains(directory.resolve("data").toString()), result.err());
      assertEquals("", result.out());
      assertEquals(0, server.stop(), server.output());
    }
  }

  @Test
  void refusesADirectoryOfSomebodyElseAndLeavesItAlone() throws IOException {
    Path photos = Files.createDirectories(directory.resolve("photos"));
    Path photo = Files.writeString(photos.resolve("beach.jpg"), "sand");
    refusesAsData(photos);
    try (Stream<Path> left = Files.list(photos)) {
      assertEquals(List.of(photo), left.toList());
    }
    assertEquals("sand", Files.readString(photo));
  }

  @Test
  void refusesWhatIsNoJournal() throws IOException {
    Path data = directory.resolve("strange");
    Files.createDirectories(data.resolve("journal"));
    Path file = Files.write(data.resolve("journal/notes.txt"), new byte[100_000]);
    refusesAsData(data);
    assertEquals(100_000, Files.size(file));
  }

  @Test
  void refusesAFileAsDataDirectory() throws IOException {
    refusesAsData(Files.writeString(directory.resolve("a-file"), "text"));
  }

  @Test
  void refusesADirectoryThatCannotBeMade() throws IOException {
    Path file = Files.writeString(directory.resolve("a-file"), "text");
    refusesAsData(file.resolve("below"));
  }

  @Test
  void refusesADurabilityThatDoesNotExist() {
    Command.Result result = serve("--port", "0", "--durability", "perhaps");
    assertEquals(2, result.exitCode(), result.err());
    assertTrue(result.err().contains("perhaps"), result.err());
    assertTrue(result.err().contains("fsync"), result.err());
  }

  @Test
  void wrongUsageIsAnsweredWith2() {
    for (List<String> usage :
        List.of(
            List.of("--no-such-setting", "1"),
            List.of("--port"),
            List.of("--port", "many"),
            List.of("data"))) {
      Command.Result result = serve(usage.toArray(String[]::new));
      assertEquals(2, result.exitCode(), usage + ": " + result.err());
      assertTrue(result.err().contains(usage.get(0)), usage + ": " + result.err());
      assertEquals("", result.out());
    }
  }

  private void refusesAsData(Path path) {
    Command.Result result = serve("--port", "0", "--data", path.toString());
    assertEquals(1, result.exitCode(), result.err());
    assertTrue(result.err().contains(path.toString()), result.err());
    assertTrue(!result.err().contains("\tat "), "a stack trace is no message: " + result.err());
    assertEquals("", result.out());
  }

  private Command.Result serve(String... options) {
    List<String> line = new ArrayList<>(List.of(Built.launcher().toString(), "serve"));
    line.addAll(List.of(options));
    return ServerProcess.command(line).in(directory).run();
  }

  /** Returns the sequence after them. */
  private static long commandsOfEveryDomain(Client client) {
    String clientId = UUID.randomUUID().toString();
    List<Map<String, ?>> commands =
        List.of(
            command("visit-page", Map.of("url", "/index.html")),
            command("create-todo", Map.of("id", "t1", "text", "write")),
            command("create-todo", Map.of("id", "t2", "text", "read")),
            command("change-completed", Map.of("id", "t1", "completed", true)),
            command("add-item", Map.of("cart", "c1", "sku", "tea", "quantity", 2)),
            command("remove-item", Map.of("cart", "c1", "sku", "tea")),
            command("open-account", Map.of("account", "a", "owner", "Ada")),
            command("open-account", Map.of("account", "b", "owner", "Ben")),
            command("deposit", Map.of("account", "a", "amount", 100)),
            command("transfer", Map.of("from", "a", "to", "b", "amount", 30)),
            command("withdraw", Map.of("account", "b", "amount", 31)),
            command("register-user", Map.of("name", "ada", "age", 36)),
            command("register-user", Map.of("name", "ada", "age", 37)));
    long sequence = 0;
    for (int i = 0; i < commands.size(); i++) {
      client.command(clientId, i + 1L, commands.get(i));
      JsonNode answer = client.receive("cmd-ack", "error");
      sequence++;
      assertEquals(i + 1L, answer.get(2).asLong(), "" + answer);
      assertEquals(sequence, answer.get(answer.size() - 1).get("seq").asLong(), "" + answer);
    }
    return sequence;
  }

  private static List<JsonNode> answersOfEveryDomain(Client client) {
    List<JsonNode> answers =
        List.of(
            client.query("list-page-views", Map.of()),
            client.query("page-view-counts", Map.of()),
            client.query("all-todos", Map.of()),
            client.query("done-todos", Map.of()),
            client.query("get-cart", Map.of("cart", "c1")),
            client.query("removed-items", Map.of("cart", "c1")),
            client.query("get-balance", Map.of("account", "a")),
            client.query("statement", Map.of("account", "b")),
            client.query("total", Map.of()),
            client.query("list-users", Map.of()));
    TreeSet<Long> bases = new TreeSet<>();
    answers.forEach(answer -> bases.add(answer.get("basis").asLong()));
    assertEquals(1, bases.size(), "nothing was sent between these queries: " + bases);
    assertEquals(100, answers.get(8).get("result").get("balance").asLong(), "" + answers.get(8));
    return answers;
  }

  private static Map<String, ?> command(String name, Map<String, ?> data) {
    return Map.of("name", name, "data", data);
  }

  private static int status(ServerProcess server, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(server.http(path)).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static void deleteAll(Path files) throws IOException {
    try (Stream<Path> found = Files.list(files)) {
      for (Path file : found.toList()) {
        Files.delete(file);
      }
    }
  }
}
