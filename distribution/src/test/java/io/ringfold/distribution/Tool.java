package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The replay-tool, as a process over a data directory. */
final class Tool {
  private Tool() {}

  /** Every record of the journal, in the order of the journal. */
  static List<JsonNode> dump(Path dataDirectory) {
    List<JsonNode> records = new ArrayList<>();
    for (String line : run("dump", dataDirectory).lines().toList()) {
      records.add(parse(line));
    }
    return records;
  }

  static JsonNode info(Path dataDirectory) {
    return parse(run("info", dataDirectory, "--json"));
  }

  /** The state as of a sequence, with its hash. */
  static JsonNode state(Path dataDirectory, long sequence) {
    return parse(run("state", dataDirectory, "--json", "--at", Long.toString(sequence)));
  }

  /** The same, replayed from the first record on. */
  static JsonNode replayedState(Path dataDirectory, long sequence) {
    return parse(
        run("state", dataDirectory, "--json", "--no-snapshot", "--at", Long.toString(sequence)));
  }

  /** A command that has to succeed; what it wrote. */
  static String done(List<String> command) {
    Command.Result result = result(command);
    assertEquals(0, result.exitCode(), () -> command + ": " + result.err() + result.out());
    return result.out();
  }

  /** A command, however it ends. */
  static Command.Result result(List<String> command) {
    List<String> line = new ArrayList<>(List.of(Built.launcher().toString(), "replay-tool"));
    line.addAll(command);
    return ServerProcess.command(line).run();
  }

  private static String run(String command, Path dataDirectory, String... options) {
    List<String> line =
        new ArrayList<>(
            List.of(
                Built.launcher().toString(),
                "replay-tool",
                command,
                "--data",
                dataDirectory.toString()));
    line.addAll(List.of(options));
    Command.Result result = ServerProcess.command(line).run();
    assertEquals(0, result.exitCode(), () -> line + ": " + result.err());
    return result.out();
  }

  private static JsonNode parse(String json) {
    try {
      return Client.JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + json, e);
    }
  }
}
