package io.ringfold.examples.carts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Decision.Rejected;
import io.ringfold.engine.testkit.DomainTest;
import io.ringfold.examples.carts.CartContents.Cart;
import io.ringfold.examples.carts.CartsCommand.AddItem;
import io.ringfold.examples.carts.CartsCommand.CheckOut;
import io.ringfold.examples.carts.CartsCommand.RemoveItem;
import io.ringfold.examples.carts.CartsEvent.Item;
import io.ringfold.examples.carts.CartsQuery.GetCart;
import io.ringfold.examples.carts.CartsQuery.GetRemovedItems;
import io.ringfold.examples.carts.RemovedItems.Removal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The carts beside the plainest ones that could be written. */
class RandomCartsTest {
  private static final int STEPS = 200;
  private static final int CARTS = 4;

  /** One cart, as a list of lines that is searched from its beginning. */
  private static final class NaiveCart {
    private final List<Item> items = new ArrayList<>();
    private final List<Removal> removals = new ArrayList<>();
    private boolean checkedOut;

    /** Does what is asked; the code of a rejection, or null. */
    String apply(CartsCommand command, Instant now) {
      if (checkedOut) {
        return "already-checked-out";
      }
      if (command instanceof AddItem add) {
        int at = find(add.sku());
        if (at < 0) {
          items.add(new Item(add.sku(), add.quantity()));
        } else {
          items.set(at, new Item(add.sku(), items.get(at).quantity() + add.quantity()));
        }
      } else if (command instanceof RemoveItem remove) {
        int at = find(remove.sku());
        if (at < 0) {
          return "no-such-item";
        }
        Item removed = items.remove(at);
        removals.add(new Removal(removed.sku(), removed.quantity(), now));
      } else if (items.isEmpty()) {
        return "cart-empty";
      } else {
        checkedOut = true;
      }
      return null;
    }

    private int find(String sku) {
      for (int i = 0; i < items.size(); i++) {
        if (items.get(i).sku().equals(sku)) {
          return i;
        }
      }
      return -1;
    }
  }

  @Test
  void agreeWithPlainListsWhateverIsAsked() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    DomainTest<CartsById> test = DomainTest.of(Carts.DEFINITION);
    List<NaiveCart> naive = new ArrayList<>();
    for (int i = 0; i < CARTS; i++) {
      naive.add(new NaiveCart());
    }
    Instant now = DomainTest.START;
    for (int step = 0; step < STEPS; step++) {
      String where = "seed " + seed + ", step " + step;
      now = now.plusMillis(random.nextInt(3));
      int number = random.nextInt(CARTS);
      NaiveCart cart = naive.get(number);
      String id = "cart-" + number;
      CartsCommand command = anyCommand(random, id);
      Decision decision = test.at(now).when(command).decision();
      String code = decision instanceof Rejected rejected ? rejected.code() : null;
      assertEquals(cart.apply(command, now), code, () -> where + ": " + command);
      assertEquals(new Cart(id, cart.items, cart.checkedOut), test.answer(new GetCart(id)), where);
      assertEquals(cart.removals, test.answer(new GetRemovedItems(id)), where);
    }
  }

  private static CartsCommand anyCommand(Random random, String cart) {
    String sku = "sku-" + random.nextInt(6);
    int kind = random.nextInt(40);
    if (kind < 22) {
      return new AddItem(cart, sku, 1 + random.nextInt(9));
    } else if (kind < 39) {
      return new RemoveItem(cart, sku);
    }
    return new CheckOut(cart);
  }
}
