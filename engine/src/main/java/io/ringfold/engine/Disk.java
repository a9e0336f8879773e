package io.ringfold.engine;

import io.ringfold.journal.Forcer;
import io.ringfold.journal.Journal;
import io.ringfold.journal.JournalConfig;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;

/**
 * What the engine asks of the disk beyond reading and writing files. A seam: the simulation keeps
 * what was forced, forgets the rest, and fails when its seed says so.
 */
public interface Disk {

  /** The real one. */
  Disk REAL =
      new Disk() {
        @Override
        public void force(Path file, FileChannel channel, boolean metaData) throws IOException {
          channel.force(metaData);
        }

        @Override
        public LongSupplier usableBytes(Path directory) {
          return SpaceGuard.usableBytes(directory);
        }

        @Override
        public int segmentBlockBytes() {
          return Journal.BLOCK_BYTES;
        }

        @Override
        public long commitLogBytes() {
          return JournalConfig.DEFAULT_COMMIT_LOG_BYTES;
        }

        @Override
        public Forcer forJournal() {
          return Forcer.DISK;
        }
      };

  /**
   * Returns when every byte written to the file, also through a mapping, is on disk.
   *
   * @param file a file, or a directory for the names in it
   * @param channel the same, open
   */
  void force(Path file, FileChannel channel, boolean metaData) throws IOException;

  /** Called before an excerpt is written to the journal, see {@link Forcer#beforeAppend}. */
  default void beforeAppend(
      Path segment, long position, DirectBuffer excerpt, int offset, int length)
      throws IOException {
    // the real disk has nothing to say before
  }

  /** As the journal sees it. */
  default Forcer forJournal() {
    return new Forcer() {
      @Override
      public void force(Path file, FileChannel channel, boolean metaData) throws IOException {
        Disk.this.force(file, channel, metaData);
      }

      @Override
      public void beforeAppend(
          Path segment, long position, DirectBuffer excerpt, int offset, int length)
          throws IOException {
        Disk.this.beforeAppend(segment, position, excerpt, offset, length);
      }
    };
  }

  /** How much is free where a directory is. */
  LongSupplier usableBytes(Path directory);

  /** In pieces of which size a journal's file grows. */
  int segmentBlockBytes();

  /** How large a file of the journal's commit log may grow; 0 for a journal without one. */
  default long commitLogBytes() {
    return 0;
  }
}
