package io.ringfold.journal;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a journal lives and how it is cut into files.
 *
 * @param directory of the segments; nothing of others may stand in it
 * @param damagedDirectory where a damaged segment is kept, whole, before its torn tail is cut
 * @param segmentBytes a new segment begins after a batch that took the last one to this size
 */
public record JournalConfig(Path directory, Path damagedDirectory, long segmentBytes) {

  /** Small enough to archive and scan by the piece, large enough that rolls are rare. */
  public static final long DEFAULT_SEGMENT_BYTES = 512L << 20;

  public JournalConfig {
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(damagedDirectory, "damagedDirectory");
    if (segmentBytes < 64 << 10) {
      throw new IllegalArgumentException(
          "segmentBytes=" + segmentBytes + ", must be 65536 or more");
    }
  }
}
