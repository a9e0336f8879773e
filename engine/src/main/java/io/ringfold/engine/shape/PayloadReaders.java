package io.ringfold.engine.shape;

import io.ringfold.engine.shape.FieldType.Field;
import io.ringfold.engine.shape.FieldType.Kind;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads payloads (their layout is drawn in {@link PayloadWriters}) as records of today, whatever
 * the fields were when they were written: matches once, then reads without looking at names.
 */
final class PayloadReaders {

  /** Reads one value. */
  @FunctionalInterface
  interface ValueReader {
    Object read(PayloadInput in);
  }

  private PayloadReaders() {}

  /**
   * A reader of values that were written as one type and are wanted as another.
   *
   * @param path of the field, for errors
   */
  static ValueReader match(FieldType written, CarriedType wanted, String path) {
    Kind from = written.kind();
    Kind to = wanted.kind();
    if (to == Kind.OPTIONAL && from != Kind.OPTIONAL) {
      // was required once: always present
      ValueReader element = match(written, wanted.element(), path);
      return in -> Optional.of(element.read(in));
    }
    if (from != to) {
      return widening(written, wanted, path);
    }
    return switch (to) {
      case BOOLEAN -> PayloadInput::readBoolean;
      case INT -> PayloadInput::readInt;
      case LONG -> PayloadInput::readLong;
      case DOUBLE -> PayloadInput::readDouble;
      case STRING -> PayloadInput::readString;
      case UUID -> PayloadInput::readUuid;
      case TIME -> PayloadInput::readTime;
      case DECIMAL -> PayloadInput::readDecimal;
      case BYTES -> PayloadInput::readBytes;
      case ENUM -> ofEnum(written, wanted, path);
      case LIST -> ofList(match(written.element(), wanted.element(), path));
      case MAP -> ofMap(match(written.element(), wanted.element(), path), path);
      case OPTIONAL -> {
        ValueReader element = match(written.element(), wanted.element(), path);
        yield in -> in.readBoolean() ? Optional.of(element.read(in)) : Optional.empty();
      }
      case RECORD -> ofRecord(written, wanted.shape(), path);
    };
  }

  private static ValueReader widening(FieldType written, CarriedType wanted, String path) {
    Kind from = written.kind();
    Kind to = wanted.kind();
    if (from == Kind.INT && to == Kind.LONG) {
      return in -> (long) in.readInt();
    } else if (from == Kind.INT && to == Kind.DOUBLE) {
      return in -> (double) in.readInt();
    } else if (from == Kind.LONG && to == Kind.DOUBLE) {
      return in -> (double) in.readLong();
    }
    throw new IllegalArgumentException(
        "field "
            + path
            + " was written as "
            + written.describe()
            + ", which cannot be read as "
            + wanted.fieldType().describe()
            + "; give the new field another name");
  }

  private static ValueReader ofEnum(FieldType written, CarriedType wanted, String path) {
    List<String> names = written.constants();
    Enum<?>[] constants = new Enum<?>[names.size()];
    for (int i = 0; i < constants.length; i++) {
      int ordinal = wanted.fieldType().constants().indexOf(names.get(i));
      constants[i] = ordinal < 0 ? null : wanted.constants().get(ordinal);
    }
    return in -> {
      int index = in.readConstant(constants.length);
      Enum<?> constant = constants[index];
      if (constant == null) {
        // only when met: a constant that was never used may go
        throw new IllegalStateException(
            "field "
                + path
                + " was written as \""
                + names.get(index)
                + "\", which its enum has no more: "
                + wanted.fieldType().constants()
                + "; put the constant back");
      }
      return constant;
    };
  }

  private static ValueReader ofList(ValueReader element) {
    return in -> {
      Object[] elements = new Object[in.readCount()];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = element.read(in);
      }
      return List.of(elements);
    };
  }

  /** Keeps the order in which it was written: an evolver that iterates sees the same on replay. */
  private static ValueReader ofMap(ValueReader element, String path) {
    return in -> {
      int count = in.readCount();
      Map<String, Object> map = new LinkedHashMap<>();
      for (int i = 0; i < count; i++) {
        String key = in.readString();
        if (map.put(key, element.read(in)) != null) {
          throw in.damaged("the key " + Names.shorten(key) + " twice in field " + path);
        }
      }
      return Collections.unmodifiableMap(map);
    };
  }

  /**
   * A reader of records, field by field in the order written; those that the record no longer has
   * are skipped, those that were not written yet get what stands for nothing.
   */
  static ValueReader ofRecord(FieldType written, RecordShape<?> shape, String path) {
    List<String> names = written.fields().stream().map(Field::name).toList();
    return ofRecord(written, names, shape, Map.of(), path);
  }

  /**
   * The same, by other names than those written.
   *
   * @param names for each written field; null for one to skip
   * @param values of fields that were not written, by name
   */
  static ValueReader ofRecord(
      FieldType written,
      List<String> names,
      RecordShape<?> shape,
      Map<String, Object> values,
      String path) {
    List<Component> components = shape.components();
    int count = written.fields().size();
    ValueReader[] readers = new ValueReader[count];
    int[] places = new int[count];
    boolean[] isWritten = new boolean[components.size()];
    for (int i = 0; i < count; i++) {
      Field field = written.fields().get(i);
      String name = names.get(i);
      places[i] = name == null ? -1 : place(components, name);
      if (places[i] < 0) {
        FieldType skipped = field.type();
        readers[i] =
            in -> {
              in.skip(skipped);
              return null;
            };
      } else {
        Component component = components.get(places[i]);
        readers[i] = match(field.type(), component.type(), inside(path, name));
        isWritten[places[i]] = true;
      }
    }
    Object[] defaults = new Object[components.size()];
    for (int i = 0; i < defaults.length; i++) {
      Component component = components.get(i);
      if (!isWritten[i]) {
        defaults[i] = values.getOrDefault(component.name(), nothing(component.type()));
      }
    }
    if (isSameOrder(places, components.size())) {
      return in -> {
        Object[] arguments = new Object[readers.length];
        for (int i = 0; i < readers.length; i++) {
          arguments[i] = readers[i].read(in);
        }
        return construct(shape, arguments);
      };
    }
    return in -> {
      Object[] arguments = defaults.clone();
      for (int i = 0; i < readers.length; i++) {
        Object value = readers[i].read(in);
        if (places[i] >= 0) {
          arguments[places[i]] = value;
        }
      }
      return construct(shape, arguments);
    };
  }

  private static int place(List<Component> components, String name) {
    for (int i = 0; i < components.size(); i++) {
      if (components.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isSameOrder(int[] places, int components) {
    if (places.length != components) {
      return false;
    }
    for (int i = 0; i < places.length; i++) {
      if (places[i] != i) {
        return false;
      }
    }
    return true;
  }

  /** What a field gets that was not there when the payload was written. */
  private static Object nothing(CarriedType type) {
    return switch (type.kind()) {
      case BOOLEAN -> false;
      case INT -> 0;
      case LONG -> 0L;
      case DOUBLE -> 0.0;
      case LIST -> List.of();
      case MAP -> Map.of();
      case OPTIONAL -> Optional.empty();
      default -> null;
    };
  }

  private static Object construct(RecordShape<?> shape, Object[] arguments) {
    try {
      return shape.construct(arguments);
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          shape.type().getName()
              + " refuses what was written: "
              + e.getMessage()
              + "; values "
              + Names.shorten(Arrays.asList(arguments)),
          e);
    }
  }

  private static String inside(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
