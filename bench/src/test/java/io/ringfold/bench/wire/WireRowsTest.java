package io.ringfold.bench.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.bench.result.Measurement;
import io.ringfold.bench.result.Results;
import io.ringfold.bench.row.Row;
import io.ringfold.bench.row.RowContext;
import io.ringfold.engine.Preset;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each row over the wire, for moments: that it measures what it says, whatever the figures. */
@Timeout(120)
class WireRowsTest {
  @TempDir private Path directory;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private Results run(Row row, Integer... windows) throws Exception {
    RowContext context =
        new RowContext(
            1,
            0.1,
            0.3,
            List.of(windows),
            List.of(),
            0,
            "256m",
            Preset.THROUGHPUT,
            directory,
            new PrintStream(said, true, StandardCharsets.UTF_8));
    Results results = row.run(context);
    assertTrue(
        results.measurements().stream()
            .filter(each -> each.figures().getOrDefault("rate-missed", 0.0) == 0)
            .filter(each -> each.latencies() != null)
            .allMatch(each -> each.completed() > 0 && each.perSecond() > 0),
        said::toString);
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(List.of(), left.toList(), "left behind");
    }
    return results;
  }

  @Test
  void comparesWithABareEchoAndWithOneForce() throws Exception {
    Results results = run(new EchoRow(), 1, 8);
    assertEquals(List.of("ringfold", "echo", "plain-file"), results.subjects());
    assertEquals(5, results.measurements().size());
    assertEquals(2, results.verdicts().size());
    Measurement ours = results.of("ringfold", Map.of("window", "8")).get(0);
    assertEquals("fsync", ours.durableBy());
    assertTrue(ours.figure("server-cores") > 0);
  }

  @Test
  void saysThatBatchesAreNotComparedWhereThePeersAreNotBuilt() throws Exception {
    Results results = run(new BatchRow(directory.resolve("none")), 200);
    assertTrue(said.toString(StandardCharsets.UTF_8).contains("NOT COMPARED"), said::toString);
    assertEquals(List.of("ringfold"), results.subjects());
    assertEquals(List.of(), results.verdicts());
  }

  @Test
  void findsTheHighestRate() throws Exception {
    // up from there or down, as this machine is
    Results results = run(new PacedRow(100, 20_000));
    assertEquals(2, results.verdicts().size());
    assertTrue(results.cases().contains(Map.of("rate", "320")));
    assertTrue(results.cases().contains(Map.of("rate", "320", "server", "cold")));
    assertTrue(results.cases().size() > 2, said::toString);
  }

  @Test
  void weighsConnectionsOnTheServersHeap() throws Exception {
    Results results = run(new ConnectionsRow(5, 50, 1));
    assertEquals(2, results.verdicts().size());
    assertTrue(
        results.of("ringfold", Map.of("idle connections", "50")).get(0).completed() >= 50,
        said::toString);
  }

  @Test
  void watchesAnIdleServer() throws Exception {
    Measurement idle = run(new IdleRow(Duration.ofMillis(500))).measurements().get(0);
    assertTrue(idle.figure("resident-MiB") > 32);
    assertTrue(idle.figure("core-percent") >= 0);
  }

  @Test
  void drawsHowCostGrowsOverTheWire() throws Exception {
    GrowthRow row = new GrowthRow(GrowthRow.Of.messageSize, List.of(200, 400));
    Results results = run(row);
    assertEquals(
        List.of(Map.of("message-size", "200"), Map.of("message-size", "400")), results.cases());
    assertTrue(row.charts(results).get("throughput").svg().contains("message-size"));
  }

  @Test
  void readsWhatAPeerSays() throws Exception {
    Histogram latencies = new Histogram(3);
    latencies.recordValue(5_000);
    ByteBuffer bytes = ByteBuffer.allocate(latencies.getNeededByteBufferCapacity());
    int length = latencies.encodeIntoCompressedByteBuffer(bytes);
    String encoded = Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
    Measurement measured =
        AeronPeer.measurement(
            "{\"version\":\"1.51.0\",\"durable-by\":\"level 2\",\"per-second\":1234.5,"
                + "\"completed\":1,\"seconds\":2,\"checks\":[\"a\",{\"b\":1}],\"latency-ns\":\""
                + encoded
                + "\"}",
            Map.of("window", "1"),
            1);
    assertEquals(1234.5, measured.perSecond());
    assertEquals(5, measured.latencyMicros(50), 0.01);
  }
}
