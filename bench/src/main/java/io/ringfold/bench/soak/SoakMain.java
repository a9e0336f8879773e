package io.ringfold.bench.soak;

import io.ringfold.bench.result.BenchException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./ringfold bench soak}.
 *
 * <p>Exit codes: 0 nothing grew; 1 something did, an answer was wrong, or it could not be run; 2
 * wrong usage.
 */
@Command(
    name = "ringfold bench soak",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs a server of its own under a steady load, looks at it now and then, and fails where its"
          + " memory, threads, open files, lag or p99.9 grew from the first third to the last."
    })
public final class SoakMain implements Callable<Integer> {

  /** How it is called behind {@code bench}. */
  public static final String NAME = "soak";

  @Option(
      names = "--minutes",
      defaultValue = "60",
      description = "How long, behind a warm-up (${DEFAULT-VALUE}).")
  private double minutes;

  @Option(
      names = "--rate",
      defaultValue = "2000",
      paramLabel = "<per second>",
      description = "Commands a second (${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--results",
      defaultValue = "bench/results",
      description = "Directory for what was seen, and for the server's data (${DEFAULT-VALUE}).")
  private Path results;

  private final PrintStream out;
  private final PrintStream err;

  private SoakMain(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Runs the command line and returns the exit code. */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    return new CommandLine(new SoakMain(out, err))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  @Override
  public Integer call() {
    if (!(minutes > 0 && rate > 0)) {
      err.println("soak: --minutes and --rate must be more than 0");
      return 2;
    }
    try {
      Duration length = Duration.ofMillis(Math.round(60_000 * minutes));
      out.println(new Soak(Soak.Plan.of(length, rate, results), err::println).run());
      return 0;
    } catch (BenchException e) {
      err.println("soak: " + e.getMessage());
      return 1;
    }
  }
}
