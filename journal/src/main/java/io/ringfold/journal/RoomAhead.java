package io.ringfold.journal;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Writes zeros into a segment's file ahead of the one who appends to it, so that an append finds
 * pages that have their place on disk. Without that each page is allocated within the append, by a
 * page fault: ten times the cost of the bytes, and now and then tens of milliseconds.
 *
 * <p>Zeros must never come after bytes. So both say where they are going to write before they look
 * where the other is (Dekker's way): the one who prepares takes back what he was going to do, the
 * one who appends waits for him, a fraction of a millisecond at most.
 */
final class RoomAhead {

  private static final int PIECE_BYTES = 256 << 10;

  /** Smaller segments are not worth it. */
  private static final int BEGIN_AT_BYTES = 1 << 20;

  private static final int AHEAD_BYTES = 4 << 20;

  /** What Chronicle may write of its own beside an excerpt: its header, a page of its index. */
  private static final int SLACK_BYTES = 256 << 10;

  private static final long NOWHERE = Long.MAX_VALUE - PIECE_BYTES;

  private final FileChannel channel;
  private final ByteBuffer zeros;

  /** Before the first piece that was not prepared. Who prepares only. */
  private long preparedTo;

  /** Where zeros are being written, a piece; NOWHERE for none. Written by who prepares. */
  private volatile long preparing = NOWHERE;

  /** Behind what may be appended next. Written by who appends. */
  private volatile long appendingTo;

  /**
   * @param position behind what is in the file; there are only zeros from there on
   * @param zeros of a piece
   */
  RoomAhead(FileChannel channel, long position, ByteBuffer zeros) {
    this.channel = channel;
    this.zeros = zeros;
    preparedTo = position;
    appendingTo = position + SLACK_BYTES;
  }

  /** The zeros of a piece, for {@link #RoomAhead}. */
  static ByteBuffer newZeros() {
    return ByteBuffer.allocateDirect(PIECE_BYTES);
  }

  /** Before an excerpt is appended: returns when nobody writes zeros where it will stand. */
  void enter(long position, int excerptBytes) {
    long end = position + excerptBytes + SLACK_BYTES;
    appendingTo = end;
    VarHandle.fullFence();
    long piece;
    while ((piece = preparing) < end && piece + PIECE_BYTES > position) {
      Thread.onSpinWait();
    }
  }

  /** Whether it is time to prepare more: not for the little that most journals come to. */
  boolean isShort(long position) {
    return position > BEGIN_AT_BYTES && preparedTo < position + AHEAD_BYTES / 2;
  }

  /** Prepares what is missing, as far as the file reaches. */
  void prepare() throws IOException {
    long size = channel.size();
    while (true) {
      long from = Math.max(preparedTo, appendingTo);
      if (from + PIECE_BYTES > size || from >= appendingTo + AHEAD_BYTES) {
        // where the file ends, it is asked for again when Chronicle has made it longer
        return;
      }
      preparing = from;
      VarHandle.fullFence();
      if (appendingTo > from) {
        preparing = NOWHERE;
        continue;
      }
      try {
        zeros.clear();
        while (zeros.hasRemaining()) {
          channel.write(zeros, from + zeros.position());
        }
      } finally {
        preparing = NOWHERE;
      }
      preparedTo = from + PIECE_BYTES;
    }
  }
}
