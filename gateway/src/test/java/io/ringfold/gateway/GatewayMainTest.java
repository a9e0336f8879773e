package io.ringfold.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process, with the sample domains: what it prints and how it ends. */
@Timeout(180)
class GatewayMainTest {
  private static final Pattern READY =
      Pattern.compile("ringfold ready on (http://127\\.0\\.0\\.1:[0-9]+) at seq ([0-9]+)");

  @TempDir Path directory;

  private static final class ServerProcess implements AutoCloseable {
    final Process process;
    private final BufferedReader out;

    ServerProcess(Path errors, String... args) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("@" + Path.of(System.getProperty("ringfold.root"), "jvm.flags"));
      command.add("-cp");
      command.add(System.getProperty("java.class.path"));
      command.add(GatewayMain.class.getName());
      command.addAll(Arrays.asList(args));
      process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The address and the sequence of the one line on standard output. */
    Matcher ready() throws IOException {
      String line = out.readLine();
      Matcher matcher = READY.matcher(String.valueOf(line));
      assertTrue(matcher.matches(), line);
      return matcher;
    }

    /** SIGTERM; unlike {@link Process#destroy} it leaves the streams open. */
    void terminate() {
      process.toHandle().destroy();
    }

    int exitCode() throws InterruptedException {
      assertTrue(process.waitFor(120, TimeUnit.SECONDS), "still alive");
      return process.exitValue();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  private ServerProcess serve(String... args) throws IOException {
    return new ServerProcess(directory.resolve("stderr"), args);
  }

  private String errors() throws IOException {
    return Files.readString(directory.resolve("stderr"));
  }

  private static String run(int expectedCode, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = GatewayMain.run(args, Map.of(), new PrintStream(out), new PrintStream(err));
    assertEquals(expectedCode, code, err::toString);
    return out.toString() + err;
  }

  @Test
  void everyLineOfAJsonLogIsAnObjectAndNamesItsCommand() throws Exception {
    String data = directory.resolve("data").toString();
    try (ServerProcess server =
        serve("--port", "0", "--data", data, "--log-format", "json", "--slow-command", "1ms")) {
      String url = server.ready().group(1);
      try (Client client = Client.connect(url, "?updates=none")) {
        // slow because of each other: the batch waits for its force
        for (int i = 1; i <= 20 && !errors().contains("slow command"); i++) {
          StringBuilder batch = new StringBuilder("[");
          for (int j = 1; j <= 2_000; j++) {
            batch
                .append(j == 1 ? "" : ",")
                .append(Client.cmd("c", i * 10_000L + j, "visit-page", "{\"url\":\"/\"}"));
          }
          client.send(batch.append("]").toString());
          client.next(2_000);
        }
      }
      server.terminate();
      assertEquals(0, server.exitCode());
    }
    boolean slow = false;
    for (String line : errors().split("\n")) {
      JsonNode entry = Client.parse(line);
      assertTrue(entry.get("timestamp").isNumber(), line);
      assertTrue(entry.get("level").isTextual(), line);
      if (entry.get("formattedMessage").asText().equals("slow command")) {
        slow = true;
        assertEquals(36, keyValue(entry, "uuid").length(), line);
        assertEquals("visit-page", keyValue(entry, "name"), line);
        assertEquals("c", keyValue(entry, "client-id"), line);
        assertTrue(Long.parseLong(keyValue(entry, "seq")) > 0, line);
        assertTrue(Long.parseLong(keyValue(entry, "journal-us")) >= 0, line);
      }
    }
    assertTrue(slow, "no command was slow: " + errors());
  }

  private static String keyValue(JsonNode entry, String key) {
    for (JsonNode pair : entry.get("kvpList")) {
      if (pair.has(key)) {
        return pair.get(key).asText();
      }
    }
    return "";
  }

  @Test
  void refusesALogFormatThatIsNone() {
    String said = run(2, "--log-format", "xml");
    assertTrue(said.contains("log-format=\"xml\" (--log-format): must be text or json"), said);
  }

  private static JsonNode query(String url, String name) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url + "/query?name=" + name)).build(),
                HttpResponse.BodyHandlers.ofString());
    assertEquals(200, response.statusCode(), response::body);
    return Client.parse(response.body());
  }

  @Test
  void servesUntilSigtermAndThenExitsWithZero() throws Exception {
    String data = directory.resolve("data").toString();
    for (int run = 0; run < 2; run++) {
      try (ServerProcess server = serve("--data", data, "--port", "0")) {
        Matcher ready = server.ready();
        assertEquals(Integer.toString(run), ready.group(2));
        String url = ready.group(1);
        Client client = Client.connect(url, "");
        client.send(Client.cmd("c", run, "visit-page", "{\"url\":\"/" + run + "\"}"));
        assertEquals("cmd-ack", client.next().get(0).asText());
        assertEquals("page-view", client.next().get(3).get("name").asText());
        assertEquals(run + 1, query(url, "list-page-views").get("result").size());
        server.terminate();
        assertEquals(1001, client.closeCode());
        assertEquals(0, server.exitCode(), this::errorsOrNone);
        assertNull(server.out.readLine(), "one line, and no more");
      }
    }
    assertTrue(errors().contains("ring-slots"), "the settings are printed");
  }

  private String errorsOrNone() {
    try {
      return errors();
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void keepsWhatItAcknowledgedWhenItIsKilled() throws Exception {
    String data = directory.resolve("data").toString();
    int acked = 0;
    try (ServerProcess server = serve("--data", data, "--port", "0")) {
      String url = server.ready().group(1);
      Client client = Client.connect(url, "?updates=none");
      for (int i = 0; i < 500; i++) {
        client.send(Client.cmd("c", i, "visit-page", "{\"url\":\"/\"}"));
      }
      for (; acked < 250; acked++) {
        assertEquals("cmd-ack", client.next().get(0).asText());
      }
      server.process.destroyForcibly().waitFor();
    }
    try (ServerProcess server = serve("--data", data, "--port", "0")) {
      Matcher ready = server.ready();
      long sequence = Long.parseLong(ready.group(2));
      assertTrue(sequence >= acked, () -> "at seq " + sequence);
      Client client = Client.connect(ready.group(1), "?updates=none");
      for (int i = 0; i < acked; i++) {
        client.send(Client.cmd("c", i, "visit-page", "{\"url\":\"/\"}"));
        JsonNode ack = client.next();
        assertEquals(i + 1, ack.get(3).get("seq").asLong());
        assertTrue(ack.get(3).get("duplicate").asBoolean());
      }
      JsonNode counts = query(ready.group(1), "page-view-counts").get("result");
      assertEquals(sequence, counts.get(0).get("count").asLong());
    }
  }

  @Test
  void refusesToStartWithOneWhereThePortOrTheDirectoryCannotBeHad() throws Exception {
    String data = directory.resolve("data").toString();
    try (ServerProcess server = serve("--data", data, "--port", "0")) {
      server.ready();
      String inUse = run(1, "--data", data, "--port", "0");
      assertTrue(inUse.contains(data), inUse);
    }
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      String refused = run(1, "--data", directory.resolve("other").toString(), "--port", port);
      assertTrue(refused.contains(port), refused);
    }
    Path file = Files.writeString(directory.resolve("file"), "not a directory");
    assertTrue(run(1, "--data", file.toString(), "--port", "0").contains(file.toString()));
    Files.createDirectory(directory.resolve("foreign"));
    Files.writeString(directory.resolve("foreign").resolve("letter.txt"), "dear reader");
    String foreign = directory.resolve("foreign").toString();
    assertTrue(run(1, "--data", foreign, "--port", "0").contains(foreign));
  }

  @Test
  void refusesWrongUsageWithTwo() {
    assertTrue(run(2, "--color", "red").contains("--color"));
    assertTrue(run(2, "--port").contains("--port"));
    assertTrue(run(2, "--port", "http").contains("port=\"http\""));
    assertTrue(run(2, "--durability", "none").contains("fsync or crash"));
    assertTrue(run(2, "somewhere").contains("somewhere"));
  }

  @Test
  void refusesToBeReachedByOthersWithOne() {
    assertTrue(run(1, "--host", "0.0.0.0").contains("no users"));
  }

  @Test
  void refusesAFileThatItDoesNotUnderstandWithOne() throws Exception {
    Path file = Files.writeString(directory.resolve("ringfold.properties"), "colour = red\n");
    assertTrue(run(1, "--config", file.toString()).contains("unknown colour"));
    Files.writeString(file, "host = 0.0.0.0\n");
    assertTrue(run(1, "--config", file.toString()).contains("no users"));
  }

  @Test
  void explainsEverySetting() {
    String help = run(0, "--help");
    for (Setting setting : Setting.values()) {
      assertTrue(help.contains("--" + setting.label() + "="), help);
    }
  }

  @Test
  void exitsWithThreeWhereTheJournalCannotBeTrusted() throws Exception {
    Path data = directory.resolve("data");
    // small segments: the damage must not lie in the last one, where a torn tail is allowed
    String[] args = {
      "--data",
      data.toString(),
      "--port",
      "0",
      "--segment-bytes",
      "64k",
      "--snapshot-at-stop",
      "false"
    };
    try (ServerProcess server = serve(args)) {
      String url = server.ready().group(1);
      Client client = Client.connect(url, "?updates=none");
      for (int i = 0; i < 400; i++) {
        String path = "/" + "x".repeat(2_000) + i;
        client.send(Client.cmd("c", i, "visit-page", "{\"url\":\"" + path + "\"}"));
        assertEquals("cmd-ack", client.next().get(0).asText());
      }
      server.terminate();
      assertEquals(0, server.exitCode(), this::errorsOrNone);
    }
    damage(data.resolve("journal"));
    try (ServerProcess server = serve(args)) {
      assertEquals(3, server.exitCode(), this::errorsOrNone);
      assertNull(server.out.readLine());
    }
  }

  /** Changes one byte of a record that is not in the last segment. */
  private static void damage(Path journal) throws IOException {
    List<Path> segments;
    try (var files = Files.list(journal)) {
      segments = files.filter(file -> file.toString().endsWith(".cq4")).sorted().toList();
    }
    for (Path segment : segments.subList(0, segments.size() - 1)) {
      try (FileChannel file =
          FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        ByteBuffer head = ByteBuffer.allocate(1 << 20);
        file.read(head, 0);
        int at = new String(head.array(), StandardCharsets.ISO_8859_1).indexOf("xxxxxxxxxx");
        if (at >= 0) {
          file.write(ByteBuffer.wrap(new byte[] {'y'}), at);
          return;
        }
      }
    }
    throw new AssertionError("no record found in all but the last of " + segments);
  }
}
