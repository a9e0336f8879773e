package io.ringfold.snapshots;

import com.esotericsoftware.kryo.Serializer;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Immutable collections of classes that are not built in: a public final class that is a Map or a
 * Collection and has a public static {@code copyOf} which makes one of any Map or Collection. Of
 * these only the elements are written, in the order in which they stand; how they are linked may
 * change from version to version.
 */
final class CopiedCollections {
  private CopiedCollections() {}

  /** Whether a class is one of these. */
  static boolean contains(Class<?> type) {
    return Modifier.isFinal(type.getModifiers()) && source(type) != null && copyOf(type) != null;
  }

  /** Writes objects of such a class, and reads them. */
  static Serializer<?> serializer(Class<?> type) {
    MethodHandle copyOf = copyOf(type).asType(MethodType.methodType(Object.class, source(type)));
    return source(type) == Map.class
        ? BuiltInTypes.<Map<?, ?>>map(list -> (Map<?, ?>) copy(copyOf, map(list)))
        : BuiltInTypes.<Collection<?>>collection(
            list -> (Collection<?>) copy(copyOf, Collections.unmodifiableList(list)));
  }

  private static Object copy(MethodHandle copyOf, Object source) {
    try {
      return copyOf.invoke(source);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new SnapshotException("a collection cannot be made: " + e, e);
    }
  }

  private static Map<Object, Object> map(List<Object> list) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < list.size(); i += 2) {
      map.put(list.get(i), list.get(i + 1));
    }
    return map;
  }

  private static Class<?> source(Class<?> type) {
    if (Map.class.isAssignableFrom(type)) {
      return Map.class;
    }
    return Collection.class.isAssignableFrom(type) ? Collection.class : null;
  }

  private static MethodHandle copyOf(Class<?> type) {
    try {
      return MethodHandles.publicLookup()
          .findStatic(type, "copyOf", MethodType.methodType(type, source(type)));
    } catch (NoSuchMethodException | IllegalAccessException e) {
      return null;
    }
  }
}
