package io.ringfold.examples;

import java.util.Optional;

/**
 * Checks for compact constructors. Each refuses with an {@link IllegalArgumentException} whose
 * message begins with the field's name, says what is allowed, and what was given.
 */
public final class Require {

  /** The longest id or name, in characters. */
  public static final int MAX_ID = 200;

  /** The longest list that a query gives. */
  public static final int MAX_LIMIT = 1_000_000;

  private Require() {}

  /** An id or a name: 1 to {@value #MAX_ID} characters. */
  public static void id(String field, String value) {
    nonEmpty(field, value, MAX_ID);
  }

  /** A text of 1 to {@code max} characters. */
  public static void nonEmpty(String field, String value, int max) {
    atMost(field, value, max);
    if (value.isEmpty()) {
      throw new IllegalArgumentException(field + " must not be empty");
    }
  }

  /** A text of 0 to {@code max} characters. */
  public static void atMost(String field, String value, int max) {
    if (value == null) {
      throw new IllegalArgumentException(field + " must not be null");
    }
    if (value.length() > max) {
      throw new IllegalArgumentException(
          field + " must have at most " + max + " characters, had " + value.length());
    }
  }

  /** A number above 0. */
  public static void positive(String field, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(field + " must be more than 0, was " + value);
    }
  }

  /** A number from {@code min} to {@code max}, both included. */
  public static void between(String field, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          field + " must be from " + min + " to " + max + ", was " + value);
    }
  }

  /** How many elements a query may give: 1 to {@value #MAX_LIMIT}, where it is said at all. */
  public static void limit(Optional<Integer> limit) {
    if (limit.isPresent()) {
      between("limit", limit.get(), 1, MAX_LIMIT);
    }
  }
}
