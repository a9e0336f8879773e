package io.ringfold.replaytool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfold.engine.DataDirectory;
import io.ringfold.engine.EngineStatus;
import io.ringfold.engine.Micros;
import io.ringfold.engine.counters.CountersFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counters as a server stores them; docs/replay-tool.md shows those of a real one. */
class StatCommandTest {

  private static final long PATIENCE_S = 60;

  @TempDir Path directory;
  private final AtomicLong nowMicros = new AtomicLong(Micros.of(Instant.now()));
  private final AtomicLong accepted = new AtomicLong(41);
  private CountersFile counters;

  @BeforeEach
  void store() throws IOException {
    SampleData.open(SampleData.config(directory)).close();
    counters = CountersFile.create(DataDirectory.counters(directory), nowMicros::get);
    counters.addGauge("engine.state", EngineStatus.State.READY::ordinal);
    counters.addCount("commands.accepted", accepted::get);
    counters.publish();
  }

  @AfterEach
  void stop() {
    counters.close();
  }

  private ToolRun stat(Object... args) {
    Object[] all = new Object[args.length + 3];
    all[0] = "stat";
    all[1] = "--data";
    all[2] = directory;
    System.arraycopy(args, 0, all, 3, args.length);
    return ToolRun.of(all);
  }

  @Test
  void showsWhatIsCountedOnce() {
    ToolRun json = stat("--json");
    assertEquals(0, json.exitCode(), json.err());
    JsonNode look = json.json();
    assertEquals(ProcessHandle.current().pid(), look.get("pid").asLong());
    assertTrue(look.get("running").asBoolean());
    assertEquals("ready", look.get("state").asText());
    assertEquals(Micros.toInstant(nowMicros.get()), Instant.parse(look.get("published").asText()));
    assertEquals("{\"engine.state\":1,\"commands.accepted\":41}", look.get("counters").toString());

    ToolRun table = stat();
    assertEquals(0, table.exitCode(), table.err());
    assertTrue(table.out().startsWith("server process "), table.out());
    assertTrue(table.out().contains("commands.accepted                          41"), table.out());
    assertEquals(2, stat("--json", "--count", 2, "--interval", 0.1).lines().size());
  }

  @Test
  void aRateIsThatBetweenTwoLooks() {
    CountersLook before = CountersLook.at(directory);
    accepted.addAndGet(300);
    nowMicros.addAndGet(Duration.ofMillis(1_500).toNanos() / 1_000);
    counters.publish();
    CountersLook after = CountersLook.at(directory);
    assertEquals("200", after.rate(after.counters().get(1), before));
    assertEquals("", after.rate(after.counters().get(1), after));
  }

  @Test
  void onATerminalItGoesOnUntilCtrlC() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    Interruption interruption = new Interruption();
    Console terminal = new Console(new Output(out), err, true, true, interruption);
    CompletableFuture<Integer> exitCode =
        CompletableFuture.supplyAsync(
            () ->
                ReplayTool.run(
                    terminal, "stat", "--interval", "0.1", "--data", directory.toString()));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (out.toString(StandardCharsets.UTF_8).split("server process").length < 4) {
      assertTrue(System.nanoTime() < deadline, out.toString(StandardCharsets.UTF_8));
      nowMicros.set(Micros.of(Instant.now()));
      counters.publish();
      Thread.sleep(10);
    }
    interruption.request();
    assertEquals(0, exitCode.get(PATIENCE_S, TimeUnit.SECONDS));
  }

  @Test
  void aServerThatIsGoneIsSaidToBeAndWhatItCountedLastIsShown() {
    nowMicros.set(Micros.of(Instant.now().minusSeconds(60)));
    counters.publish();
    ToolRun killed = stat("--json");
    assertFails(killed, "process " + ProcessHandle.current().pid() + ", is gone without a word");
    assertFalse(killed.json().get("running").asBoolean());
    assertEquals(41, killed.json().get("counters").get("commands.accepted").asLong());

    try (SampleData other = SampleData.open(SampleData.config(directory))) {
      assertFails(stat(), "and the directory is in use: it hangs, or another server runs");
      assertTrue(other.engine().status().isServing());
    }

    counters.close();
    ToolRun stopped = stat();
    assertFails(stopped, "stopped in order at " + Micros.toInstant(nowMicros.get()));
    assertTrue(stopped.out().contains("commands.accepted"), stopped.out());
  }

  @Test
  void whatCannotBeReadIsRefused() throws IOException {
    Path file = DataDirectory.counters(directory);
    byte[] bytes = Files.readAllBytes(file);
    bytes[8] = bytes[11] = 7;
    Files.write(file, bytes);
    assertFails(stat(), "is of version", "use the program of the server that wrote it");
    Files.delete(file);
    assertFails(stat(), "there are no counters in " + directory);
    assertEquals(2, stat("--count", 0).exitCode());
    assertEquals(2, stat("--interval", 0).exitCode());
    assertEquals(2, stat("--interval", "NaN").exitCode());
  }

  private static void assertFails(ToolRun run, String... parts) {
    assertEquals(1, run.exitCode(), run.err());
    for (String part : parts) {
      assertTrue(run.err().contains(part), run.err());
    }
    assertFalse(run.err().contains("\tat "), "a stack trace: " + run.err());
  }
}
