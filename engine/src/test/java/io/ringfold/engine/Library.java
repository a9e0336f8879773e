package io.ringfold.engine;

import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.EventHistory;
import io.ringfold.engine.domain.Key;
import io.ringfold.engine.shape.Values;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A domain with a past, for the fixture: two releases of older code, kept as they were, and the
 * code of today. What the older releases decided stands in the fixture's journal; change nothing
 * about them, or it can no longer be compared. Today's may change, as long as it can read them.
 */
final class Library {
  private static final UUID COPY = UUID.fromString("6f1d3c52-0a4e-4b7e-9d3c-0c8a4f0a7b11");
  private static final Instant DAY = Instant.parse("2026-01-31T10:15:30.123456Z");

  private Library() {}

  /** Remembers every event, so that its state hash covers all that was read. */
  static final class Shelf {
    final List<Object> events = new ArrayList<>();

    void add(Object event) {
      events.add(plain(event));
    }
  }

  /** An event by the name of its class, in a form that a snapshot takes. */
  static Map<String, Object> plain(Object event) {
    return new LinkedHashMap<>(Map.of(event.getClass().getSimpleName(), Values.plain(event)));
  }

  /** A command that has the events of a step decided; beyond the last, it is rejected. */
  record Take(int step, Optional<String> remark) {}

  private static Decision decide(List<List<Object>> steps, Take command) {
    return command.step() < steps.size()
        ? Decision.accept(steps.get(command.step()))
        : Decision.reject("no-such-step", "step " + command.step() + " of " + steps.size());
  }

  private static Domain.Builder<Shelf> define(List<List<Object>> steps) {
    return Domain.define("library", Shelf.class, Shelf::new)
        .rejection("no-such-step", "there are fewer steps")
        .command("take", Take.class, (state, command, context) -> decide(steps, command));
  }

  static final class First {
    enum Genre {
      NOVEL,
      TRAVEL_GUIDE
    }

    record Person(String name, int born) {}

    record Catalogued(
        @Key UUID copy,
        String title,
        List<Person> authors,
        Map<String, Integer> chapters,
        Genre genre,
        Instant bought,
        BigDecimal price,
        double weight,
        byte[] cover,
        Optional<String> remark) {}

    record Lent(@Key UUID copy, String reader, int days, boolean reserved) {}

    record Returned(@Key UUID copy, String fine) {}

    record Moved(@Key UUID copy, String room) {}

    static final List<List<Object>> STEPS =
        List.of(
            List.of(
                new Catalogued(
                    COPY,
                    "Voyage à Paris",
                    List.of(new Person("Ada", 1815), new Person("Émile", 1840)),
                    Map.of("arrival", 12),
                    Genre.TRAVEL_GUIDE,
                    DAY,
                    new BigDecimal("12.50"),
                    0.25,
                    new byte[] {1, 2, -3},
                    Optional.of("signed"))),
            List.of(new Lent(COPY, "ida", 14, true)),
            List.of(new Moved(COPY, "cellar"), new Returned(COPY, "1.20")),
            List.of());

    static Domains domains() {
      return Domains.of(
          define(STEPS)
              .event("catalogued", 1, Catalogued.class, Shelf::add)
              .event("lent", 1, Lent.class, Shelf::add)
              .event("returned", 1, Returned.class, Shelf::add)
              .event("moved", 1, Moved.class, Shelf::add)
              .build());
    }
  }

  static final class Second {
    record Lent(@Key UUID copy, String borrower, long days, Optional<String> desk) {}

    record Moved(@Key UUID copy, String room, int floor) {}

    static final List<List<Object>> STEPS =
        List.of(
            List.of(new Lent(COPY, "ben", 1L << 40, Optional.of("east"))),
            List.of(new Lent(COPY, "eva", 7, Optional.empty()), new Moved(COPY, "attic", 3)));

    /** No more of the first release's other events; they are read, and not written. */
    static Domains domains() {
      return Domains.of(
          define(STEPS)
              .event(
                  "lent",
                  2,
                  Lent.class,
                  Shelf::add,
                  past -> past.version(2).renamed("reader", "borrower").removed("reserved"))
              .event("moved", 2, Moved.class, Shelf::add, past -> past.version(2).added("floor", 0))
              .retired("catalogued", 1)
              .retired("returned", 1)
              .build());
    }
  }

  /** The code of today: every rule is used on the way from the journal to here. */
  static final class Today {
    enum Genre {
      TRAVEL_GUIDE,
      NOVEL,
      POETRY
    }

    record Person(Optional<String> country, long born, String name) {}

    record Catalogued(
        @Key UUID copy,
        String title,
        List<Person> authors,
        Map<String, Long> chapters,
        Genre genre,
        Instant bought,
        BigDecimal price,
        double weight,
        byte[] cover,
        Optional<String> remark,
        Optional<Integer> edition) {}

    record Lent(@Key UUID copy, String borrower, long days, String desk, String branch) {}

    record Fined(@Key UUID copy, BigDecimal amount) {}

    record Returned(@Key UUID copy) {}

    static Domains domains() {
      return Domains.of(
          define(List.of(List.of(new Returned(COPY))))
              .event("catalogued", 2, Catalogued.class, Shelf::add)
              .event(
                  "lent",
                  4,
                  Lent.class,
                  Shelf::add,
                  past ->
                      past.version(2)
                          .renamed("reader", "borrower")
                          .removed("reserved")
                          .version(3)
                          .added("branch", "main")
                          .version(
                              4,
                              fields ->
                                  List.of(
                                      new Lent(
                                          (UUID) fields.get("copy"),
                                          (String) fields.get("borrower"),
                                          (Long) fields.get("days"),
                                          (String) fields.getOrDefault("desk", "none"),
                                          (String) fields.get("branch")))))
              .event("returned", 2, Returned.class, Shelf::add, Today::returned)
              .event("fined", 1, Fined.class, Shelf::add)
              .retired("moved", 2)
              .build());
    }

    private static void returned(EventHistory past) {
      past.version(
          2,
          fields -> {
            UUID copy = (UUID) fields.get("copy");
            return List.of(
                new Returned(copy), new Fined(copy, new BigDecimal((String) fields.get("fine"))));
          });
    }

    /**
     * What the fixture's journal is today; its catalogued book aside, whose cover has no equals.
     */
    static final List<Object> EVENTS_AFTER_CATALOGUED =
        List.of(
            new Lent(COPY, "ida", 14, "none", "main"),
            new Returned(COPY),
            new Fined(COPY, new BigDecimal("1.20")),
            new Lent(COPY, "ben", 1L << 40, "east", "main"),
            new Lent(COPY, "eva", 7, "none", "main"));

    static final Catalogued CATALOGUED =
        new Catalogued(
            COPY,
            "Voyage à Paris",
            List.of(
                new Person(Optional.empty(), 1815, "Ada"),
                new Person(Optional.empty(), 1840, "Émile")),
            Map.of("arrival", 12L),
            Genre.TRAVEL_GUIDE,
            DAY,
            new BigDecimal("12.50"),
            0.25,
            new byte[] {1, 2, -3},
            Optional.of("signed"),
            Optional.empty());
  }
}
