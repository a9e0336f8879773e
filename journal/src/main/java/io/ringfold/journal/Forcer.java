package io.ringfold.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.DirectBuffer;

/**
 * The one way from the page cache to the disk. A seam: tests let it fail, and the simulation keeps
 * what was forced and forgets the rest.
 */
@FunctionalInterface
public interface Forcer {

  /** The real disk. */
  Forcer DISK =
      new Forcer() {
        @Override
        public void force(Path file, FileChannel channel, boolean metaData) throws IOException {
          channel.force(metaData);
        }

        @Override
        public boolean inBackground() {
          return true;
        }
      };

  /**
   * Returns when every byte written to the file, also through a mapping, is on disk.
   *
   * @param file a file, or a directory for the names in it
   * @param channel the same, open
   */
  void force(Path file, FileChannel channel, boolean metaData) throws IOException;

  /**
   * Called before an excerpt is written behind the others. It is written through a mapping, where
   * no channel sees it; so this is where a test lets the write fail.
   *
   * @param position behind the excerpts that are there
   * @param excerpt lies from {@code offset} on, in {@code length} bytes
   */
  default void beforeAppend(
      Path segment, long position, DirectBuffer excerpt, int offset, int length)
      throws IOException {
    // the real disk has nothing to say before
  }

  /**
   * Whether what nobody waits for is forced in a thread of its own; otherwise it is done at once,
   * in the order of calls, as a test or a seed wants it.
   */
  default boolean inBackground() {
    return false;
  }

  /** Forces a file with its metadata, or a directory's entries. */
  default void force(Path fileOrDirectory) throws IOException {
    try (FileChannel channel = FileChannel.open(fileOrDirectory, StandardOpenOption.READ)) {
      force(fileOrDirectory, channel, true);
    }
  }
}
