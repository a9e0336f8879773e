package io.ringfold.engine.lift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.EventHistory;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** How a history is written down: mistakes in it, and what snapshots keep of it. */
class HistoryTest {
  record Body(String body) {}

  @Test
  void versionsAscendAndEndAtTheEventsOwn() {
    assertMistake(past -> past.version(1).removed("a"), "version(1) must be after 1");
    assertMistake(past -> past.version(4).removed("a"), "at most the event's version, 3");
    assertMistake(
        past -> past.version(3).removed("a").version(2).removed("b"), "version(2) must be after 3");
    assertMistake(past -> past.version(2).version(2), "version(2) must be after 2");
  }

  @Test
  void aChangeNeedsAVersion() {
    assertMistake(past -> past.removed("a"), "begin with version(2)");
  }

  @Test
  void aVersionWithAnUpcasterHasNoOtherChanges() {
    assertMistake(
        past -> past.version(2, fields -> List.of()).removed("a"), "version 2 has an upcaster");
  }

  @Test
  void anEventIsEitherThereOrRetired() {
    Domain.Builder<Object> both =
        Domain.define("notes", Object.class, Object::new)
            .event("note", 1, Body.class, (state, event) -> {})
            .retired("note", 1);
    assertSays(assertThrows(IllegalArgumentException.class, both::build), "retired, and defined");
    Domain<Object> has =
        Domain.define("notes", Object.class, Object::new)
            .event("note", 1, Body.class, (state, event) -> {})
            .build();
    Domain<Object> had =
        Domain.define("others", Object.class, Object::new).retired("note", 1).build();
    assertSays(
        assertThrows(IllegalArgumentException.class, () -> Domains.of(has, had)),
        "retired in one domain and defined in another");
  }

  @Test
  void aRetiredEventHasALastVersion() {
    Domain.Builder<Object> builder = Domain.define("notes", Object.class, Object::new);
    assertSays(
        assertThrows(IllegalArgumentException.class, () -> builder.retired("note", 0)),
        "version=0");
  }

  @Test
  void theSignatureOfAnEventTellsVersionsAndHistoriesApart() {
    Map<String, String> plain = signatures(past -> {});
    assertEquals(plain, signatures(past -> {}));
    assertNotEquals(plain, signatures(past -> past.version(2).added("body", "x")));
    assertNotEquals(
        signatures(past -> past.version(2).added("body", "x")),
        signatures(past -> past.version(2).added("body", "y")));
    assertEquals(
        signatures(past -> past.version(2).added("body", "x")),
        signatures(past -> past.version(2).added("body", "x")));
    // what an upcaster computes cannot be seen
    assertEquals(
        signatures(past -> past.version(2, fields -> List.of())),
        signatures(past -> past.version(2, fields -> List.of(new Body("x")))));
  }

  private static Map<String, String> signatures(Consumer<EventHistory> history) {
    return EventSignatures.of(
        Domains.of(
            Domain.define("notes", Object.class, Object::new)
                .event("note", 3, Body.class, (state, event) -> {}, history)
                .retired("letter", 2)
                .build()));
  }

  private static void assertMistake(Consumer<EventHistory> history, String expected) {
    Domain.Builder<Object> builder = Domain.define("notes", Object.class, Object::new);
    assertSays(
        assertThrows(
            IllegalArgumentException.class,
            () -> builder.event("note", 3, Body.class, (state, event) -> {}, history)),
        expected);
  }

  private static void assertSays(Exception refused, String expected) {
    assertTrue(refused.getMessage().contains(expected), refused.getMessage());
  }
}
