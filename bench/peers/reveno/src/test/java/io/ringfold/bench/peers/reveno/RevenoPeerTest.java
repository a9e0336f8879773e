package io.ringfold.bench.peers.reveno;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class RevenoPeerTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"fsync, 1, ipc", "fsync, 64, ipc", "crash, 512, ipc"})
  void everyCheckHoldsWhileItIsMeasured(String durability, String window, String ingress) {
    assertEquals(
        0,
        RevenoPeer.run(
            "--window",
            window,
            "--durability",
            durability,
            "--ingress",
            ingress,
            "--seconds",
            "0.3",
            "--warm-up",
            "0.1",
            "--data",
            directory.toString()));
  }
}
