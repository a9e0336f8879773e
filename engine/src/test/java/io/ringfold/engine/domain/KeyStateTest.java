package io.ringfold.engine.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyStateTest {
  record Named(@Key String id, String name) {}

  record Counted(long count) {}

  static final class Names {
    final Map<String, String> byId = new HashMap<>();
  }

  private static Domain.Builder<Names> names() {
    return Domain.define("names", Names.class, Names::new);
  }

  private static Domain.Builder<Names> keyed() {
    return names().event("named", 1, Named.class, (names, e) -> names.byId.put(e.id(), e.name()));
  }

  private static Named named(Names names, String id) {
    return names.byId.containsKey(id) ? new Named(id, names.byId.get(id)) : null;
  }

  @Test
  void isReadFromTheStateByKey() {
    Domain<Names> domain = keyed().keyState(Named.class, KeyStateTest::named).build();
    Names state = new Names();
    state.byId.put("a", "Anna");

    assertEquals(Named.class, domain.keyState().type());
    assertEquals(new Named("a", "Anna"), domain.keyState().of(state, "a"));
    assertNull(domain.keyState().of(state, "b"));
  }

  @Test
  void needsAnEventWithAKey() {
    assertTrue(keyed().build().isKeyed());
    assertNull(keyed().build().keyState());
    Domain.Builder<Names> unkeyed =
        names().event("counted", 1, Counted.class, (names, counted) -> {});
    assertFalse(unkeyed.build().isKeyed());
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> unkeyed.keyState(Named.class, KeyStateTest::named).build())
            .getMessage()
            .contains("none of its events carries a @Key"));
  }

  @Test
  void isSaidOnceAndIsARecord() {
    Domain.Builder<Names> once = keyed().keyState(Named.class, KeyStateTest::named);
    assertThrows(
        IllegalArgumentException.class, () -> once.keyState(Named.class, KeyStateTest::named));
    assertThrows(
        IllegalArgumentException.class,
        () -> keyed().keyState(String.class, (names, id) -> names.byId.get(id)));
  }
}
