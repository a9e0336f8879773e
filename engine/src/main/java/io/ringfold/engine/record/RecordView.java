package io.ringfold.engine.record;

import java.nio.ByteOrder;
import java.util.UUID;
import org.agrona.DirectBuffer;

/**
 * Reads one record where it stands; a flyweight, valid as long as the buffer is. The picture is in
 * the package page.
 *
 * <p>Single-threaded.
 */
public final class RecordView {
  private DirectBuffer buffer;
  private int start;
  private int limit;
  private int userOffset;
  private int clientOffset;
  private int metaOffset;
  private int tailOffset;

  /** Looks at the record in these bytes. */
  public RecordView wrap(DirectBuffer source, int offset, int length) {
    buffer = source;
    start = offset;
    limit = offset + length;
    int at = commandOffset() + commandLength();
    if (length < RecordWriter.COMMAND || commandLength() < 0 || at > limit) {
      throw new IllegalArgumentException(
          "record of " + length + " bytes with a command of " + commandLength());
    }
    userOffset = clientOffset = metaOffset = -1;
    int flags = buffer.getByte(start + RecordWriter.FLAGS);
    if ((flags & RecordWriter.HAS_USER) != 0) {
      userOffset = at;
      at = Strings.skip(buffer, at);
    }
    if ((flags & RecordWriter.HAS_CLIENT) != 0) {
      clientOffset = at;
      at = Strings.skip(buffer, at) + Long.BYTES;
    }
    if ((flags & RecordWriter.HAS_META) != 0) {
      metaOffset = at;
      at = Strings.skip(buffer, at);
    }
    tailOffset = at;
    return this;
  }

  public RecordStatus status() {
    return RecordStatus.of(buffer.getByte(start + RecordWriter.STATUS));
  }

  public long timeMicros() {
    return buffer.getLong(start + RecordWriter.TIME, ByteOrder.LITTLE_ENDIAN);
  }

  public UUID uuid() {
    return new UUID(uuidMsb(), uuidLsb());
  }

  public long uuidMsb() {
    return buffer.getLong(start + RecordWriter.UUID_MSB, ByteOrder.LITTLE_ENDIAN);
  }

  public long uuidLsb() {
    return buffer.getLong(start + RecordWriter.UUID_LSB, ByteOrder.LITTLE_ENDIAN);
  }

  /** Null where access was open. */
  public String user() {
    return userOffset < 0 ? null : Strings.get(buffer, userOffset);
  }

  /** Null where the command came without one. */
  public String clientId() {
    return clientOffset < 0 ? null : Strings.get(buffer, clientOffset);
  }

  /** 0 where the command came without one. */
  public long clientSeq() {
    return clientOffset < 0
        ? 0
        : buffer.getLong(Strings.skip(buffer, clientOffset), ByteOrder.LITTLE_ENDIAN);
  }

  /** Null where the command came without. */
  public String meta() {
    return metaOffset < 0 ? null : Strings.get(buffer, metaOffset);
  }

  /** The ordinal of the command's type. */
  public int commandType() {
    return buffer.getShort(start + RecordWriter.COMMAND_TYPE, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
  }

  /** Where the command's payload begins in {@link #buffer()}. */
  public int commandOffset() {
    return start + RecordWriter.COMMAND;
  }

  public int commandLength() {
    return buffer.getInt(start + RecordWriter.COMMAND_LENGTH, ByteOrder.LITTLE_ENDIAN);
  }

  public DirectBuffer buffer() {
    return buffer;
  }

  /** Of a rejected record. */
  public String code() {
    return Strings.get(buffer, tailOffset);
  }

  /** Of a rejected record. */
  public String message() {
    return Strings.get(buffer, Strings.skip(buffer, tailOffset));
  }

  /** Of an accepted record. */
  public int eventCount() {
    return buffer.getShort(tailOffset, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
  }

  /** Hands over the events of an accepted record, in order. */
  public void forEachEvent(EventConsumer consumer) {
    int count = eventCount();
    int at = tailOffset + Short.BYTES;
    for (int i = 0; i < count; i++) {
      int type = buffer.getShort(at, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
      int length = buffer.getInt(at + Short.BYTES, ByteOrder.LITTLE_ENDIAN);
      int offset = at + Short.BYTES + Integer.BYTES;
      if (length < 0 || offset + length > limit) {
        throw new IllegalArgumentException(
            "event " + i + " of " + count + ": length " + length + " reaches beyond its record");
      }
      consumer.onEvent(i, type, buffer, offset, length);
      at = offset + length;
    }
  }

  /** Receives events; the buffer is valid only during the call. */
  @FunctionalInterface
  public interface EventConsumer {
    /**
     * @param index its place among the events of the command, from 0
     * @param type the ordinal of its type
     */
    void onEvent(int index, int type, DirectBuffer buffer, int offset, int length);
  }
}
