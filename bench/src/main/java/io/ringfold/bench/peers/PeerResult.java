package io.ringfold.bench.peers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ringfold.bench.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a run gave, as its process said it in the line {@code RESULT}.
 *
 * @param durableBy what a completed command's durability really was
 * @param line the JSON as it came, for those who want the latencies
 */
record PeerResult(String durableBy, double perSecond, String line) {
  private static final String MARK = "RESULT ";
  private static final int LONGEST_RUN_S = 120;

  /**
   * Runs a process until its end, and reads its result.
   *
   * @param log gets all that the process said
   * @throws BenchException where it failed, by a check or otherwise, or gave no result
   */
  static PeerResult of(List<String> command, Path log) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
              .start();
      try {
        if (!process.waitFor(LONGEST_RUN_S, TimeUnit.SECONDS)) {
          throw new BenchException(
              "no result in " + LONGEST_RUN_S + " s: " + command + ", see " + log, null);
        }
      } finally {
        process.destroyForcibly();
      }
      List<String> results = new ArrayList<>();
      for (String line : Files.readAllLines(log)) {
        if (line.startsWith(MARK)) {
          results.add(line.substring(MARK.length()));
        }
      }
      if (process.exitValue() != 0 || results.size() != 1) {
        throw new BenchException(
            "a run ended with "
                + process.exitValue()
                + " and "
                + results.size()
                + " results: "
                + command
                + ", see "
                + log,
            null);
      }
      return parse(results.get(0));
    } catch (IOException e) {
      throw new BenchException("cannot run " + command + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  private static PeerResult parse(String json) throws IOException {
    String durableBy = null;
    double perSecond = Double.NaN;
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.VALUE_STRING
            && "durable-by".equals(parser.currentName())) {
          durableBy = parser.getText();
        } else if (parser.currentToken().isNumeric() && "per-second".equals(parser.currentName())) {
          perSecond = parser.getDoubleValue();
        }
      }
    }
    if (durableBy == null || Double.isNaN(perSecond)) {
      throw new IOException("a result without durable-by or per-second: " + json);
    }
    return new PeerResult(durableBy, perSecond, json);
  }
}
