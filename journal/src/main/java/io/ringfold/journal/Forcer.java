package io.ringfold.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The one way from the page cache to the disk; a seam, so that a test can let it fail. */
interface Forcer {

  Forcer DISK = FileChannel::force;

  /** Returns when every byte written to the file, also through a mapping, is on disk. */
  void force(FileChannel channel, boolean metaData) throws IOException;

  /** Forces a file with its metadata, or a directory's entries. */
  default void force(Path fileOrDirectory) throws IOException {
    try (FileChannel channel = FileChannel.open(fileOrDirectory, StandardOpenOption.READ)) {
      force(channel, true);
    }
  }
}
