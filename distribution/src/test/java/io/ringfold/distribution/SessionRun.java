package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Runs the sessions of a page as they stand there and in their order, in a directory where {@code
 * ./ringfold} is the launcher; but for the port, as the usual one may be taken. What a command
 * keeps for its user goes into that directory.
 */
final class SessionRun {
  private static final String SERVE = "./ringfold serve";
  private static final String IN_BACKGROUND = " &";
  private static final String STOP = "kill %1";

  private final Path directory;

  SessionRun(Path directory) {
    this.directory = directory;
  }

  /**
   * @param page under docs
   */
  void run(String page) throws IOException {
    String port = Integer.toString(freePort());
    Session session =
        Session.of(
            Files.readString(Built.root().resolve("docs").resolve(page)).replace("8080", port));
    assertTrue(session.steps().size() > 10, session.toString());
    Path launcher =
        Files.writeString(
            directory.resolve("ringfold"), "#!/bin/sh\nexec '" + Built.launcher() + "' \"$@\"\n");
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    ServerProcess server = null;
    try {
      for (Session.Step step : session.steps()) {
        if (step.command().startsWith(SERVE) && step.command().endsWith(IN_BACKGROUND)) {
          String serve =
              step.command().substring(0, step.command().length() - IN_BACKGROUND.length());
          server =
              ServerProcess.await(
                  ServerProcess.command(List.of("bash", "-c", "exec " + serve + " --port " + port))
                      .in(directory)
                      .start());
          requirePrinted(step, server.standardOutput(), server.output());
        } else if (step.command().equals(STOP)) {
          assertNotNull(server, STOP + " without a server");
          assertEquals(0, server.stop(), server.output());
        } else {
          run(step);
        }
      }
    } finally {
      if (server != null) {
        server.close();
      }
    }
  }

  private void run(Session.Step step) {
    Command.Result result =
        Command.of("bash", "-o", "pipefail", "-c", step.command())
            .with("RINGFOLD_JAVA_OPTS", "-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
            // Debian's Python has Debian's packages
            .with("PATH", "/usr/bin:" + System.getenv("PATH"))
            .with("XDG_CACHE_HOME", directory.resolve("cache").toString())
            .in(directory)
            .run();
    String printed = result.out() + result.err();
    assertEquals(step.exitCode(), result.exitCode(), "$ " + step.command() + "\n" + printed);
    requirePrinted(step, printed, printed);
  }

  private static void requirePrinted(Session.Step step, String printed, String all) {
    if (!step.printed(printed)) {
      // fails, and shows both as a difference
      assertEquals(String.join("\n", step.output()), printed, "$ " + step.command() + "\n" + all);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
