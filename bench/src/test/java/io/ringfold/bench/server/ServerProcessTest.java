package io.ringfold.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.bench.result.BenchException;
import io.ringfold.client.ClientConfig;
import io.ringfold.client.RingfoldClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ServerProcessTest {
  private static final List<String> SMALL = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1");

  @TempDir private Path directory;

  @Test
  void aServerIsSeenFromOutside() {
    long pid;
    try (ServerProcess server = ServerProcess.ringfold(directory, SMALL, Map.of())) {
      pid = server.pid();
      ProcessFigures before = server.figures();
      assertTrue(before.cpuSeconds() > 0);
      assertTrue(before.residentBytes() > 32 << 20, before::toString);
      assertTrue(before.residentBytes() < 1L << 30, before::toString);
      assertTrue(before.threads() > 5, before::toString);
      HeapHistogram heap = server.heap();
      assertTrue(heap.totalBytes() > 1 << 20, heap.totalBytes() + " bytes");
      assertTrue(
          heap.bytesByClass().containsKey("io.ringfold.engine.Engine"),
          () -> heap.bytesByClass().keySet().toString());
      try (RingfoldClient client =
          RingfoldClient.connect(ClientConfig.of(server.webSocket().toString()))) {
        client.send("visit-page", Map.of("url", "/")).toCompletableFuture().join();
        assertEquals(1, server.metric("ringfold_connections"));
        assertEquals(1, server.metric("ringfold_sequence"));
        assertTrue(server.figures().files() > before.files(), "a socket is no open file");
      }
    }
    assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false), "it still runs");
  }

  @Test
  void aMeasuredServerRunsWithTheFlagsThatTheLauncherGives() throws IOException {
    List<String> flags =
        Files.readAllLines(Path.of(System.getProperty("ringfold.root"), "jvm.flags")).stream()
            .filter(line -> line.startsWith("-"))
            .toList();
    try (ServerProcess server = ServerProcess.ringfold(directory, SMALL, Map.of())) {
      String line = Files.readString(Path.of("/proc/" + server.pid() + "/cmdline"));
      for (String flag : flags) {
        assertTrue(line.contains(flag + "\0"), flag + " is missing in " + line);
      }
    }
  }

  @Test
  void saysWhyAServerDoesNotStart() {
    BenchException refused =
        assertThrows(
            BenchException.class,
            () -> ServerProcess.ringfold(directory, SMALL, Map.of("ring-slots", "7")));
    assertTrue(refused.getMessage().contains("ring-slots=7"), refused.getMessage());
  }

  @Test
  void tellsWhichClassesGrew() {
    HeapHistogram before =
        HeapHistogram.parse(
            """
             num     #instances         #bytes  class name (module)
            -------------------------------------------------------
               1:            10           1000  [B (java.base@17.0.9)
               2:             5            200  a.Leak
            Total            15           1200
            """);
    HeapHistogram after =
        HeapHistogram.parse(
            """
               1:            50           5000  a.Leak
               2:            10            900  [B (java.base@17.0.9)
               3:            10            100  a.New
            Total            70           6000
            """);
    assertEquals(6000, after.totalBytes());
    assertEquals(
        List.of("+4,800 bytes of a.Leak", "+100 bytes of a.New"), after.growthSince(before, 10));
    assertEquals(1, after.growthSince(before, 1).size());
    assertTrue(after.csv().startsWith("bytes,class\n5000,a.Leak\n900,[B\n"), after.csv());
    assertThrows(IllegalArgumentException.class, () -> HeapHistogram.parse("no such process"));
  }
}
