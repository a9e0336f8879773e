package io.ringfold.examples.carts;

import io.ringfold.engine.domain.EventContext;
import io.ringfold.examples.carts.CartsEvent.CheckedOut;
import io.ringfold.examples.carts.CartsEvent.Item;
import io.ringfold.examples.carts.CartsEvent.ItemAdded;
import io.ringfold.examples.carts.CartsEvent.ItemRemoved;
import io.ringfold.examples.carts.CartsQuery.GetCart;
import java.util.List;
import org.pcollections.HashTreePMap;
import org.pcollections.OrderedPMap;
import org.pcollections.PMap;

/** A read model: what is in each cart now. Immutable. */
public record CartContents(PMap<String, Contents> carts) {

  /** Quantities by sku, in the order in which items were first put in. */
  record Contents(OrderedPMap<String, Long> quantities, boolean checkedOut) {
    private static final Contents NONE = new Contents(OrderedPMap.empty(), false);
  }

  /** Answers get-cart. */
  record Cart(String cart, List<Item> items, boolean checkedOut) {}

  static CartContents empty() {
    return new CartContents(HashTreePMap.empty());
  }

  CartContents itemAdded(ItemAdded event, EventContext context) {
    OrderedPMap<String, Long> quantities = find(event.cart()).quantities();
    long quantity = quantities.getOrDefault(event.sku(), 0L) + event.quantity();
    return with(event.cart(), new Contents(quantities.plus(event.sku(), quantity), false));
  }

  CartContents itemRemoved(ItemRemoved event, EventContext context) {
    OrderedPMap<String, Long> quantities = find(event.cart()).quantities();
    return with(event.cart(), new Contents(quantities.minus(event.sku()), false));
  }

  CartContents checkedOut(CheckedOut event, EventContext context) {
    return with(event.cart(), new Contents(find(event.cart()).quantities(), true));
  }

  private Contents find(String cart) {
    return carts.getOrDefault(cart, Contents.NONE);
  }

  private CartContents with(String cart, Contents contents) {
    return new CartContents(carts.plus(cart, contents));
  }

  Cart get(GetCart query) {
    Contents contents = find(query.cart());
    List<Item> items =
        contents.quantities().entrySet().stream()
            .map(entry -> new Item(entry.getKey(), entry.getValue()))
            .toList();
    return new Cart(query.cart(), items, contents.checkedOut());
  }
}
