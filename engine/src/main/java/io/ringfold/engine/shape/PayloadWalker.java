package io.ringfold.engine.shape;

import io.ringfold.engine.shape.FieldType.Field;
import io.ringfold.engine.shape.FieldType.Kind;
import java.util.ArrayList;
import java.util.List;

/** Reads payloads (their layout is drawn in {@link PayloadWriters}) without any class. */
final class PayloadWalker {
  private PayloadWalker() {}

  static void walk(FieldType type, PayloadInput in, ValueVisitor visitor) {
    switch (type.kind()) {
      case BOOLEAN -> visitor.bool(in.readBoolean());
      case INT -> visitor.integer(in.readInt());
      case LONG -> visitor.integer(in.readLong());
      case DOUBLE -> visitor.floating(in.readDouble());
      case STRING -> visitor.string(in.readString());
      case UUID -> visitor.uuid(in.readUuid());
      case TIME -> visitor.time(in.readTime());
      case DECIMAL -> visitor.decimal(in.readDecimal());
      case BYTES -> visitor.bytes(in.readBytes());
      case ENUM -> visitor.string(type.constants().get(in.readConstant(type.constants().size())));
      case LIST -> {
        int count = in.readCount();
        visitor.beginList(count);
        for (int i = 0; i < count; i++) {
          walk(type.element(), in, visitor);
        }
        visitor.endList();
      }
      case MAP -> {
        int count = in.readCount();
        visitor.beginObject(count);
        for (int i = 0; i < count; i++) {
          visitor.name(in.readString());
          walk(type.element(), in, visitor);
        }
        visitor.endObject();
      }
      case OPTIONAL -> {
        if (in.readBoolean()) {
          walk(type.element(), in, visitor);
        } else {
          visitor.nullValue();
        }
      }
      case RECORD -> walkRecord(type.fields(), in, visitor);
      default -> throw new IllegalStateException("kind " + type.kind());
    }
  }

  private static void walkRecord(List<Field> fields, PayloadInput in, ValueVisitor visitor) {
    visitor.beginObject(countPresent(fields, in));
    for (Field field : fields) {
      if (field.type().kind() != Kind.OPTIONAL) {
        visitor.name(field.name());
        walk(field.type(), in, visitor);
      } else if (in.readBoolean()) {
        visitor.name(field.name());
        walk(field.type().element(), in, visitor);
      }
    }
    visitor.endObject();
  }

  /** An empty Optional of a record is left out, and the number of fields has to be known first. */
  private static int countPresent(List<Field> fields, PayloadInput in) {
    int lastOptional = -1;
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).type().kind() == Kind.OPTIONAL) {
        lastOptional = i;
      }
    }
    int count = fields.size();
    int start = in.position();
    for (int i = 0; i <= lastOptional; i++) {
      FieldType type = fields.get(i).type();
      if (type.kind() != Kind.OPTIONAL) {
        in.skip(type);
      } else if (in.readBoolean()) {
        in.skip(type.element());
      } else {
        count--;
      }
    }
    in.position(start);
    return count;
  }

  static List<String> keys(FieldType type, PayloadInput in) {
    int left = (int) type.fields().stream().filter(Field::key).count();
    List<String> keys = new ArrayList<>(left);
    for (Field field : type.fields()) {
      if (left == 0) {
        break;
      }
      if (!field.key()) {
        in.skip(field.type());
      } else {
        readKeys(field.type(), in, keys);
        left--;
      }
    }
    return keys;
  }

  private static void readKeys(FieldType type, PayloadInput in, List<String> keys) {
    switch (type.kind()) {
      case STRING -> keys.add(in.readString());
      case UUID -> keys.add(in.readUuid().toString());
      case LIST -> {
        int count = in.readCount();
        for (int i = 0; i < count; i++) {
          readKeys(type.element(), in, keys);
        }
      }
      default -> throw new IllegalStateException("a key of kind " + type.kind());
    }
  }
}
