package io.ringfold.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.shape.RecordShape;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SampleDomainsTest {

  private static Domains found() {
    return Domains.load(SampleDomainsTest.class.getClassLoader());
  }

  @Test
  void aServerFindsAllOfThem() {
    assertEquals(
        List.of("bank", "carts", "page-views", "todos", "users"),
        found().all().stream().map(Domain::name).toList());
  }

  @Test
  void theirNamesAreThoseOfTheContract() {
    Domains domains = found();
    assertEquals(
        "[add-item, change-completed, change-text, check-out, clear-done, create-todo, delete-todo,"
            + " deposit, open-account, register-user, remove-item, transfer, visit-page, withdraw]",
        new TreeSet<>(domains.commands().stream().map(each -> each.type().name()).toList())
            .toString());
    assertEquals(
        "[account-opened, checked-out, completed-changed, deposited, done-cleared, item-added,"
            + " item-removed, page-view, text-changed, todo-created, todo-deleted,"
            + " transfer-credited, transfer-debited, user-registered, user-registration-failed,"
            + " withdrawn]",
        new TreeSet<>(domains.events().stream().map(each -> each.type().name()).toList())
            .toString());
    assertEquals(
        "[all-todos, done-todos, get-balance, get-cart, get-todo, list-page-views, list-users,"
            + " page-view-counts, removed-items, statement, total]",
        new TreeSet<>(domains.queries().stream().map(each -> each.type().name()).toList())
            .toString());
  }

  @Test
  void theirFieldsAreThoseOfTheContract() {
    assertEquals(List.of("url"), commandFields("visit-page"));
    assertEquals(List.of("id", "text"), commandFields("create-todo"));
    assertEquals(List.of("id", "text"), commandFields("change-text"));
    assertEquals(List.of("id", "completed"), commandFields("change-completed"));
    assertEquals(List.of("id"), commandFields("delete-todo"));
    assertEquals(List.of(), commandFields("clear-done"));
    assertEquals(List.of("cart", "sku", "quantity"), commandFields("add-item"));
    assertEquals(List.of("cart", "sku"), commandFields("remove-item"));
    assertEquals(List.of("cart"), commandFields("check-out"));
    assertEquals(List.of("account", "owner"), commandFields("open-account"));
    assertEquals(List.of("account", "amount"), commandFields("deposit"));
    assertEquals(List.of("account", "amount"), commandFields("withdraw"));
    assertEquals(List.of("from", "to", "amount"), commandFields("transfer"));
    assertEquals(List.of("name", "age"), commandFields("register-user"));
    assertEquals(List.of("from", "to", "amount", "balance"), eventFields("transfer-debited"));
    assertEquals(List.of("from", "to", "amount", "balance"), eventFields("transfer-credited"));
    assertEquals(List.of("ids"), eventFields("done-cleared"));
    assertEquals(List.of("cart", "items"), eventFields("checked-out"));
    assertEquals(List.of("id", "name", "age"), eventFields("user-registered"));
    assertEquals(List.of("name", "reason"), eventFields("user-registration-failed"));
  }

  private static List<String> commandFields(String name) {
    return fields(found().command(name).type().type());
  }

  private static List<String> eventFields(String name) {
    return fields(found().event(name).type().type());
  }

  private static List<String> fields(Class<?> type) {
    return RecordShape.of(type).fieldType().fields().stream().map(field -> field.name()).toList();
  }
}
