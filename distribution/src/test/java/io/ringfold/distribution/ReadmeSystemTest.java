package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README tells a newcomer to do, done: its code is taken from its text. */
class ReadmeSystemTest {
  private static final Pattern PRINTED_SETTING =
      Pattern.compile("^  ([a-z-]+) +(\\S+) *(?:\\(.*\\))?$", Pattern.MULTILINE);

  private static final Pattern SETTING_ROW =
      Pattern.compile("^\\| `([a-z-]+)` \\| ([^|]+) \\| ", Pattern.MULTILINE);

  private static final Duration FIRST_BUILD_TIMEOUT = Duration.ofMinutes(5);

  @TempDir Path directory;

  /** In a fresh clone, with our client as npm installs it; then its calls without any client. */
  @Test
  void theFirstSessionPrintsWhatTheReadmeShows() throws IOException {
    Path session =
        Files.writeString(
            nodeDirectory().resolve("session.mjs"), Page.README.block("js", "// session.mjs"));
    Path clone = freshClone();
    Command serve =
        ServerProcess.command(
            List.of(clone.resolve("ringfold").toString(), "serve", "--port", "0"));
    try (ServerProcess server = ServerProcess.await(serve.in(clone).start(), FIRST_BUILD_TIMEOUT)) {
      Command.Result result =
          Command.of("node", session.toString(), server.webSocket().toString()).run();
      assertEquals(0, result.exitCode(), result.err());
      assertEquals(
          sorted(Page.README.block("text", "acknowledged")), sorted(result.out()), result.out());
      theCallsOfCurlAreAnswered(server);
      assertEquals(0, server.stop(), server.output());
    }
    List<String> looks = Page.README.block("sh", "replay-tool").lines().toList();
    List<String> shown = new ArrayList<>();
    for (String look : looks) {
      Command.Result result = Command.of("bash", "-c", look).in(clone).run();
      assertEquals(0, result.exitCode(), look + ": " + result.err());
      shown.add(result.out());
    }
    assertTrue(shown.get(0).contains("snapshot"), looks.get(0) + ": " + shown.get(0));
    assertEquals(6, shown.get(1).lines().count(), looks.get(1) + ": " + shown.get(1));
    assertEquals(4, Client.JSON.readTree(shown.get(2)).get("seq").asLong(), looks.get(2));
  }

  private static void theCallsOfCurlAreAnswered(ServerProcess server) throws IOException {
    List<JsonNode> answers = new ArrayList<>();
    for (String call : Page.README.block("sh", "curl localhost:8080/commands").lines().toList()) {
      boolean endless = call.contains("/updates");
      Command.Result result =
          Command.of(
                  "bash",
                  "-c",
                  call.replace("localhost:8080", "127.0.0.1:" + server.port())
                      .replace("curl ", "curl -sS " + (endless ? "--max-time 5 " : "")))
              .run();
      if (endless) {
        assertTrue(result.out().contains("id: 1.0\nevent: account-opened"), result.out());
      } else {
        assertEquals(0, result.exitCode(), call + ": " + result.err());
        answers.add(Client.JSON.readTree(result.out()));
      }
    }
    assertEquals("accepted", answers.get(0).path("status").asText(), "" + answers.get(0));
    assertEquals(1005, answers.get(1).at("/result/balance").asLong(), "" + answers.get(1));
    assertEquals(1000, answers.get(2).at("/result/balance").asLong(), "" + answers.get(2));
    assertEquals(2, answers.get(3).path("events").size(), "" + answers.get(3));
    JsonNode history = answers.get(4).path("entries");
    JsonNode deposited = history.path(history.size() - 1);
    assertEquals(5, deposited.at("/event/data/amount").asLong(), "" + answers.get(4));
    assertEquals(deposited.at("/event/data/balance"), deposited.at("/state/balance"));
  }

  /** The contract's page shows a client that needs nothing of ours. */
  @Test
  void theSessionOnTheBareWebSocketPrintsWhatTheContractShows() throws IOException {
    Path session =
        Files.writeString(
            nodeDirectory().resolve("bare-session.mjs"),
            Page.PROTOCOL.block("js", "// bare-session.mjs"));
    try (ServerProcess server = ServerProcess.start(directory)) {
      Command.Result result =
          Command.of("node", session.toString(), server.webSocket().toString()).run();
      assertEquals(0, result.exitCode(), result.err());
      assertEquals(
          sorted(Page.PROTOCOL.block("text", "acknowledged")), sorted(result.out()), result.out());
      assertEquals(0, server.stop(), server.output());
    }
  }

  @Test
  void aDomainOfOnesOwnIsTestedServedAndSurvivesARestart() throws IOException {
    Path clone = Files.createTempDirectory(Built.workDirectory(), "guestbook");
    Files.writeString(
        clone.resolve("Guestbook.java"), Page.README.block("java", "class Guestbook "));
    Files.writeString(
        clone.resolve("GuestbookTest.java"), Page.README.block("java", "class GuestbookTest "));
    Files.createDirectories(clone.resolve("distribution/target"));
    Files.createSymbolicLink(clone.resolve("distribution/target/ringfold"), Built.home());
    Files.createSymbolicLink(clone.resolve("ringfold"), Built.launcher());
    List<String> lines = Page.README.block("sh", "javac").lines().toList();
    String serve = lines.get(lines.size() - 1);
    Command.Result built =
        Command.of("bash", "-euc", String.join("\n", lines.subList(0, lines.size() - 1)))
            .in(clone)
            .run();
    assertEquals(0, built.exitCode(), built.out() + built.err());

    Command serveOnAFreePort =
        ServerProcess.command(List.of("bash", "-c", "exec env " + serve + " --port 0"));
    try (ServerProcess server = ServerProcess.await(serveOnAFreePort.in(clone).start());
        Client client = Client.connect(server.webSocket())) {
      assertEquals("cmd-ack", sign(client, "ada", "Lovely place").get(0).asText());
      JsonNode twice = sign(client, "ada", "Still lovely");
      assertEquals("already-signed", twice.get(3).asText(), "" + twice);
      assertEquals(0, server.stop(), server.output());
    }
    try (ServerProcess server = ServerProcess.await(serveOnAFreePort.in(clone).start());
        Client client = Client.connect(server.webSocket())) {
      assertEquals(2, server.readySequence());
      JsonNode signatures = client.query("list-signatures", Map.of()).get("result");
      assertEquals(1, signatures.size(), "" + signatures);
      assertEquals("Lovely place", signatures.get(0).get("text").asText(), "" + signatures);
      assertEquals(0, server.stop(), server.output());
    }
  }

  /** The server prints its settings when it starts, also where it then refuses to. */
  @Test
  void theSettingsAreThoseOfTheServer() throws IOException {
    Path noDirectory = Files.writeString(directory.resolve("no-directory"), "text");
    Command.Result refused =
        ServerProcess.command(
                List.of(Built.launcher().toString(), "serve", "--data", noDirectory.toString()))
            .run();
    assertEquals(1, refused.exitCode(), refused.err());
    Map<String, String> actual = new TreeMap<>();
    Matcher printed = PRINTED_SETTING.matcher(refused.err());
    while (printed.find()) {
      actual.put(printed.group(1), printed.group(2));
    }
    actual.put("data", "data");
    actual.put("io-threads", "one a core, at least two");

    Map<String, String> documented = new TreeMap<>();
    Matcher row = SETTING_ROW.matcher(Page.README.section("Settings"));
    while (row.find()) {
      documented.put(row.group(1), row.group(2).replace("`", ""));
    }
    assertEquals(actual, documented);
  }

  private static JsonNode sign(Client client, String name, String text) {
    client.command(
        UUID.randomUUID().toString(),
        1,
        Map.of("name", "sign", "data", Map.of("name", name, "text", text)));
    return client.receive("cmd-ack", "error");
  }

  /** The sources alone, without what builds and runs left beside them. */
  private Path freshClone() throws IOException {
    Set<String> leftOut = Set.of(".git", "target", "data", "node_modules");
    Path root = Built.root();
    Path clone = directory.resolve("clone");
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
              throws IOException {
            if (leftOut.contains(path.getFileName().toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(clone.resolve(root.relativize(path).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                path,
                clone.resolve(root.relativize(path).toString()),
                StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }
        });
    return clone;
  }

  /** A directory with our client, and ws in the version that stands in the tests' lock file. */
  private static Path nodeDirectory() throws IOException {
    Path node = Files.createDirectories(Built.workDirectory().resolve("node"));
    for (String file : List.of("package.json", "package-lock.json")) {
      Files.copy(
          Built.root().resolve("distribution/src/test/node").resolve(file),
          node.resolve(file),
          StandardCopyOption.REPLACE_EXISTING);
    }
    Command.Result installed = Command.of("npm", "ci", "--prefer-offline").in(node).run();
    assertEquals(0, installed.exitCode(), installed.out() + installed.err());
    String client = Built.root().resolve("clients/javascript").toString();
    Command.Result ours =
        Command.of("npm", "install", "--install-links", "--no-save", "--prefer-offline", client)
            .in(node)
            .run();
    assertEquals(0, ours.exitCode(), ours.out() + ours.err());
    return node;
  }

  /** Replies to different commands may overtake each other, so the order of lines is not fixed. */
  private static List<String> sorted(String lines) {
    try (Stream<String> each = lines.lines()) {
      return each.sorted().toList();
    }
  }
}
