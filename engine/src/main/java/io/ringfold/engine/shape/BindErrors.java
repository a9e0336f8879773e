package io.ringfold.engine.shape;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects what is wrong while a value is walked, and knows where the walk is. Keeps the first
 * hundred, counts the others: a hostile input must not be answered with more than it sent.
 */
final class BindErrors {
  private static final int MAX_KEPT = 100;

  private final List<FieldError> kept = new ArrayList<>(0);
  private final List<Object> path = new ArrayList<>(4);
  private int count;

  /** Steps into a field (its name) or an element (its index). */
  void enter(Object step) {
    path.add(step);
  }

  void leave() {
    path.remove(path.size() - 1);
  }

  /** Something is wrong with the value where the walk is. */
  void add(String message) {
    count++;
    if (kept.size() < MAX_KEPT) {
      StringBuilder field = new StringBuilder();
      for (Object step : path) {
        field.append(field.isEmpty() ? "" : ".").append(step);
      }
      kept.add(new FieldError(field.toString(), message));
    }
  }

  void add(String field, String message) {
    enter(field);
    add(message);
    leave();
  }

  int count() {
    return count;
  }

  void throwIfAny() throws BindException {
    if (count > 0) {
      if (count > kept.size()) {
        kept.add(new FieldError("", "and " + (count - kept.size()) + " more errors"));
      }
      throw new BindException(kept);
    }
  }
}
