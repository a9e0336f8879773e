package io.ringfold.replaytool;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Where older segments are, for commands that read across both. */
final class ArchiveOption {

  @Option(
      names = "--archive",
      paramLabel = "<dir>",
      description = "Where 'archive' has moved older segments; once for each such directory.")
  private List<Path> directories = List.of();

  /**
   * The archived parts of the journal.
   *
   * @throws ToolException where one is no directory
   */
  List<Path> journals() {
    for (Path directory : directories) {
      if (!Files.isDirectory(directory)) {
        throw new ToolException("--archive " + directory + " is not a directory");
      }
    }
    return List.copyOf(directories);
  }
}
