package io.ringfold.engine.compare;

import java.util.List;

/**
 * One step of the way from a state to a value in it.
 *
 * @param name of the field, the key, the place from 0 in decimal, or the text of the element
 */
public record Step(Kind kind, String name) {

  /** What the step goes by. */
  public enum Kind {
    /** The name of a field, in kebab-case. */
    FIELD,
    /** The key of a map. */
    KEY,
    /** The place in a list. */
    PLACE,
    /** An element of a set, by its text or by a hash of it where it has parts. */
    ELEMENT
  }

  /** Steps as a line for people: {@code by-id[alice].balance}, {@code items[0].sku}. */
  public static String text(List<Step> path) {
    StringBuilder text = new StringBuilder();
    for (Step step : path) {
      if (step.kind != Kind.FIELD) {
        text.append('[').append(step.name).append(']');
      } else {
        text.append(text.isEmpty() ? "" : ".").append(step.name);
      }
    }
    return text.toString();
  }
}
