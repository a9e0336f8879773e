package io.ringfold.examples.carts;

import io.ringfold.examples.Require;

/** What may be asked about carts. */
public sealed interface CartsQuery {

  /** A cart and what is in it; one that nothing was ever put into is empty. */
  record GetCart(String cart) implements CartsQuery {
    public GetCart {
      Require.id("cart", cart);
    }
  }

  /** What was taken out of a cart, in the order in which that happened. */
  record GetRemovedItems(String cart) implements CartsQuery {
    public GetRemovedItems {
      Require.id("cart", cart);
    }
  }
}
