package io.ringfold.bench;

import io.ringfold.bench.page.PerformancePage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./ringfold bench report}: brings the page of figures level with the published results. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Writes the tables of a page, between its markers, from the results in a directory.")
final class ReportCommand implements Callable<Integer> {

  @Option(
      names = "--results",
      defaultValue = "docs/performance",
      description = "Directory of the CSV files to publish (${DEFAULT-VALUE}).")
  private Path results;

  @Option(
      names = "--page",
      defaultValue = "docs/performance.md",
      description = "The page whose tables are replaced (${DEFAULT-VALUE}).")
  private Path page;

  private final PrintStream out;
  private final PrintStream err;

  ReportCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    try {
      boolean changed = new PerformancePage(page, results).bringLevel();
      out.println(page + (changed ? " now shows " : " showed already ") + results);
      return 0;
    } catch (IOException | IllegalArgumentException e) {
      err.println("bench report: " + e.getMessage());
      return 1;
    }
  }
}
