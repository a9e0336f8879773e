package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the kernel saw: the server runs under strace, one command at a time is sent, and in the
 * trace stands whether a file of the journal was forced between one acknowledgement and the next.
 *
 * <p>A command is sent after the acknowledgement of the one before was received, so a force that
 * began after that one's write and returned before this one's belongs to this command.
 */
class ForceBeforeAckSystemTest {
  private static final int COMMANDS = 20;

  /** The start of a force of a file of the journal; group 1 is the thread. */
  private static final Pattern FORCE =
      Pattern.compile("^(\\d+) +(?:fdatasync|fsync)\\(\\d+<[^>]*/journal/[^>]*>(.*)$");

  private static final Pattern FORCE_RESUMED =
      Pattern.compile("^(\\d+) +<\\.\\.\\. (?:fdatasync|fsync) resumed>(.*)$");

  private static final Pattern ACKNOWLEDGEMENT =
      Pattern.compile("cmd-ack\\\\\",\\\\\"[0-9a-f-]{36}\\\\\",(\\d+),");

  @TempDir Path directory;

  @Test
  void fsyncForcesTheJournalBeforeEachAcknowledgement() throws IOException {
    assertEquals(COMMANDS, acknowledgementsAfterAForce("fsync"));
  }

  /** Shows that the test above can tell. */
  @Test
  void crashForcesNothingBeforeAcknowledgements() throws IOException {
    assertEquals(0, acknowledgementsAfterAForce("crash"));
  }

  private long acknowledgementsAfterAForce(String durability) throws IOException {
    Path trace = directory.resolve("trace");
    Command.Running strace =
        ServerProcess.command(
                List.of(
                    "strace",
                    "-f",
                    "--seccomp-bpf",
                    "-y",
                    "-s",
                    "4096",
                    "-e",
                    "trace=fdatasync,fsync,write,writev,sendto,sendmsg",
                    "-o",
                    trace.toString(),
                    Built.launcher().toString(),
                    "serve",
                    "--port",
                    "0",
                    "--durability",
                    durability))
            .in(directory)
            .start();
    try (ServerProcess server = ServerProcess.await(strace)) {
      try (Client client = Client.connect(server.webSocket())) {
        String clientId = UUID.randomUUID().toString();
        for (int i = 1; i <= COMMANDS; i++) {
          client.command(clientId, i, Map.of("name", "visit-page", "data", Map.of("url", "/" + i)));
          JsonNode acknowledgement = client.receive("cmd-ack", "error");
          assertEquals(durability, acknowledgement.get(3).path("durability").asText());
        }
      }
      assertEquals(0, server.stop(), server.output());
    } finally {
      strace.close();
    }
    List<String> lines = Files.readAllLines(trace);
    List<Integer> writes = writesOfAcknowledgements(lines);
    assertEquals(COMMANDS, writes.size(), "the trace does not show each acknowledgement");
    long forced = 0;
    for (int i = 0; i < COMMANDS; i++) {
      int from = i == 0 ? firstLineOfTraffic(lines) : writes.get(i - 1) + 1;
      if (holdsAWholeForce(lines.subList(from, writes.get(i)))) {
        forced++;
      }
    }
    return forced;
  }

  /** The line of the write of each acknowledgement, in the order of their client-seq. */
  private static List<Integer> writesOfAcknowledgements(List<String> lines) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher acknowledgement = ACKNOWLEDGEMENT.matcher(lines.get(i));
      if (acknowledgement.find()) {
        assertEquals(found.size() + 1, Integer.parseInt(acknowledgement.group(1)));
        found.add(i);
      }
    }
    return found;
  }

  /** The server has written its ready line: what was forced until then belongs to its start. */
  private static int firstLineOfTraffic(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains("\"ringfold ready on ")) {
        return i + 1;
      }
    }
    throw new AssertionError("no ready line in the trace");
  }

  private static boolean holdsAWholeForce(List<String> lines) {
    List<String> begun = new ArrayList<>();
    for (String line : lines) {
      Matcher force = FORCE.matcher(line);
      Matcher resumed = FORCE_RESUMED.matcher(line);
      if (force.matches()) {
        if (force.group(2).contains("= 0")) {
          return true;
        }
        begun.add(force.group(1));
      } else if (resumed.matches()
          && begun.contains(resumed.group(1))
          && resumed.group(2).contains("= 0")) {
        return true;
      }
    }
    return false;
  }
}
