package io.ringfold.index;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where the index is, and what it may take. Immutable.
 *
 * @param directory of the index alone; made if missing, its content may be thrown away
 * @param journal the directory of the journal that is followed
 * @param cacheBytes what the store may keep of its pages in memory; the newest block takes about 6
 *     MB beside it
 * @param minFreeBytes while the disk has less free, nothing is written: the room is the journal's
 */
public record IndexConfig(Path directory, Path journal, int cacheBytes, long minFreeBytes) {
  private static final int MIN_CACHE_BYTES = 1 << 20;

  public IndexConfig {
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(journal, "journal");
    if (cacheBytes < MIN_CACHE_BYTES) {
      throw new IllegalArgumentException(
          "index-cache-bytes=" + cacheBytes + ": must be " + MIN_CACHE_BYTES + " or more");
    }
  }
}
