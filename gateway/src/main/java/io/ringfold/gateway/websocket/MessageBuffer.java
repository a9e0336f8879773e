package io.ringfold.gateway.websocket;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Messages one after the other, laid out so that any run of them is a frame without being copied:
 *
 * <pre>
 *   byte   0 1          e0 e0+1       e1
 *         ┌─┬───────────┬─┬───────────┬─┬──
 *         │?│ message 0 │,│ message 1 │,│ …
 *         └─┴───────────┴─┴───────────┴─┴──
 * </pre>
 *
 * A batch overwrites the byte before its first message with an opening and the byte after its last
 * with a closing bracket. So a frame must have left before the next one is taken.
 *
 * <p>Not thread-safe.
 */
final class MessageBuffer {
  private static final int INITIAL_BYTES = 1 << 10;

  /** An emptied buffer that grew beyond this is given back: connections are many. */
  private static final int KEPT_BYTES = 1 << 13;

  /** What was given back, for whoever grows next; a bound, as it is never let go. */
  private static final int POOLED = 16;

  private static final int MAX_POOLED_BYTES = 1 << 20;

  private record Grown(byte[] bytes, int[] ends) {}

  private static final Queue<Grown> POOL = new ArrayBlockingQueue<>(POOLED);

  private byte[] bytes = {};
  private int length = 1;
  private int[] ends = {};
  private int count;
  private int taken;
  private int frameCost;

  /** What a message of this length takes here, with its separator. */
  static int cost(int messageLength) {
    return messageLength + 1;
  }

  void append(byte[] message, int from, int to) {
    begin(to - from);
    put(message, from, to);
    end();
  }

  /** A message in two parts. */
  void append(byte[] head, byte[] message, int from, int to) {
    begin(head.length + to - from);
    put(head, 0, head.length);
    put(message, from, to);
    end();
  }

  private void begin(int messageLength) {
    if (bytes.length - length <= messageLength
        && (bytes.length < KEPT_BYTES || !takePooled(length + messageLength))) {
      long doubled = Math.max((long) bytes.length * 2, (long) length + messageLength + 1);
      bytes =
          Arrays.copyOf(
              bytes, (int) Math.min(Math.max(doubled, INITIAL_BYTES), Integer.MAX_VALUE - 8));
    }
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, Math.max(16, count * 2));
    }
  }

  /**
   * Goes on in memory that another buffer has grown, where there is any that is large enough; what
   * is too small is let go, so that the large ones stay.
   */
  private boolean takePooled(int needed) {
    Grown grown;
    do {
      grown = POOL.poll();
      if (grown == null) {
        return false;
      }
    } while (grown.bytes.length <= needed || grown.ends.length < ends.length);
    System.arraycopy(bytes, 0, grown.bytes, 0, length);
    System.arraycopy(ends, 0, grown.ends, 0, count);
    bytes = grown.bytes;
    ends = grown.ends;
    return true;
  }

  private void put(byte[] source, int from, int to) {
    System.arraycopy(source, from, bytes, length, to - from);
    length += to - from;
  }

  private void end() {
    ends[count++] = length;
    bytes[length++] = ',';
  }

  /** Whether every message was taken. */
  boolean isEmpty() {
    return taken == count;
  }

  /**
   * The next frame: one message, or an array of as many as fit, at least one.
   *
   * @param maxBytes of a frame with more than one message
   */
  ByteBuffer takeFrame(boolean batch, int maxBytes) {
    int from = taken == 0 ? 1 : ends[taken - 1] + 1;
    int last = taken;
    if (batch) {
      // all that is left, nearly always
      last = ends[count - 1] - from <= maxBytes ? count - 1 : lastWithin(from, maxBytes);
    }
    boolean wrapped = last > taken;
    int to = ends[last];
    taken = last + 1;
    frameCost = to + 1 - from;
    if (!wrapped) {
      return ByteBuffer.wrap(bytes, from, to - from);
    }
    bytes[from - 1] = '[';
    bytes[to] = ']';
    return ByteBuffer.wrap(bytes, from - 1, to + 1 - (from - 1));
  }

  /** The sum of {@link #cost} of the messages in the frame taken last. */
  int frameCost() {
    return frameCost;
  }

  private int lastWithin(int from, int maxBytes) {
    int last = taken;
    while (last + 1 < count && ends[last + 1] - from <= maxBytes) {
      last++;
    }
    return last;
  }

  /** Empties it for reuse, keeping memory of modest size. */
  void clear() {
    length = 1;
    count = 0;
    taken = 0;
    if (bytes.length > KEPT_BYTES) {
      if (bytes.length <= MAX_POOLED_BYTES) {
        POOL.offer(new Grown(bytes, ends));
      }
      bytes = new byte[] {};
      ends = new int[] {};
    }
  }
}
