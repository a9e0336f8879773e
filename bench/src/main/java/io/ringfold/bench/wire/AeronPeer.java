package io.ringfold.bench.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ringfold.bench.transfers.BenchException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * Aeron Cluster in a process of its own, with a class path of its own, which tells its figures in a
 * line {@code RESULT} of JSON.
 */
final class AeronPeer {
  static final String SIDE = "aeron-cluster";
  private static final String MAIN = "io.ringfold.bench.peers.aeron.AeronClusterPeer";
  private static final String RESULT = "RESULT ";

  private final Path directory;

  private AeronPeer(Path directory) {
    this.directory = directory;
  }

  /** As it is built there; null where it is not. */
  static AeronPeer in(Path peers) {
    Path directory = peers.resolve("aeron-cluster");
    return Files.isDirectory(directory.resolve("target/lib")) ? new AeronPeer(directory) : null;
  }

  /** One run; its figures are kept. */
  void run(WireBench bench, String what, int window) throws IOException {
    Path log = bench.directory().resolve("aeron-cluster.log");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "@" + directory.resolve("jvm.flags"),
                    "-cp",
                    directory.resolve("target/classes") + ":" + directory.resolve("target/lib/*"),
                    MAIN,
                    "--window=" + window,
                    "--durability=fsync",
                    "--ingress=udp",
                    "--warm-up=" + bench.plan().warmUp().toMillis() / 1e3,
                    "--seconds=" + bench.plan().duration().toMillis() / 1e3,
                    "--data=" + bench.directory()))
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String result =
        said.lines()
            .filter(line -> line.startsWith(RESULT))
            .map(line -> line.substring(RESULT.length()))
            .findFirst()
            .orElseThrow(
                () ->
                    new BenchException(
                        "Aeron Cluster gave no result: " + said + ", see " + log, null));
    keep(bench.figures(), what, fields(result));
  }

  private static void keep(Figures figures, String what, Map<String, String> fields) {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(fields.get("latency-ns")));
    try {
      Histogram latencies = Histogram.decodeFromCompressedByteBuffer(bytes, 0);
      figures.add(what, SIDE, WireBench.THROUGHPUT, Double.parseDouble(fields.get("per-second")));
      figures.add(what, SIDE, WireBench.P50, latencies.getValueAtPercentile(50) / 1e3);
      figures.add(what, SIDE, WireBench.P99, latencies.getValueAtPercentile(99) / 1e3);
      figures.add(what, SIDE, WireBench.P999, latencies.getValueAtPercentile(99.9) / 1e3);
    } catch (DataFormatException e) {
      throw new BenchException("Aeron Cluster's latencies cannot be read", e);
    }
  }

  /** An object's own fields that are no arrays and no objects, as text. */
  static Map<String, String> fields(String json) throws IOException {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser in = new JsonFactory().createParser(json)) {
      in.nextToken();
      for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
        JsonToken value = in.nextToken();
        if (value.isStructStart()) {
          in.skipChildren();
        } else {
          fields.put(name, in.getText());
        }
      }
    }
    return fields;
  }
}
