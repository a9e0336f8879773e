package io.ringfold.reliability;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.ringfold.engine.SteppedEngine;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code ./ringfold simulate}: puts the promises to the test, seed by seed.
 *
 * <p>Exit codes: 0 every promise was kept; 1 one was not: its seed and how to run that again are
 * printed; 2 wrong usage.
 */
@Command(
    name = "ringfold simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs the engine, its journal, its snapshots and its recovery under a scheduler, a disk and"
          + " clients that a seed decides: power is cut, the process dies, forces fail, bits flip,"
          + " answers are lost and commands sent again. After each start and at the end every"
          + " promise is checked.",
      "The same seed takes the same steps."
    },
    footer = {"", "Exit codes: 0 every promise was kept, 1 one was not, 2 wrong usage."})
public final class SimulateMain implements Callable<Integer> {
  private static final long DEFAULT_SEEDS = 1000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--seeds",
      paramLabel = "<n>",
      description = "How many seeds to run (1000; with --seed alone, that one).")
  private Optional<Long> seeds;

  @Option(
      names = "--seed",
      paramLabel = "<s>",
      description = "The first seed, the others follow it (drawn, and printed).")
  private Optional<Long> first;

  @Option(
      names = "--threads",
      paramLabel = "<n>",
      description = "Seeds run at once (one a processor).")
  private Optional<Integer> threads;

  @Option(
      names = "--steps",
      description = "Print the last steps of each run, and the digest of all of them.")
  private boolean steps;

  private final PrintStream out;
  private final PrintStream err;

  private SimulateMain(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  /** Runs the command line and returns the exit code. */
  static int run(String[] args, PrintStream out, PrintStream err) {
    return new CommandLine(new SimulateMain(out, err))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  @Override
  public Integer call() throws IOException {
    long count = seeds.orElse(first.isPresent() ? 1 : DEFAULT_SEEDS);
    int atOnce = threads.orElse(Runtime.getRuntime().availableProcessors());
    require(count >= 1, "--seeds=" + count);
    require(atOnce >= 1, "--threads=" + atOnce);
    // what fails here is meant to: the engine's log of it would hide what matters
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    long from = first.orElseGet(() -> new SplittableRandom().nextLong(1L << 40));
    out.println("seeds " + from + " to " + (from + count - 1));
    Path work = SeedRuns.workDirectory();
    SeedRuns.Summary summary;
    try (ProgressBar progress = progress(count)) {
      summary =
          SeedRuns.run(
              from,
              count,
              atOnce,
              work,
              SteppedEngine::open,
              result -> {
                if (progress != null) {
                  progress.step();
                }
                if (steps && result.isGood()) {
                  tell(result);
                }
              });
    } finally {
      Files.deleteIfExists(work);
    }
    out.println(summary.counts());
    if (summary.firstViolation() == null) {
      out.println(summary.seeds() + " seeds run, every promise was kept");
      return 0;
    }
    Simulation.Result bad = summary.firstViolation();
    tell(bad);
    out.println("seed " + bad.seed() + " breaks a promise: " + bad.violation().getMessage());
    out.println("to run it again: ./ringfold simulate --seeds 1 --seed " + bad.seed());
    return 1;
  }

  private void tell(Simulation.Result result) {
    StringBuilder told = new StringBuilder("seed " + result.seed() + ", the last steps:\n");
    result.lastSteps().forEach(step -> told.append("  ").append(step).append('\n'));
    told.append(String.format("digest of all steps %016x", result.digest()));
    out.println(told);
  }

  private void require(boolean held, String given) {
    if (!held) {
      throw new ParameterException(spec.commandLine(), given + ": must be 1 or more");
    }
  }

  private ProgressBar progress(long count) {
    return System.console() == null
        ? null
        : new ProgressBarBuilder()
            .setTaskName("seeds")
            .setInitialMax(count)
            .setConsumer(new me.tongfei.progressbar.ConsoleProgressBarConsumer(err))
            .build();
  }
}
