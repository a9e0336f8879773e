package io.ringfold.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexMemoryTest {

  /** A million and more on demand: {@code -Dringfold.index.commands=10000000}. */
  private static final long COMMANDS = Long.getLong("ringfold.index.commands", 600_000);

  /** Their uuids alone, as objects in a map, would not fit. */
  private static final String HEAP = "-Xmx40m";

  @TempDir Path data;

  @Test
  void aLongJournalIsIndexedInASmallHeap() throws Exception {
    Bulk.write(data, COMMANDS);
    Path root = Path.of(System.getProperty("ringfold.root"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + root.resolve("jvm.flags"),
                HEAP,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeap.class.getName(),
                data.toString(),
                Long.toString(COMMANDS))
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    System.out.println("IndexMemoryTest: " + out.strip());
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), out);
  }
}
