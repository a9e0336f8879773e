package io.ringfold.examples.carts;

import io.ringfold.examples.carts.CartsEvent.CheckedOut;
import io.ringfold.examples.carts.CartsEvent.Item;
import io.ringfold.examples.carts.CartsEvent.ItemAdded;
import io.ringfold.examples.carts.CartsEvent.ItemRemoved;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What decisions look at: each cart with its items. Mutable, changed by events alone. */
public final class CartsById {

  /** One cart. */
  static final class Cart {
    /** In the order in which items were first put in. */
    private final Map<String, Long> quantities = new LinkedHashMap<>();

    private boolean checkedOut;

    /** How many of the item are in; 0 where there are none. */
    long quantity(String sku) {
      return quantities.getOrDefault(sku, 0L);
    }

    List<Item> items() {
      return quantities.entrySet().stream()
          .map(entry -> new Item(entry.getKey(), entry.getValue()))
          .toList();
    }

    boolean checkedOut() {
      return checkedOut;
    }
  }

  private static final Cart NEVER_USED = new Cart();

  private final Map<String, Cart> carts = new HashMap<>();

  /** The cart, to be looked at; an empty one where nothing was ever put in. */
  Cart find(String cart) {
    return carts.getOrDefault(cart, NEVER_USED);
  }

  /** What is in the cart now; null where nothing was ever put in. */
  CartContents.Cart contentsOf(String id) {
    Cart cart = carts.get(id);
    return cart == null ? null : new CartContents.Cart(id, cart.items(), cart.checkedOut);
  }

  void itemAdded(ItemAdded event) {
    carts
        .computeIfAbsent(event.cart(), id -> new Cart())
        .quantities
        .merge(event.sku(), event.quantity(), Long::sum);
  }

  void itemRemoved(ItemRemoved event) {
    carts.get(event.cart()).quantities.remove(event.sku());
  }

  void checkedOut(CheckedOut event) {
    carts.get(event.cart()).checkedOut = true;
  }
}
