package io.ringfold.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import net.openhft.chronicle.bytes.Bytes;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Encoded records that wait to be appended, cut into excerpts at record borders. Reused, so adding
 * makes no garbage once the buffer has grown to the size of the batches.
 */
final class RecordBatch implements AutoCloseable {

  private static final int INITIAL_BYTES = 256 << 10;
  private static final int MAX_BYTES = 1 << 30;

  private final int splitBytes;
  private final CRC32C crc = new CRC32C();
  private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
  private ByteBuffer buffer;
  private Bytes<ByteBuffer> chronicleView;
  private int length;

  /** Where each excerpt but the last ends. */
  private int[] cuts = new int[8];

  private int cutCount;

  /** A batch that is cut where an excerpt would grow beyond a bound. */
  RecordBatch(int splitBytes) {
    this.splitBytes = splitBytes;
    allocate(INITIAL_BYTES);
  }

  private void allocate(int bytes) {
    buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    view.wrap(buffer);
    buffer.clear();
    chronicleView = Bytes.wrapForRead(buffer);
    // the journal's owner may hand it on to another thread
    chronicleView.singleThreadedCheckDisabled(true);
  }

  private void growTo(long bytes) {
    if (bytes > MAX_BYTES) {
      throw new JournalException(
          "a batch of " + bytes + " bytes, the limit is " + MAX_BYTES + ": append more often");
    }
    ByteBuffer old = buffer;
    Bytes<ByteBuffer> oldView = chronicleView;
    allocate(Math.max(2 * old.capacity(), Integer.highestOneBit((int) bytes - 1) << 1));
    old.clear().limit(length);
    buffer.clear();
    buffer.put(old);
    oldView.releaseLast();
    BufferUtil.free(old);
  }

  void add(byte type, long sequence, int unforced, DirectBuffer source, int offset, int bytes) {
    source.boundsCheck(offset, bytes);
    int space = RecordFormat.spaceFor(bytes);
    if (length + (long) space > buffer.capacity()) {
      growTo(length + (long) space);
    }
    int start = cutCount == 0 ? 0 : cuts[cutCount - 1];
    if (length > start && length + space - start > splitBytes) {
      if (cutCount == cuts.length) {
        cuts = Arrays.copyOf(cuts, 2 * cuts.length);
      }
      cuts[cutCount++] = start = length;
    }
    byte flags = length == start ? RecordFormat.FLAG_FIRST : 0;
    view.putBytes(length + RecordFormat.HEADER_BYTES, source, offset, bytes);
    RecordFormat.encodeHeader(view, buffer, crc, length, bytes, type, flags, sequence, unforced);
    length += space;
  }

  boolean isEmpty() {
    return length == 0;
  }

  int bytes() {
    return length;
  }

  int excerpts() {
    return length == 0 ? 0 : cutCount + 1;
  }

  /** The n-th excerpt, from 0, for reading once. Valid until the batch is added to. */
  Bytes<ByteBuffer> excerpt(int n) {
    int from = n == 0 ? 0 : cuts[n - 1];
    int to = n == cutCount ? length : cuts[n];
    chronicleView.readPositionRemaining(from, to - from);
    return chronicleView;
  }

  void clear() {
    length = 0;
    cutCount = 0;
  }

  @Override
  public void close() {
    chronicleView.releaseLast();
    view.wrap(0, 0);
    BufferUtil.free(buffer);
  }
}
