package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Python's package websockets as a client; Debian's, which {@code .ci/run} installs. */
class PythonClientSystemTest {

  @Test
  void itSeesWhatTheContractSays(@TempDir Path directory) {
    try (ServerProcess server = ServerProcess.start(directory)) {
      Command.Result session =
          Command.of(
                  "/usr/bin/python3",
                  Built.root().resolve("distribution/src/test/python/session.py").toString(),
                  server.webSocket().toString())
              .run();
      assertEquals(0, session.exitCode(), session.out() + session.err());
      assertEquals(4, session.out().lines().count(), session.out());
      assertEquals(0, server.stop(), server.output());
    }
  }
}
