package io.ringfold.analytics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.analytics.Recorded.Happened;
import io.ringfold.analytics.Recorded.Type;
import io.ringfold.analytics.SqlException.Reason;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveTablesTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  record Paid(long amount, BigDecimal exact) {}

  @TempDir Path data;

  private Recorded journal;
  private Type<Paid> paid;
  private volatile long settled;
  private LiveTables tables;

  @BeforeEach
  void begin() {
    journal = new Recorded(data, 1 << 20);
    paid = journal.event("paid", 1, Paid.class);
    tables = live(0);
  }

  private LiveTables live(long minFreeBytes) {
    return new LiveTables(
        new TablesConfig(
            List.of(journal.directory()), data.resolve("tables"), 64 << 20, 64 << 20, minFreeBytes),
        () -> settled,
        LONG);
  }

  @AfterEach
  void end() {
    tables.close();
    journal.close();
  }

  private void pay(int times) {
    for (int i = 0; i < times; i++) {
      Paid event = new Paid(journal.sequence() + 1, new BigDecimal("0.1"));
      journal.accept(1_000_000, "ada", null, List.of(new Happened<>(paid, event)));
    }
    journal.append();
    settled = journal.sequence();
  }

  @Test
  void answersReflectAllThatWasSettledWhenTheyWereAsked() throws Exception {
    assertFalse(Files.exists(data.resolve("tables")), "nothing before the first question");
    assertEquals(List.of(List.of("paid")), ask("show tables", LONG).rows().subList(2, 3));
    pay(50);
    assertEquals(List.of(List.of(50L, 1275L)), sums().rows());
    pay(50);
    SqlAnswer answer = sums();
    assertEquals(100, answer.basis());
    assertEquals(List.of(List.of(100L, 5050L)), answer.rows());

    List<Object> row =
        ask(
                "select event_uuid, \"timestamp\", exact, data, 1e0, 170141183460469231731687303715884105727::hugeint"
                    + " from events join paid using (event_uuid, \"timestamp\") limit 1",
                LONG)
            .rows()
            .get(0);
    assertInstanceOf(UUID.class, row.get(0));
    assertEquals(Instant.ofEpochSecond(1), row.get(1));
    assertEquals(0, new BigDecimal("0.1").compareTo((BigDecimal) row.get(2)));
    assertInstanceOf(java.util.Map.class, row.get(3));
    assertEquals(1.0, row.get(4));
    assertEquals("170141183460469231731687303715884105727", row.get(5).toString());
  }

  @Test
  void whatCannotBeStoppedEndsWithItsProcessAndTheNextQuestionIsAnswered() throws Exception {
    pay(3);
    assertEquals(
        Reason.TIMEOUT,
        refusal(
            "select count(*) from range(10000000000) a, range(1000) b", Duration.ofMillis(300)));
    assertEquals(Reason.FAILED, refusal("select length(repeat('x', 3000000000))", LONG));
    assertEquals(Reason.INVALID, refusal("drop table paid", LONG));
    assertEquals(List.of(List.of(3L, 6L)), sums().rows());
    ProcessHandle worker = worker();
    worker.destroyForcibly();
    worker.onExit().get(30, TimeUnit.SECONDS);
    pay(1);
    // the one that finds it ended says so, or finds the one after it
    CompletableFuture<SqlAnswer> first = tables.ask(question("select 1", LONG), 0);
    try {
      first.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      assertInstanceOf(SqlException.class, e.getCause());
    }
    assertEquals(List.of(List.of(4L, 10L)), sums().rows());
    try (Stream<Path> files = Files.list(data.resolve("tables"))) {
      assertTrue(
          files.noneMatch(file -> file.getFileName().toString().contains("libduckdb")),
          "its library is left behind");
    }
  }

  @Test
  void moreThanAFewWhoAskAtOnceAreToldToComeAgain() throws Exception {
    pay(1);
    List<CompletableFuture<SqlAnswer>> asked = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      asked.add(tables.ask(question("select count(*) from paid", LONG), 0));
    }
    int answered = 0;
    for (CompletableFuture<SqlAnswer> each : asked) {
      try {
        assertEquals(List.of(List.of(1L)), each.get(60, TimeUnit.SECONDS).rows());
        answered++;
      } catch (ExecutionException e) {
        assertEquals(Reason.BUSY, ((SqlException) e.getCause()).reason());
      }
    }
    assertTrue(answered >= 8 && answered < 40, answered + " were answered");
  }

  @Test
  void aFullDiskIsSaidAndNothingIsWritten() throws Exception {
    pay(1);
    try (LiveTables full = live(Long.MAX_VALUE)) {
      ExecutionException refused =
          assertThrows(
              ExecutionException.class,
              () -> full.ask(question("select 1", LONG), 0).get(60, TimeUnit.SECONDS));
      assertEquals(Reason.UNAVAILABLE, ((SqlException) refused.getCause()).reason());
    }
  }

  @Test
  void waitsForASequenceAndSaysWhereItDoesNotCome() throws Exception {
    pay(1);
    CompletableFuture<SqlAnswer> later = tables.ask(question("select max(seq) from paid", LONG), 2);
    pay(1);
    assertEquals(List.of(List.of(2L)), later.get(60, TimeUnit.SECONDS).rows());
    try (LiveTables hasty =
        new LiveTables(
            new TablesConfig(List.of(journal.directory()), data.resolve("hasty"), 64 << 20, 0, 0),
            () -> settled,
            Duration.ofMillis(1))) {
      ExecutionException refused =
          assertThrows(
              ExecutionException.class,
              () -> hasty.ask(question("select 1", LONG), 9).get(60, TimeUnit.SECONDS));
      assertEquals(Reason.NOT_YET, ((SqlException) refused.getCause()).reason());
    }
  }

  private static ProcessHandle worker() {
    return ProcessHandle.current()
        .children()
        .filter(each -> each.info().command().orElse("").endsWith("java"))
        .findAny()
        .orElseThrow();
  }

  private Reason refusal(String sql, Duration timeout) {
    ExecutionException refused =
        assertThrows(ExecutionException.class, () -> ask(sql, timeout), sql);
    return ((SqlException) refused.getCause()).reason();
  }

  private SqlAnswer sums() throws Exception {
    return ask("select count(*), sum(amount)::bigint from paid", LONG);
  }

  private SqlAnswer ask(String sql, Duration timeout) throws Exception {
    return tables.ask(question(sql, timeout), 0).get(90, TimeUnit.SECONDS);
  }

  private static SqlQuestion question(String sql, Duration timeout) {
    return new SqlQuestion(sql, 1000, 1 << 20, timeout);
  }
}
