package io.ringfold.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
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
  private static final int LEAD_BYTES = CommitLog.HEADER_BYTES;

  private final int splitBytes;
  private final CRC32C crc = new CRC32C();
  private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
  private ByteBuffer buffer;
  private Bytes<ByteBuffer> chronicleView;

  /** Behind what was added. Before each excerpt is room for the header of an entry in the log. */
  private int length = LEAD_BYTES;

  /** Where each excerpt but the last ends. */
  private int[] cuts = new int[8];

  private int cutCount;

  /** Of each excerpt. */
  private long[] firstSequences = new long[cuts.length + 1];

  private long nextSequence;

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
    long end = (long) length + LEAD_BYTES + RecordFormat.spaceFor(RecordFormat.FLAG_FIRST, bytes);
    if (end > buffer.capacity()) {
      growTo(end);
    }
    int start = start(cutCount);
    if (length > start && length + RecordFormat.spaceFor((byte) 0, bytes) - start > splitBytes) {
      if (cutCount == cuts.length) {
        cuts = Arrays.copyOf(cuts, 2 * cuts.length);
        firstSequences = Arrays.copyOf(firstSequences, cuts.length + 1);
      }
      cuts[cutCount++] = length;
      length = start = length + LEAD_BYTES;
    }
    byte flags = length == start ? RecordFormat.FLAG_FIRST : 0;
    if (flags == RecordFormat.FLAG_FIRST) {
      firstSequences[cutCount] = sequence;
    }
    nextSequence = sequence + 1;
    view.putBytes(length + RecordFormat.headerBytes(flags), source, offset, bytes);
    RecordFormat.encodeHeader(view, buffer, crc, length, bytes, type, flags, sequence, unforced);
    length += RecordFormat.spaceFor(flags, bytes);
  }

  int bytes() {
    return length;
  }

  int excerpts() {
    return length == LEAD_BYTES ? 0 : cutCount + 1;
  }

  /**
   * The n-th excerpt, from 0, complete with what the chain came to before it, for reading once.
   * Valid until the batch is added to.
   */
  Bytes<ByteBuffer> excerpt(int n, HashChain chain) {
    RecordFormat.seal(view, buffer, crc, start(n), chain);
    chronicleView.readPositionRemaining(start(n), end(n) - start(n));
    return chronicleView;
  }

  /** Tells the disk of the n-th excerpt that it is about to be written. */
  void announce(int n, Forcer forcer, Path segment, long position) throws IOException {
    forcer.beforeAppend(segment, position, view, start(n), end(n) - start(n));
  }

  /** Takes the n-th excerpt into the chain. */
  void chain(int n, HashChain chain) {
    chain.add(view, start(n), end(n) - start(n));
  }

  int bytes(int n) {
    return end(n) - start(n);
  }

  /** Adds the n-th excerpt, complete since {@link #excerpt}, to the log. */
  void log(int n, CommitLog log, int segment) throws IOException {
    log.add(
        view,
        buffer,
        start(n) - LEAD_BYTES,
        bytes(n),
        segment,
        firstSequences[n],
        (int) (lastSequence(n) - firstSequences[n] + 1));
  }

  long firstSequence(int n) {
    return firstSequences[n];
  }

  private long lastSequence(int n) {
    return (n == cutCount ? nextSequence : firstSequences[n + 1]) - 1;
  }

  private int start(int n) {
    return LEAD_BYTES + (n == 0 ? 0 : cuts[n - 1]);
  }

  private int end(int n) {
    return n == cutCount ? length : cuts[n];
  }

  void clear() {
    length = LEAD_BYTES;
    cutCount = 0;
  }

  @Override
  public void close() {
    chronicleView.releaseLast();
    view.wrap(0, 0);
    BufferUtil.free(buffer);
  }
}
