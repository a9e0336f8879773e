package io.ringfold.index;

import java.util.List;

/**
 * A piece of a list that goes on. Immutable.
 *
 * @param items in order of sequence
 * @param next the sequence to go on after; null where there was nothing more
 */
public record Page<T>(List<T> items, Long next) {
  public Page {
    items = List.copyOf(items);
  }
}
