package io.ringfold.analytics;

import java.nio.file.Path;
import java.util.List;

/**
 * Which journal becomes tables, and what they may take. Immutable.
 *
 * @param journals its directories: those of archives, oldest first, then that which is appended to
 * @param directory where the tables are kept, nobody else writes to it; null for memory alone
 * @param memoryBytes what DuckDB may take for its work
 * @param temporaryBytes what it may write to the directory where that is not enough
 * @param minFreeBytes while the disk has less free, nothing is added to the tables
 */
public record TablesConfig(
    List<Path> journals, Path directory, long memoryBytes, long temporaryBytes, long minFreeBytes) {

  private static final long MIN_MEMORY_BYTES = 32L << 20;

  public TablesConfig {
    journals = List.copyOf(journals);
    if (memoryBytes < MIN_MEMORY_BYTES) {
      throw new IllegalArgumentException(
          "memory for SQL of " + memoryBytes + " bytes: must be " + MIN_MEMORY_BYTES + " or more");
    }
  }
}
