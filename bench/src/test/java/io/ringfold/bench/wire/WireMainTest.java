package io.ringfold.bench.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each row over the wire, for moments: that it measures what it says, whatever the figures. */
@Timeout(120)
class WireMainTest {
  @TempDir private Path results;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    return WireMain.run(args, printer(out), printer(err));
  }

  /** With small servers, for moments. */
  private String measured(String row, String... more) {
    List<String> args = new ArrayList<>(List.of(row));
    args.addAll(List.of("--warm-up", "0.1", "--seconds", "0.3", "--results", results.toString()));
    args.addAll(List.of("--jvm", "-Xmx256m", "--jvm", "-XX:TieredStopAtLevel=1"));
    args.addAll(List.of("--peers", results.resolve("none").toString()));
    args.addAll(List.of(more));
    assertEquals(0, run(args.toArray(String[]::new)), err::toString);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static PrintStream printer(ByteArrayOutputStream into) {
    return new PrintStream(into, true, StandardCharsets.UTF_8);
  }

  private Path only() throws IOException {
    try (Stream<Path> directories = Files.list(results)) {
      List<Path> all = directories.toList();
      assertEquals(1, all.size(), all::toString);
      return all.get(0);
    }
  }

  private static void assertContains(String part, String whole) {
    assertTrue(whole.contains(part), whole);
  }

  @Test
  void comparesWithABareEchoAndWithOneForce() throws Exception {
    String report = measured("W3", "--windows", "1,8");
    for (String part :
        List.of("one force", "it is", "window 8: ratio to the echo", "cores of the server")) {
      assertContains(part, report);
    }
    Path kept = only();
    List<String> csv = Files.readAllLines(kept.resolve("figures.csv"));
    for (String line : List.of("window=1,ringfold", "window=1,echo", "window=8,echo")) {
      assertTrue(
          csv.stream().anyMatch(each -> each.startsWith(line + ",commands/s,1,")), csv::toString);
    }
    try (Stream<Path> files = Files.list(kept)) {
      List<String> names = files.map(each -> each.getFileName().toString()).toList();
      assertEquals(4, names.stream().filter(each -> each.endsWith(".hlog")).count());
      assertFalse(names.stream().anyMatch(each -> each.startsWith("server-")), names::toString);
    }
  }

  @Test
  void saysThatBatchesAreNotComparedWhereThePeersAreNotBuilt() {
    String report = measured("W4", "--windows", "200");
    assertContains("NOT COMPARED: Aeron Cluster is not built in " + results, report);
    assertContains("window=200", report);
  }

  @Test
  void findsTheHighestRate() {
    // from a rate that no server holds, down until one does
    String report = measured("W5", "--commands", "100", "--first-rate", "2000000");
    assertContains("at 320/s p99.9", report);
    assertContains("highest rate with p99.9 < 100 ms", report);
  }

  @Test
  void weighsConnectionsOnTheServersHeap() {
    String report = measured("W6", "--busy", "5", "--idle", "50", "--idle-seconds", "1");
    assertContains("of heap a connection", report);
    assertContains("none lost", report);
  }

  @Test
  void watchesAnIdleServer() {
    assertContains("% of one core", measured("W12", "--watched", "0.5"));
  }

  @Test
  void drawsHowCostGrowsOverTheWire() {
    String report = measured("growth", "--of", "message-size", "--values", "200,400");
    assertContains("message-size=200", report);
    assertContains("message-size=400", report);
  }

  @Test
  void answersWrongUsageWith2() {
    assertEquals(2, run("growth", "--of", "the-moon"));
    assertEquals(2, run("W3", "--rounds", "0", "--results", results.toString()));
    assertEquals(2, run("soak", "--minutes", "0"));
    assertEquals(2, run("W3", "--no-such-option"));
  }

  @Test
  void readsWhatAPeerSays() throws Exception {
    String json =
        "{\"subject\":\"aeron\",\"per-second\":1234.5,\"checks\":[\"a\",{\"b\":1}],\"latency-ns\":\"x\"}";
    assertEquals("1234.5", AeronPeer.fields(json).get("per-second"));
    assertEquals("x", AeronPeer.fields(json).get("latency-ns"));
    assertFalse(AeronPeer.fields(json).containsKey("b"));
  }
}
