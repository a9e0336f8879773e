package io.ringfold.examples.carts;

import io.ringfold.engine.domain.Key;
import io.ringfold.examples.Require;

/** What may be asked of a cart. */
public sealed interface CartsCommand {

  /** Puts so many of an item into a cart, on top of those that are in it. */
  record AddItem(@Key String cart, String sku, long quantity) implements CartsCommand {
    public AddItem {
      Require.id("cart", cart);
      Require.id("sku", sku);
      Require.positive("quantity", quantity);
    }
  }

  /** Takes an item out of a cart, however many of it are in. */
  record RemoveItem(@Key String cart, String sku) implements CartsCommand {
    public RemoveItem {
      Require.id("cart", cart);
      Require.id("sku", sku);
    }
  }

  /** Buys what is in the cart; nothing goes in or out afterwards. */
  record CheckOut(@Key String cart) implements CartsCommand {
    public CheckOut {
      Require.id("cart", cart);
    }
  }
}
