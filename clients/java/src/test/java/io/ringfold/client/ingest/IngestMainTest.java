package io.ringfold.client.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringfold.client.FakeServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class IngestMainTest {
  @TempDir private Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    out.reset();
    err.reset();
    return IngestMain.run(args, printer(out), printer(err));
  }

  private static PrintStream printer(ByteArrayOutputStream into) {
    return new PrintStream(into, true, StandardCharsets.UTF_8);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static String line(String target) {
    return "192.0.2.1 - - [17/May/2015:10:05:03 +0000] \"GET "
        + target
        + " HTTP/1.1\" 200 5 \"-\" \"agent\"";
  }

  private static List<String> lines(int count) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // every seventh repeats one line word for word: visits of their own
      lines.add(line(i % 7 == 0 ? "/often" : "/page-" + i));
    }
    return lines;
  }

  private String file(List<String> lines) throws IOException {
    Path file = directory.resolve("access.log");
    Files.write(file, lines);
    return file.toString();
  }

  private static List<String> urls(FakeServer.Journal journal) {
    return journal.commands().stream().map(each -> each.path("data").path("url").asText()).toList();
  }

  @Test
  void sendsEveryLineOnceWithItsFactsAndNoAddress() throws Exception {
    try (FakeServer server = new FakeServer()) {
      String file = file(List.of(line("/a"), line("/b?c"), line("/a")));
      assertEquals(0, run(file, "--url", server.url()), this::err);
      assertEquals(List.of("/a", "/b?c", "/a"), urls(server.journal()));
      assertTrue(
          out().startsWith("3 lines: 3 acknowledged with durability fsync (3 new, 0 sent before)"),
          out());
      JsonNode second = server.journal().commands().get(1);
      assertEquals("visit-page", second.path("name").asText());
      assertEquals(
          "{\"line\":2,\"logged-at\":\"2015-05-17T10:05:03Z\",\"method\":\"GET\",\"status\":200}",
          second.path("meta").toString());
      assertFalse(server.frames().toString().contains("192.0.2.1"));
    }
  }

  @Test
  void sendsTheSameIdsWhenItIsRunTwice() throws Exception {
    try (FakeServer first = new FakeServer();
        FakeServer second = new FakeServer()) {
      String file = file(lines(2_000));
      assertEquals(0, run(file, "--url", first.url()), this::err);
      assertEquals(0, run(file, "--url", second.url()), this::err);
      assertEquals(2_000, first.journal().uuids().size());
      assertEquals(first.journal().uuids(), second.journal().uuids());

      assertEquals(0, run(file, "--url", first.url(), "--json"), this::err);
      JsonNode summary = new ObjectMapper().readTree(out());
      assertEquals(2_000, summary.path("acknowledged").intValue());
      assertEquals(2_000, summary.path("duplicates").intValue());
      assertEquals(0, summary.path("new").intValue());
      assertEquals(2_000, first.journal().uuids().size());
    }
  }

  @Test
  void survivesACutInTheMiddleAndSendsNothingTwice() throws Exception {
    FakeServer.Behaviour behaviour = new FakeServer.Behaviour();
    behaviour.cutAfter = 700;
    behaviour.loseLastAck = true;
    List<String> lines = lines(2_000);
    try (FakeServer server = new FakeServer(0, new FakeServer.Journal(), behaviour)) {
      assertEquals(0, run(file(lines), "--url", server.url(), "--json"), this::err);
      assertEquals(lines.stream().map(each -> each.split(" ")[6]).toList(), urls(server.journal()));
      JsonNode summary = new ObjectMapper().readTree(out());
      assertEquals(2_000, summary.path("acknowledged").intValue());
      assertTrue(summary.path("duplicates").intValue() > 0, out());
      assertEquals(2, server.targets().size());
    }
  }

  @Test
  void goesOnInASecondRunWhereTheServerStayedAway() throws Exception {
    FakeServer.Journal journal = new FakeServer.Journal();
    FakeServer.Behaviour behaviour = new FakeServer.Behaviour();
    String file = file(lines(2_000));
    FakeServer first = new FakeServer(0, journal, behaviour);
    behaviour.beforeEach =
        () -> {
          if (journal.commands().size() == 900) {
            try {
              first.kill();
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    assertEquals(1, run(file, "--url", first.url(), "--patience", "0.3"));
    assertTrue(err().contains("not-connected"), err());
    assertTrue(err().contains("Run the same command again to go on"), err());
    assertEquals("", out());

    try (FakeServer second = new FakeServer(0, journal, new FakeServer.Behaviour())) {
      assertEquals(0, run(file, "--url", second.url(), "--json"), this::err);
      assertEquals(2_000, journal.commands().size());
      JsonNode summary = new ObjectMapper().readTree(out());
      assertTrue(summary.path("duplicates").intValue() >= 900, out());
    }
  }

  @Test
  void reportsBadLinesWithTheirNumberAndSendsTheRest() throws Exception {
    List<String> lines = lines(50);
    lines.set(3, "garbage");
    lines.set(5, line("/" + "x".repeat(100_000)));
    for (int i = 10; i < 40; i++) {
      lines.set(i, line("/").replace("GET / HTTP/1.1", "-"));
    }
    try (FakeServer server = new FakeServer()) {
      assertEquals(0, run(file(lines), "--url", server.url()), this::err);
      assertEquals(18, server.journal().commands().size());
      assertTrue(err().contains("line 4 skipped: fewer than the four fields"), err());
      assertTrue(err().contains("line 6 skipped: a line of 100"), err());
      assertTrue(err().contains("line 11 skipped: the request is \"-\""), err());
      assertEquals(Ingest.SHOWN_LINES, err().split(" skipped: ", -1).length - 1);
      assertTrue(out().contains("0 rejected, 32 bad lines"), out());
    }
  }

  @Test
  void countsLinesThatTheServerRejects() throws Exception {
    FakeServer.Behaviour behaviour = new FakeServer.Behaviour();
    behaviour.rejectUrl = "/often";
    try (FakeServer server = new FakeServer(0, new FakeServer.Journal(), behaviour)) {
      assertEquals(0, run(file(lines(14)), "--url", server.url()), this::err);
      assertTrue(err().contains("line 8 rejected: command-validation-failed"), err());
      assertTrue(out().contains("2 rejected"), out());
    }
  }

  @Test
  void stopsWhereTheServerDoesNotKnowTheCommand() throws Exception {
    FakeServer.Behaviour behaviour = new FakeServer.Behaviour();
    behaviour.rejectUrl = "/page-1";
    behaviour.rejectCode = "unknown-command";
    try (FakeServer server = new FakeServer(0, new FakeServer.Journal(), behaviour)) {
      assertEquals(1, run(file(lines(14)), "--url", server.url()));
      assertTrue(err().contains("unknown-command: said the fake"), err());
    }
  }

  @Test
  void readsGzip() throws Exception {
    Path packed = directory.resolve("access.log.1.gz");
    try (OutputStream to = new GZIPOutputStream(Files.newOutputStream(packed))) {
      to.write(String.join("\n", lines(100)).getBytes(StandardCharsets.UTF_8));
    }
    try (FakeServer server = new FakeServer()) {
      assertEquals(0, run(packed.toString(), "--url", server.url()), this::err);
      assertEquals(100, server.journal().commands().size());
    }
  }

  @Test
  void keepsToTheRate() throws Exception {
    try (FakeServer server = new FakeServer()) {
      // slower than 100/s is never wrong: only that it was not faster can be asserted
      assertEquals(0, run(file(lines(50)), "--url", server.url(), "--rate", "100", "--json"));
      assertTrue(new ObjectMapper().readTree(out()).path("seconds").doubleValue() > 0.3, out());
    }
  }

  @Test
  void failsWhereTheFileCannotBeRead() throws Exception {
    assertEquals(1, run(directory.resolve("no.log").toString()));
    assertTrue(err().contains("no.log: there is no such file"), err());
    assertEquals(1, run(directory.toString()));
    assertTrue(err().contains("it is a directory"), err());
  }

  @Test
  void failsWhereNoServerIsThere() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String url = "ws://127.0.0.1:" + port + "/ws";
    assertEquals(1, run(file(lines(1)), "--url", url, "--patience", "0.2"));
    assertTrue(err().contains("no connection to " + url), err());
  }

  @Test
  void answersWrongUsageWith2() throws Exception {
    String file = file(lines(1));
    assertEquals(2, run());
    assertEquals(2, run(file, "--url", "http://127.0.0.1/"));
    assertTrue(err().contains("must be like ws://"), err());
    assertEquals(2, run(file, "--rate", "0"));
    assertEquals(2, run(file, "--patience", "-1"));
    assertEquals(2, run(file, "--window", "0"));
    assertEquals(2, run(file, "--unknown"));
    assertEquals(0, run("--help"));
  }
}
