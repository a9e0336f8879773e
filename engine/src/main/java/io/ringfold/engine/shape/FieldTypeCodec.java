package io.ringfold.engine.shape;

import io.ringfold.engine.shape.FieldType.Field;
import io.ringfold.engine.shape.FieldType.Kind;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A field type as bytes: how the journal describes itself.
 *
 * <pre>
 *   type      kind code (1 byte), then by kind
 *               LIST, MAP, OPTIONAL   type (of the element)
 *               ENUM                  varint n, n × string
 *               RECORD                varint n, n × field
 *               others                nothing
 *   field     string (name), flags (1 byte: 1 = key), type
 *   string    varint (length in bytes), UTF-8
 * </pre>
 */
final class FieldTypeCodec {

  /** Types nest as deep as classes do; bytes that nest deeper are no type. */
  private static final int MAX_DEPTH = 64;

  private static final int KEY_FLAG = 1;

  private FieldTypeCodec() {}

  static int encode(FieldType type, MutableDirectBuffer buffer, int offset) {
    return write(type, buffer, offset) - offset;
  }

  private static int write(FieldType type, MutableDirectBuffer buffer, int position) {
    buffer.putByte(position++, (byte) type.kind().code());
    switch (type.kind()) {
      case LIST, MAP, OPTIONAL -> position = write(type.element(), buffer, position);
      case ENUM -> {
        position = PayloadBytes.putVarint(buffer, position, type.constants().size());
        for (String constant : type.constants()) {
          position = PayloadBytes.putString(buffer, position, constant);
        }
      }
      case RECORD -> {
        position = PayloadBytes.putVarint(buffer, position, type.fields().size());
        for (Field field : type.fields()) {
          position = PayloadBytes.putString(buffer, position, field.name());
          buffer.putByte(position++, (byte) (field.key() ? KEY_FLAG : 0));
          position = write(field.type(), buffer, position);
        }
      }
      default -> {
        // the kind says it all
      }
    }
    return position;
  }

  static FieldType decode(DirectBuffer buffer, int offset, int length) {
    PayloadInput in = new PayloadInput(buffer, offset, length);
    FieldType type = read(in, 0);
    in.requireEnd();
    return type;
  }

  private static FieldType read(PayloadInput in, int depth) {
    if (depth > MAX_DEPTH) {
      throw in.damaged("a type nested deeper than " + MAX_DEPTH);
    }
    Kind kind = Kind.of(in.readByte());
    return switch (kind) {
      case LIST, MAP, OPTIONAL -> FieldType.of(kind, read(in, depth + 1));
      case ENUM -> {
        int count = in.readCount();
        List<String> constants = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          constants.add(in.readString());
        }
        yield FieldType.enumOf(constants);
      }
      case RECORD -> {
        int count = in.readCount();
        List<Field> fields = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          String name = in.readString();
          int flags = in.readByte();
          if ((flags & ~KEY_FLAG) != 0) {
            throw in.damaged("field " + name + " has unknown flags " + flags);
          }
          fields.add(new Field(name, read(in, depth + 1), flags == KEY_FLAG));
        }
        yield FieldType.recordOf(fields);
      }
      default -> FieldType.of(kind);
    };
  }
}
