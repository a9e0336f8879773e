package io.ringfold.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A disk that fails after a number of forces, and from then on. */
final class FailingForcer implements Forcer {

  private int left;

  FailingForcer(int forces) {
    this.left = forces;
  }

  @Override
  public void force(Path file, FileChannel channel, boolean metaData) throws IOException {
    if (left-- <= 0) {
      throw new IOException("Input/output error, as the test wants it");
    }
    channel.force(metaData);
  }
}
