package io.ringfold.bench.peers;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.bench.process.MeasuredJvm;
import io.ringfold.bench.result.BenchException;
import io.ringfold.bench.result.Measurement;
import io.ringfold.bench.transfers.TransfersMain;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PeerModulesTest {
  @TempDir private Path directory;

  @Test
  void ringfoldItselfRunsByThePeersCommandLine() {
    Measurement measured =
        MeasuredJvm.ours(
                List.of("@" + System.getProperty("ringfold.root") + "/jvm.flags", "-Xmx256m"),
                directory.resolve("log"))
            .run(
                TransfersMain.class,
                List.of(
                    "--window",
                    "8",
                    "--durability",
                    "fsync",
                    "--seconds",
                    "0.2",
                    "--warm-up",
                    "0",
                    "--data",
                    directory.toString()),
                Map.of(),
                1,
                60);
    assertTrue(measured.perSecond() > 0, measured.toString());
  }

  @Test
  void outsideAClonePeersAreRefusedWithTheCommandThatBuildsThem() {
    BenchException e =
        assertThrows(BenchException.class, () -> PeerModules.above(directory, System.err));
    assertTrue(e.getMessage().contains("mvn -q -P peers"), e.getMessage());
  }
}
