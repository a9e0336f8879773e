package io.ringfold.snapshots;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The one way from the page cache to the disk. A seam: the simulation keeps what was forced and
 * forgets the rest.
 */
@FunctionalInterface
public interface Forcer {

  /** The real disk. */
  Forcer DISK = (file, channel) -> channel.force(true);

  /**
   * Returns when every byte written to the file is on disk.
   *
   * @param file a file, or a directory for the names in it
   * @param channel the same, open
   */
  void force(Path file, FileChannel channel) throws IOException;
}
