package io.ringfold.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.MappedBytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;

/**
 * Chronicle Queue as the journal uses it: excerpts of ready bytes, and a new file when told so.
 *
 * <p>The directory is this object's alone while it is open: the owner holds a lock around it, so
 * whatever lock a dead writer left in Chronicle's table is void. The table is removed at opening
 * and made anew by Chronicle from the files; otherwise a lock left under this process's own id (as
 * in a container, where every process is number 1) would be waited for at every start, and a table
 * torn by a power cut would be believed.
 */
final class SegmentAppender implements Closeable {

  /** Chronicle maps a file in pieces of this; a quarter of it bounds an excerpt. */
  static final int BLOCK_BYTES = 64 << 20;

  private final SingleChronicleQueue queue;
  private final ExcerptAppender appender;
  private volatile long clockMillis;

  /**
   * @param number of the segment that is appended to, the newest of the directory or the one after
   */
  SegmentAppender(Path directory, int number, int blockBytes) throws IOException {
    this.clockMillis = SegmentFiles.clockMillis(number);
    Files.deleteIfExists(directory.resolve(SegmentFiles.TABLE));
    this.queue =
        SingleChronicleQueueBuilder.binary(directory)
            .rollCycle(RollCycles.FAST_DAILY)
            .timeProvider(() -> clockMillis)
            .blockSize(blockBytes)
            .build();
    try {
      this.appender = queue.createAppender();
      // opened by one thread, used by another, closed by a third, never by two at once: Chronicle
      // would take the hand-over for a fault
      appender.singleThreadedCheckDisabled(true);
    } catch (RuntimeException | Error e) {
      queue.close();
      throw e;
    }
  }

  /** Appends the bytes between the position and the limit of the buffer as one excerpt. */
  void append(Bytes<ByteBuffer> excerpt) {
    appender.writeBytes(excerpt);
  }

  /** Behind the excerpt that was appended last, in its file. */
  long position() {
    return appender.wire().bytes().writePosition();
  }

  /** The pages that were written between two places of the file, as {@link AppendedPages} says. */
  AppendedPages pages(long from, long to) {
    return new AppendedPages((MappedBytes) appender.wire().bytes(), from, to);
  }

  /** The next excerpt begins this segment; the one before it gets its end mark. */
  void startSegment(int number) {
    clockMillis = SegmentFiles.clockMillis(number);
  }

  @Override
  public void close() {
    appender.close();
    queue.close();
  }
}
