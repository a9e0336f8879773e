package io.ringfold.bench.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringfold.bench.result.BenchException;
import io.ringfold.bench.result.Measurement;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * A JVM that measures something and says so on a line of its own:
 *
 * <pre>
 *   RESULT {"subject":"…","version":"…","durable-by":"…","completed":…,"seconds":…,"per-second":…,
 *           "latency-ns":"base64 of a compressed HdrHistogram","checks":"…","any-figure":…}
 * </pre>
 *
 * <p>Further numbers are figures. What else it prints goes to the log. It is given its time, and
 * ended where it takes longer.
 */
public final class MeasuredJvm {
  private static final String RESULT = "RESULT ";
  private static final Set<String> NO_FIGURES =
      Set.of("window", "completed", "seconds", "per-second");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> command = new ArrayList<>();
  private final Path log;

  private MeasuredJvm(String classPath, List<String> options, Path log) {
    this.log = log;
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-cp");
    command.add(classPath);
  }

  /** With this JVM's own class path and the flags that Ringfold runs with. */
  public static MeasuredJvm ours(List<String> options, Path log) {
    List<String> all = new ArrayList<>(LibraryFlags.ofThisJvm());
    all.addAll(options);
    return new MeasuredJvm(System.getProperty("java.class.path"), all, log);
  }

  /** With another class path. */
  public static MeasuredJvm other(String classPath, List<String> options, Path log) {
    return new MeasuredJvm(classPath, options, log);
  }

  /**
   * Runs a main class and returns what it measured.
   *
   * @param parameters what the run is made with, for the measurement
   * @throws BenchException where it fails, says nothing, or takes longer than it may
   */
  public Measurement run(
      Class<?> main,
      List<String> arguments,
      Map<String, String> parameters,
      int round,
      double atMostSeconds) {
    return run(main.getName(), arguments, parameters, round, atMostSeconds);
  }

  /** The same by name. */
  public Measurement run(
      String main,
      List<String> arguments,
      Map<String, String> parameters,
      int round,
      double atMostSeconds) {
    List<String> line = new ArrayList<>(command);
    line.add(main);
    line.addAll(arguments);
    try {
      File file = log.toFile();
      Process process =
          Children.endWithThisJvm(
              new ProcessBuilder(line)
                  .redirectError(ProcessBuilder.Redirect.appendTo(file))
                  .start());
      process.getOutputStream().close();
      Thread watch = watch(process, atMostSeconds);
      String result = null;
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        String printed;
        while ((printed = out.readLine()) != null) {
          result = printed.startsWith(RESULT) ? printed.substring(RESULT.length()) : result;
        }
      }
      int exit = process.waitFor();
      watch.interrupt();
      if (exit != 0 || result == null) {
        throw new BenchException(
            main
                + " "
                + arguments
                + " ended with "
                + exit
                + (result == null ? " and measured nothing" : "")
                + "; what it said is in "
                + log);
      }
      return measurement(result, parameters, round);
    } catch (IOException e) {
      throw new BenchException("cannot run " + main + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted while " + main + " ran", e);
    }
  }

  private static Thread watch(Process process, double seconds) {
    Thread watch =
        new Thread(
            () -> {
              try {
                if (!process.waitFor((long) (1000 * seconds), TimeUnit.MILLISECONDS)) {
                  process.destroyForcibly();
                }
              } catch (InterruptedException e) {
                // it has ended: nothing is left to watch
                Thread.currentThread().interrupt();
              }
            },
            "bench-watch");
    watch.setDaemon(true);
    watch.start();
    return watch;
  }

  static Measurement measurement(String json, Map<String, String> parameters, int round)
      throws IOException {
    JsonNode result = JSON.readTree(json);
    Map<String, Double> figures = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : result.properties()) {
      if (field.getValue().isNumber() && !NO_FIGURES.contains(field.getKey())) {
        figures.put(field.getKey(), field.getValue().asDouble());
      }
    }
    return new Measurement(
        result.path("subject").asText(),
        result.path("version").asText(),
        parameters,
        result.path("durable-by").asText(),
        round,
        result.path("per-second").asDouble(),
        result.path("completed").asLong(),
        result.path("seconds").asDouble(),
        histogram(result.path("latency-ns").asText()),
        figures,
        result.path("checks").asText());
  }

  private static Histogram histogram(String base64) throws IOException {
    if (base64.isEmpty()) {
      return null;
    }
    try {
      return Histogram.decodeFromCompressedByteBuffer(
          ByteBuffer.wrap(Base64.getDecoder().decode(base64)), 0);
    } catch (DataFormatException e) {
      throw new IOException("latency-ns is no compressed histogram", e);
    }
  }

  /** The line by which a measured JVM says what it measured. */
  public static String resultLine(Measurement measurement) {
    ObjectNode json = JSON.createObjectNode();
    json.put("subject", measurement.subject());
    json.put("version", measurement.version());
    json.put("durable-by", measurement.durableBy());
    json.put("completed", measurement.completed());
    json.put("seconds", measurement.seconds());
    json.put("per-second", measurement.perSecond());
    json.put("checks", measurement.checks());
    measurement.figures().forEach(json::put);
    if (measurement.latencies() != null) {
      ByteBuffer bytes = ByteBuffer.allocate(measurement.latencies().getNeededByteBufferCapacity());
      int length = measurement.latencies().encodeIntoCompressedByteBuffer(bytes);
      byte[] encoded = new byte[length];
      bytes.flip().get(encoded);
      json.put("latency-ns", Base64.getEncoder().encodeToString(encoded));
    }
    return RESULT + json;
  }
}
