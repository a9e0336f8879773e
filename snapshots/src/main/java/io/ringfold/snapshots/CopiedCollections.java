package io.ringfold.snapshots;

import com.esotericsoftware.kryo.Serializer;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
    MethodHandle copyOf = copyOf(type).asType(MethodType.methodType(Object.class, Object.class));
    return source(type) == Map.class
        ? BuiltInTypes.<Map<?, ?>>map(list -> (Map<?, ?>) copy(copyOf, new PairedMap(list)))
        : BuiltInTypes.<Collection<?>>collection(
            list -> (Collection<?>) copy(copyOf, Collections.unmodifiableList(list)));
  }

  private static Object copy(MethodHandle copyOf, Object source) {
    try {
      return (Object) copyOf.invokeExact(source);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new SnapshotException("a collection cannot be made: " + e, e);
    }
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

  /**
   * Key, value, key, value … as a map, without a table of its own: a {@code copyOf} goes through it
   * once. Keys that come in the order of a hash trie fill the first bins of a growing hash table,
   * and that cost more than the copy itself.
   */
  private static final class PairedMap extends AbstractMap<Object, Object> {
    private final List<Object> pairs;

    PairedMap(List<Object> pairs) {
      this.pairs = pairs;
    }

    @Override
    public Set<Entry<Object, Object>> entrySet() {
      return new AbstractSet<>() {
        @Override
        public Iterator<Entry<Object, Object>> iterator() {
          Iterator<Object> next = pairs.iterator();
          return new Iterator<>() {
            @Override
            public boolean hasNext() {
              return next.hasNext();
            }

            @Override
            public Entry<Object, Object> next() {
              return new SimpleImmutableEntry<>(next.next(), next.next());
            }
          };
        }

        @Override
        public int size() {
          return pairs.size() / 2;
        }
      };
    }
  }
}
