package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands of docs/security.md as they stand there and in their order, in a directory
 * where {@code ./ringfold} is the launcher; but for the address and port, as a test listens on
 * loopback and on a free port.
 */
class SecurityPageSystemTest {
  private static final Pattern BLOCK =
      Pattern.compile("```(sh|properties)\n(.*?)```", Pattern.DOTALL);
  private static final String SERVE = "./ringfold serve --config ringfold.properties";
  private static final String PASSWORD = "correct horse battery";

  /** What stands on standard input, by how the command begins. */
  private static final Map<String, String> INPUT =
      Map.of(
          "./ringfold user add ada",
          PASSWORD,
          "./ringfold user add ben",
          PASSWORD,
          "./ringfold user passwd ben",
          "another password",
          "curl --fail --silent --show-error --cacert cert.pem --cookie-jar",
          "{\"user\":\"ada\",\"password\":\"" + PASSWORD + "\"}");

  @TempDir Path directory;

  @Test
  void everyCommandOnThePageDoesWhatItSays() throws Exception {
    String port = Integer.toString(freePort());
    String page = Files.readString(Built.root().resolve("docs/security.md")).replace("8443", port);
    Path launcher =
        Files.writeString(
            directory.resolve("ringfold"), "#!/bin/sh\nexec '" + Built.launcher() + "' \"$@\"\n");
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(
        directory.resolve("access.log"),
        "192.0.2.1 - - [21/Nov/2026:08:00:00 +0000] \"GET /a HTTP/1.1\" 200 1 \"-\" \"-\"\n");
    List<String> done = new ArrayList<>();
    ServerProcess server = null;
    try {
      Matcher block = BLOCK.matcher(page);
      while (block.find()) {
        if (block.group(1).equals("properties")) {
          if (server == null) {
            assertTrue(block.group(2).contains("host = 0.0.0.0"), block.group(2));
            Files.writeString(
                directory.resolve("ringfold.properties"),
                block.group(2).replace("0.0.0.0", "127.0.0.1"));
          }
          continue;
        }
        for (String command : block.group(2).split("\n")) {
          if (command.equals(SERVE)) {
            server =
                ServerProcess.await(
                    ServerProcess.command(
                            List.of("./ringfold", "serve", "--config", "ringfold.properties"))
                        .in(directory)
                        .start());
            assertTrue(
                server.standardOutput().contains("ready on https://127.0.0.1:" + port),
                server.output());
          } else {
            run(command);
          }
          done.add(command);
        }
      }
      assertTrue(done.size() > 12, done.toString());
      assertEquals(0, server.stop(), server.output());
      assertFalse(server.output().contains(PASSWORD), "no log shows a password");
      assertFalse(
          server.output().contains(Files.readString(directory.resolve("token")).strip()),
          "nor a token");
    } finally {
      if (server != null) {
        server.close();
      }
    }
  }

  private void run(String command) throws IOException {
    String input =
        INPUT.entrySet().stream()
            .filter(each -> command.startsWith(each.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("");
    Path file = Files.writeString(directory.resolve("input"), input + "\n");
    // as a shell runs it; a running server takes a change over within a second, so some are tried
    // again
    Command.Result result = null;
    for (int attempt = 0; attempt < 20; attempt++) {
      result =
          Command.of("bash", "-c", command + "\n")
              .with("RINGFOLD_JAVA_OPTS", "-Xmx128m -XX:TieredStopAtLevel=1")
              .reading(file)
              .in(directory)
              .run();
      if (result.exitCode() == 0 || !command.startsWith("./ringfold ingest")) {
        break;
      }
    }
    assertEquals(0, result.exitCode(), command + "\n" + result.out() + result.err());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
