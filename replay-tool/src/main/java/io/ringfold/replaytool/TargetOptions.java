package io.ringfold.replaytool;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What a command takes that makes a data directory. */
final class TargetOptions {

  @Option(
      names = "--data",
      paramLabel = "<dir>",
      required = true,
      description = "The data directory to make; new or empty.")
  private Path directory;

  @Option(names = "--json", description = "Print JSON for programs: no spaces, one value a line.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.")
  private boolean help;

  Path directory() {
    return directory;
  }

  boolean json() {
    return json;
  }
}
