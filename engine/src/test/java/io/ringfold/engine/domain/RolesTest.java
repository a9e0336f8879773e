package io.ringfold.engine.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RolesTest {
  record Note(String text) {}

  record Notes() {}

  static final class Nothing {}

  record Model() {}

  private static Domain.Builder<Nothing> notes() {
    return Domain.define("notes", Nothing.class, Nothing::new)
        .command("note", Note.class, (state, command, context) -> Decision.accept())
        .projection("model", Model.class, Model::new, folds -> {})
        .query("notes", Notes.class, Model.class, (model, query) -> List.of());
  }

  private static String refused(String role, Consumer<Domain.RoleBuilder> may) {
    return assertThrows(
            IllegalArgumentException.class, () -> notes().role(role, "writes", may).build())
        .getMessage();
  }

  @Test
  void areListedWithWhatTheyMayDo() {
    Domain<?> domain =
        notes()
            .role("writer", "writes notes", may -> may.send("note"))
            .role("reader", "reads them all", may -> may.ask("notes").seeAllUpdates())
            .build();
    assertEquals(
        List.of(
            new Domain.Role("writer", "writes notes", Set.of("note"), Set.of(), false),
            new Domain.Role("reader", "reads them all", Set.of(), Set.of("notes"), true)),
        domain.roles());
    assertTrue(notes().build().roles().isEmpty());
  }

  @Test
  void mayBeDeclaredBeforeTheCommandsTheyName() {
    Domain<?> domain =
        Domain.define("notes", Nothing.class, Nothing::new)
            .role("writer", "writes notes", may -> may.send("note"))
            .command("note", Note.class, (state, command, context) -> Decision.accept())
            .build();
    assertEquals("writer", domain.roles().get(0).name());
  }

  @Test
  void areRefusedWhereTheyNameWhatThereIsNot() {
    assertEquals(
        "role writer: there is no command notes in domain notes",
        refused("writer", may -> may.send("notes")));
    assertEquals(
        "role writer: there is no query note in domain notes",
        refused("writer", may -> may.ask("note")));
    assertEquals(
        "role writer names command note twice",
        refused("writer", may -> may.send("note").send("note")));
    assertTrue(refused("Writer", may -> {}).contains("kebab-case"));
    assertTrue(refused("admin", may -> {}).contains("every server has it"));
    assertEquals(
        "role writer is defined twice",
        assertThrows(
                IllegalArgumentException.class,
                () -> notes().role("writer", "a", may -> {}).role("writer", "b", may -> {}))
            .getMessage());
  }
}
