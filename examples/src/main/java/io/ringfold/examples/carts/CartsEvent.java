package io.ringfold.examples.carts;

import io.ringfold.engine.domain.Key;
import java.util.List;

/** What happened to a cart. */
public sealed interface CartsEvent {

  /** So many of an item were put in. */
  record ItemAdded(@Key String cart, String sku, long quantity) implements CartsEvent {}

  /** An item was taken out, and so many of it had been in. */
  record ItemRemoved(@Key String cart, String sku, long quantity) implements CartsEvent {}

  /** A cart was checked out with these items, in the order in which they were first put in. */
  record CheckedOut(@Key String cart, List<Item> items) implements CartsEvent {
    public CheckedOut {
      items = List.copyOf(items);
    }
  }

  /** So many of one item. */
  record Item(String sku, long quantity) {}
}
