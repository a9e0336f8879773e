package io.ringfold.replaytool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code export} and {@code sql}. */
class TablesTest {

  private static final int VISITS = 3_000;

  @TempDir static Path shared;

  private static Path data;

  @TempDir Path directory;

  @BeforeAll
  static void write() {
    data = shared.resolve("data");
    try (SampleData samples = SampleData.open(SampleData.config(data))) {
      samples.writeTen();
      samples.visit(VISITS);
    }
  }

  @Test
  void exportsAFileForEachTypeOfEvent() throws IOException {
    ToolRun csv = export("--format", "csv", "--to", 10, directory);

    assertEquals(0, csv.exitCode(), csv.err());
    assertEquals(
        List.of(
            "account_opened.csv",
            "commands.csv",
            "deposited.csv",
            "events.csv",
            "item_added.csv",
            "page_view.csv",
            "todo_created.csv",
            "transfer_credited.csv",
            "transfer_debited.csv",
            "user_registered.csv"),
        files().stream().filter(name -> rows(name) > 0).toList());
    assertTrue(files().contains("checked_out.csv"), "one that never happened: " + files());
    List<String> lines = Files.readAllLines(directory.resolve("item_added.csv"));
    assertEquals(
        "seq,index,of,event_uuid,command_uuid,timestamp,user,cart,sku,quantity", lines.get(0));
    assertTrue(lines.get(1).startsWith("9,0,1,"), lines.get(1));
    assertTrue(lines.get(1).endsWith("Z,,c,sku," + Long.MAX_VALUE), lines.get(1));
    assertTrue(
        Files.readString(directory.resolve("page_view.csv"))
            .contains("\"/ünïcode?\"\"quoted\"\"\n\""));
    assertEquals(11, Files.readAllLines(directory.resolve("commands.csv")).size());
  }

  private long rows(String file) {
    try {
      return Files.readAllLines(directory.resolve(file)).size() - 1;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void exportsWhatWasAskedForAndNoMore() throws IOException {
    ToolRun jsonl =
        export("--format", "jsonl", "--events", "page-view,commands", "--from", 6, directory);

    assertEquals(0, jsonl.exitCode(), jsonl.err());
    assertEquals(List.of("commands.jsonl", "page_view.jsonl"), files());
    List<String> views = Files.readAllLines(directory.resolve("page_view.jsonl"));
    assertEquals(VISITS + 1, views.size());
    Map<?, ?> first = new ObjectMapper().readValue(views.get(0), Map.class);
    assertEquals(6, first.get("seq"));
    assertEquals("/ünïcode?\"quoted\"\n", first.get("url"));
    assertEquals(VISITS + 5, Files.readAllLines(directory.resolve("commands.jsonl")).size());

    ToolRun unknown = export("--events", "page-wiew", directory.resolve("other"));
    assertEquals(1, unknown.exitCode());
    assertTrue(unknown.err().contains("no event page-wiew; there are"), unknown.err());
  }

  @Test
  void overwritesOnlyWhereItIsTold() throws IOException {
    assertEquals(0, export("--events", "deposited", directory).exitCode());
    byte[] before = Files.readAllBytes(directory.resolve("deposited.parquet"));

    ToolRun refused = export("--events", "deposited,page-view", directory);
    assertEquals(1, refused.exitCode());
    assertTrue(refused.err().contains("deposited.parquet is there already"), refused.err());
    assertEquals(List.of("deposited.parquet"), files());

    ToolRun forced = export("--events", "deposited", "--force", "--json", directory);
    assertEquals(0, forced.exitCode(), forced.err());
    assertEquals(1, forced.json().get("rows").asInt());
    assertEquals(List.of("deposited.parquet"), files());
    assertEquals("PAR1", new String(before, 0, 4, java.nio.charset.StandardCharsets.US_ASCII));
  }

  @Test
  void aDiskThatFillsLeavesNoFile() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("small"));
    // a disk of its own, seen by this process alone
    String script =
        "mount -t tmpfs -o size=1m none '%s' && %s; code=$?; ls -A '%s'; exit $code"
            .formatted(disk, tool("export", "--data", data, "--format", "csv", disk), disk);
    Process process =
        new ProcessBuilder("unshare", "--mount", "sh", "-c", script)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));

    assertEquals(1, process.exitValue(), said);
    assertTrue(said.contains("cannot be") && said.contains(disk.toString()), said);
    assertFalse(said.contains(".csv\n"), said);
  }

  @Test
  void aKillLeavesNoFileUnderItsNameAndTheNextExportClearsUp() throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", "exec " + tool("export", "--data", data, directory)).start();
    Path unfinished = directory.resolve(".unfinished").resolve("tables");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!Files.exists(unfinished) && process.isAlive() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    process.destroyForcibly().waitFor();
    assertTrue(Files.exists(unfinished), "it was killed at work");
    assertEquals(List.of(".unfinished"), files());

    assertEquals(0, export(directory).exitCode());
    assertFalse(files().contains(".unfinished"));
    assertEquals(
        "[{\"n\":" + (VISITS + 1) + "}]",
        sql("--format", "json", "select count(*) as n from page_view").lines().toString());
  }

  @Test
  void answersASelectAsTableCsvAndJson() {
    String select =
        "select account, sum(amount)::bigint as total from deposited group by account order by 1";
    ToolRun table = sql(select);
    assertEquals(0, table.exitCode(), table.err());
    assertEquals(
        "account  total\na          100\n(1 rows, as of seq " + (VISITS + 10) + ")\n", table.out());
    assertEquals("account,total\na,100\n", sql("--format", "csv", select).out());
    assertEquals("{\"account\":\"a\",\"total\":100}\n", sql("--json", select).out());
  }

  @Test
  void goesOnFromWhatItKeptAndSeesWhatCameSince() throws IOException {
    Path other = directory.resolve("other");
    try (SampleData samples = SampleData.open(SampleData.config(other))) {
      samples.writeTen();
      Object[] count = {"sql", "--data", other, "--json", "select count(*) as n from commands"};
      assertEquals(10, kept(count).json().get("n").asInt());
      samples.visit(5);
      assertEquals(15, kept(count).json().get("n").asInt(), "beside the one who writes");
      try (TablesCache taken = TablesCache.of(other, false)) {
        assertTrue(Files.exists(taken.directory().resolve("tables.duckdb")));
        assertEquals(15, kept(count).json().get("n").asInt(), "while another has the cache");
      }
    }
  }

  private static ToolRun kept(Object... args) {
    return ToolRun.of(args);
  }

  @Test
  void refusesWhatIsNoSelectAndSaysWhereRowsAreMissing() throws IOException {
    for (String statement :
        List.of(
            "drop table events",
            "copy events to '" + directory.resolve("out.csv") + "'",
            "select * from read_csv('/etc/passwd')",
            "select 1; select 2",
            "selec")) {
      ToolRun refused = sql(statement);
      assertEquals(1, refused.exitCode(), statement);
      assertEquals("", refused.out());
      assertTrue(refused.err().startsWith("replay-tool: "), refused.err());
      assertEquals(1, refused.err().lines().count(), refused.err());
    }
    assertEquals(List.of(), files());
    ToolRun cut = sql("--limit", 2, "--format", "csv", "select seq from events order by seq");
    assertEquals(1, cut.exitCode());
    assertEquals("seq\n1\n2\n", cut.out());
    assertTrue(cut.err().contains("more rows than these 2"), cut.err());
    ToolRun late = sql("--timeout", 1, "select count(*) from range(10000000000) a, range(1000) b");
    assertEquals(1, late.exitCode());
    assertTrue(late.err().contains("took longer than 1000 ms"), late.err());
  }

  private ToolRun export(Object... args) {
    return ToolRun.of(joined(new Object[] {"export", "--data", data}, args));
  }

  private static ToolRun sql(Object... args) {
    return ToolRun.of(joined(new Object[] {"sql", "--no-cache", "--data", data}, args));
  }

  private static Object[] joined(Object[] one, Object[] other) {
    return Stream.concat(Stream.of(one), Stream.of(other)).toArray();
  }

  private static String tool(Object... args) {
    StringBuilder command = new StringBuilder();
    command.append("'").append(Path.of(System.getProperty("java.home"), "bin", "java"));
    command.append("' '@").append(System.getProperty("ringfold.root")).append("/jvm.flags'");
    command.append(" -cp '").append(System.getProperty("java.class.path")).append("' ");
    command.append(ReplayTool.class.getName());
    for (Object each : args) {
      command.append(" '").append(each).append("'");
    }
    return command.toString();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> found = Files.list(directory)) {
      return new TreeMap<>(
              found.collect(
                  java.util.stream.Collectors.toMap(
                      each -> each.getFileName().toString(), each -> each)))
          .keySet().stream().toList();
    }
  }
}
