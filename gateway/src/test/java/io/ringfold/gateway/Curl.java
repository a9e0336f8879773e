package io.ringfold.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code curl}, a client that others wrote, as a process of its own. */
final class Curl {
  private static final long PATIENCE_S = 60;

  private Curl() {}

  /** What came back; headers by their lower-case names. */
  record Answer(int status, Map<String, String> headers, String body) {
    JsonNode json() {
      return Client.parse(body);
    }

    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    /** That it is this problem; returns it. */
    JsonNode assertProblem(int expectedStatus, String code) {
      assertEquals(expectedStatus, status, body);
      assertEquals("application/problem+json", header("content-type"));
      JsonNode problem = json();
      assertEquals(expectedStatus, problem.get("status").asInt());
      assertEquals(code, problem.get("code").asText(), body);
      if (status == 429 || status == 503) {
        assertEquals("1", header("retry-after"));
      }
      return problem;
    }
  }

  static Answer get(String url, String... options) {
    return call(url, options);
  }

  static Answer post(String url, String json, String... options) {
    List<String> all =
        new ArrayList<>(List.of("-H", "Content-Type: application/json", "--data-binary", json));
    all.addAll(List.of(options));
    return call(url, all.toArray(String[]::new));
  }

  static Answer call(String url, String... options) {
    return end(begin(url, options));
  }

  static Process begin(String url, String... options) {
    List<String> command = new ArrayList<>(List.of("curl", "-s", "-S", "-i", "--globoff"));
    command.addAll(List.of(options));
    command.add(url);
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new IllegalStateException("curl is needed for this test", e);
    }
  }

  static Answer end(Process curl) {
    try {
      String text = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(curl.waitFor(PATIENCE_S, TimeUnit.SECONDS), "curl did not end");
      assertEquals(0, curl.exitValue(), text);
      int end = text.indexOf("\r\n\r\n");
      String[] lines = text.substring(0, end).split("\r\n");
      Map<String, String> headers = new HashMap<>();
      for (int i = 1; i < lines.length; i++) {
        int colon = lines[i].indexOf(':');
        headers.put(
            lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
            lines[i].substring(colon + 1).trim());
      }
      return new Answer(Integer.parseInt(lines[0].split(" ")[1]), headers, text.substring(end + 4));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
