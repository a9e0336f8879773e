package io.ringfold.bench.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.bench.result.Measurement;
import io.ringfold.bench.result.Results;
import io.ringfold.bench.row.Row;
import io.ringfold.bench.row.RowContext;
import io.ringfold.engine.Preset;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows run for real, for a moment and with little; how fast is not asked. */
@Timeout(120)
class RowsTest {
  @TempDir private Path directory;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private RowContext briefly(long size) {
    return new RowContext(
        1,
        0.1,
        0.2,
        List.of(8),
        List.of("crash"),
        size,
        "128m",
        Preset.FRUGAL,
        directory.resolve("results"),
        new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  private Results run(String id, long size) {
    return Rows.of(id).orElseThrow().run(briefly(size));
  }

  @ParameterizedTest
  @CsvSource({
    "W8,20,1,1",
    "W9,200,2,1",
    "W11,100,1,1",
    "growth-window,100,1,0",
    "growth-accounts,100,1,0",
    "growth-command-size,100,1,0"
  })
  void itMeasuresItsSubjectsAndSaysWhatItCameTo(String id, long size, int runs, int verdicts) {
    Results results = run(id, size);
    assertEquals(runs, results.measurements().size(), said::toString);
    assertEquals(verdicts, results.verdicts().size());
    for (Measurement each : results.measurements()) {
      assertTrue(each.completed() > 0, each::toString);
      assertTrue(each.seconds() > 0, each::toString);
    }
    Rows.of(id)
        .orElseThrow()
        .charts(results)
        .values()
        .forEach(chart -> assertFalse(chart.isEmpty()));
  }

  /** One history for all rows that read one: it is made once, and is still good for the next. */
  @Test
  void aHistoryIsMadeOnceAndReadByManyRows() {
    Results restart = run("W7", 400);
    assertEquals(List.of("ringfold", "scan"), restart.subjects());
    assertEquals(400, restart.measurements().get(0).completed());
    assertEquals(2, restart.verdicts().size());
    assertTrue(Files.exists(directory.resolve("results").resolve("history-400.complete")));
    Results past = run("W10", 400);
    assertEquals(List.of("ringfold", "full-replay"), past.subjects());
    assertEquals(3, past.verdicts().size());
    assertEquals(2, run("growth-journal-length", 400).measurements().size());
    assertEquals(
        1,
        said.toString(StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.endsWith("history-400, once"))
            .count(),
        said::toString);
  }

  @Test
  void everyRowSaysWhatItIs() {
    for (Row row : Rows.all()) {
      assertEquals(row, Rows.of(row.id().toLowerCase(Locale.ROOT)).orElseThrow());
      assertFalse(row.title().isBlank() || row.toReach().isBlank(), row.id());
    }
    assertEquals(
        Rows.all().size(), Rows.all().stream().map(Row::id).distinct().count(), "ids are unique");
  }
}
