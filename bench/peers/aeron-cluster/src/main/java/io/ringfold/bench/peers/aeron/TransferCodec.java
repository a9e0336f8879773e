package io.ringfold.bench.peers.aeron;

import io.ringfold.bench.peers.harness.PeerSettings;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A transfer's bytes: little-endian, filled up to its length with zeros.
 *
 * <pre>
 *   0        8      12     16       20            100
 *   | number | from | to   | amount | zeros ...     |
 * </pre>
 */
final class TransferCodec {
  static final int LENGTH = PeerSettings.COMMAND_BYTES;

  private static final int NUMBER = 0;
  private static final int FROM = 8;
  private static final int TO = 12;
  private static final int AMOUNT = 16;

  private TransferCodec() {}

  static void encode(MutableDirectBuffer buffer, long number, int from, int to, int amount) {
    buffer.putLong(NUMBER, number);
    buffer.putInt(FROM, from);
    buffer.putInt(TO, to);
    buffer.putInt(AMOUNT, amount);
  }

  static long number(DirectBuffer buffer, int offset) {
    return buffer.getLong(offset + NUMBER);
  }

  static int from(DirectBuffer buffer, int offset) {
    return buffer.getInt(offset + FROM);
  }

  static int to(DirectBuffer buffer, int offset) {
    return buffer.getInt(offset + TO);
  }

  static int amount(DirectBuffer buffer, int offset) {
    return buffer.getInt(offset + AMOUNT);
  }
}
