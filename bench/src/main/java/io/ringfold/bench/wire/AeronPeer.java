package io.ringfold.bench.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ringfold.bench.process.Children;
import io.ringfold.bench.result.BenchException;
import io.ringfold.bench.result.Measurement;
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
  static final String SUBJECT = "aeron-cluster";
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
  void run(WireBench bench, Map<String, String> parameters, int round, int window)
      throws IOException {
    Path log = bench.directory().resolve("aeron-cluster.log");
    Process process =
        Children.endWithThisJvm(
            new ProcessBuilder(
                    List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + directory.resolve("jvm.flags"),
                        "-cp",
                        directory.resolve("target/classes")
                            + ":"
                            + directory.resolve("target/lib/*"),
                        MAIN,
                        "--window=" + window,
                        "--durability=fsync",
                        "--ingress=udp",
                        "--warm-up=" + bench.context().warmUpSeconds(),
                        "--seconds=" + bench.context().seconds(),
                        "--data=" + bench.directory()))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start());
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String result =
        said.lines()
            .filter(line -> line.startsWith(RESULT))
            .map(line -> line.substring(RESULT.length()))
            .findFirst()
            .orElseThrow(
                () -> new BenchException("Aeron Cluster gave no result: " + said + ", see " + log));
    Measurement measured = measurement(result, parameters, round);
    bench.results().add(measured);
    bench
        .context()
        .say(
            "window %d, %s: %,.0f/s, p50 %.0f µs",
            window, SUBJECT, measured.perSecond(), measured.latencyMicros(50));
  }

  static Measurement measurement(String result, Map<String, String> parameters, int round)
      throws IOException {
    Map<String, String> fields = fields(result);
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(fields.get("latency-ns")));
    try {
      return new Measurement(
          SUBJECT,
          fields.get("version"),
          parameters,
          fields.get("durable-by"),
          round,
          Double.parseDouble(fields.get("per-second")),
          Long.parseLong(fields.get("completed")),
          Double.parseDouble(fields.get("seconds")),
          Histogram.decodeFromCompressedByteBuffer(bytes, 0),
          Map.of(),
          "each command completed once, and every balance as the client counted it");
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
