package io.ringfold.replaytool;

import io.ringfold.engine.DataDirectory;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What every command takes. */
final class DataOptions {

  @Option(
      names = "--data",
      paramLabel = "<dir>",
      defaultValue = "./data",
      description = "The data directory; ${DEFAULT-VALUE} unless given.")
  private Path directory;

  @Option(names = "--json", description = "Print JSON for programs: no spaces, one value a line.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.")
  private boolean help;

  /**
   * The data directory.
   *
   * @throws io.ringfold.engine.EngineException where it is none
   */
  Path directory() {
    DataDirectory.require(directory);
    return directory;
  }

  boolean json() {
    return json;
  }
}
