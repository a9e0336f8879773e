package io.ringfold.bench.peers.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PeerMainTest {
  @TempDir private Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** Right by itself, wrong where a test makes it so. */
  private static class MemoryPeer implements Peer {
    final long[] balances = new long[PeerSettings.ACCOUNTS];
    final Completions completions;

    MemoryPeer(Completions completions) {
      this.completions = completions;
      Arrays.fill(balances, PeerSettings.OPENING_BALANCE);
    }

    @Override
    public String durableBy() {
      return "nothing";
    }

    @Override
    public boolean offer(long number, int from, int to, int amount) {
      balances[from] -= amount;
      balances[to] += amount;
      completions.completed(number);
      return true;
    }

    @Override
    public long balance(int account) {
      return balances[account];
    }

    @Override
    public void close() {
      // holds nothing
    }
  }

  private int run(Peer.Opener opener) {
    return PeerMain.run(
        "memory",
        "1",
        Completions::inOrder,
        opener,
        new String[] {
          "--window",
          "4",
          "--durability",
          "crash",
          "--seconds",
          "0.1",
          "--warm-up",
          "0.1",
          "--data",
          directory.toString()
        },
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @Test
  void aPeerThatIsRightHasAResultAndLeavesNoFiles() throws IOException {
    assertEquals(0, run((settings, completions) -> new MemoryPeer(completions)), err.toString());
    assertTrue(out.toString().startsWith("RESULT {\"subject\":\"memory\""), out.toString());
    try (var left = Files.list(directory)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void aCommandCompletedTwiceVoidsTheMeasurement() {
    assertVoid(
        "command 7 was completed where 8 was to come",
        completions ->
            new MemoryPeer(completions) {
              @Override
              public boolean offer(long number, int from, int to, int amount) {
                super.offer(number, from, to, amount);
                if (number == 7) {
                  completions.completed(number);
                }
                return true;
              }
            });
  }

  @Test
  void moneyThatIsLostVoidsTheMeasurement() {
    assertVoid(
        "must hold",
        completions ->
            new MemoryPeer(completions) {
              @Override
              public boolean offer(long number, int from, int to, int amount) {
                return super.offer(number, from, to, number == 7 ? amount + 1 : amount);
              }
            });
  }

  private void assertVoid(String why, Function<Completions, Peer> wrong) {
    assertEquals(1, run((settings, completions) -> wrong.apply(completions)));
    assertTrue(err.toString().contains(why), err.toString());
    assertEquals("", out.toString());
  }
}
