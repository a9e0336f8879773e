package io.ringfold.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.bench.BenchException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PeerResultTest {
  @TempDir private Path directory;

  private PeerResult ringfold(String window) {
    List<String> command = new ArrayList<>(Subject.RINGFOLD.command(null, "256m"));
    command.addAll(List.of("--window", window, "--durability", "fsync", "--seconds", "0.2"));
    command.addAll(List.of("--warm-up", "0", "--data", directory.toString()));
    return PeerResult.of(command, directory.resolve("log"));
  }

  @Test
  void ringfoldIsMeasuredInAProcessOfItsOwnAndSaysWhatItsDurabilityWas() {
    PeerResult result = ringfold("8");
    assertTrue(result.perSecond() > 0, result.line());
    assertEquals("journal forced before the reply", result.durableBy());
  }

  @Test
  void aRunThatFailsIsNoResult() {
    BenchException e = assertThrows(BenchException.class, () -> ringfold("no-number"));
    assertTrue(e.getMessage().contains("0 results"), e.getMessage());
  }

  @Test
  void outsideAClonePeersAreRefusedWithTheCommandThatBuildsThem() {
    BenchException e =
        assertThrows(BenchException.class, () -> PeerModules.above(directory, System.err));
    assertTrue(e.getMessage().contains("mvn -q -P peers"), e.getMessage());
  }
}
