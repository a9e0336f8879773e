package io.ringfold.bench.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.bench.result.Measurement;
import io.ringfold.bench.result.ResultFiles;
import io.ringfold.bench.result.Results;
import io.ringfold.bench.result.Spread;
import io.ringfold.bench.result.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerformancePageTest {
  @TempDir private Path directory;

  /** Where it fails: {@code ./ringfold bench report}. */
  @Test
  void thePublishedPageShowsThePublishedResults() throws IOException {
    Path docs = Path.of("..", "docs").toAbsolutePath().normalize();
    assertTrue(
        new PerformancePage(docs.resolve("performance.md"), docs.resolve("performance")).isLevel());
  }

  private Path page(String text) throws IOException {
    return Files.writeString(directory.resolve("page.md"), text);
  }

  private static Measurement run(String subject, int round, double perSecond) {
    return new Measurement(
        subject,
        "",
        Map.of("events", "10"),
        "",
        round,
        perSecond,
        10,
        1,
        null,
        Map.of("start-s", 10 / perSecond),
        "all there");
  }

  private Path published() throws IOException {
    Results results = new Results("W7", "restart", List.of("on a machine | of ours"));
    results.add(run("ringfold", 1, 50));
    results.add(run("scan", 1, 200));
    results.add(run("scan", 2, 150));
    results.add(run("ringfold", 2, 60));
    results.judge(
        new Verdict("events 10: ringfold / scan", new Spread(0.325, 0.25, 0.4), 0.3, true));
    results.judge(new Verdict("events a second", new Spread(55, 50, 60), 2_000_000, true));
    Path into = directory.resolve("published");
    ResultFiles.write(results, into, "W7", Map.of());
    return into;
  }

  @Test
  void itsTablesAreMadeOfTheCsvFiles() throws IOException {
    Path page = page("Before.\n<!-- table: begin -->\nold\n<!-- table: end -->\nAfter.\n");
    PerformancePage performance = new PerformancePage(page, published());
    assertFalse(performance.isLevel());
    assertTrue(performance.bringLevel());
    assertEquals(
        """
        Before.
        <!-- table: begin -->

        | row | case | median (least–most) | to reach | |
        |---|---|---|---|---|
        | W7 | events 10: ringfold / scan | 0.33 (0.25–0.40) | ≥ 0.30 | reached |
        | W7 | events a second | 55.00 (50.00–60.00) | ≥ 2,000,000 | **not reached** |

        ### W7: restart on 10 M bank events, no snapshot

        - on a machine | of ours

        | case | subject | a second | p50 µs | p99 µs | p99.9 µs | more |
        |---|---|---|---|---|---|---|
        | events 10 | ringfold | 55.00 (50.00–60.00) |  |  |  | start-s 0.18 (0.17–0.20) |
        | events 10 | scan | 175 (150–200) |  |  |  | start-s 0.0585 (0.0500–0.0670) |

        <!-- table: end -->
        After.
        """,
        Files.readString(page));
    assertTrue(performance.isLevel());
    assertFalse(performance.bringLevel(), "there is nothing to change");
  }

  @Test
  void aFigureThatIsChangedByHandIsFound() throws IOException {
    Path page = page("<!-- table: begin -->\n<!-- table: end -->\n");
    PerformancePage performance = new PerformancePage(page, published());
    performance.bringLevel();
    Files.writeString(page, Files.readString(page).replace("0.33 (", "0.93 ("));
    assertFalse(performance.isLevel());
  }

  @Test
  void itSaysSoWhereNothingIsPublished() throws IOException {
    Path page = page("<!-- table: begin -->\n<!-- table: end -->\n");
    new PerformancePage(page, directory.resolve("nowhere")).bringLevel();
    assertTrue(Files.readString(page).contains("No results are published yet."));
  }

  @Test
  void aPageWithoutAPlaceForTablesIsRefused() throws IOException {
    Path page = page("no place here\n");
    PerformancePage performance = new PerformancePage(page, published());
    String message =
        assertThrows(IllegalArgumentException.class, performance::bringLevel).getMessage();
    assertTrue(message.contains("<!-- table: begin -->"), message);
  }
}
