package io.ringfold.journal;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a journal lives and how it is cut into files.
 *
 * @param directory of the segments; nothing of others may stand in it
 * @param damagedDirectory where a damaged segment is kept, whole, before its torn tail is cut
 * @param segmentBytes a new segment begins after a batch that took the last one to this size
 * @param commitLogBytes how large each of the two files may grow that are forced ahead of the
 *     segments, see {@code CommitLog}; 0 for none, where a force is one of the segment itself
 */
public record JournalConfig(
    Path directory, Path damagedDirectory, long segmentBytes, long commitLogBytes) {

  /** Small enough to archive and scan by the piece, large enough that rolls are rare. */
  public static final long DEFAULT_SEGMENT_BYTES = 512L << 20;

  /** What is in it is in the segments as well, and is read again at a start: not too large. */
  public static final long DEFAULT_COMMIT_LOG_BYTES = 32L << 20;

  /** Without a commit log. */
  public JournalConfig(Path directory, Path damagedDirectory, long segmentBytes) {
    this(directory, damagedDirectory, segmentBytes, 0);
  }

  public JournalConfig {
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(damagedDirectory, "damagedDirectory");
    if (segmentBytes < 64 << 10) {
      throw new IllegalArgumentException(
          "segmentBytes=" + segmentBytes + ", must be 65536 or more");
    }
    if (commitLogBytes < 0 || commitLogBytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "commitLogBytes=" + commitLogBytes + ", must be 0 to " + Integer.MAX_VALUE);
    }
  }
}
