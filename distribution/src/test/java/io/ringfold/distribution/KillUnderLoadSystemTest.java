package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A server is killed again and again while several connections move money; what it acknowledged is
 * then looked for in the journal.
 */
class KillUnderLoadSystemTest {
  private static final int CONNECTIONS = 3;

  @TempDir Path directory;

  /** The death of the process is what both levels of durability promise to survive. */
  @ParameterizedTest
  @CsvSource({"fsync, 8", "crash, 3"})
  void everyAcknowledgedCommandIsFoundExactlyOnce(String durability, int rounds) throws Exception {
    long seed = new Random().nextLong();
    System.out.println("KillUnderLoadSystemTest " + durability + ": seed " + seed);
    Random random = new Random(seed);
    try (Tellers tellers = new Tellers(CONNECTIONS, random)) {
      for (int round = 1; round <= rounds; round++) {
        try (ServerProcess server = ServerProcess.start(directory, "--durability", durability)) {
          tellers.work(server.webSocket());
          Thread.sleep(50 + random.nextInt(300));
          server.kill();
          tellers.awaitCut();
        }
      }
      long total;
      try (ServerProcess server = ServerProcess.start(directory, "--durability", durability)) {
        tellers.askAgain(server.webSocket());
        try (Client client = Client.connect(server.webSocket())) {
          total = client.query("total", Map.of()).get("result").get("balance").asLong();
        }
        assertEquals(0, server.stop(), server.output());
      }
      int acknowledged = tellers.check(directory.resolve("data"), total, "seed " + seed);
      System.out.printf(
          "KillUnderLoadSystemTest %s: %d kills, %d acknowledged commands found once%n",
          durability, rounds, acknowledged);
      assertTrue(acknowledged > rounds * CONNECTIONS, "hardly anything was tried, seed " + seed);
    }
  }
}
