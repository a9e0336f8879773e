package io.ringfold.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.DataDirectory;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of a process that indexes while it works, again and again in one directory. */
class IndexKillTest {
  private static final int KILLS = Integer.getInteger("ringfold.index.kills", 6);
  private static final int BLOCK = 256;
  private static final int MAX_WORK_MS = 700;

  /** To compare everything each time would take longer than the work did. */
  private static final int FOUND_BY_UUID = 400;

  @TempDir Path data;

  @Test
  void killedAtAnyMomentItGoesOnToTheAnswersOfAFullScan() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("IndexKillTest: seed " + seed);
    Random random = new Random(seed);
    int kept = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      killInTheMiddle(random);
      kept += blocksOnDisk();
      compare(random);
    }
    assertTrue(kept > 0, "no block outlived a kill: the test has to work for longer");
    System.out.println("IndexKillTest: " + KILLS + " kills survived, " + kept + " blocks kept");
  }

  private void killInTheMiddle(Random random) throws Exception {
    Path root = Path.of(System.getProperty("ringfold.root"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + root.resolve("jvm.flags"),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Killed.class.getName(),
                data.toString(),
                Long.toString(random.nextLong()),
                Integer.toString(BLOCK))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader()) {
      String line = out.readLine();
      while (line != null && !line.startsWith("working")) {
        line = out.readLine();
      }
      assertTrue(line != null, "the process ended by itself");
      Thread.sleep(random.nextInt(MAX_WORK_MS));
    } finally {
      process.destroyForcibly();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    }
  }

  /** As they are found, before anything is made again. */
  private int blocksOnDisk() throws Exception {
    String madeBy = Follower.madeBy(Work.DOMAINS);
    try (IndexStore store = IndexStore.open(DataDirectory.index(data), 1 << 20, madeBy)) {
      return store.blocks().size();
    }
  }

  private void compare(Random random) throws Exception {
    try (Work work = new Work(data, random);
        Indexed indexed = new Indexed(data, work::sequence, BLOCK)) {
      long sequence = work.sequence();
      indexed.await(sequence);
      List<RecordedCommand> scan = Indexed.scan(data, sequence);
      assertEquals(sequence, scan.size());
      if (scan.isEmpty()) {
        return;
      }
      for (int i = 0; i < FOUND_BY_UUID; i++) {
        int at = random.nextInt(scan.size());
        indexed.assertFindsAll(scan.subList(at, at + 1));
      }
      indexed.assertFindsAll(scan.subList(Math.max(0, scan.size() - 50), scan.size()));
      indexed.assertFiltersLikeAScan(scan, random, 5);
    }
  }
}
