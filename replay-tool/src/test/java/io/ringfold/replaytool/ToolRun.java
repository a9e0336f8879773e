package io.ringfold.replaytool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a run of the tool gave back. */
record ToolRun(int exitCode, String out, String err) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** In this process. */
  static ToolRun of(Object... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> texts = new ArrayList<>();
    for (Object arg : args) {
      texts.add(arg.toString());
    }
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    int code =
        ReplayTool.run(
            new Console(new Output(out), errors, false, false, new Interruption()),
            texts.toArray(new String[0]));
    return new ToolRun(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** One that did what it was asked for, and has nothing to say on standard error. */
  ToolRun done() {
    assertEquals(0, exitCode, err);
    assertEquals("", err);
    return this;
  }

  /** One that failed, and says why without a stack trace. */
  void failed(int expectedCode, String... parts) {
    assertEquals(expectedCode, exitCode, err + out);
    for (String part : parts) {
      assertTrue(err.contains(part), err);
    }
    assertFalse(err.contains("\tat "), "a stack trace: " + err);
  }

  /** The sequences of the records that were printed as JSON. */
  List<Long> sequences() {
    return lines().stream().map(line -> line.get("seq").asLong()).toList();
  }

  /** The output as one JSON value. */
  JsonNode json() {
    return parse(out);
  }

  /** The output as one JSON value a line. */
  List<JsonNode> lines() {
    return out.lines().map(ToolRun::parse).toList();
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON: " + text, e);
    }
  }
}
