package io.ringfold.engine.record;

import io.ringfold.engine.shape.RecordShape;
import java.nio.ByteOrder;
import java.util.UUID;
import org.agrona.MutableDirectBuffer;

/**
 * Writes one record, front to back: {@link #begin}, then either {@link #event} for each event and
 * {@link #endAccepted}, or {@link #endRejected}. The picture is in the package page.
 *
 * <p>Single-threaded; reusable; makes no garbage.
 */
public final class RecordWriter {
  static final int STATUS = 0;
  static final int FLAGS = 1;
  static final int COMMAND_TYPE = 2;
  static final int TIME = 4;
  static final int UUID_MSB = 12;
  static final int UUID_LSB = 20;
  static final int COMMAND_LENGTH = 28;
  static final int COMMAND = 32;

  static final int HAS_USER = 1;
  static final int HAS_CLIENT = 2;
  static final int HAS_META = 4;

  /** How many events one command may cause, and how many types a journal may know. */
  public static final int MAX_U16 = 0xFFFF;

  private MutableDirectBuffer buffer;
  private int at;
  private int countOffset;
  private int eventCount;

  /**
   * Begins a record at offset 0 of a buffer that grows.
   *
   * @param user null for none
   * @param clientId null for none
   * @param meta null for none
   */
  public <C> void begin(
      MutableDirectBuffer target,
      int commandType,
      RecordShape<C> shape,
      C command,
      UUID uuid,
      String user,
      String clientId,
      long clientSeq,
      String meta) {
    buffer = target;
    int length = shape.encode(command, buffer, COMMAND);
    buffer.putByte(
        FLAGS,
        (byte)
            ((user == null ? 0 : HAS_USER)
                | (clientId == null ? 0 : HAS_CLIENT)
                | (meta == null ? 0 : HAS_META)));
    buffer.putShort(COMMAND_TYPE, (short) commandType, ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(UUID_MSB, uuid.getMostSignificantBits(), ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(UUID_LSB, uuid.getLeastSignificantBits(), ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(COMMAND_LENGTH, length, ByteOrder.LITTLE_ENDIAN);
    at = COMMAND + length;
    if (user != null) {
      at = Strings.put(buffer, at, user);
    }
    if (clientId != null) {
      at = Strings.put(buffer, at, clientId);
      buffer.putLong(at, clientSeq, ByteOrder.LITTLE_ENDIAN);
      at += Long.BYTES;
    }
    if (meta != null) {
      at = Strings.put(buffer, at, meta);
    }
    countOffset = at;
    eventCount = 0;
  }

  /** The length of the command's payload, which stands at {@link #commandOffset()}. */
  public int commandLength() {
    return buffer.getInt(COMMAND_LENGTH, ByteOrder.LITTLE_ENDIAN);
  }

  public int commandOffset() {
    return COMMAND;
  }

  /** The length of what was written so far. */
  public int length() {
    return at;
  }

  /** Adds an event. */
  public <E> void event(int eventType, RecordShape<E> shape, E event) {
    if (eventCount == MAX_U16) {
      throw new IllegalArgumentException("a command may cause at most " + MAX_U16 + " events");
    }
    if (eventCount++ == 0) {
      at = countOffset + Short.BYTES;
    }
    int length = shape.encode(event, buffer, at + Short.BYTES + Integer.BYTES);
    buffer.putShort(at, (short) eventType, ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(at + Short.BYTES, length, ByteOrder.LITTLE_ENDIAN);
    at += Short.BYTES + Integer.BYTES + length;
  }

  /** Ends an accepted record; returns its length. */
  public int endAccepted(long timeMicros) {
    if (eventCount == 0) {
      at = countOffset + Short.BYTES;
    }
    buffer.putShort(countOffset, (short) eventCount, ByteOrder.LITTLE_ENDIAN);
    return end(RecordStatus.ACCEPTED, timeMicros);
  }

  /** Ends a rejected record, forgetting events that were added; returns its length. */
  public int endRejected(long timeMicros, String code, String message) {
    at = Strings.put(buffer, countOffset, code);
    at = Strings.put(buffer, at, message);
    return end(RecordStatus.REJECTED, timeMicros);
  }

  private int end(RecordStatus status, long timeMicros) {
    buffer.putByte(STATUS, status.code());
    buffer.putLong(TIME, timeMicros, ByteOrder.LITTLE_ENDIAN);
    return at;
  }
}
