package io.ringfold.examples.carts;

import static io.ringfold.examples.Refusals.refused;

import io.ringfold.engine.testkit.DomainTest;
import io.ringfold.examples.carts.CartContents.Cart;
import io.ringfold.examples.carts.CartsCommand.AddItem;
import io.ringfold.examples.carts.CartsCommand.CheckOut;
import io.ringfold.examples.carts.CartsCommand.RemoveItem;
import io.ringfold.examples.carts.CartsEvent.CheckedOut;
import io.ringfold.examples.carts.CartsEvent.Item;
import io.ringfold.examples.carts.CartsEvent.ItemAdded;
import io.ringfold.examples.carts.CartsEvent.ItemRemoved;
import io.ringfold.examples.carts.CartsQuery.GetCart;
import io.ringfold.examples.carts.CartsQuery.GetRemovedItems;
import io.ringfold.examples.carts.RemovedItems.Removal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CartsTest {

  private static DomainTest<CartsById> carts() {
    return DomainTest.of(Carts.DEFINITION);
  }

  @Test
  void itemsAddUp() {
    carts()
        .when(new AddItem("c", "apple", 2))
        .thenEvents(new ItemAdded("c", "apple", 2))
        .and()
        .when(new AddItem("c", "pear", 1))
        .thenEvents(new ItemAdded("c", "pear", 1))
        .and()
        .when(new AddItem("c", "apple", 3))
        .thenEvents(new ItemAdded("c", "apple", 3))
        .thenQuery(
            new GetCart("c"),
            Map.of(
                "cart",
                "c",
                "items",
                List.of(
                    Map.of("sku", "apple", "quantity", 5), Map.of("sku", "pear", "quantity", 1)),
                "checked-out",
                false));
  }

  @Test
  void removingTakesOutAllOfAnItem() {
    carts()
        .given(new ItemAdded("c", "apple", 2), new ItemAdded("c", "apple", 3))
        .when(new RemoveItem("c", "apple"))
        .thenEvents(new ItemRemoved("c", "apple", 5))
        .thenQuery(new GetCart("c"), new Cart("c", List.of(), false))
        .and()
        .when(new RemoveItem("c", "apple"))
        .thenRejected("no-such-item");
  }

  @Test
  void onlyWhatIsInACartCanBeTakenOut() {
    carts()
        .when(new RemoveItem("c", "apple"))
        .thenRejected("no-such-item")
        .and()
        .given(new ItemAdded("c", "apple", 2), new ItemAdded("d", "pear", 2))
        .when(new RemoveItem("c", "pear"))
        .thenRejected("no-such-item");
  }

  @Test
  void checkingOutTellsWhatWasBought() {
    carts()
        .given(new ItemAdded("c", "pear", 1), new ItemAdded("c", "apple", 2))
        .when(new CheckOut("c"))
        .thenEvents(new CheckedOut("c", List.of(new Item("pear", 1), new Item("apple", 2))))
        .thenQuery(
            new GetCart("c"),
            new Cart("c", List.of(new Item("pear", 1), new Item("apple", 2)), true));
  }

  @Test
  void anEmptyCartIsNotCheckedOut() {
    carts()
        .when(new CheckOut("c"))
        .thenRejected("cart-empty")
        .and()
        .given(new ItemAdded("c", "apple", 1), new ItemRemoved("c", "apple", 1))
        .when(new CheckOut("c"))
        .thenRejected("cart-empty");
  }

  @Test
  void nothingChangesACartThatWasCheckedOut() {
    carts()
        .given(new ItemAdded("c", "apple", 2), new CheckedOut("c", List.of(new Item("apple", 2))))
        .when(new AddItem("c", "apple", 1))
        .thenRejected("already-checked-out")
        .and()
        .when(new RemoveItem("c", "apple"))
        .thenRejected("already-checked-out")
        .and()
        .when(new RemoveItem("c", "pear"))
        .thenRejected("already-checked-out")
        .and()
        .when(new CheckOut("c"))
        .thenRejected("already-checked-out")
        .and()
        .when(new AddItem("d", "apple", 1))
        .thenEvents(new ItemAdded("d", "apple", 1));
  }

  @Test
  void quantitiesStayInTheRangeOfALong() {
    carts()
        .given(new ItemAdded("c", "apple", Long.MAX_VALUE - 1))
        .when(new AddItem("c", "apple", 2))
        .thenRejected("quantity-too-large")
        .and()
        .when(new AddItem("c", "apple", 1))
        .thenEvents(new ItemAdded("c", "apple", 1))
        .thenQuery(
            new GetCart("c"), new Cart("c", List.of(new Item("apple", Long.MAX_VALUE)), false));
  }

  @Test
  void aCartThatWasNeverUsedIsEmpty() {
    carts()
        .thenQuery(new GetCart("c"), Map.of("cart", "c", "items", List.of(), "checked-out", false))
        .thenQuery(new GetRemovedItems("c"), List.of());
  }

  @Test
  void whatWasTakenOutStaysKnownWithItsTimes() {
    Instant noon = Instant.parse("2026-03-01T12:00:00Z");
    Instant one = Instant.parse("2026-03-01T13:00:00Z");
    carts()
        .given(new ItemAdded("c", "apple", 2), new ItemAdded("c", "pear", 1))
        .at(noon)
        .given(new ItemRemoved("c", "pear", 1))
        .given(new ItemAdded("c", "pear", 7))
        .at(one)
        .given(new ItemRemoved("c", "pear", 7))
        .given(new CheckedOut("c", List.of(new Item("apple", 2))))
        .thenQuery(
            new GetRemovedItems("c"),
            List.of(new Removal("pear", 1, noon), new Removal("pear", 7, one)))
        .thenQuery(
            new GetRemovedItems("c"),
            List.of(
                Map.of("sku", "pear", "quantity", 1, "timestamp", noon),
                Map.of("sku", "pear", "quantity", 7, "timestamp", one)))
        .thenQuery(new GetRemovedItems("d"), List.of());
  }

  @Test
  void refusesWhatCanNeverBeInACart() {
    refused("cart must not be empty", () -> new AddItem("", "apple", 1));
    refused("sku must not be empty", () -> new AddItem("c", "", 1));
    refused("quantity must be more than 0, was 0", () -> new AddItem("c", "apple", 0));
    refused("quantity must be more than 0, was -1", () -> new AddItem("c", "apple", -1));
    refused("cart must not be empty", () -> new RemoveItem("", "apple"));
    refused("sku must not be empty", () -> new RemoveItem("c", ""));
    refused("cart must not be empty", () -> new CheckOut(""));
    refused("cart must not be empty", () -> new GetCart(""));
    refused("cart must not be empty", () -> new GetRemovedItems(""));
  }

  @Test
  void tellsWhatOneCartIsAtEachMoment() {
    carts()
        .given(new ItemAdded("c", "apple", 2))
        .given(new CheckedOut("c", List.of(new Item("apple", 2))))
        .thenKeyState(
            "c",
            Map.of(
                "cart",
                "c",
                "items",
                List.of(Map.of("sku", "apple", "quantity", 2)),
                "checked-out",
                true))
        .thenKeyState("d", null);
  }
}
