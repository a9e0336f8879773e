package io.ringfold.replaytool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that is there under its name only when it is whole: it is written under another one beside
 * it, forced, then renamed. Whatever ends the command before takes it away again.
 *
 * <pre>{@code
 * try (NewFile file = NewFile.at(target)) {
 *   write(file.unfinished());
 *   file.complete();
 * }
 * }</pre>
 */
final class NewFile implements Closeable {

  private final Path target;
  private final Path unfinished;

  private NewFile(Path target, Path unfinished) {
    this.target = target;
    this.unfinished = unfinished;
  }

  /**
   * Begins a file.
   *
   * @throws ToolException where it is there already, or its directory is not
   */
  static NewFile at(Path target) {
    Path absolute = target.toAbsolutePath();
    if (Files.exists(absolute)) {
      throw new ToolException(target + " is there already: name another file, or delete it first");
    }
    if (!Files.isDirectory(absolute.getParent())) {
      throw new ToolException(
          target + " cannot be made: " + absolute.getParent() + " is not a directory");
    }
    return new NewFile(
        absolute, absolute.resolveSibling("." + absolute.getFileName() + ".unfinished"));
  }

  /** Where it is to be written. */
  Path unfinished() {
    return unfinished;
  }

  /** The last step: forces what was written, and gives it its name. */
  void complete() throws IOException {
    Backup.force(unfinished);
    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    Backup.force(target.getParent());
  }

  /** Deletes what was not completed. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(unfinished);
  }
}
