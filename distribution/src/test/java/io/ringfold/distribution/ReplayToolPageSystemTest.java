package io.ringfold.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayToolPageSystemTest {
  @TempDir Path directory;

  @Test
  void everySessionOnThePagePrintsWhatItShows() throws IOException {
    ChangedBank.make(
        directory.resolve("bank-2.jar"), Files.createDirectory(directory.resolve("work")));
    new SessionRun(directory).run("replay-tool.md");
  }
}
