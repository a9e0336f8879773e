package io.ringfold.engine.shape;

/**
 * Walks any value that a domain may hold: records (kebab-case names), maps, collections, arrays,
 * Optional, scalars, enums (by name, kebab-case), and plain classes by their non-static,
 * non-transient fields (as state objects are). Thread-safe.
 */
public final class Values {
  private Values() {}

  /**
   * Walks a value. Records and plain classes in the order of their fields; maps in their own order
   * where it means something (LinkedHashMap, sorted maps, OrderedPMap), else sorted by key, sets
   * alike, so that equal values are walked alike. An empty Optional in a record is left out.
   */
  public static void walk(Object value, ValueVisitor visitor) {
    throw new UnsupportedOperationException();
  }

  /** The value as nested LinkedHashMap, ArrayList, String, Long, Boolean, … for printing. */
  public static Object plain(Object value) {
    throw new UnsupportedOperationException();
  }

  /**
   * SHA-256 over the walk of a value: equal for equal values, whatever their way of coming to be.
   */
  public static byte[] hash(Object value) {
    throw new UnsupportedOperationException();
  }

  /** {@code clientId} as {@code client-id}. */
  public static String kebabCase(String camelCase) {
    throw new UnsupportedOperationException();
  }
}
