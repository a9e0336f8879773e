package io.ringfold.analytics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.analytics.Recorded.Happened;
import io.ringfold.analytics.Recorded.Type;
import io.ringfold.engine.Uuid5;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTablesTest {
  private static final long MICROS = 1_700_000_000_123_456L;

  enum Colour {
    RED,
    DARK_BLUE
  }

  record Item(String sku, long quantity, List<BigDecimal> prices) {}

  record Nothing() {}

  record Everything(
      boolean flag,
      int small,
      long large,
      double real,
      String text,
      UUID id,
      Instant at,
      BigDecimal amount,
      byte[] bytes,
      Colour colour,
      List<Item> items,
      List<List<Long>> grid,
      Map<String, Item> byName,
      Item best,
      Optional<String> note,
      Optional<Item> spare,
      Nothing nothing) {}

  record Plain(String account, long amount) {}

  record Later(String account, long amount, Optional<String> reason) {}

  record Taken(int index, String user, String timestamp, long sameName) {}

  record Wide(int count, String kind, Part part) {}

  record Part(int a) {}

  record Wider(long count, long kind, OtherPart part) {}

  record OtherPart(int a, Optional<String> b) {}

  record Exact(BigDecimal amount, Instant at) {}

  @TempDir Path data;

  @Test
  void everyKindOfValueComesBackAsItWas() throws Exception {
    Item item =
        new Item(
            "s\"k'u", (1L << 62) + 1, List.of(new BigDecimal("12345678901.000000000000000009")));
    Everything full =
        new Everything(
            true,
            Integer.MIN_VALUE,
            (1L << 53) + 1,
            -0.1,
            "ünï <b>& 'x' \"y\"\n\u0001 \uD83D\uDE00",
            UUID.fromString("6f3bd2a4-3a3c-5e6e-9d43-6d1f0c1a7e55"),
            Instant.parse("2026-11-20T10:00:00.123456Z"),
            new BigDecimal("-99999999999999999999.25"),
            new byte[] {0, -1, 39},
            Colour.DARK_BLUE,
            List.of(item, new Item("", Long.MIN_VALUE, List.of())),
            List.of(List.of(1L, 2L), List.of(), List.of(Long.MAX_VALUE)),
            Map.of("a b", item),
            item,
            Optional.of(""),
            Optional.of(item),
            new Nothing());
    Everything empty =
        new Everything(
            false,
            0,
            0,
            Double.MAX_VALUE,
            "",
            new UUID(0, 0),
            Instant.EPOCH,
            BigDecimal.ZERO,
            new byte[0],
            Colour.RED,
            List.of(),
            List.of(),
            Map.of(),
            new Item("x", 0, List.of()),
            Optional.empty(),
            Optional.empty(),
            new Nothing());
    UUID command;
    try (Recorded journal = new Recorded(data, 1 << 20)) {
      Type<Everything> type = journal.event("every-thing", 1, Everything.class);
      command =
          journal.accept(
              MICROS,
              "ada",
              "{\"trace\":[1,2]}",
              List.of(new Happened<>(type, full), new Happened<>(type, empty)));
      journal.append();
    }

    try (JournalTables tables = filled(null, 1)) {
      List<List<Object>> rows = rows(tables, "select * from every_thing order by \"index\"");
      List<Object> items =
          List.of(struct(item), Map.of("sku", "", "quantity", Long.MIN_VALUE, "prices", List.of()));
      assertEquals(
          List.of(
              1L,
              0L,
              2L,
              Uuid5.ofEvent(command, 0),
              command,
              Instant.parse("2023-11-14T22:13:20.123456Z"),
              "ada",
              true,
              (long) Integer.MIN_VALUE,
              (1L << 53) + 1,
              -0.1,
              full.text(),
              full.id(),
              full.at(),
              new BigDecimal("-99999999999999999999.250000000000000000")),
          rows.get(0).subList(0, 15));
      assertEquals(List.of((byte) 0, (byte) -1, (byte) 39), boxed((byte[]) rows.get(0).get(15)));
      assertEquals(
          List.of(
              "dark-blue",
              items,
              List.of(List.of(1L, 2L), List.of(), List.of(Long.MAX_VALUE)),
              Map.of("a b", struct(item)),
              struct(item),
              "",
              struct(item),
              "{}"),
          rows.get(0).subList(16, 24));
      assertNull(rows.get(1).get(21), "an Optional that is empty");
      assertNull(rows.get(1).get(22));
      assertEquals(List.of(), rows.get(1).get(17));
      assertEquals(Double.MAX_VALUE, rows.get(1).get(10));
      assertEquals(
          List.of(List.of((1L << 53) + 1, full.text(), List.of(1L, 2L))),
          rows(
              tables,
              "select (data->>'large')::bigint, data->>'text', meta->'trace' from events"
                  + " where seq = 1 and \"index\" = 0"));
    }
  }

  private static Map<String, Object> struct(Item item) {
    return Map.of("sku", item.sku(), "quantity", item.quantity(), "prices", item.prices());
  }

  private static List<Byte> boxed(byte[] bytes) {
    List<Byte> list = new ArrayList<>();
    for (byte each : bytes) {
      list.add(each);
    }
    return list;
  }

  @Test
  void theColumnsOfAllVersionsAreUnited() {
    try (Recorded journal = new Recorded(data, 1 << 20)) {
      Type<Plain> first = journal.event("paid", 1, Plain.class);
      journal.accept(MICROS, null, null, List.of(new Happened<>(first, new Plain("a", 5))));
      journal.append();
      try (JournalTables tables = filled(data.resolve("tables"), 1)) {
        assertEquals(List.of(List.of("a", 5L)), rows(tables, "select account, amount from paid"));
      }
      Type<Later> second = journal.event("paid", 2, Later.class);
      Type<Taken> other = journal.event("events", 1, Taken.class);
      journal.accept(
          MICROS + 1,
          "bob",
          null,
          List.of(
              new Happened<>(second, new Later("b", 7, Optional.of("gift"))),
              new Happened<>(other, new Taken(3, "u", "t", 4))));
      journal.append();

      try (JournalTables tables = filled(data.resolve("tables"), 2)) {
        assertEquals(
            List.of("a / 5 / none", "b / 7 / gift"),
            rows(
                    tables,
                    "select account || ' / ' || amount || ' / ' || coalesce(reason, 'none')"
                        + " from paid order by seq")
                .stream()
                .map(row -> row.get(0))
                .toList());
        assertEquals(
            List.of(List.of(1L, 3L, "bob", "u", "t", 4L)),
            rows(
                tables,
                "select \"index\", data_index, \"user\", data_user, data_timestamp, same_name"
                    + " from event_events"),
            "names that are taken");
        assertEquals(
            List.of(List.of(1L), List.of(2L), List.of(1L)),
            rows(tables, "select version from events order by seq, \"index\""));
      }
    }
  }

  @Test
  void aFieldThatBecameAnotherTypeIsText() {
    try (Recorded journal = new Recorded(data, 1 << 20)) {
      Type<Wide> first = journal.event("wide", 1, Wide.class);
      journal.accept(
          MICROS, null, null, List.of(new Happened<>(first, new Wide(1, "one", new Part(2)))));
      journal.append();
      try (JournalTables tables = filled(data.resolve("tables"), 1)) {
        assertEquals(
            List.of(List.of("INTEGER", "VARCHAR", "STRUCT(a INTEGER)")),
            rows(tables, "select typeof(count), typeof(kind), typeof(part) from wide"));
      }
      Type<Wider> second = journal.event("wide", 2, Wider.class);
      Wider wider = new Wider(1L << 40, 9, new OtherPart(3, Optional.of("b")));
      journal.accept(MICROS, null, null, List.of(new Happened<>(second, wider)));
      journal.append();

      try (JournalTables tables = filled(data.resolve("tables"), 2)) {
        assertEquals(
            List.of(List.of(1L, "one", 2L), List.of(1L << 40, "9", 3L)),
            rows(tables, "select count, kind, part.a from wide order by seq"));
        assertEquals(List.of(List.of("b")), rows(tables, "select part.b from wide where seq = 2"));
      }
    }
  }

  @Test
  void whatItsTypeCannotHoldExactlyBecomesText() {
    try (Recorded journal = new Recorded(data, 1 << 20)) {
      Type<Exact> type = journal.event("exact", 1, Exact.class);
      journal.accept(
          MICROS,
          null,
          null,
          List.of(new Happened<>(type, new Exact(new BigDecimal("1.5"), Instant.EPOCH))));
      journal.append();
      try (JournalTables tables = filled(data.resolve("tables"), 1)) {
        assertEquals(
            List.of(List.of("DECIMAL(38,18)", "TIMESTAMP WITH TIME ZONE")),
            rows(tables, "select typeof(amount), typeof(\"at\") from exact"));
      }
      BigDecimal fine = new BigDecimal("0.0000000000000000001");
      journal.accept(
          MICROS, null, null, List.of(new Happened<>(type, new Exact(fine, Instant.MAX))));

      for (int round = 0; round < 2; round++) {
        journal.append();
        try (JournalTables tables = filled(data.resolve("tables"), 2)) {
          assertEquals(
              List.of(
                  List.of("1.5", "1970-01-01T00:00:00Z"),
                  List.of(fine.toString(), Instant.MAX.toString())),
              rows(tables, "select amount, \"at\" from exact order by seq"));
        }
      }
    }
  }

  @Test
  void countsAndSumsAreThoseOfTheJournalAtEveryBasis() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    try (Recorded journal = new Recorded(data, 1 << 20);
        JournalTables tables = JournalTables.open(config(data.resolve("tables")))) {
      Type<Plain> paid = journal.event("paid", 1, Plain.class);
      Type<Later> sent = journal.event("sent-back", 1, Later.class);
      long[] counts = new long[5];
      BigInteger[] sums = {BigInteger.ZERO, BigInteger.ZERO};
      for (int round = 0; round < 12; round++) {
        for (int i = random.nextInt(800); i >= 0; i--) {
          counts[0]++;
          if (random.nextInt(4) == 0) {
            journal.reject(MICROS + counts[0], "ada", "no");
            counts[1]++;
            continue;
          }
          List<Happened<?>> events = new ArrayList<>();
          for (int event = random.nextInt(4); event > 0; event--) {
            long amount = random.nextLong();
            boolean back = random.nextBoolean();
            events.add(
                back
                    ? new Happened<>(sent, new Later("x", amount, Optional.empty()))
                    : new Happened<>(paid, new Plain("y", amount)));
            counts[back ? 3 : 2]++;
            sums[back ? 1 : 0] = sums[back ? 1 : 0].add(BigInteger.valueOf(amount));
          }
          counts[4] += events.size();
          journal.accept(MICROS + counts[0], null, null, events);
        }
        journal.append();
        tables.fill(journal.sequence(), () -> false, (at, of) -> {});
        SqlAnswer answer =
            tables.ask(
                question(
                    "select (select count(*) from commands),"
                        + " (select count(*) from commands where status = 'rejected'),"
                        + " (select count(*) from paid), (select count(*) from sent_back),"
                        + " (select count(*) from events), (select sum(events) from commands),"
                        + " (select coalesce(sum(amount), 0) from paid)::varchar,"
                        + " (select coalesce(sum(amount), 0) from sent_back)::varchar,"
                        + " (select max(seq) from commands)"));
        assertEquals(counts[0], answer.basis(), "seed " + seed);
        assertEquals(
            List.of(
                counts[0],
                counts[1],
                counts[2],
                counts[3],
                counts[4],
                counts[4],
                sums[0].toString(),
                sums[1].toString(),
                counts[0]),
            answer.rows().get(0),
            "seed " + seed);
      }
    }
  }

  @Test
  void damagedTablesAndThoseOfAnotherJournalAreMadeAgain() throws Exception {
    Path kept = data.resolve("tables");
    try (Recorded journal = new Recorded(data.resolve("one"), 1 << 20)) {
      Type<Plain> paid = journal.event("paid", 1, Plain.class);
      journal.accept(MICROS, null, null, List.of(new Happened<>(paid, new Plain("a", 1))));
      fill(journal, kept);
      Path file = kept.resolve("tables.duckdb");
      byte[] bytes = Files.readAllBytes(file);
      new Random(7).nextBytes(bytes);
      Files.write(file, bytes);
      assertEquals(List.of(List.of(1L)), fill(journal, kept), "damaged");
      Files.write(file, new byte[100]);
      assertEquals(List.of(List.of(1L)), fill(journal, kept), "cut");
    }
    try (Recorded journal = new Recorded(data.resolve("two"), 1 << 20)) {
      Type<Plain> paid = journal.event("paid", 1, Plain.class);
      journal.accept(MICROS + 9, null, null, List.of(new Happened<>(paid, new Plain("a", 2))));
      assertEquals(List.of(List.of(2L)), fill(journal, kept), "of another journal");
    }
  }

  private static List<List<Object>> fill(Recorded journal, Path kept) {
    journal.append();
    try (JournalTables tables =
        JournalTables.open(
            new TablesConfig(List.of(journal.directory()), kept, 64 << 20, 64 << 20, 0))) {
      tables.fill(journal.sequence(), () -> false, (at, of) -> {});
      return rows(tables, "select sum(amount)::bigint from paid");
    }
  }

  private TablesConfig config(Path directory) {
    return new TablesConfig(List.of(data.resolve("journal")), directory, 128 << 20, 128 << 20, 0);
  }

  private JournalTables filled(Path directory, long upTo) {
    JournalTables tables = JournalTables.open(config(directory));
    tables.fill(upTo, () -> false, (at, of) -> {});
    assertTrue(tables.sequence() >= upTo);
    return tables;
  }

  static SqlQuestion question(String sql) {
    return new SqlQuestion(sql, 1000, 1 << 20, Duration.ofSeconds(60));
  }

  static List<List<Object>> rows(JournalTables tables, String sql) {
    return tables.ask(question(sql)).rows();
  }
}
