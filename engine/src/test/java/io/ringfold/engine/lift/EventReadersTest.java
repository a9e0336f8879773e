package io.ringfold.engine.lift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.EventHistory;
import io.ringfold.engine.domain.Key;
import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.engine.shape.RecordShape;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;

/** Every rule of an event's history, and everything that is refused for want of one. */
class EventReadersTest {
  private static final Consumer<EventHistory> NO_HISTORY = past -> {};

  record Note(String body, int length) {}

  // ---- what needs no rule

  record Wider(long length, Optional<String> body, Optional<List<String>> tags) {}

  @Test
  void anAddedOptionalAWidenedNumberARequiredThatBecameOptionalAndAnotherOrderNeedNoRule() {
    assertEquals(
        List.of(new Wider(4, Optional.of("text"), Optional.empty())),
        lift(2, Wider.class, NO_HISTORY, 1, new Note("text", 4)));
  }

  record Counts(int asLong, int asDouble, long longAsDouble) {}

  record WiderCounts(long asLong, double asDouble, double longAsDouble) {}

  @Test
  void integersWiden() {
    assertEquals(
        List.of(new WiderCounts(-1, -2, 3)),
        lift(2, WiderCounts.class, NO_HISTORY, 1, new Counts(-1, -2, 3)));
  }

  record SameFields(String body, int length) {}

  @Test
  void aHigherVersionOfTheSameFieldsNeedsNoRule() {
    assertEquals(
        List.of(new SameFields("text", 4)),
        lift(2, SameFields.class, NO_HISTORY, 1, new Note("text", 4)));
  }

  record Keyed(@Key String body, int length) {}

  @Test
  void aFieldThatBecameAKeyNeedsANewVersionButNoRule() {
    assertEquals(
        List.of(new Keyed("text", 4)), lift(2, Keyed.class, NO_HISTORY, 1, new Note("text", 4)));
    assertRefused(1, Keyed.class, NO_HISTORY, 1, new Note("text", 4), "higher version");
  }

  // ---- added

  enum Mood {
    CALM,
    VERY_ANGRY
  }

  record Place(String name, Optional<Integer> floor) {}

  record Full(
      String body,
      int length,
      boolean read,
      int count,
      long total,
      double ratio,
      String author,
      UUID id,
      Instant at,
      BigDecimal price,
      Mood mood,
      Place place,
      List<Place> places,
      Map<String, Long> totals,
      Optional<String> alias) {}

  @Test
  void anAddedFieldOfAnyTypeGetsTheValueThatTheHistorySays() {
    UUID id = new UUID(1, 2);
    assertEquals(
        List.of(
            new Full(
                "text",
                4,
                true,
                7,
                8L,
                9.0,
                "unknown",
                id,
                Instant.EPOCH,
                BigDecimal.TEN,
                Mood.VERY_ANGRY,
                new Place("hall", Optional.of(2)),
                List.of(new Place("attic", Optional.empty())),
                Map.of("a", 1L),
                Optional.of("nick"))),
        lift(
            2,
            Full.class,
            past ->
                past.version(2)
                    .added("read", true)
                    .added("count", 7)
                    .added("total", 8)
                    .added("ratio", 9)
                    .added("author", "unknown")
                    .added("id", id)
                    .added("at", Instant.EPOCH)
                    .added("price", BigDecimal.TEN)
                    .added("mood", Mood.VERY_ANGRY)
                    .added("place", new Place("hall", Optional.of(2)))
                    .added("places", List.of(new Place("attic", Optional.empty())))
                    .added("totals", Map.of("a", 1L))
                    .added("alias", Optional.of("nick")),
            1,
            new Note("text", 4)));
  }

  record Authored(String body, int length, String author) {}

  @Test
  void anAddedFieldIsReadAsItWasWrittenFromItsVersionOn() {
    Consumer<EventHistory> history = past -> past.version(2).added("author", "unknown");
    assertEquals(
        List.of(new Authored("text", 4, "me")),
        lift(2, Authored.class, history, 2, new Authored("text", 4, "me")));
  }

  @Test
  void refusesAnAddedRequiredFieldWithoutAValueAndShowsWhatToWrite() {
    assertRefused(
        2,
        Authored.class,
        NO_HISTORY,
        1,
        new Note("text", 4),
        "event note of domain notes",
        "version 1 in the journal is read as version 2",
        Authored.class.getName(),
        "author (string) is new and has no value",
        "past.version(2).added(\"author\", <its value in what is older>)");
  }

  @Test
  void refusesAValueThatTheFieldDoesNotTakeWithoutAnyJournal() {
    assertMistake(
        2,
        Authored.class,
        past -> past.version(2).added("author", 5),
        "version(2).added(\"author\", 5)",
        "author: must be");
    assertMistake(
        2,
        Authored.class,
        past -> past.version(2).added("author", Optional.empty()),
        "author: is required");
  }

  @Test
  void refusesAnAddedFieldThatTheClassDoesNotHaveWithoutAnyJournal() {
    assertMistake(
        2,
        Authored.class,
        past -> past.version(2).added("autor", "unknown"),
        "has no field autor",
        "[body, length, author]");
  }

  @Test
  void refusesAnAddedFieldThatTheJournalHasAlready() {
    assertRefused(
        2,
        Note.class,
        past -> past.version(2).added("body", "unknown"),
        1,
        new Note("text", 4),
        "version(2).added(\"body\", unknown)",
        "has already",
        ".removed(\"body\")");
  }

  // ---- removed

  record Body(String body) {}

  @Test
  void aRemovedFieldIsSkipped() {
    assertEquals(
        List.of(new Body("text")),
        lift(2, Body.class, past -> past.version(2).removed("length"), 1, new Note("text", 4)));
  }

  @Test
  void refusesAFieldThatIsGoneWithoutARule() {
    assertRefused(
        2,
        Body.class,
        NO_HISTORY,
        1,
        new Note("text", 4),
        "length (int) is gone",
        "past.version(2).removed(\"length\")");
  }

  @Test
  void refusesARuleForAFieldThatWasNeverWritten() {
    assertRefused(
        2,
        Note.class,
        past -> past.version(2).removed("lenght"),
        1,
        new Note("text", 4),
        "version(2).removed(\"lenght\")",
        "version 1 in the journal does not have",
        "[body, length]");
  }

  @Test
  void aFieldMayGoAndComeAgainWithAnotherMeaning() {
    assertEquals(
        List.of(new Authored("text", 0, "unknown")),
        lift(
            3,
            Authored.class,
            past ->
                past.version(2)
                    .removed("length")
                    .version(3)
                    .added("length", 0)
                    .added("author", "unknown"),
            1,
            new Note("text", 4)));
  }

  // ---- renamed

  record Text(String text, long length) {}

  @Test
  void aRenamedFieldKeepsWhatWasWrittenAndWidensToo() {
    assertEquals(
        List.of(new Text("text", 4)),
        lift(
            2,
            Text.class,
            past -> past.version(2).renamed("body", "text"),
            1,
            new Note("text", 4)));
  }

  @Test
  void refusesARenamedFieldWithoutARuleAndGuessesTheRule() {
    assertRefused(
        2,
        Text.class,
        NO_HISTORY,
        1,
        new Note("text", 4),
        "text (string) is new",
        "body (string) is gone",
        "past.version(2).renamed(\"body\", \"text\")");
  }

  record MaybeText(Optional<String> text, int length) {}

  @Test
  void refusesARenamedFieldThatBecameOptionalInsteadOfLosingWhatWasWritten() {
    assertRefused(
        2,
        MaybeText.class,
        NO_HISTORY,
        1,
        new Note("text", 4),
        "body (string) is gone",
        ".renamed(\"body\", \"text\")");
  }

  record Swapped(int body, String length) {}

  @Test
  void twoFieldsMaySwapTheirNames() {
    assertEquals(
        List.of(new Swapped(4, "text")),
        lift(
            2,
            Swapped.class,
            past ->
                past.version(2)
                    .renamed("body", "other")
                    .renamed("length", "body")
                    .renamed("other", "length"),
            1,
            new Note("text", 4)));
  }

  @Test
  void refusesANameThatLeadsNowhereWithoutAnyJournal() {
    assertMistake(
        2, Note.class, past -> past.version(2).renamed("body", "txet"), "has no field txet");
  }

  // ---- re-typed

  record Words(String body, String length) {}

  @Test
  void refusesATypeThatDoesNotWidenAndPointsToAnUpcaster() {
    assertRefused(
        2,
        Words.class,
        NO_HISTORY,
        1,
        new Note("text", 4),
        "length was int and is string",
        "version(2, fields -> List.of(new Words(...)))");
    assertRefused(2, Note.class, NO_HISTORY, 1, new Text("text", 4), "length was long and is int");
    assertRefused(
        2, Body.class, NO_HISTORY, 1, new Maybe(Optional.of("x")), "body was optional of string");
  }

  record Maybe(Optional<String> body) {}

  // ---- inside of records

  record Order(List<Line> lines) {
    record Line(String sku, int quantity) {}
  }

  record WiderOrder(List<Line> lines) {
    record Line(Optional<String> remark, long quantity, String sku) {}
  }

  record ShorterOrder(List<Line> lines) {
    record Line(String sku) {}
  }

  record PricedOrder(List<Line> lines) {
    record Line(String sku, int quantity, long price) {}
  }

  @Test
  void recordsInsideMayGetOptionalsAndWidenWithoutARule() {
    assertEquals(
        List.of(new WiderOrder(List.of(new WiderOrder.Line(Optional.empty(), 2, "a")))),
        lift(2, WiderOrder.class, NO_HISTORY, 1, new Order(List.of(new Order.Line("a", 2)))));
  }

  @Test
  void refusesOtherChangesInsideOfRecordsAndPointsToAnUpcaster() {
    Order order = new Order(List.of(new Order.Line("a", 2)));
    assertRefused(
        2, ShorterOrder.class, NO_HISTORY, 1, order, "lines.quantity is gone", "fields -> List.of");
    assertRefused(
        2, PricedOrder.class, NO_HISTORY, 1, order, "lines.price is new", "fields -> List.of");
  }

  @Test
  @SuppressWarnings("unchecked")
  void anUpcasterReachesIntoRecords() {
    List<Object> lifted =
        lift(
            2,
            PricedOrder.class,
            past ->
                past.version(
                    2,
                    fields ->
                        List.of(
                            new PricedOrder(
                                ((List<Map<String, Object>>) fields.get("lines"))
                                    .stream()
                                        .map(
                                            line ->
                                                new PricedOrder.Line(
                                                    (String) line.get("sku"),
                                                    Math.toIntExact((Long) line.get("quantity")),
                                                    0))
                                        .toList()))),
            1,
            new Order(List.of(new Order.Line("a", 2))));
    assertEquals(List.of(new PricedOrder(List.of(new PricedOrder.Line("a", 2, 0)))), lifted);
  }

  // ---- several versions

  record Latest(String text, String author, Optional<String> mood) {}

  private static final Consumer<EventHistory> FOUR_VERSIONS =
      past ->
          past.version(2)
              .renamed("body", "text")
              .added("writer", "unknown")
              .version(3)
              .renamed("writer", "author")
              .version(4)
              .removed("length");

  record Second(String text, int length, String writer) {}

  record Third(String text, int length, String author) {}

  @Test
  void eachVersionGoesThroughTheChangesAfterIt() {
    Latest unknown = new Latest("text", "unknown", Optional.empty());
    Latest mine = new Latest("text", "me", Optional.empty());
    assertEquals(List.of(unknown), lift(4, Latest.class, FOUR_VERSIONS, 1, new Note("text", 4)));
    assertEquals(
        List.of(mine), lift(4, Latest.class, FOUR_VERSIONS, 2, new Second("text", 4, "me")));
    assertEquals(
        List.of(mine), lift(4, Latest.class, FOUR_VERSIONS, 3, new Third("text", 4, "me")));
    assertEquals(List.of(mine), lift(4, Latest.class, FOUR_VERSIONS, 4, mine));
  }

  @Test
  void anOptionalThatCameInBetweenIsDeclaredWhereALaterVersionNamesIt() {
    assertRefused(
        3,
        Body.class,
        past -> past.version(3).removed("length").removed("alias"),
        1,
        new Note("text", 4),
        "version(3).removed(\"alias\")",
        ".added(\"alias\", Optional.empty())");
    assertEquals(
        List.of(new Body("text")),
        lift(
            3,
            Body.class,
            past ->
                past.version(2)
                    .added("alias", Optional.empty())
                    .version(3)
                    .removed("length")
                    .removed("alias"),
            1,
            new Note("text", 4)));
  }

  // ---- upcasters

  record Letter(String letter) {}

  @Test
  void anUpcasterMayGiveSeveralEventsAlsoOfOtherTypes() {
    Domain<Object> domain =
        Domain.define("notes", Object.class, Object::new)
            .event(
                "note",
                2,
                Body.class,
                (state, event) -> {},
                past ->
                    past.version(
                        2,
                        fields -> {
                          List<Object> events = new ArrayList<>();
                          String body = (String) fields.get("body");
                          events.add(new Body(body));
                          body.chars().forEach(c -> events.add(new Letter(Character.toString(c))));
                          return events;
                        }))
            .event("letter", 1, Letter.class, (state, event) -> {})
            .build();

    assertEquals(
        List.of(new Body("ab"), new Letter("a"), new Letter("b")),
        lift(domain, "note", 1, new Note("ab", 2)));
    assertEquals(List.of(new Body("ab")), lift(domain, "note", 2, new Body("ab")));
  }

  @Test
  void anUpcasterMayDropWhatWasWritten() {
    assertEquals(
        List.of(),
        lift(2, Body.class, past -> past.version(2, fields -> List.of()), 1, new Note("text", 4)));
  }

  @Test
  void anUpcasterGetsTheFieldsAsTheVersionBeforeItHadThem() {
    List<Map<String, Object>> given = new ArrayList<>();
    Consumer<EventHistory> history =
        past ->
            past.version(2)
                .renamed("body", "text")
                .added("mood", Mood.VERY_ANGRY)
                .added("alias", Optional.empty())
                .version(3)
                .removed("length")
                .version(
                    4,
                    fields -> {
                      given.add(Map.copyOf(fields));
                      fields.clear();
                      return List.of(new Body("lifted"));
                    })
                .version(5);

    lift(5, Body.class, history, 1, new Note("text", 4));

    assertEquals(List.of(Map.of("text", "text", "mood", "very-angry")), given);
  }

  record Kinds(
      boolean flag,
      int small,
      long large,
      double ratio,
      String text,
      UUID id,
      Instant at,
      BigDecimal price,
      Mood mood,
      Place place,
      List<Integer> list,
      Map<String, Place> map,
      Optional<String> present,
      Optional<String> absent) {}

  @Test
  void anUpcasterGetsPlainValues() {
    List<Map<String, Object>> given = new ArrayList<>();
    UUID id = new UUID(3, 4);
    lift(
        2,
        Body.class,
        past ->
            past.version(
                2,
                fields -> {
                  given.add(fields);
                  return List.of();
                }),
        1,
        new Kinds(
            true,
            1,
            2,
            0.5,
            "x",
            id,
            Instant.EPOCH,
            BigDecimal.ONE,
            Mood.CALM,
            new Place("hall", Optional.empty()),
            List.of(1),
            Map.of("a", new Place("attic", Optional.of(2))),
            Optional.of("p"),
            Optional.empty()));
    assertEquals(
        List.of(
            Map.ofEntries(
                Map.entry("flag", true),
                Map.entry("small", 1L),
                Map.entry("large", 2L),
                Map.entry("ratio", 0.5),
                Map.entry("text", "x"),
                Map.entry("id", id),
                Map.entry("at", Instant.EPOCH),
                Map.entry("price", BigDecimal.ONE),
                Map.entry("mood", "calm"),
                Map.entry("place", Map.of("name", "hall")),
                Map.entry("list", List.of(1L)),
                Map.entry("map", Map.of("a", Map.of("name", "attic", "floor", 2L))),
                Map.entry("present", "p"))),
        given);
  }

  @Test
  void refusesWhatAnUpcasterMustNotGive() {
    assertFails(fields -> null, "gave null", "empty list");
    assertFails(fields -> List.of("text"), "gave text, which is no event of domain notes");
    assertFails(fields -> Arrays.asList((Object) null), "gave null, which is no event");
    assertFails(fields -> List.of(new Body(null)), "lacks something", "body: is required");
    assertFails(
        fields -> {
          fields.clear();
          throw new IllegalStateException("planted");
        },
        "version 1 threw",
        "planted",
        "{body=text, length=4}");
  }

  @Test
  void anUpcasterMustNotGiveEventsOfAnotherDomain() {
    Domain<Object> notes =
        Domain.define("notes", Object.class, Object::new)
            .retired("note", 1, fields -> List.of(new Letter("x")))
            .build();
    Domain<Object> letters =
        Domain.define("letters", Object.class, Object::new)
            .event("letter", 1, Letter.class, (state, event) -> {})
            .build();
    EventReaders readers = new EventReaders(Domains.of(notes, letters));

    IllegalStateException failed =
        assertThrows(
            IllegalStateException.class, () -> read(readers, "note", 1, new Note("text", 4)));

    assertTrue(failed.getMessage().contains("no event of domain notes"), failed.getMessage());
  }

  // ---- retired

  @Test
  void aRetiredEventIsSkippedInEveryVersionThatItHad() {
    Domain<Object> domain =
        Domain.define("notes", Object.class, Object::new).retired("note", 2).build();
    assertEquals(List.of(), lift(domain, "note", 1, new Note("text", 4)));
    assertEquals(List.of(), lift(domain, "note", 2, new Body("text")));
  }

  @Test
  void aRetiredEventMayBecomeOthers() {
    Domain<Object> domain =
        Domain.define("notes", Object.class, Object::new)
            .event("letter", 1, Letter.class, (state, event) -> {})
            .retired("note", 1, fields -> List.of(new Letter((String) fields.get("body"))))
            .build();
    assertEquals(List.of(new Letter("text")), lift(domain, "note", 1, new Note("text", 4)));
  }

  @Test
  void refusesAVersionOfARetiredEventThatItNeverHad() {
    Domain<Object> domain =
        Domain.define("notes", Object.class, Object::new).retired("note", 1).build();
    assertRefused(
        domain, 2, new Note("text", 4), "version 2 of event note", "retired after version 1");
  }

  @Test
  void anEventThatNobodyListsHasNoReader() {
    EventReaders readers =
        new EventReaders(Domains.of(Domain.define("notes", Object.class, Object::new).build()));
    assertNull(readers.reader(definition("note", 1, new Note("text", 4))));
  }

  // ---- versions

  @Test
  void refusesAVersionThatIsNewerThanTheCode() {
    assertRefused(
        1, Note.class, NO_HISTORY, 2, new Note("text", 4), "version 2", "start the newer code");
  }

  @Test
  void refusesAChangedClassOfTheSameVersion() {
    assertRefused(
        1,
        Body.class,
        NO_HISTORY,
        1,
        new Note("text", 4),
        Body.class.getName(),
        "event note version 1",
        "higher version");
  }

  @Test
  void aRuleNeverMakesUpForAMissingVersion() {
    assertRefused(
        2,
        Body.class,
        past -> past.version(2).removed("length"),
        2,
        new Note("text", 4),
        Body.class.getName(),
        "higher version");
  }

  // ---- helpers

  private static Domain<Object> domain(
      int version, Class<? extends Record> type, Consumer<EventHistory> history) {
    return Domain.define("notes", Object.class, Object::new)
        .event("note", version, type, (state, event) -> {}, history)
        .build();
  }

  private static List<Object> lift(
      int version,
      Class<? extends Record> type,
      Consumer<EventHistory> history,
      int writtenVersion,
      Record asWritten) {
    return lift(domain(version, type, history), "note", writtenVersion, asWritten);
  }

  static List<Object> lift(Domain<?> domain, String event, int version, Record asWritten) {
    return read(new EventReaders(Domains.of(domain)), event, version, asWritten);
  }

  @SuppressWarnings("unchecked")
  private static <R extends Record> List<Object> read(
      EventReaders readers, String event, int version, R asWritten) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    int length = RecordShape.of((Class<R>) asWritten.getClass()).encode(asWritten, buffer, 3);
    List<Object> events = new ArrayList<>();
    readers
        .reader(definition(event, version, asWritten))
        .read(
            buffer,
            3,
            length,
            new EventSink() {
              @Override
              public <E> void event(EventOfToday<E> type, E each) {
                events.add(each);
              }
            });
    return events;
  }

  private static TypeDefinition definition(String event, int version, Record asWritten) {
    return new TypeDefinition(
        TypeDefinition.Kind.EVENT,
        event,
        version,
        "notes",
        RecordShape.of(asWritten.getClass()).fieldType());
  }

  private static void assertRefused(
      int version,
      Class<? extends Record> type,
      Consumer<EventHistory> history,
      int writtenVersion,
      Record asWritten,
      String... expected) {
    assertRefused(domain(version, type, history), writtenVersion, asWritten, expected);
  }

  /** As soon as the definition is met, before any event is read. */
  private static void assertRefused(
      Domain<?> domain, int writtenVersion, Record asWritten, String... expected) {
    EventReaders readers = new EventReaders(Domains.of(domain));
    TypeDefinition definition = definition("note", writtenVersion, asWritten);
    assertSays(
        assertThrows(IllegalArgumentException.class, () -> readers.reader(definition)), expected);
  }

  /** Whatever the journal holds. */
  private static void assertMistake(
      int version,
      Class<? extends Record> type,
      Consumer<EventHistory> history,
      String... expected) {
    Domains domains = Domains.of(domain(version, type, history));
    assertSays(
        assertThrows(IllegalArgumentException.class, () -> new EventReaders(domains)), expected);
  }

  private static void assertFails(io.ringfold.engine.domain.Upcaster upcaster, String... expected) {
    assertSays(
        assertThrows(
            IllegalStateException.class,
            () -> lift(2, Body.class, past -> past.version(2, upcaster), 1, new Note("text", 4))),
        expected);
  }

  private static void assertSays(Exception refused, String... expected) {
    for (String each : expected) {
      assertTrue(refused.getMessage().contains(each), each + " in: " + refused.getMessage());
    }
  }
}
