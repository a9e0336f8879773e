package io.ringfold.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LoadMainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    out.reset();
    err.reset();
    return LoadMain.run(args, printer(out), printer(err));
  }

  private int loadFor(double seconds, FakeServer server, String... more) {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("--url", server.url(), "--warm-up", "0.2", "--patience", "4"));
    args.addAll(List.of("--duration", Double.toString(seconds), "--json"));
    args.addAll(List.of(more));
    return run(args.toArray(String[]::new));
  }

  private static PrintStream printer(ByteArrayOutputStream into) {
    return new PrintStream(into, true, StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private JsonNode figures() throws Exception {
    return new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
  }

  /** Runs against a server of these manners and returns what the rig said of it. */
  private String faultFoundWith(FakeServer.Manners manners) {
    try (FakeServer server = new FakeServer(manners)) {
      int exitCode = loadFor(0.5, server, "--rate", "500", "--window", "64");
      assertEquals(1, exitCode, "the rig found no fault; " + out);
      assertEquals("", out.toString(StandardCharsets.UTF_8), "a void run has no figures");
      return err();
    }
  }

  private static void assertContains(String part, String whole) {
    assertTrue(whole.contains(part), whole);
  }

  @Test
  void measuresAnOpenLoopWithEveryAnswerCounted() throws Exception {
    try (FakeServer server = new FakeServer(FakeServer.Manners::good)) {
      assertEquals(0, loadFor(1, server, "--rate", "2000", "--connections", "3"), this::err);
      JsonNode figures = figures();
      assertEquals(server.commands(), figures.path("sent").longValue());
      assertEquals(server.commands(), figures.path("acknowledged").longValue());
      assertEquals(server.commands(), figures.path("updated").longValue());
      assertEquals(0, figures.path("busy").longValue());
      assertTrue(server.commands() > 0);
      assertTrue(server.commands() <= 2_500, server.commands() + " is more than the rate allows");
      assertEquals("fsync", figures.path("durability").asText());
      assertTrue(figures.path("ack-us").path("p99.9").doubleValue() > 0, figures.toString());
      assertTrue(figures.path("update-us").path("max").doubleValue() > 0, figures.toString());
    }
  }

  @Test
  void keepsTheWindowFullInAClosedLoop() throws Exception {
    try (FakeServer server = new FakeServer(FakeServer.Manners::good)) {
      assertEquals(0, loadFor(0.5, server, "--rate", "0", "--window", "16"), this::err);
      assertEquals(server.commands(), figures().path("acknowledged").longValue());
      assertTrue(server.commands() > 16);
    }
  }

  @Test
  void packsCommandsIntoFrames() throws Exception {
    try (FakeServer server = new FakeServer(FakeServer.Manners::good)) {
      assertEquals(0, loadFor(0.5, server, "--rate", "0", "--batch", "50"), this::err);
      assertEquals(50 * server.frames(), server.commands());
      assertEquals(server.commands(), figures().path("acknowledged").longValue());
    }
  }

  @Test
  void needsNoUpdatesWhereNoneAreAskedFor() throws Exception {
    FakeServer.Manners withoutUpdates = (n, answer, into) -> into.add(answer.ack(n));
    try (FakeServer server = new FakeServer(withoutUpdates)) {
      assertEquals(0, loadFor(0.5, server, "--rate", "0", "--updates", "false"), this::err);
      assertEquals(server.commands(), figures().path("acknowledged").longValue());
    }
    try (FakeServer server = new FakeServer(FakeServer.Manners::good)) {
      assertEquals(1, loadFor(0.5, server, "--updates", "false"));
      assertContains("an update came, and none was asked for", err());
    }
  }

  @Test
  void writesEachSecondIntoAnHdrHistogramLog(@TempDir Path directory) throws Exception {
    Path hlog = directory.resolve("load.hlog");
    try (FakeServer server = new FakeServer(FakeServer.Manners::good)) {
      assertEquals(0, loadFor(1.2, server, "--rate", "500", "--hlog", hlog.toString()), this::err);
    }
    Map<String, Long> counts = new TreeMap<>();
    try (HistogramLogReader reader = new HistogramLogReader(hlog.toFile())) {
      while (reader.hasNext()) {
        if (reader.nextIntervalHistogram() instanceof Histogram interval) {
          counts.merge(interval.getTag(), interval.getTotalCount(), Long::sum);
        }
      }
    }
    assertEquals(Set.of("ack", "update"), counts.keySet());
    assertEquals(counts.get("ack"), counts.get("update"));
    assertTrue(counts.get("ack") > 0);
    assertEquals(2, run("--hlog", directory.resolve("no/such/place").toString()));
    assertContains("--hlog", err());
  }

  @Test
  void sendsOtherCommandsInMessagesOfAnotherSize() throws Exception {
    Set<String> texts = ConcurrentHashMap.newKeySet();
    FakeServer.Manners twoEvents =
        (n, answer, into) -> {
          texts.add(answer.command().path(3).toString());
          into.add(answer.ack(n));
          into.add(answer.update(n).replace("\"of\":1", "\"of\":2"));
          into.add(answer.update(n).replace("\"index\":0,\"of\":1", "\"index\":1,\"of\":2"));
        };
    String template = "{\"name\":\"change-text\",\"data\":{\"id\":\"{n}\",\"text\":\"{pad}\"}}";
    try (FakeServer server = new FakeServer(twoEvents)) {
      String[] large = {"--command", template, "--size", "300", "--rate", "100"};
      assertEquals(0, loadFor(0.5, server, large), this::err);
      assertEquals(300, figures().path("size").intValue());
    }
    assertTrue(texts.size() > 1, texts::toString);
    for (String each : texts) {
      assertTrue(each.matches(".*\"id\":\"1[0-9]{3}\",\"text\":\"x{100,}\".*"), each);
    }
    assertEquals(2, run("--size", "300", "--command", "{\"name\":\"a\",\"data\":{}}"));
    assertContains("no {pad}", err());
  }

  @Test
  void findsAnEventThatIsMissing() {
    String said =
        faultFoundWith(
            (n, answer, into) -> {
              into.add(answer.ack(n));
              into.add(answer.update(n).replace("\"index\":0,\"of\":1", "\"index\":1,\"of\":2"));
            });
    assertContains("event 1 of 2, after 0", said);
  }

  @Test
  void tellsEachSecondHowItGoes() {
    try (FakeServer server = new FakeServer(FakeServer.Manners::good)) {
      assertEquals(0, loadFor(1.2, server, "--rate", "500"), this::err);
      assertContains("load: ", err());
      assertContains("acknowledged/s", err());
    }
  }

  @Test
  void printsATableWithThePercentiles() {
    try (FakeServer server = new FakeServer(FakeServer.Manners::good)) {
      assertEquals(0, run("--url", server.url(), "--warm-up", "0", "--duration", "0.3"), this::err);
      String table = out.toString(StandardCharsets.UTF_8);
      for (String part :
          List.of("p50", "p90", "p99", "p99.9", "p99.99", "max", "open loop at 1000/s", "fsync")) {
        assertContains(part, table);
      }
    }
  }

  @Test
  void saysThatTheRateWasMissedAndCountsTheWaitingTime() throws Exception {
    FakeServer.Manners slow =
        (n, answer, into) -> {
          try {
            Thread.sleep(20);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          FakeServer.Manners.good(n, answer, into);
        };
    try (FakeServer server = new FakeServer(slow)) {
      assertEquals(0, loadFor(1, server, "--rate", "1000", "--window", "2"), this::err);
      assertEquals(false, figures().path("rate-reached").booleanValue());
      // a closed loop would see 2 · 20 ms; what was due meanwhile waited far longer
      assertTrue(figures().path("ack-us").path("p90").doubleValue() > 200_000, out::toString);

      run("--url", server.url(), "--window", "2", "--warm-up", "0", "--duration", "0.3");
      assertContains("WARNING: the rate was missed", out.toString(StandardCharsets.UTF_8));
    }
  }

  @Test
  void countsBusyWhereverItStandsAmongTheAnswers() throws Exception {
    List<String> held = new ArrayList<>();
    // of each ten, the third overtakes the second as busy does, and the last two are refused
    FakeServer.Manners busy =
        (n, answer, into) -> {
          switch ((int) (n % 10)) {
            case 2 -> FakeServer.Manners.good(n, answer, held);
            case 3 -> {
              into.add(answer.error("busy"));
              into.addAll(held);
              held.clear();
            }
            case 8, 9 -> into.add(answer.error("busy"));
            default -> FakeServer.Manners.good(n, answer, into);
          }
        };
    // ten a frame, so that a held answer is never the last
    try (FakeServer server = new FakeServer(busy)) {
      String[] tenAFrame = {"--rate", "0", "--window", "20", "--batch", "10"};
      assertEquals(0, loadFor(0.5, server, tenAFrame), this::err);
      JsonNode figures = figures();
      assertTrue(figures.path("busy").longValue() > 0);
      assertEquals(
          server.commands(),
          figures.path("busy").longValue() + figures.path("acknowledged").longValue());
    }
  }

  @Test
  void findsAnAcknowledgementThatIsDropped() {
    String said =
        faultFoundWith(
            (n, answer, into) -> {
              if (n != 50) {
                FakeServer.Manners.good(n, answer, into);
              }
            });
    assertContains("was acknowledged before 50", said);
  }

  @Test
  void findsThatTheLastAnswersAreMissing() {
    String said =
        faultFoundWith(
            (n, answer, into) -> {
              if (n < 50) {
                FakeServer.Manners.good(n, answer, into);
              }
            });
    assertContains("answers are missing", said);
    assertContains("49 were acknowledged", said);
  }

  @Test
  void findsAnUpdateThatIsDropped() {
    String said =
        faultFoundWith(
            (n, answer, into) -> {
              into.add(answer.ack(n));
              if (n != 50) {
                into.add(answer.update(n));
              }
            });
    assertContains("its update came before that of 50", said);
  }

  @Test
  void findsAnAcknowledgementThatIsDoubled() {
    String said =
        faultFoundWith(
            (n, answer, into) -> {
              FakeServer.Manners.good(n, answer, into);
              if (n == 50) {
                into.add(answer.ack(n));
              }
            });
    assertContains(" 50 was answered twice", said);
  }

  @Test
  void findsAnUpdateThatIsDoubled() {
    String said =
        faultFoundWith(
            (n, answer, into) -> {
              FakeServer.Manners.good(n, answer, into);
              if (n == 50) {
                into.add(answer.update(n));
              }
            });
    assertContains(" 50: its update came twice", said);
  }

  @Test
  void findsAcknowledgementsOutOfOrder() {
    List<String> held = new ArrayList<>();
    String said =
        faultFoundWith(
            (n, answer, into) -> {
              FakeServer.Manners.good(n, answer, n == 50 ? held : into);
              if (n == 51) {
                into.addAll(held);
              }
            });
    assertContains(" 51 was acknowledged before 50", said);
  }

  @Test
  void findsAnUpdateBeforeItsAcknowledgement() {
    String said =
        faultFoundWith(
            (n, answer, into) -> {
              into.add(answer.update(n));
              into.add(answer.ack(n));
            });
    assertContains(" 1: its update came before its acknowledgement", said);
  }

  @Test
  void findsASequenceThatIsGivenTwice() {
    String said =
        faultFoundWith(
            (n, answer, into) -> {
              into.add(answer.ack(n == 50 ? 49 : n));
              into.add(answer.update(n == 50 ? 49 : n));
            });
    assertContains(" 50 got seq 49, not more than the 49 before it", said);
  }

  @Test
  void findsAnUpdateWithAnotherSequenceThanItsAcknowledgement() {
    String said =
        faultFoundWith(
            (n, answer, into) -> {
              into.add(answer.ack(n));
              into.add(answer.update(n == 50 ? 51 : n));
            });
    assertContains("acknowledged with seq 50, updated with seq 51", said);
  }

  @Test
  void findsAnErrorThatNothingCaused() {
    String said =
        faultFoundWith(
            (n, answer, into) -> {
              if (n == 50) {
                into.add(answer.error("internal-error"));
              } else {
                FakeServer.Manners.good(n, answer, into);
              }
            });
    assertContains(" 50 was refused with internal-error: said the fake", said);
  }

  @Test
  void findsAFrameThatIsNoMessage() {
    assertContains(
        "a frame that cannot be read", faultFoundWith((n, answer, into) -> into.add("{}")));
  }

  @Test
  void saysThatNoServerIsThere() {
    String url;
    try (FakeServer server = new FakeServer(FakeServer.Manners::good)) {
      url = server.url();
    }
    assertEquals(1, run("--url", url));
    assertContains("cannot connect to " + url, err());
  }

  @Test
  void refusesAnotherMachineUnlessItIsAllowed() {
    assertEquals(2, run("--url", "ws://192.0.2.1:8080/ws"));
    assertContains("add --allow-remote", err());
  }

  @Test
  void answersWrongUsageWith2() {
    assertEquals(2, run("--url", "http://127.0.0.1:8080/"));
    assertEquals(2, run("--rate", "-1"));
    assertEquals(2, run("--window", "10", "--batch", "11"));
    assertContains("--batch=11", err());
    assertEquals(2, run("--connections", "0"));
    assertEquals(2, run("--duration", "0"));
    assertEquals(2, run("--no-such-option"));
    assertEquals(0, run("--help"));
  }
}
