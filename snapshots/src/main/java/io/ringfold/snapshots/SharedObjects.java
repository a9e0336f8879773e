package io.ringfold.snapshots;

import com.esotericsoftware.kryo.util.MapReferenceResolver;
import com.esotericsoftware.kryo.util.Util;

/**
 * Decides which objects are kept one where they are reached on two ways: those of mutable classes.
 * An account that stands in two maps of a domain must not become two accounts, of which the next
 * event changes only one. Values need no such care, and are most of what state consists of.
 */
final class SharedObjects extends MapReferenceResolver {

  private static final ClassValue<Boolean> MUTABLE =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return isMutable(type);
        }
      };

  @Override
  @SuppressWarnings("rawtypes") // Kryo's signature
  public boolean useReferences(Class type) {
    Class<?> asked = type;
    return MUTABLE.get(asked);
  }

  // Has to give the same answer for the class of an object and for the class it is read as, which
  // differ for enum constants with bodies and for enum sets.
  private static boolean isMutable(Class<?> type) {
    return !(Util.isWrapperClass(type)
        || Enum.class.isAssignableFrom(type)
        || type.isRecord()
        || BuiltInTypes.isValue(type)
        || CopiedCollections.contains(type));
  }
}
