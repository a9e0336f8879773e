package io.ringfold.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * A disk that remembers what was forced, and can be left with it: the bytes of a file as they were
 * when it was forced last, or, page by page as a seed decides, as they have become since. The note
 * of the last force stays as it is, so that nothing which it tells of can go unnoticed.
 */
final class PowerCut implements Forcer {

  private static final int PAGE_BYTES = 4096;

  private final Map<Path, byte[]> forced = new HashMap<>();
  private int segmentForces;

  @Override
  public void force(Path file, FileChannel channel, boolean metaData) throws IOException {
    if (!Files.isDirectory(file)) {
      forced.put(file, Files.readAllBytes(file));
      segmentForces += file.toString().endsWith(".cq4") ? 1 : 0;
    }
  }

  int segmentForces() {
    return segmentForces;
  }

  /** Takes from all files what was not forced, or of some pages only. */
  void cut(Random keptPages) throws IOException {
    for (Map.Entry<Path, byte[]> file : forced.entrySet()) {
      if (file.getKey().endsWith(ForcedWatermark.NAME) || Files.notExists(file.getKey())) {
        continue;
      }
      byte[] written = Files.readAllBytes(file.getKey());
      byte[] left =
          Arrays.copyOf(file.getValue(), Math.max(written.length, file.getValue().length));
      for (int page = 0; keptPages != null && page < written.length; page += PAGE_BYTES) {
        if (keptPages.nextBoolean()) {
          System.arraycopy(written, page, left, page, Math.min(PAGE_BYTES, written.length - page));
        }
      }
      Files.write(file.getKey(), left);
    }
  }
}
