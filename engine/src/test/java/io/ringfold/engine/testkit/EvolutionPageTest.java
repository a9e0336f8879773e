package io.ringfold.engine.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.domain.Domain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    assertEquals(3, found, "examples");
  }

  private static String withoutSpace(String text) {
    return text.replaceAll("\\s", "");
  }
}
