package io.ringfold.bench.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * How long this disk takes for one force: a small record written over zeros of a preallocated file,
 * and fdatasync, again and again. No server can be durable in less.
 */
final class ForceProbe {
  private static final int FILE_BYTES = 64 << 20;
  private static final int RECORD_BYTES = 256;

  private ForceProbe() {}

  /** Returns the times in ns of a write and its force. */
  static Histogram run(Path directory, Duration duration) throws IOException {
    Histogram times = new Histogram(3);
    Path file = directory.resolve("forced");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
      for (int at = 0; at < FILE_BYTES; at += zeros.capacity()) {
        channel.write(zeros.clear(), at);
      }
      channel.force(true);
      ByteBuffer record = ByteBuffer.allocateDirect(RECORD_BYTES);
      long endNs = System.nanoTime() + duration.toNanos();
      long beginNs = System.nanoTime();
      for (long i = 0; beginNs < endNs; i++) {
        record.clear().putLong(0, i);
        channel.write(record, i * RECORD_BYTES % FILE_BYTES);
        channel.force(false);
        long now = System.nanoTime();
        times.recordValue(now - beginNs);
        beginNs = now;
      }
    }
    return times;
  }
}
