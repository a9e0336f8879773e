package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.EventContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcollections.TreePVector;

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
            .event(
                "written",
                version,
                Second.Written.class,
                Notes::add,
                past -> {
                  if (version > 1) {
                    past.version(2).removed("length");
                  }
                })
            .build());
  }

  static final class Third {
    record Write(String text) {}

    record Word(String word) {}

    /** Made of words since version 3; the author of old notes is said to be unknown. */
    static Domains domains() {
      return Domains.of(
          Domain.define("notes", Notes.class, Notes::new)
              .command(
                  "write",
                  Write.class,
                  (state, c, context) -> Decision.accept(words(c.text(), "nobody")))
              .event("word", 1, Word.class, Notes::add)
              .event("signed", 1, Signed.class, Notes::add)
              .retired(
                  "written",
                  2,
                  fields ->
                      words(
                          (String) fields.get("text"),
                          (String) fields.getOrDefault("author", "unknown")))
              .projection(
                  "places",
                  Places.class,
                  () -> new Places(TreePVector.empty()),
                  p ->
                      p.on(Word.class, (model, e, context) -> model.plus(e.word(), context))
                          .on(Signed.class, (model, e, context) -> model.plus(e.by(), context)))
              .build());
    }

    record Signed(String by) {}

    /** Where each event stood. */
    record Places(TreePVector<String> list) {
      Places plus(String what, EventContext context) {
        return new Places(list.plus(context.sequence() + "/" + context.index() + " " + what));
      }
    }

    static List<Object> words(String text, String author) {
      List<Object> events = new ArrayList<>();
      for (String word : text.split(" ")) {
        events.add(new Word(word));
      }
      events.add(new Signed(author));
      return events;
    }
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

  @Test
  void refusesAFieldThatIsGoneBeforeAnythingIsReadAndStartsAgainOnceItIsDeclared() {
    EngineConfig config = RunningEngine.config(directory);
    // a type that was never used is refused too: its records may be on their way
    RunningEngine.start(config, first()).close();
    Domains silent =
        Domains.of(
            Domain.define("notes", Notes.class, Notes::new)
                .event("written", 2, Second.Written.class, Notes::add)
                .build());

    EngineException refused =
        assertThrows(EngineException.class, () -> RunningEngine.start(config, silent));

    assertTrue(refused.getMessage().contains(Second.Written.class.getName()), refused.getMessage());
    assertTrue(refused.getMessage().contains("event written"), refused.getMessage());
    assertTrue(refused.getMessage().contains("length (int) is gone"), refused.getMessage());
    assertTrue(refused.getMessage().contains(".removed(\"length\")"), refused.getMessage());
    RunningEngine.start(config, second(2)).close();
  }

  @Test
  void oneEventOfTheJournalBecomesSeveralOnEveryWayOfReading() throws Exception {
    EngineConfig config = RunningEngine.config(directory);
    try (RunningEngine running = RunningEngine.start(config, first())) {
      running.ask("write", new First.Write("old words"));
    }
    try (RunningEngine running = RunningEngine.start(config, second(2))) {
      running.ask("write", new Second.Write("mine", Optional.of("me")));
    }
    List<Path> before = files(directory.resolve("journal"));
    byte[] bytesBefore = Files.readAllBytes(before.get(0));
    try (RunningEngine running = RunningEngine.start(config, Third.domains())) {
      running.ask("write", new Third.Write("new"));
    }

    Model model = rebuild(Third.domains(), 3, false);

    List<Object> expected = new ArrayList<>();
    expected.addAll(Third.words("old words", "unknown"));
    expected.addAll(Third.words("mine", "me"));
    expected.addAll(Third.words("new", "nobody"));
    assertEquals(expected, ((Notes) model.states().get("notes")).events);
    assertEquals(
        List.of(
            "1/0 old", "1/1 words", "1/2 unknown", "2/0 mine", "2/1 me", "3/0 new", "3/1 nobody"),
        ((Third.Places) model.readModels().get("notes/places")).list());
    // what older code wrote stays as it was written
    assertArrayEquals(bytesBefore, Files.readAllBytes(before.get(0)));
  }

  /** Counts events; of the same shape in every version. */
  static final class Tally {
    long events;

    void count(Object event) {
      events++;
    }
  }

  static Domain.Builder<Tally> tally() {
    return Domain.define("notes", Tally.class, Tally::new);
  }

  static final Domains COUNTED =
      Domains.of(
          tally()
              .command(
                  "write",
                  First.Write.class,
                  (state, c, context) -> Decision.accept(new First.Written(c.text(), 0)))
              .event("written", 1, First.Written.class, Tally::count)
              .build());

  static final Domains COUNTED_TWICE =
      Domains.of(
          tally()
              .event(
                  "written",
                  2,
                  Second.Written.class,
                  Tally::count,
                  past ->
                      past.version(
                          2,
                          fields -> {
                            Second.Written half = new Second.Written(Optional.empty(), "half");
                            return List.of(half, half);
                          }))
              .build());

  static final Domains COUNTED_AMONG_OTHERS =
      Domains.of(
          tally()
              .event("written", 1, First.Written.class, Tally::count)
              .event("word", 1, Third.Word.class, Tally::count)
              .build());

  @Test
  void aSnapshotIsPassedOverWhereItsEventsAreReadInAnotherWayToday() {
    EngineConfig config = RunningEngine.config(directory);
    try (RunningEngine running = RunningEngine.start(config, COUNTED)) {
      running.ask("write", new First.Write("in the snapshot"));
      running.engine.snapshot();
      running.ask("write", new First.Write("after it"));
    }

    // the state's class is the same, so by its shape alone the snapshot would serve
    assertEquals(4, events(rebuild(COUNTED_TWICE, 2, true)));
    assertEquals(
        rebuild(COUNTED_TWICE, 2, false).stateHash(), rebuild(COUNTED_TWICE, 2, true).stateHash());
    assertFalse(servesSnapshot(COUNTED_TWICE));
    assertTrue(servesSnapshot(COUNTED));
    assertTrue(servesSnapshot(COUNTED_AMONG_OTHERS));
  }

  @Test
  void aSnapshotTakenAfterAnUpcastGoesOnFromThere() {
    EngineConfig config = RunningEngine.config(directory);
    try (RunningEngine running = RunningEngine.start(config, COUNTED)) {
      running.ask("write", new First.Write("a"));
      running.ask("write", new First.Write("b"));
    }
    try (RunningEngine running = RunningEngine.start(config, COUNTED_TWICE)) {
      running.engine.snapshot();
    }
    assertTrue(servesSnapshot(COUNTED_TWICE));
    assertFalse(servesSnapshot(COUNTED));
    assertEquals(4, events(rebuild(COUNTED_TWICE, 2, true)));
  }

  private static long events(Model model) {
    return ((Tally) model.states().get("notes")).events;
  }

  private boolean servesSnapshot(Domains domains) {
    return ModelImage.load(
            ModelImage.store(DataDirectory.snapshots(directory), domains),
            Long.MAX_VALUE,
            new Model(domains, 1_000))
        .isPresent();
  }

  @Test
  void anUpcasterThatFailsStopsTheReplayAtItsRecord() {
    EngineConfig config = RunningEngine.config(directory);
    try (RunningEngine running = RunningEngine.start(config, first())) {
      running.ask("write", new First.Write("old"));
    }
    Domains failing =
        Domains.of(
            Domain.define("notes", Notes.class, Notes::new)
                .retired(
                    "written",
                    1,
                    fields -> {
                      throw new IllegalStateException("planted");
                    })
                .build());

    EngineException refused =
        assertThrows(EngineException.class, () -> RunningEngine.start(config, failing));

    assertTrue(refused.getMessage().contains("sequence 1"), refused.getMessage());
    assertTrue(refused.getMessage().contains("{text=old, length=3}"), refused.getMessage());
    assertTrue(refused.getMessage().contains("planted"), refused.getMessage());
  }

  @Test
  void showsHowToRetireAnEventThatNoDomainListsAnyMore() {
    EngineConfig config = RunningEngine.config(directory);
    try (RunningEngine running = RunningEngine.start(config, first())) {
      running.ask("write", new First.Write("old"));
    }
    Domains without = Domains.of(Domain.define("notes", Notes.class, Notes::new).build());

    EngineException refused =
        assertThrows(EngineException.class, () -> RunningEngine.start(config, without));

    assertTrue(refused.getMessage().contains(".retired(\"written\", 1)"), refused.getMessage());
    Domains retired =
        Domains.of(Domain.define("notes", Notes.class, Notes::new).retired("written", 1).build());
    RunningEngine.start(config, retired).close();
    assertEquals(List.of(), ((Notes) rebuild(retired, 1, true).states().get("notes")).events);
  }

  private Model rebuild(Domains domains, long sequence, boolean useSnapshots) {
    return Recovery.rebuild(directory, domains, 1_000_000, sequence, useSnapshots, (at, to) -> {});
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".cq4")).sorted().toList();
    }
  }
}
