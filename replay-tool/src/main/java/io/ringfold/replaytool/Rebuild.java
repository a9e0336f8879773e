package io.ringfold.replaytool;

import io.ringfold.engine.EngineConfig;
import io.ringfold.engine.Model;
import io.ringfold.engine.Recovery;
import io.ringfold.engine.domain.Domains;
import java.nio.file.Path;
import java.util.List;

/** Makes states of the past anew, with the domains on the class path. */
final class Rebuild {

  private final Console console;
  private final Domains domains = Domains.load(ReplayTool.class.getClassLoader());
  private final Path directory;
  private final List<Path> archives;

  Rebuild(Console console, Path directory, List<Path> archives) {
    this.console = console;
    this.directory = directory;
    this.archives = archives;
  }

  Domains domains() {
    return domains;
  }

  /**
   * The model as of a point in history, from the newest snapshot before it and the records since.
   *
   * @param asOf null for the last record
   * @param option that it was given with, for messages
   */
  Model asOf(AsOf asOf, String option, boolean useSnapshots) {
    long sequence =
        asOf == null ? Extent.of(directory, archives).last() : asOf.in(directory, archives, option);
    // the window of a server decides about resends, not about state
    int dedupWindow = EngineConfig.in(directory).dedupWindow();
    try (Progress progress = new Progress(console)) {
      return Recovery.rebuild(
          directory, archives, domains, dedupWindow, sequence, useSnapshots, progress);
    }
  }
}
