package io.ringfold.snapshots;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;

/**
 * What the bytes of objects depend on, as a SHA-256: of every class its name, and its fields or
 * components or constants in their order.
 *
 * <p>Kryo writes positions without names: read with another shape, the bytes are garbage and no
 * error. So nothing is read where this differs.
 */
final class ShapeFingerprint {

  private ShapeFingerprint() {}

  /** One class, whatever its id; in lower-case hexadecimal, the same on every Java version. */
  static String of(Class<?> type) {
    StringBuilder text = new StringBuilder(type.getName()).append('\n');
    describe(type, text);
    return sha256(text);
  }

  /** All classes that may be written, with their ids and the format. */
  static String of(int firstId, List<Class<?>> types) {
    StringBuilder text = new StringBuilder();
    // The built-in classes and the way they are written are fixed by this number.
    text.append("format ").append(SnapshotHeader.FORMAT_VERSION).append('\n');
    int id = firstId;
    for (Class<?> type : types) {
      text.append(id++).append(' ').append(type.getName()).append('\n');
      describe(type, text);
    }
    return sha256(text);
  }

  private static String sha256(StringBuilder text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(sha256.digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void describe(Class<?> type, StringBuilder text) {
    if (type.isEnum()) {
      for (Object constant : type.getEnumConstants()) {
        text.append("  constant ").append(((Enum<?>) constant).name()).append('\n');
      }
    } else if (CopiedCollections.contains(type)) {
      text.append("  elements\n");
    } else if (type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        text.append("  component ").append(component.getName()).append(' ');
        text.append(component.getGenericType().getTypeName()).append('\n');
      }
    } else {
      Deque<Class<?>> fromTop = new ArrayDeque<>();
      for (Class<?> each = type; each != null; each = each.getSuperclass()) {
        fromTop.push(each);
      }
      for (Class<?> each : fromTop) {
        text.append("  class ").append(each.getName()).append('\n');
        // the order of getDeclaredFields is not specified
        Arrays.stream(each.getDeclaredFields())
            .filter(ShapeFingerprint::isWritten)
            .sorted(Comparator.comparing(Field::getName))
            .forEach(
                field ->
                    text.append("  field ")
                        .append(field.getName())
                        .append(' ')
                        .append(field.getGenericType().getTypeName())
                        .append('\n'));
      }
    }
  }

  private static boolean isWritten(Field field) {
    return !Modifier.isStatic(field.getModifiers())
        && !Modifier.isTransient(field.getModifiers())
        && !field.isSynthetic();
  }
}
