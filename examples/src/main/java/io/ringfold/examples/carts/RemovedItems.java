package io.ringfold.examples.carts;

import io.ringfold.engine.domain.EventContext;
import io.ringfold.examples.carts.CartsEvent.ItemRemoved;
import io.ringfold.examples.carts.CartsQuery.GetRemovedItems;
import java.time.Instant;
import java.util.List;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/** A read model: what was taken out of each cart, and when. Immutable. */
public record RemovedItems(PMap<String, PVector<Removal>> byCart) {

  /** So many of an item, taken out at that time. */
  record Removal(String sku, long quantity, Instant timestamp) {}

  static RemovedItems empty() {
    return new RemovedItems(HashTreePMap.empty());
  }

  RemovedItems itemRemoved(ItemRemoved event, EventContext context) {
    PVector<Removal> removals =
        find(event.cart()).plus(new Removal(event.sku(), event.quantity(), context.time()));
    return new RemovedItems(byCart.plus(event.cart(), removals));
  }

  private PVector<Removal> find(String cart) {
    return byCart.getOrDefault(cart, TreePVector.empty());
  }

  List<Removal> list(GetRemovedItems query) {
    return find(query.cart());
  }
}
