package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Data directories that are not as a server left them: passed over for a better source with a
 * warning that names it, or refused with what to do, and then left as they are.
 */
class StrangeDataSystemTest {
  private static final int REFUSED_TO_START = 1;
  private static final int JOURNAL_NOT_TRUSTED = 3;

  @TempDir Path directory;

  @Test
  void refusesAFormatOfLaterTimes() throws Exception {
    writeSome(10);
    Path marker = data().resolve("ringfold");
    Files.writeString(marker, Files.readString(marker).replace("format 1", "format 2"));
    refuses(REFUSED_TO_START, "format 2", "format 1", "--data");
  }

  @Test
  void refusesAJournalWithASegmentMissingInTheMiddle() throws Exception {
    writeSome(4_000);
    List<Path> segments = files("journal", ".cq4");
    assertTrue(segments.size() > 3, "" + segments);
    Path missing = segments.get(segments.size() / 2);
    Files.delete(missing);
    refuses(JOURNAL_NOT_TRUSTED, missing.getFileName().toString(), "missing", "from a backup");
  }

  @Test
  void refusesAJournalThatEndsBeforeItsSnapshot() throws Exception {
    writeSome(4_000);
    List<Path> segments = files("journal", ".cq4");
    // the last holds little or nothing; without the one before it acknowledged records are gone
    Files.delete(segments.get(segments.size() - 1));
    Files.delete(segments.get(segments.size() - 2));
    refuses(JOURNAL_NOT_TRUSTED, "4000", "records are missing", "from a backup");
  }

  @Test
  void passesOverATruncatedSnapshotForAnOlderOne() throws Exception {
    try (ServerProcess server = ServerProcess.start(directory)) {
      visit(server, 1, 3);
      HttpResponse<String> taken =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(server.http("/snapshots"))
                      .POST(HttpRequest.BodyPublishers.noBody())
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertEquals(201, taken.statusCode(), taken.body());
      visit(server, 4, 5);
      assertEquals(0, server.stop(), server.output());
    }
    List<Path> snapshots = files("snapshots", ".ringfold");
    assertEquals(2, snapshots.size());
    Path newest = snapshots.get(1);
    JsonNode state = Tool.replayedState(data(), 5);
    Random random = new Random();
    for (long size : List.of(0L, 1L, 7L, Files.size(newest) / 2, Files.size(newest) - 1)) {
      Path kept = Files.copy(newest, directory.resolve("kept" + random.nextInt()));
      try (RandomAccessFile file = new RandomAccessFile(newest.toFile(), "rw")) {
        file.setLength(size);
      }
      try (ServerProcess server = ServerProcess.start(directory)) {
        assertTrue(warns(server, newest), size + " bytes: " + server.output());
        assertFalse(warns(server, snapshots.get(0)), size + " bytes: " + server.output());
        assertEquals(5, server.readySequence());
        server.kill();
      }
      assertEquals(size, Files.size(newest), "evidence");
      assertEquals(state, Tool.state(data(), 5));
      Files.move(kept, newest, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The journal knows the domain's types, but no event of it: all that is served is there. */
  @Test
  void passesOverASnapshotOfDomainsThatAreNotServed() throws Exception {
    Path classes = ExtraDomain.compile(directory);
    try (ServerProcess server = ExtraDomain.serve(classes, directory)) {
      visit(server, 1, 3);
      assertEquals(0, server.stop(), server.output());
    }
    Path snapshot = files("snapshots", ".ringfold").get(0);
    try (ServerProcess server = ServerProcess.start(directory)) {
      assertTrue(warns(server, snapshot), server.output());
      assertEquals(3, server.readySequence());
      try (Client client = Client.connect(server.webSocket())) {
        assertEquals(3, client.query("list-page-views", Map.of()).get("result").size());
      }
      assertEquals(0, server.stop(), server.output());
    }
  }

  @Test
  void refusesAJournalWithEventsOfADomainThatIsNotServed() throws Exception {
    Path classes = ExtraDomain.compile(directory);
    try (ServerProcess server = ExtraDomain.serve(classes, directory)) {
      try (Client client = Client.connect(server.webSocket())) {
        client.command("toucher", 1, Map.of("name", "touch", "data", Map.of("how", "softly")));
        assertEquals("cmd-ack", client.receive().get(0).asText());
      }
      assertEquals(0, server.stop(), server.output());
    }
    refuses(JOURNAL_NOT_TRUSTED, "touched", "fragile");
    try (ServerProcess server = ExtraDomain.serve(classes, directory)) {
      assertEquals(1, server.readySequence(), "with the domain back it goes on");
    }
  }

  private Path data() {
    return directory.resolve("data");
  }

  /** A journal of several segments, with a snapshot at its end. */
  private void writeSome(int commands) throws IOException {
    try (ServerProcess server = ServerProcess.start(directory, "--segment-bytes", "65536")) {
      visit(server, 1, commands);
      assertEquals(0, server.stop(), server.output());
    }
  }

  private static void visit(ServerProcess server, int first, int last) {
    try (Client client = Client.connect(URI.create(server.webSocket() + "?updates=none"))) {
      for (int i = first; i <= last; i++) {
        client.command("visitor", i, Map.of("name", "visit-page", "data", Map.of("url", "/" + i)));
      }
      for (int i = first; i <= last; i++) {
        JsonNode answer = client.receive();
        assertEquals("cmd-ack", answer.get(0).asText(), "" + answer);
      }
    }
  }

  private List<Path> files(String part, String ending) throws IOException {
    try (Stream<Path> files = Files.list(data().resolve(part))) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  private static boolean warns(ServerProcess server, Path of) {
    return server
        .output()
        .lines()
        .anyMatch(line -> line.contains("WARN") && line.contains(of.getFileName().toString()));
  }

  private void refuses(int exitCode, String... told) throws IOException {
    Map<String, Long> before = sizes();
    Command.Result result =
        ServerProcess.command(List.of(Built.launcher().toString(), "serve", "--port", "0"))
            .in(directory)
            .run();
    assertEquals(exitCode, result.exitCode(), result.err());
    assertEquals("", result.out(), "it must not say that it is ready");
    for (String each : told) {
      assertTrue(result.err().contains(each), each + ": " + result.err());
    }
    assertFalse(result.err().contains("\tat "), "a stack trace is no message: " + result.err());
    assertEquals(before, sizes(), "a directory that is refused is left as it is");
  }

  private Map<String, Long> sizes() throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(data())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = data().relativize(file).toString();
        // holds the process id of whoever tried last
        if (!name.equals("lock")) {
          sizes.put(name, Files.size(file));
        }
      }
    }
    return sizes;
  }
}
