package io.ringfold.bench.transfers;

import io.ringfold.bench.machine.Conditions;
import io.ringfold.engine.Durability;
import io.ringfold.engine.WaitMode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * The row as a whole: for each durability and window, the engine and the plain file in turn, each
 * in a JVM of its own, and the ratio of the two. In every second round the file goes first, so that
 * neither always meets the machine as the other left it.
 */
public final class TransfersRow {

  /** The flags file that the launcher runs with; without it, this JVM's own flags are handed on. */
  private static final String FLAGS_PROPERTY = "ringfold.flags";

  private static final DateTimeFormatter FILE_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  /**
   * What shall be measured, and how long. Checked when made.
   *
   * @param heap of the measured JVMs, as {@code -Xmx} takes it
   * @param results where results and, while measuring, data are put
   */
  public record Plan(
      List<Integer> windows,
      List<String> durabilities,
      String waitStrategy,
      int rounds,
      int warmUpIterations,
      int iterations,
      double iterationSeconds,
      String heap,
      Path results) {

    public Plan {
      for (int window : windows) {
        require(window >= 1 && window <= 8192, "--windows=" + window + ": must be 1 to 8192");
      }
      durabilities.forEach(Durability::of);
      WaitMode.of(waitStrategy);
      require(rounds >= 1, "--rounds=" + rounds + ": must be 1 or more");
      require(warmUpIterations >= 0, "--warm-up=" + warmUpIterations + ": must be 0 or more");
      require(iterations >= 1, "--iterations=" + iterations + ": must be 1 or more");
      require(iterationSeconds > 0, "--seconds=" + iterationSeconds + ": must be more than 0");
      require(heap.matches("[1-9][0-9]*[mMgG]"), "--heap=" + heap + ": must be like 4g or 800m");
    }

    private static void require(boolean condition, String message) {
      if (!condition) {
        throw new IllegalArgumentException(message);
      }
    }
  }

  /** A pair to compare. */
  private record Case(String durability, int window) {}

  private final Plan plan;
  private final PrintStream err;
  private final List<RunResult> results = new ArrayList<>();
  private final Map<Case, List<Double>> engine = new LinkedHashMap<>();
  private final Map<Case, List<Double>> file = new LinkedHashMap<>();
  private int runsDone;

  /**
   * @param err gets a line after each run
   */
  public TransfersRow(Plan plan, PrintStream err) {
    this.plan = plan;
    this.err = err;
  }

  /**
   * Measures, writes the results, and returns the table.
   *
   * @throws BenchException where a run failed, be it by one of its checks
   */
  public String run() {
    String name = "transfers-" + FILE_TIME.format(Instant.now());
    Path log = plan.results().resolve(name + ".log");
    try {
      Files.createDirectories(plan.results());
      String fileSystem = Conditions.fileSystemOf(plan.results());
      if (fileSystem.equals("tmpfs")) {
        err.println(
            "bench: WARNING: "
                + plan.results()
                + " is in memory (tmpfs), nothing is forced there: choose --results on a disk");
      }
      for (int round = 0; round < plan.rounds(); round++) {
        for (String durability : plan.durabilities()) {
          for (int window : plan.windows()) {
            measurePair(new Case(durability, window), round % 2 == 1, log);
          }
        }
      }
      String table = table(fileSystem);
      Files.writeString(plan.results().resolve(name + ".txt"), table);
      ResultFormatFactory.getInstance(
              ResultFormatType.JSON, plan.results().resolve(name + ".json").toString())
          .writeOut(results);
      return table + "kept in " + plan.results().resolve(name) + ".txt, .json and .log";
    } catch (IOException e) {
      throw new BenchException("cannot write to " + plan.results() + ": " + e.getMessage(), e);
    } catch (RunnerException e) {
      throw new BenchException(
          "a run failed: " + e.getMessage() + "; what JMH and the run said is in " + log, e);
    }
  }

  private void measurePair(Case each, boolean fileFirst, Path log) throws RunnerException {
    if (fileFirst) {
      measure(PlainFileBenchmark.class, each, file, log);
    }
    measure(TransferBenchmark.class, each, engine, log);
    if (!fileFirst) {
      measure(PlainFileBenchmark.class, each, file, log);
    }
  }

  private void measure(Class<?> benchmark, Case each, Map<Case, List<Double>> into, Path log)
      throws RunnerException {
    Path runLog = log.resolveSibling(log.getFileName() + "." + ++runsDone);
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + benchmark.getName().replace(".", "\\.") + "\\.")
            .param("window", Integer.toString(each.window()))
            .param("durability", each.durability())
            .forks(1)
            .warmupIterations(plan.warmUpIterations())
            .warmupTime(TimeValue.milliseconds((long) (1000 * plan.iterationSeconds())))
            .measurementIterations(plan.iterations())
            .measurementTime(TimeValue.milliseconds((long) (1000 * plan.iterationSeconds())))
            .shouldFailOnError(true)
            .output(runLog.toString())
            .jvmArgsAppend(
                "-Xms" + plan.heap(),
                "-Xmx" + plan.heap(),
                "-D" + WorkDirectory.PARENT_PROPERTY + "=" + plan.results().toAbsolutePath());
    if (benchmark == TransferBenchmark.class) {
      options.param("waitStrategy", plan.waitStrategy());
    }
    String flags = System.getProperty(FLAGS_PROPERTY);
    if (flags != null) {
      options.jvmArgs("@" + flags);
    }
    RunResult result;
    try {
      result = new Runner(options.build()).runSingle();
    } finally {
      gather(runLog, log);
    }
    results.add(result);
    double perSecond = result.getSecondaryResults().get(Completions.COUNTER).getScore();
    into.computeIfAbsent(each, key -> new ArrayList<>()).add(perSecond);
    err.printf(
        Locale.ROOT,
        "bench: %d of %d: %s, %s, window %d: %.0f/s%n",
        runsDone,
        2 * plan.rounds() * plan.durabilities().size() * plan.windows().size(),
        benchmark == TransferBenchmark.class ? "engine" : "plain file",
        each.durability(),
        each.window(),
        perSecond);
  }

  /** JMH writes a new file for each run; together they are easier to read. */
  private static void gather(Path runLog, Path log) {
    try {
      if (Files.exists(runLog)) {
        Files.writeString(
            log,
            Files.readString(runLog),
            java.nio.file.StandardOpenOption.CREATE,
            java.nio.file.StandardOpenOption.APPEND);
        Files.delete(runLog);
      }
    } catch (IOException e) {
      throw new BenchException("cannot write " + log + ": " + e.getMessage(), e);
    }
  }

  private String table(String fileSystem) {
    StringBuilder table = new StringBuilder();
    line(table, "bank transfers in process, 1,000 accounts, about 100 bytes a command, one sender");
    line(table, "on %s, %s", Conditions.ofThisMachine(), fileSystem);
    line(
        table,
        "%d rounds, each in JVMs of their own with %s heap: %d warm-up and %d measured iterations"
            + " of %.1f s, wait strategy %s; medians of the rounds",
        plan.rounds(),
        plan.heap(),
        plan.warmUpIterations(),
        plan.iterations(),
        plan.iterationSeconds(),
        plan.waitStrategy());
    line(table, "");
    line(
        table,
        "%-10s %8s %14s %14s %8s",
        "durability",
        "window",
        "engine/s",
        "plain file/s",
        "ratio");
    engine.forEach(
        (each, scores) -> {
          double ours = median(scores);
          double plain = median(file.get(each));
          line(
              table,
              "%-10s %8d %14.0f %14.0f %8.2f",
              each.durability(),
              each.window(),
              ours,
              plain,
              ours / plain);
        });
    line(table, "");
    line(table, "plain file: pre-zeroed, a batch as large as the window, one write, and for fsync");
    line(table, "one fdatasync. Left out: network, JSON, snapshots. Checked after each iteration:");
    line(
        table,
        "every command answered once, in order, accepted; sequences dense; balances add up.");
    return table.toString();
  }

  private static void line(StringBuilder table, String format, Object... values) {
    table.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }

  private static double median(List<Double> scores) {
    double[] sorted = scores.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
