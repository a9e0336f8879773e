package io.ringfold.examples.carts;

import io.ringfold.engine.domain.CommandContext;
import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.DomainModule;
import io.ringfold.examples.carts.CartsById.Cart;
import io.ringfold.examples.carts.CartsCommand.AddItem;
import io.ringfold.examples.carts.CartsCommand.CheckOut;
import io.ringfold.examples.carts.CartsCommand.RemoveItem;
import io.ringfold.examples.carts.CartsEvent.CheckedOut;
import io.ringfold.examples.carts.CartsEvent.Item;
import io.ringfold.examples.carts.CartsEvent.ItemAdded;
import io.ringfold.examples.carts.CartsEvent.ItemRemoved;
import io.ringfold.examples.carts.CartsQuery.GetCart;
import io.ringfold.examples.carts.CartsQuery.GetRemovedItems;
import java.util.List;

/** The carts: their definition with two read models, and how their commands are decided. */
public final class Carts implements DomainModule {

  public static final Domain<CartsById> DEFINITION =
      Domain.define("carts", CartsById.class, CartsById::new)
          .command("add-item", AddItem.class, Carts::add)
          .command("remove-item", RemoveItem.class, Carts::remove)
          .command("check-out", CheckOut.class, Carts::checkOut)
          .rejection("no-such-item", "the item is not in the cart")
          .rejection("cart-empty", "there is nothing in the cart")
          .rejection("already-checked-out", "the cart was checked out; nothing changes it any more")
          .rejection("quantity-too-large", "the cart would hold more of the item than fits 64 bits")
          .event("item-added", 1, ItemAdded.class, CartsById::itemAdded)
          .event("item-removed", 1, ItemRemoved.class, CartsById::itemRemoved)
          .event("checked-out", 1, CheckedOut.class, CartsById::checkedOut)
          .projection(
              "cart-contents",
              CartContents.class,
              CartContents::empty,
              contents ->
                  contents
                      .on(ItemAdded.class, CartContents::itemAdded)
                      .on(ItemRemoved.class, CartContents::itemRemoved)
                      .on(CheckedOut.class, CartContents::checkedOut))
          .projection(
              "removed-items",
              RemovedItems.class,
              RemovedItems::empty,
              removed -> removed.on(ItemRemoved.class, RemovedItems::itemRemoved))
          .query("get-cart", GetCart.class, CartContents.class, CartContents::get)
          .query("removed-items", GetRemovedItems.class, RemovedItems.class, RemovedItems::list)
          .keyState(CartContents.Cart.class, CartsById::contentsOf)
          .stateTypes(Cart.class, CartContents.Contents.class, RemovedItems.Removal.class)
          .build();

  @Override
  public Domain<CartsById> domain() {
    return DEFINITION;
  }

  private static Decision add(CartsById carts, AddItem command, CommandContext context) {
    Cart cart = carts.find(command.cart());
    if (cart.checkedOut()) {
      return alreadyCheckedOut(command.cart());
    }
    long held = cart.quantity(command.sku());
    if (command.quantity() > Long.MAX_VALUE - held) {
      return Decision.reject(
          "quantity-too-large",
          "cart %s holds %d of %s and cannot take %d more"
              .formatted(command.cart(), held, command.sku(), command.quantity()));
    }
    return Decision.accept(new ItemAdded(command.cart(), command.sku(), command.quantity()));
  }

  private static Decision remove(CartsById carts, RemoveItem command, CommandContext context) {
    Cart cart = carts.find(command.cart());
    if (cart.checkedOut()) {
      return alreadyCheckedOut(command.cart());
    }
    long held = cart.quantity(command.sku());
    if (held == 0) {
      return Decision.reject(
          "no-such-item", "there is no " + command.sku() + " in cart " + command.cart());
    }
    return Decision.accept(new ItemRemoved(command.cart(), command.sku(), held));
  }

  private static Decision checkOut(CartsById carts, CheckOut command, CommandContext context) {
    Cart cart = carts.find(command.cart());
    if (cart.checkedOut()) {
      return alreadyCheckedOut(command.cart());
    }
    List<Item> items = cart.items();
    if (items.isEmpty()) {
      return Decision.reject(
          "cart-empty", "there is nothing in cart " + command.cart() + ": add an item first");
    }
    return Decision.accept(new CheckedOut(command.cart(), items));
  }

  private static Decision alreadyCheckedOut(String cart) {
    return Decision.reject(
        "already-checked-out", "cart " + cart + " was checked out: use another cart");
  }
}
