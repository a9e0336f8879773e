package io.ringfold.bench.transfers;

import io.ringfold.bench.result.BenchException;
import io.ringfold.bench.result.Chart;
import io.ringfold.bench.result.Measurement;
import io.ringfold.bench.result.Results;
import io.ringfold.bench.result.Verdict;
import io.ringfold.bench.row.Row;
import io.ringfold.bench.row.RowContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * W1: bank transfers in process, command to durable completion, beside a plain file. For each
 * durability and window the engine and the file in turn, each in a fork of JMH.
 */
public final class TransfersRow implements Row {
  private static final String FLAGS_PROPERTY = "ringfold.flags";
  private static final String SUBJECT = "ringfold";
  private static final String YARDSTICK = "plain-file";
  private static final double TO_REACH_AT_1 = 0.95;
  private static final double TO_REACH = 0.5;
  private static final int ITERATIONS = 3;

  @Override
  public String id() {
    return "W1";
  }

  @Override
  public String title() {
    return "bank transfers in process, 1,000 accounts, 100-byte commands, one sender";
  }

  @Override
  public String toReach() {
    return "≥ 0.95 of a plain pre-zeroed file at window 1, ≥ 0.5 at 64, 512 and 4096 (fsync)";
  }

  @Override
  public Results run(RowContext context) {
    Results results =
        context.newResults(
            this,
            "engine: preset " + context.preset().label(),
            "plain file: pre-zeroed, a batch as large as the window of the same 100-byte commands,"
                + " one write, and for fsync one fdatasync",
            "left out: network, JSON, snapshots");
    for (int round = 1; round <= context.rounds(); round++) {
      for (String durability : context.durabilitiesOr("fsync", "crash")) {
        for (int window : context.windowsOr(1, 64, 512, 4096)) {
          measurePair(context, results, durability, window, round);
        }
      }
    }
    for (Map<String, String> each : results.cases()) {
      if (each.get("durability").equals("fsync")) {
        results.judge(
            new Verdict(
                Results.text(each) + ": ringfold / plain file",
                results.ratio(SUBJECT, YARDSTICK, each, "per-second"),
                each.get("window").equals("1") ? TO_REACH_AT_1 : TO_REACH,
                true));
      }
    }
    return results;
  }

  private void measurePair(
      RowContext context, Results results, String durability, int window, int round) {
    if (context.yardstickFirst(round)) {
      measure(context, results, PlainFileBenchmark.class, durability, window, round);
    }
    measure(context, results, TransferBenchmark.class, durability, window, round);
    if (!context.yardstickFirst(round)) {
      measure(context, results, PlainFileBenchmark.class, durability, window, round);
    }
  }

  private void measure(
      RowContext context,
      Results results,
      Class<?> benchmark,
      String durability,
      int window,
      int round) {
    boolean ours = benchmark == TransferBenchmark.class;
    Path log = context.results().resolve("W1.log");
    Path latencies = context.results().resolve("W1-latencies.hlog");
    try {
      Files.createDirectories(context.results());
      Files.deleteIfExists(latencies);
      double iteration = context.seconds() / ITERATIONS;
      int warmUps = (int) Math.ceil(context.warmUpSeconds() / iteration);
      ChainedOptionsBuilder options =
          new OptionsBuilder()
              .include("^" + benchmark.getName().replace(".", "\\.") + "\\.")
              .param("window", Integer.toString(window))
              .param("durability", durability)
              .forks(1)
              .warmupIterations(warmUps)
              .warmupTime(TimeValue.milliseconds((long) (1000 * iteration)))
              .measurementIterations(ITERATIONS)
              .measurementTime(TimeValue.milliseconds((long) (1000 * iteration)))
              .shouldFailOnError(true)
              .output(log.toString())
              .jvmArgsAppend(
                  "-Xms" + context.heap(),
                  "-Xmx" + context.heap(),
                  "-D" + LatencyFile.PROPERTY + "=" + latencies.toAbsolutePath(),
                  "-D" + LatencyFile.WARM_UPS_PROPERTY + "=" + warmUps,
                  "-D" + WorkDirectory.PARENT_PROPERTY + "=" + context.results().toAbsolutePath());
      if (ours) {
        options.param("preset", context.preset().label());
      }
      String flags = System.getProperty(FLAGS_PROPERTY);
      if (flags != null) {
        options.jvmArgs("@" + flags);
      }
      RunResult result = new Runner(options.build()).runSingle();
      double perSecond = result.getSecondaryResults().get(Completions.COUNTER).getScore();
      Map<String, String> parameters = new LinkedHashMap<>();
      parameters.put("durability", durability);
      parameters.put("window", Integer.toString(window));
      results.add(
          new Measurement(
              ours ? SUBJECT : YARDSTICK,
              "",
              parameters,
              durableBy(ours, durability),
              round,
              perSecond,
              Math.round(perSecond * context.seconds()),
              context.seconds(),
              latencies(latencies),
              Map.of(),
              ours
                  ? "every command answered once, in order, accepted; sequences dense; balances add"
                      + " up"
                  : "the last batch stands in the file as it was made"));
      context.say(
          "round %d: %s, %s, window %d: %.0f/s",
          round, ours ? SUBJECT : YARDSTICK, durability, window, perSecond);
    } catch (IOException e) {
      throw new BenchException("cannot write to " + context.results() + ": " + e.getMessage(), e);
    } catch (RunnerException e) {
      throw new BenchException(
          "a run failed: " + e.getMessage() + "; what JMH and the run said is in " + log, e);
    }
  }

  private static String durableBy(boolean ours, String durability) {
    if (durability.equals("crash")) {
      return "page cache only (crash)";
    }
    return ours ? "fdatasync of the commit log before completion" : "fdatasync of the file";
  }

  private static Histogram latencies(Path file) throws IOException {
    if (Files.notExists(file)) {
      return null;
    }
    try (HistogramLogReader reader = new HistogramLogReader(file.toFile())) {
      Histogram all = null;
      while (reader.hasNext()) {
        Histogram next = (Histogram) reader.nextIntervalHistogram();
        if (all == null) {
          all = next;
        } else {
          all.add(next);
        }
      }
      return all;
    }
  }

  @Override
  public Map<String, Chart> charts(Results results) {
    Chart chart =
        new Chart("W1: throughput against latency (fsync)", "median latency, µs", "commands/s");
    List<Map<String, String>> cases =
        results.cases().stream().filter(each -> each.get("durability").equals("fsync")).toList();
    if (cases.isEmpty()) {
      return Map.of();
    }
    for (String subject : results.subjects()) {
      chart.add(
          new Chart.Series(
              subject.toLowerCase(Locale.ROOT),
              cases.stream()
                  .mapToDouble(each -> results.spread(subject, each, "p50-us").median())
                  .toArray(),
              cases.stream()
                  .mapToDouble(each -> results.spread(subject, each, "per-second").median())
                  .toArray()));
    }
    return Map.of("throughput", chart);
  }
}
