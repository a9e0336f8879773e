package io.ringfold.bench;

import io.ringfold.bench.machine.Conditions;
import io.ringfold.bench.result.BenchException;
import io.ringfold.bench.result.ResultFiles;
import io.ringfold.bench.result.Results;
import io.ringfold.bench.row.Row;
import io.ringfold.bench.row.RowContext;
import io.ringfold.bench.soak.SoakMain;
import io.ringfold.bench.table.Rows;
import io.ringfold.engine.Preset;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code ./ringfold bench}: measures rows beside their yardsticks on this machine.
 *
 * <p>Exit codes: 0 measured, with every check held, whether or not what is to be reached was; 1 a
 * check failed or a measurement could not be made; 2 wrong usage.
 */
@Command(
    name = "ringfold bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures in JVMs of their own, each row and its yardstick in turn, and prints the ratio:"
          + " figures of different machines or different hours compare badly, ratios of one run do.",
      "Without a row it lists them. A long run is \"ringfold bench soak\", see its --help."
    },
    footer = {
      "",
      "Exit codes: 0 measured, with every check held (whether or not a row reached what it is to"
          + " reach); 1 a check failed or it could not be measured; 2 wrong usage."
    })
public final class BenchMain implements Callable<Integer> {

  @Parameters(
      arity = "0..*",
      paramLabel = "<row>",
      description = "What to measure, like W1 or all; without one, the list of all rows.")
  private List<String> rows = List.of();

  @Option(
      names = "--windows",
      split = ",",
      description = "Commands in flight at once (those of the row).")
  private List<Integer> windows = List.of();

  @Option(
      names = "--durability",
      split = ",",
      description = "What a completed command survives: fsync, crash (those of the row).")
  private List<String> durabilities = List.of();

  @Option(
      names = "--size",
      defaultValue = "0",
      description = "How large the row's history or state is, in its own unit (that of the row).")
  private long size;

  @Option(
      names = "--preset",
      defaultValue = "throughput",
      description =
          "Settings of the engine that go together, as those of a server: throughput, latency,"
              + " frugal (${DEFAULT-VALUE}).")
  private String preset;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "How often each pair is measured; medians are compared (${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--warm-up",
      // in three seconds of one command at a time the compiler is not through
      defaultValue = "8",
      paramLabel = "<seconds>",
      description = "Of each run, not measured (${DEFAULT-VALUE}).")
  private double warmUpSeconds;

  @Option(
      names = "--seconds",
      defaultValue = "3",
      description = "Of each run, measured (${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--heap",
      defaultValue = "4g",
      description = "Heap of the measured JVMs (${DEFAULT-VALUE}).")
  private String heap;

  @Option(
      names = "--results",
      defaultValue = "bench/results",
      description =
          "Directory for results, and for the measurements' files while they run: it must be on the"
              + " disk to be measured (${DEFAULT-VALUE}).")
  private Path results;

  private final PrintStream out;
  private final PrintStream err;

  private BenchMain(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  /** Runs the command line and returns the exit code. */
  static int run(String[] args, PrintStream out, PrintStream err) {
    if (args.length > 0 && args[0].equals(SoakMain.NAME)) {
      return SoakMain.run(Arrays.copyOfRange(args, 1, args.length), out, err);
    }
    return new CommandLine(new BenchMain(out, err))
        .addSubcommand("report", new ReportCommand(out, err))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  @Override
  public Integer call() {
    if (rows.isEmpty()) {
      Rows.all().forEach(row -> out.printf("%-22s %s; %s%n", row.id(), row.title(), row.toReach()));
      return 0;
    }
    try {
      RowContext context =
          new RowContext(
              rounds,
              warmUpSeconds,
              seconds,
              windows,
              durabilities,
              size,
              heap,
              Preset.of(preset),
              results.toAbsolutePath(),
              err);
      List<Row> chosen = chosen();
      prepare();
      for (Row row : chosen) {
        measure(row, context);
      }
      return 0;
    } catch (IllegalArgumentException e) {
      err.println("bench: " + e.getMessage());
      return 2;
    } catch (BenchException e) {
      err.println("bench: " + e.getMessage());
      return 1;
    } catch (IOException e) {
      err.println("bench: cannot write to " + results + ": " + e.getMessage());
      return 1;
    }
  }

  private List<Row> chosen() {
    if (rows.equals(List.of("all"))) {
      return Rows.all();
    }
    return rows.stream()
        .map(
            id ->
                Rows.of(id)
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "no row "
                                    + id
                                    + ": there are all, "
                                    + Rows.all().stream()
                                        .map(Row::id)
                                        .collect(Collectors.joining(", ")))))
        .toList();
  }

  private void prepare() throws IOException {
    Files.createDirectories(results);
    if (Conditions.fileSystemOf(results).equals("tmpfs")) {
      err.println(
          "bench: WARNING: "
              + results
              + " is in memory (tmpfs), nothing is forced there: choose --results on a disk");
    }
  }

  private void measure(Row row, RowContext context) throws IOException {
    Results measured = row.run(context);
    out.println(
        ResultFiles.write(measured, context.results(), row.id(), row.charts(measured))
            + "kept in "
            + results.resolve(row.id())
            + ".txt, .csv, .hlog and .svg");
  }
}
