package io.ringfold.engine.record;

import io.ringfold.engine.shape.FieldType;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The self-description of one command or event type in the journal. Immutable.
 *
 * @param version of an event; 0 for a command, whose definitions differ by their fields alone
 * @param domain the name of the domain that it belongs to
 * @param fields of kind RECORD
 */
public record TypeDefinition(Kind kind, String name, int version, String domain, FieldType fields) {

  /** What a definition describes. */
  public enum Kind {
    COMMAND(1),
    EVENT(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    static Kind of(int code) {
      return switch (code) {
        case 1 -> COMMAND;
        case 2 -> EVENT;
        default -> throw new IllegalArgumentException("type definition of kind " + code);
      };
    }
  }

  public TypeDefinition {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(domain, "domain");
    Objects.requireNonNull(fields, "fields");
  }

  /** The bytes of the definition. */
  public byte[] encode() {
    MutableDirectBuffer buffer = new ExpandableArrayBuffer(256);
    buffer.putByte(0, (byte) kind.code);
    buffer.putInt(1, version, java.nio.ByteOrder.LITTLE_ENDIAN);
    int at = Strings.put(buffer, 5, name);
    at = Strings.put(buffer, at, domain);
    at += fields.encode(buffer, at);
    byte[] bytes = new byte[at];
    buffer.getBytes(0, bytes);
    return bytes;
  }

  /** The definition in these bytes. */
  public static TypeDefinition decode(byte[] bytes) {
    DirectBuffer buffer = new UnsafeBuffer(bytes);
    Kind kind = Kind.of(buffer.getByte(0));
    int version = buffer.getInt(1, java.nio.ByteOrder.LITTLE_ENDIAN);
    String name = Strings.get(buffer, 5);
    int at = Strings.skip(buffer, 5);
    String domain = Strings.get(buffer, at);
    at = Strings.skip(buffer, at);
    return new TypeDefinition(
        kind, name, version, domain, FieldType.decode(buffer, at, bytes.length - at));
  }
}
