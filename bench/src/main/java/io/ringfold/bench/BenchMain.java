package io.ringfold.bench;

import io.ringfold.bench.transfers.BenchException;
import io.ringfold.bench.transfers.TransfersRow;
import io.ringfold.bench.wire.WireMain;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code ./ringfold bench}: measures a row beside its yardstick on this machine.
 *
 * <p>Exit codes: 0 measured, with every check held; 1 a check failed or a measurement could not be
 * made; 2 wrong usage.
 */
@Command(
    name = "ringfold bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures in JVMs of their own, each row and its yardstick in turn, and prints the ratio:"
          + " figures of different machines or different hours compare badly, ratios of one run do.",
      "Rows: transfers (bank transfers in process, command to durable completion, beside a plain"
          + " pre-zeroed file); and, with options of their own, over the wire: W3, W4, W5, W6, W12,"
          + " growth, soak (see ringfold bench <row> --help)."
    },
    footer = {
      "",
      "Exit codes: 0 measured, with every check held; 1 a check failed or it could not be measured;"
          + " 2 wrong usage."
    })
public final class BenchMain implements Callable<Integer> {

  /** The rows that there are. */
  enum Row {
    transfers
  }

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "<row>",
      defaultValue = "transfers",
      description = "What to measure (${DEFAULT-VALUE}).")
  private Row row;

  @Option(
      names = "--windows",
      split = ",",
      defaultValue = "1,64,512,4096",
      description = "Commands in flight at once (${DEFAULT-VALUE}).")
  private List<Integer> windows;

  @Option(
      names = "--durability",
      split = ",",
      defaultValue = "fsync,crash",
      description = "What a completed command survives (${DEFAULT-VALUE}).")
  private List<String> durabilities;

  @Option(
      names = "--wait-strategy",
      defaultValue = "backoff",
      description = "How the engine's stages wait (${DEFAULT-VALUE}).")
  private String waitStrategy;

  @Option(
      names = "--rounds",
      defaultValue = "1",
      description = "How often each pair is measured; the median is printed (${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--warm-up",
      defaultValue = "2",
      description = "Iterations before those that count (${DEFAULT-VALUE}).")
  private int warmUpIterations;

  @Option(
      names = "--iterations",
      defaultValue = "3",
      description = "Iterations that count (${DEFAULT-VALUE}).")
  private int iterations;

  @Option(
      names = "--seconds",
      defaultValue = "1",
      description = "Length of an iteration (${DEFAULT-VALUE}).")
  private double iterationSeconds;

  @Option(
      names = "--heap",
      defaultValue = "4g",
      description = "Heap of the measured JVMs, fixed (${DEFAULT-VALUE}).")
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
    if (WireMain.measures(args)) {
      return WireMain.run(args, out, err);
    }
    return new CommandLine(new BenchMain(out, err))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  @Override
  public Integer call() {
    try {
      TransfersRow.Plan plan =
          new TransfersRow.Plan(
              windows,
              durabilities,
              waitStrategy,
              rounds,
              warmUpIterations,
              iterations,
              iterationSeconds,
              heap,
              results);
      out.println(new TransfersRow(plan, err).run());
      return 0;
    } catch (IllegalArgumentException e) {
      err.println("bench: " + e.getMessage());
      return 2;
    } catch (BenchException e) {
      err.println("bench: " + e.getMessage());
      return 1;
    }
  }
}
