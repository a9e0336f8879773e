package io.ringfold.gateway.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The frames of RFC 6455 in the bytes that a client sends.
 *
 * <pre>
 *   byte   0              1              2 …                     … + 4
 *         ┌─┬───┬────────┬─┬────────────┬───────────────────────┬──────┬─────────
 *         │F│RSV│ opcode │M│ length     │ 126: 2, 127: 8 bytes  │ mask │ payload
 *         └─┴───┴────────┴─┴────────────┴───────────────────────┴──────┴─────────
 * </pre>
 *
 * <p>A message that came whole is unmasked where it lies and handed over from there, so a read that
 * holds a hundred of them makes nothing. Only what is cut, by the end of a read or into fragments,
 * is collected, up to {@code maxMessageBytes}.
 *
 * <p>What breaks the protocol is told once ({@link Handler#fail}); after that, and after a message
 * that is too long, messages are passed over while close frames are still seen.
 *
 * <p>One for each connection, on its I/O thread.
 */
final class FrameDecoder {

  /** What it finds. The bytes are valid during the call. */
  interface Handler {

    /**
     * A message of text, which is UTF-8.
     *
     * @return whether to go on; else {@link #decode} returns behind this message
     */
    boolean text(byte[] bytes, int offset, int length);

    void ping(byte[] bytes, int offset, int length);

    void pong();

    /**
     * The peer's close frame; nothing that follows is looked at.
     *
     * @param code {@link #NO_CODE} where it gives none
     */
    void close(int code);

    /** The connection has to be closed with this code. */
    void fail(int code, String reason);
  }

  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  static final int NO_CODE = -1;

  private static final int PROTOCOL_ERROR = 1002;
  private static final int UNSUPPORTED_DATA = 1003;
  private static final int NOT_CONSISTENT = 1007;
  private static final int TOO_BIG = 1009;

  private static final int CONTINUATION = 0;
  private static final int FIN = 0x80;
  private static final int RESERVED = 0x70;
  private static final int MASKED = 0x80;
  private static final int MAX_CONTROL_BYTES = 125;
  private static final int MASK_BYTES = 4;

  private static final int INITIAL_COLLECTED = 1 << 10;

  private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final Handler handler;
  private final int maxMessageBytes;

  /** Between the first fragment of a message and its last. */
  private boolean fragmented;

  /** Of the frame at hand that was begun, and whose payload is not all there. */
  private long payloadLeft;

  private int mask;
  private boolean last;

  private byte[] collected;
  private int collectedLength;
  private boolean passing;
  private boolean ended;

  FrameDecoder(Handler handler, int maxMessageBytes) {
    this.handler = handler;
    this.maxMessageBytes = maxMessageBytes;
  }

  /** Whether a message was begun, of which more has to come. */
  boolean isWithinMessage() {
    return fragmented || payloadLeft > 0;
  }

  /** From now on messages are passed over, as the connection is being closed. */
  void passOver() {
    passing = true;
    collected = null;
    collectedLength = 0;
  }

  /**
   * Finds what is there, and changes it.
   *
   * @return where it stands: what follows has to be handed over again, with more behind it where
   *     the handler did not ask to stop
   */
  int decode(byte[] bytes, int from, int to) {
    int position = from;
    while (position < to) {
      if (ended) {
        return to;
      }
      if (payloadLeft > 0) {
        int length = (int) Math.min(payloadLeft, to - position);
        collect(bytes, position, length);
        position += length;
        payloadLeft -= length;
        if (payloadLeft > 0 || !last) {
          continue;
        }
        if (!finishCollected()) {
          return position;
        }
        continue;
      }
      int headLength = headLength(bytes, position, to);
      if (headLength > to - position) {
        return position;
      }
      int opcode = bytes[position] & 0x0F;
      long length = length(bytes, position);
      if (!isSound(bytes, position, opcode, length)) {
        return to;
      }
      int payload = position + headLength;
      if (opcode >= CLOSE) {
        if (length > to - payload) {
          return position;
        }
        mask = (int) INTS.get(bytes, payload - MASK_BYTES);
        unmask(bytes, payload, (int) length, mask);
        position = payload + (int) length;
        control(opcode, bytes, payload, (int) length);
        continue;
      }
      position = payload;
      last = (bytes[payload - headLength] & FIN) != 0;
      mask = (int) INTS.get(bytes, payload - MASK_BYTES);
      if (!passing && collectedLength + length > maxMessageBytes) {
        fail(TOO_BIG, "a frame has more than " + maxMessageBytes + " bytes (max-frame-bytes)");
      }
      if (!passing && !fragmented && last && length <= to - payload) {
        position += (int) length;
        boolean ascii = unmask(bytes, payload, (int) length, mask);
        if (!text(bytes, payload, (int) length, ascii)) {
          return position;
        }
        continue;
      }
      fragmented = true;
      payloadLeft = length;
      if (length == 0 && last && !finishCollected()) {
        return position;
      }
    }
    return position;
  }

  /** As much of a header as is there says how long it is; one more than there is, at least. */
  private static int headLength(byte[] bytes, int position, int to) {
    if (to - position < 2) {
      return 2;
    }
    int length = bytes[position + 1] & 0x7F;
    int masked = (bytes[position + 1] & MASKED) != 0 ? MASK_BYTES : 0;
    return 2 + (length == 126 ? 2 : length == 127 ? 8 : 0) + masked;
  }

  private static long length(byte[] bytes, int position) {
    int length = bytes[position + 1] & 0x7F;
    if (length < 126) {
      return length;
    }
    int count = length == 126 ? 2 : 8;
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | bytes[position + 2 + i] & 0xFF;
    }
    return value;
  }

  private boolean isSound(byte[] bytes, int position, int opcode, long length) {
    int first = bytes[position];
    if ((first & RESERVED) != 0) {
      return broken("a frame has a reserved bit set, and no extension was agreed on");
    }
    if ((bytes[position + 1] & MASKED) == 0) {
      return broken("a frame is not masked, a client's must be");
    }
    if (length < 0) {
      return broken("a frame says a negative length");
    }
    if (opcode >= CLOSE) {
      if (opcode > PONG) {
        return broken("opcode " + opcode + " is unknown");
      }
      if ((first & FIN) == 0 || length > MAX_CONTROL_BYTES) {
        return broken("a control frame is in fragments, or has more than 125 bytes");
      }
      return true;
    }
    if (opcode > BINARY) {
      return broken("opcode " + opcode + " is unknown");
    }
    if (fragmented != (opcode == CONTINUATION)) {
      return broken(
          fragmented
              ? "a message begins before the one in fragments has ended"
              : "a fragment continues nothing");
    }
    if (opcode == BINARY && !passing) {
      fail(UNSUPPORTED_DATA, "frames are text, no subprotocol here has binary ones");
    }
    return true;
  }

  private boolean broken(String reason) {
    ended = true;
    fail(PROTOCOL_ERROR, reason);
    return false;
  }

  private void fail(int code, String reason) {
    boolean first = !passing;
    passOver();
    if (first) {
      handler.fail(code, reason);
    }
  }

  private void control(int opcode, byte[] bytes, int offset, int length) {
    switch (opcode) {
      case PING -> handler.ping(bytes, offset, length);
      case PONG -> handler.pong();
      default -> {
        ended = true;
        if (length == 0) {
          handler.close(NO_CODE);
          return;
        }
        int code = length == 1 ? 0 : (bytes[offset] & 0xFF) << 8 | bytes[offset + 1] & 0xFF;
        if (!isCode(code)) {
          fail(PROTOCOL_ERROR, "a close frame has no code that may be sent");
        } else if (!Utf8.isValid(bytes, offset + 2, length - 2)) {
          fail(NOT_CONSISTENT, "the reason in a close frame is not UTF-8");
        } else {
          handler.close(code);
        }
      }
    }
  }

  /** RFC 6455, 7.4, and the registry that goes on from there. */
  private static boolean isCode(int code) {
    return code >= 1000 && code <= 1003
        || code >= 1007 && code <= 1014
        || code / 1000 == 3
        || code / 1000 == 4;
  }

  private boolean text(byte[] bytes, int offset, int length, boolean ascii) {
    if (!ascii && !Utf8.isValid(bytes, offset, length)) {
      fail(NOT_CONSISTENT, "a text frame is not UTF-8");
      return true;
    }
    return handler.text(bytes, offset, length);
  }

  private void collect(byte[] bytes, int offset, int length) {
    if (passing) {
      return;
    }
    unmask(bytes, offset, length, mask);
    // the next part begins inside the mask's four bytes
    mask = Integer.rotateRight(mask, (length & 3) * Byte.SIZE);
    int needed = collectedLength + length;
    if (collected == null || needed > collected.length) {
      long doubled = collected == null ? INITIAL_COLLECTED : 2L * collected.length;
      int room = (int) Math.min(Math.max(doubled, needed), Math.max(needed, maxMessageBytes));
      collected = collected == null ? new byte[room] : Arrays.copyOf(collected, room);
    }
    System.arraycopy(bytes, offset, collected, collectedLength, length);
    collectedLength = needed;
  }

  /** The message that was collected has ended. */
  private boolean finishCollected() {
    fragmented = false;
    if (passing) {
      return true;
    }
    byte[] message = collected == null ? new byte[0] : collected;
    int length = collectedLength;
    collected = null;
    collectedLength = 0;
    return text(message, 0, length, false);
  }

  /** Takes the mask off, and tells whether what is under it is all ASCII. */
  private static boolean unmask(byte[] bytes, int offset, int length, int mask) {
    long wide = mask & 0xFFFF_FFFFL | (long) mask << Integer.SIZE;
    long seen = 0;
    int i = offset;
    int end = offset + length;
    for (; i <= end - Long.BYTES; i += Long.BYTES) {
      long word = (long) LONGS.get(bytes, i) ^ wide;
      LONGS.set(bytes, i, word);
      seen |= word;
    }
    for (int shift = 0; i < end; i++, shift += Byte.SIZE) {
      byte clear = (byte) (bytes[i] ^ (int) (wide >>> shift));
      bytes[i] = clear;
      seen |= clear;
    }
    return (seen & NOT_ASCII) == 0;
  }
}
