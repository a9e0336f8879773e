package io.ringfold.analytics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.analytics.Recorded.Happened;
import io.ringfold.analytics.Recorded.Type;
import io.ringfold.analytics.SqlException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTest {

  record Paid(String account, long amount) {}

  @TempDir static Path data;

  private static Recorded journal;
  private static JournalTables tables;

  @BeforeAll
  static void fill() throws Exception {
    Files.writeString(data.resolve("secret.csv"), "secret\nrow\n");
    journal = new Recorded(data, 1 << 20);
    Type<Paid> paid = journal.event("paid", 1, Paid.class);
    for (int i = 1; i <= 100; i++) {
      journal.accept(i, "ada", null, List.of(new Happened<>(paid, new Paid("a" + i % 3, i))));
    }
    journal.append();
    tables =
        JournalTables.open(
            new TablesConfig(
                List.of(journal.directory()), data.resolve("tables"), 64 << 20, 32 << 20, 0));
    tables.fill(100, () -> false, (at, of) -> {});
  }

  @AfterAll
  static void close() {
    tables.close();
    journal.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert into paid(seq) values (1)",
        "insert into paid(seq) values (1) returning seq",
        "update paid set amount = 0",
        "delete from paid",
        "delete from paid returning *",
        "create table x (a int)",
        "create temp table x as select 1",
        "create macro f() as 1",
        "drop table paid",
        "alter table paid add column x int",
        "truncate paid",
        "copy paid to '%s/out.csv'",
        "copy paid from '%s/secret.csv'",
        "attach '%s/other.duckdb'",
        "detach tables",
        "use ringfold",
        "export database '%s/out'",
        "import database '%s/out'",
        "install httpfs",
        "load httpfs",
        "set threads = 8",
        "reset threads",
        "pragma threads = 8",
        "pragma database_size",
        "call pragma_version()",
        "checkpoint",
        "vacuum",
        "begin",
        "commit",
        "rollback",
        "prepare p as select 1",
        "execute p",
        "explain analyze insert into paid(seq) values (1)",
        "select * from read_csv('%s/secret.csv')",
        "select * from read_text('%s/secret.csv')",
        "select * from read_blob('%s/secret.csv')",
        "select * from read_parquet('%s/secret.csv')",
        "select * from read_json('%s/secret.csv')",
        "select * from sniff_csv('%s/secret.csv')",
        "select * from '%s/secret.csv'",
        "from '%s/secret.csv'",
        "select * from glob('%s/*')",
        "select * from query('select 1')",
        "select * from query_table('paid')",
        "select * from (select * from (select * from read_csv('%s/secret.csv')))",
        "with x as (from read_csv('%s/secret.csv')) from x",
        "select (select count(*) from read_csv('%s/secret.csv'))",
        "select 1 where exists (from read_csv('%s/secret.csv'))",
        "select 1 union all select 1 from read_csv('%s/secret.csv')",
        "select * from duckdb_settings()",
        "select * from duckdb_databases",
        "select * from duckdb_secrets()",
        "select * from pragma_database_list",
        "select * from checkpoint()",
        "select * from enable_logging()",
        "select current_setting('temp_directory')",
        "select write_log('x')",
        "select getenv('HOME')",
        "select 1; select 2",
        "select 1; drop table paid",
        "select ?",
        "select $1",
        "selec 1",
        "select nothing from paid",
        "select * from nothing",
        "",
        " -- nothing",
        "select '\0'"
      })
  void refusesWhatIsNoSelectOverTheTables(String sql) {
    SqlException refused =
        assertThrows(SqlException.class, () -> ask(sql.replace("%s", data.toString())), sql);

    assertTrue(
        refused.reason() == Reason.INVALID || refused.reason() == Reason.FAILED,
        refused.reason() + ": " + refused.getMessage());
    assertFalse(refused.getMessage().isBlank());
    assertEquals(
        List.of(List.of(100L, 5050L)),
        ask("select count(*), sum(amount)::bigint from paid").rows(),
        "nothing has changed");
    assertFalse(Files.exists(data.resolve("out.csv")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1;",
        "-- what it is about\nselect 1 /* and */",
        "from paid limit 1",
        "values (1)",
        "with x as (select 1 as n) select n from x",
        "with recursive r as (select 1 as n union all select n + 1 from r where n < 5) from r",
        "select account, sum(amount) over (order by seq) from paid limit 1",
        "select * from range(3)",
        "select unnest([1, 2])",
        "select list_transform([1, 2], lambda x: x + 1)",
        "describe paid",
        "summarize paid",
        "show tables",
        "select ';insert into paid(seq) values (1)'",
        "select table_name from information_schema.tables limit 1"
      })
  void answersEveryKindOfSelect(String sql) {
    SqlAnswer answer = ask(sql);

    assertEquals(100, answer.basis());
    assertFalse(answer.rows().isEmpty(), sql);
    assertEquals(answer.columns().size(), answer.rows().get(0).size());
  }

  @Test
  void listsTheTablesByTheirNames() {
    assertEquals(
        List.of(List.of("commands"), List.of("events"), List.of("paid")),
        ask("show tables").rows());
    assertEquals(
        List.of(new SqlColumn("account", "VARCHAR"), new SqlColumn("total", "HUGEINT")),
        ask("select account, sum(amount) as total from paid group by account").columns());
  }

  @Test
  void endsWhereThereAreMoreRowsOrBytesThanAskedFor() {
    SqlAnswer rows =
        tables.ask(new SqlQuestion("select seq from paid order by seq", 10, 1 << 20, minute()));
    SqlAnswer bytes =
        tables.ask(new SqlQuestion("select repeat('x', 1000) from paid", 100, 5_500, minute()));
    SqlAnswer all =
        tables.ask(new SqlQuestion("select seq from paid order by seq", 100, 1 << 20, minute()));

    assertEquals(10, rows.rows().size());
    assertTrue(rows.truncated());
    assertEquals(5, bytes.rows().size());
    assertTrue(bytes.truncated());
    assertFalse(all.truncated());
  }

  @Test
  void givesUpWhatTakesTooLongAndGoesOn() {
    SqlException late =
        assertThrows(
            SqlException.class,
            () ->
                tables.ask(
                    new SqlQuestion(
                        "select count(*) from range(10000000000) a, range(1000) b",
                        10,
                        1 << 20,
                        Duration.ofMillis(200))));

    assertEquals(Reason.TIMEOUT, late.reason());
    assertEquals(List.of(List.of(1L)), ask("select 1").rows());
  }

  @Test
  void refusesWhatTakesMoreMemoryThanThereIs() {
    SqlException large =
        assertThrows(
            SqlException.class,
            () -> ask("select list(i || repeat('x', 1000)) from range(10000000) t(i)"));

    assertEquals(Reason.FAILED, large.reason());
    assertTrue(large.getMessage().contains("Memory"), large.getMessage());
    assertEquals(List.of(List.of(1L)), ask("select 1").rows());
  }

  @Test
  void saysWhatIsWrongWithAStatement() {
    assertEquals(
        "only a SELECT can be asked: the tables are read, never written",
        assertThrows(SqlException.class, () -> ask("drop table paid")).getMessage());
    assertEquals(
        "one statement can be asked at a time, not 2",
        assertThrows(SqlException.class, () -> ask("select 1; select 2")).getMessage());
    assertTrue(
        assertThrows(SqlException.class, () -> ask("select amout from paid"))
            .getMessage()
            .contains("\"amount\""),
        "the name that was meant");
  }

  private static Duration minute() {
    return Duration.ofMinutes(1);
  }

  private static SqlAnswer ask(String sql) {
    return tables.ask(JournalTablesTest.question(sql));
  }
}
