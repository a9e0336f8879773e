package io.ringfold.distribution;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSciencePageSystemTest {
  @TempDir Path directory;

  @Test
  void everySessionOnThePagePrintsWhatItShows() throws IOException {
    new SessionRun(directory).run("data-science.md");
  }
}
