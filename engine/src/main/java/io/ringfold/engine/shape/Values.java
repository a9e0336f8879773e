package io.ringfold.engine.shape;

/**
 * Walks any value that a domain may hold: records (kebab-case names), maps, collections, arrays,
 * Optional, scalars, enums (by name, kebab-case), and plain classes by their non-static,
 * non-transient fields (as state objects are), those of superclasses first. Thread-safe, as long as
 * nobody changes the value meanwhile.
 *
 * <p>Classes of the JDK and of Agrona's collections are known one by one and never looked into; one
 * that is not known (a thread, a lock) is refused.
 */
public final class Values {
  private Values() {}

  /**
   * Walks a value, in one pass and without a copy of it. Records and plain classes in the order of
   * their fields; maps in their own order where it means something (LinkedHashMap, EnumMap, sorted
   * maps, OrderedPMap), else sorted by key, sets alike, so that equal values are walked alike. Keys
   * that are not strings are named by toString, enums by their kebab-case name. A field declared as
   * Optional is left out where it is empty; elsewhere an empty Optional is a null.
   *
   * <p>A map behind {@link java.util.Collections#unmodifiableMap} does not show its order, and is
   * sorted.
   *
   * @throws IllegalArgumentException naming the place of what cannot be walked: a class of the JDK
   *     that is not known, a lambda, a value nested deeper than 64 (as one that contains itself)
   */
  public static void walk(Object value, ValueVisitor visitor) {
    new ValueWalker(visitor).walk(value);
  }

  /**
   * The value as nested LinkedHashMap, ArrayList, String, Long, Double, BigDecimal, Boolean, UUID,
   * Instant, byte[] and null, for printing and comparing; changing it changes nothing else.
   */
  public static Object plain(Object value) {
    PlainVisitor visitor = new PlainVisitor();
    walk(value, visitor);
    return visitor.result();
  }

  /**
   * SHA-256 over the walk of a value: equal for equal values, whatever their way of coming to be.
   */
  public static byte[] hash(Object value) {
    HashVisitor visitor = new HashVisitor();
    walk(value, visitor);
    return visitor.digest();
  }

  /** {@code clientId} as {@code client-id}, {@code SOME_THING} as {@code some-thing}. */
  public static String kebabCase(String camelCase) {
    return Names.kebabCase(camelCase);
  }
}
