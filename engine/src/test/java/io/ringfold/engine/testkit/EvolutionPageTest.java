package io.ringfold.engine.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.domain.CommandContext;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.EventContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of docs/evolution.md, compiled and run. */
class EvolutionPageTest {
  record Written(String text, String author) {}

  static final class Notes {
    private final List<Written> all = new ArrayList<>();

    static final Domain<Notes> DEFINITION =
        Domain.define("notes", Notes.class, Notes::new)
            .event(
                "written",
                4,
                Written.class,
                Notes::written,
                past ->
                    past.version(2)
                        .renamed("body", "text")
                        .added("author", "unknown")
                        .version(3)
                        .removed("length")
                        .version(
                            4,
                            fields ->
                                Notes.eachLine(
                                    (String) fields.get("text"), (String) fields.get("author"))))
            .retired("draft-saved", 2)
            .retired("posted", 1, fields -> Notes.eachLine((String) fields.get("post"), "unknown"))
            .projection(
                "volume", 2, Volume.class, Volume::none, p -> p.on(Written.class, Volume::written))
            .stateTypes(Written.class)
            .build();

    void written(Written event) {
      all.add(event);
    }

    Written last() {
      return all.get(all.size() - 1);
    }

    /** Since version 4, a note is one line. */
    static List<Written> eachLine(String text, String author) {
      return text.lines().map(line -> new Written(line, author)).toList();
    }
  }

  record Volume(long characters) {
    static Volume none() {
      return new Volume(0);
    }

    Volume written(Written event, EventContext context) {
      return new Volume(characters + event.text().length());
    }
  }

  record WrittenV1(String body, int length) {}

  @Test
  void theExampleOfATestPasses() {
    DomainTest.of(Notes.DEFINITION)
        .givenJournaled("written", 1, new WrittenV1("hello\nworld", 11))
        .thenState(notes -> assertEquals(new Written("world", "unknown"), notes.last()));
  }

  record Posted(String post) {}

  @Test
  void retiredEventsAreSkippedOrBecomeOthersAsThePageSays() {
    DomainTest.of(Notes.DEFINITION)
        .givenJournaled("draft-saved", 2, new Posted("x"))
        .thenState(notes -> assertEquals(List.of(), notes.all))
        .givenJournaled("posted", 1, new Posted("one\ntwo"))
        .thenState(
            notes ->
                assertEquals(
                    List.of(new Written("one", "unknown"), new Written("two", "unknown")),
                    notes.all));
  }

  record Opened(String account) {}

  record OpenAccounts(long count) {
    OpenAccounts closeDormant(EventContext context) {
      return new OpenAccounts(0);
    }
  }

  static final class Savings {
    private final Map<String, Long> holdings = new TreeMap<>();

    static final Domain<Savings> DEFINITION =
        Domain.define("savings", Savings.class, Savings::new)
            .event(
                "opened",
                1,
                Opened.class,
                (state, event) -> state.holdings.put(event.account(), 0L))
            .projection(
                "open",
                OpenAccounts.class,
                () -> new OpenAccounts(0),
                p ->
                    p.on(
                        Opened.class, (open, event, context) -> new OpenAccounts(open.count() + 1)))
            .migration(
                "close-dormant-accounts",
                1,
                "closes accounts that hold nothing",
                Savings::closeDormant,
                also -> also.projection("open", OpenAccounts.class, OpenAccounts::closeDormant))
            .build();

    Savings closeDormant(CommandContext context) {
      holdings.values().removeIf(amount -> amount == 0);
      return this;
    }
  }

  @Test
  void aMigrationIsTestedLikeACommand() {
    DomainTest.of(Savings.DEFINITION)
        .given(new Opened("a"), new Opened("b"))
        .givenMigration("close-dormant-accounts", 1)
        .thenState(savings -> assertEquals(Map.of(), savings.holdings));
  }

  @Test
  void aMigrationThatIsNotDeterminedByItsArgumentsIsFound() {
    AtomicLong calls = new AtomicLong();
    Domain<Savings> wobbling =
        Domain.define("savings", Savings.class, Savings::new)
            .event("opened", 1, Opened.class, (state, event) -> {})
            .migration(
                "wobble",
                1,
                "depends on what was before",
                (state, context) -> {
                  state.holdings.put("a", calls.incrementAndGet());
                  return state;
                })
            .build();
    AssertionError found =
        assertThrows(
            AssertionError.class, () -> DomainTest.of(wobbling).givenMigration("wobble", 1));
    assertTrue(found.getMessage().contains("reaches another state"), found.getMessage());
    assertTrue(
        assertThrows(
                AssertionError.class, () -> DomainTest.of(wobbling).givenMigration("wobble", 2))
            .getMessage()
            .contains("declares no migration wobble version 2"));
  }

  @Test
  void whatThePageShowsIsWhatIsCompiledHere() throws Exception {
    String page = Files.readString(Path.of("../docs/evolution.md"));
    String here =
        withoutSpace(
            Files.readString(
                Path.of("src/test/java/io/ringfold/engine/testkit/EvolutionPageTest.java")));
    Matcher examples = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(page);
    int found = 0;
    while (examples.find()) {
      for (String part : examples.group(1).replaceAll("//.*", "").split("\n\n")) {
        assertTrue(here.contains(withoutSpace(part)), part);
        found++;
      }
    }
    assertEquals(5, found, "examples");
  }

  private static String withoutSpace(String text) {
    return text.replaceAll("\\s", "");
  }
}
