package io.ringfold.engine.compare;

import java.util.List;

/**
 * One place at which two states differ.
 *
 * @param aggregate the name of the domain; null where two single values were compared
 * @param path from the domain's state to the place; empty where the state as a whole differs
 * @param from what stood there; null where it was ADDED. As it stands in the state: to be read, by
 *     {@link io.ringfold.engine.shape.Values}, and only as long as nobody changes the state
 * @param to what stands there; null where it was REMOVED. For REORDERED, both are the names in
 *     their order
 */
public record Change(String aggregate, List<Step> path, Kind kind, Object from, Object to) {

  /** What happened at the place. */
  public enum Kind {
    ADDED,
    REMOVED,
    CHANGED,
    /** A map or a set that keeps an order has what it had in another one. */
    REORDERED
  }

  /**
   * The first key on the path: the instance of the aggregate, where the domain keeps them in a map;
   * null where there is no key on it.
   */
  public String key() {
    for (Step step : path) {
      if (step.kind() == Step.Kind.KEY) {
        return step.name();
      }
    }
    return null;
  }

  /** The path as a line for people; see {@link Step#text}. */
  public String pathText() {
    return Step.text(path);
  }
}
