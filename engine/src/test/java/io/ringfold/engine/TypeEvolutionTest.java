package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journals written by older code, read by newer. */
class TypeEvolutionTest {
  @TempDir Path directory;

  /** Keeps what it was told. */
  static final class Notes {
    final List<Object> events = new ArrayList<>();

    void add(Object event) {
      events.add(event);
    }
  }

  static final class First {
    record Write(String text) {}

    record Written(String text, int length) {}
  }

  static final class Second {
    record Write(String text, Optional<String> author) {}

    /** length is gone, author is new, the order is another. */
    record Written(Optional<String> author, String text) {}
  }

  static Domains first() {
    return Domains.of(
        Domain.define("notes", Notes.class, Notes::new)
            .command(
                "write",
                First.Write.class,
                (state, c, context) ->
                    Decision.accept(new First.Written(c.text(), c.text().length())))
            .event("written", 1, First.Written.class, Notes::add)
            .build());
  }

  static Domains second(int version) {
    return Domains.of(
        Domain.define("notes", Notes.class, Notes::new)
            .command(
                "write",
                Second.Write.class,
                (state, c, context) -> Decision.accept(new Second.Written(c.author(), c.text())))
            .event("written", version, Second.Written.class, Notes::add)
            .build());
  }

  @Test
  void readsOlderVersionsByNameAndWritesItsOwn() {
    EngineConfig config = RunningEngine.config(directory);
    try (RunningEngine running = RunningEngine.start(config, first())) {
      running.ask("write", new First.Write("old"));
    }
    try (RunningEngine running = RunningEngine.start(config, second(2))) {
      running.ask("write", new Second.Write("new", Optional.of("me")));
    }

    Model model = Recovery.rebuild(directory, second(2), 1_000_000, 2, false, (at, to) -> {});

    assertEquals(
        List.of(
            new Second.Written(Optional.empty(), "old"),
            new Second.Written(Optional.of("me"), "new")),
        ((Notes) model.states().get("notes")).events);
    // both shapes of command and event stand in the journal, once
    assertEquals(4, model.types().definitions().size());
  }

  @Test
  void refusesAChangedShapeWithoutANewVersionAndNamesTheClass() {
    EngineConfig config = RunningEngine.config(directory);
    try (RunningEngine running = RunningEngine.start(config, first())) {
      running.ask("write", new First.Write("old"));
    }

    EngineException refused =
        assertThrows(EngineException.class, () -> RunningEngine.start(config, second(1)));

    assertTrue(refused.getMessage().contains(Second.Written.class.getName()), refused.getMessage());
    assertTrue(refused.getMessage().contains("higher version"), refused.getMessage());
    RunningEngine.start(config, first()).close();
  }

  @Test
  void refusesAJournalOfNewerCode() {
    EngineConfig config = RunningEngine.config(directory);
    RunningEngine.start(config, second(2)).close();

    EngineException refused =
        assertThrows(EngineException.class, () -> RunningEngine.start(config, first()));

    assertTrue(refused.getMessage().contains("version 2"), refused.getMessage());
  }
}
