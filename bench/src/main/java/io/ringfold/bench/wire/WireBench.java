package io.ringfold.bench.wire;

import io.ringfold.bench.load.LatencyLog;
import io.ringfold.bench.load.LoadPlan;
import io.ringfold.bench.load.LoadReport;
import io.ringfold.bench.machine.Conditions;
import io.ringfold.bench.server.Directories;
import io.ringfold.bench.server.ServerProcess;
import io.ringfold.bench.transfers.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.HdrHistogram.Histogram;

/**
 * What a row measures with: servers, the rig, a place for figures. Used once, by one thread.
 *
 * <p>Into the results' directory go {@code figures.csv} with every round, {@code report.txt}, and
 * an HdrHistogram log of each run.
 */
final class WireBench {
  private static final DateTimeFormatter FILE_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  /** How long the last answers may take; a server that needs it is slow, not wrong. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  static final String THROUGHPUT = "commands/s";
  static final String P50 = "p50 µs";
  static final String P99 = "p99 µs";
  static final String P999 = "p99.9 µs";

  /** Who is measured. */
  enum Side {
    ringfold,
    echo
  }

  /**
   * How long and how often.
   *
   * @param jvmOptions of the measured server
   * @param settings of a Ringfold server, by their labels
   * @param peers where the peers are built; they may be absent
   * @param results where results and, while measuring, data are put
   */
  record Plan(
      int rounds,
      Duration warmUp,
      Duration duration,
      List<String> jvmOptions,
      Map<String, String> settings,
      Path peers,
      Path results) {

    Plan {
      if (rounds < 1) {
        throw new IllegalArgumentException("--rounds=" + rounds + ": must be 1 or more");
      }
      if (warmUp.isNegative()) {
        throw new IllegalArgumentException("--warm-up=" + warmUp + ": must be 0 or more");
      }
      if (duration.isNegative() || duration.isZero()) {
        throw new IllegalArgumentException("--seconds=" + duration + ": must be more than 0");
      }
      jvmOptions = List.copyOf(jvmOptions);
      settings = Map.copyOf(settings);
    }
  }

  private final Plan plan;
  private final Consumer<String> progress;
  private final Figures figures = new Figures();
  private final List<String> notes = new ArrayList<>();
  private Path results;
  private int runs;

  /**
   * @param progress gets a line after each run
   */
  WireBench(Plan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /**
   * Measures a row, writes the results, and returns the report.
   *
   * @throws BenchException where it could not be measured, or a check failed
   */
  String measure(String name, WireRow row) {
    results = plan.results().resolve(name + "-" + FILE_TIME.format(Instant.now()));
    try {
      Files.createDirectories(results);
      if (Conditions.fileSystemOf(results).equals("tmpfs")) {
        note("WARNING: " + results + " is in memory (tmpfs), nothing is forced there");
      }
      row.measure(this);
      String report =
          String.join(
              System.lineSeparator(),
              name + ": " + row.title(),
              "on " + Conditions.ofThisMachine() + ", " + Conditions.fileSystemOf(results),
              String.format(
                  Locale.ROOT,
                  "%d rounds, each server in a JVM of its own with %s%s; %.1f s warm-up, %.1f s"
                      + " measured; the rig beside it on the same cores",
                  plan.rounds(),
                  plan.jvmOptions(),
                  plan.settings().isEmpty() ? "" : " and " + plan.settings(),
                  plan.warmUp().toMillis() / 1e3,
                  plan.duration().toMillis() / 1e3),
              "",
              figures.table(),
              String.join(System.lineSeparator(), notes),
              "kept in " + results);
      Files.writeString(results.resolve("figures.csv"), figures.csv());
      Files.writeString(results.resolve("report.txt"), report);
      return report;
    } catch (IOException e) {
      throw new BenchException("cannot write to " + results + ": " + e.getMessage(), e);
    }
  }

  Plan plan() {
    return plan;
  }

  Figures figures() {
    return figures;
  }

  /** Stands in the report, below the figures. */
  void note(String line) {
    notes.add(line);
    progress.accept(line);
  }

  /** Where this run's files may lie while it measures. */
  Path directory() {
    return results;
  }

  /** Does something with a server that was just started, and stops it. */
  <T> T with(Side side, Map<String, String> settings, Use<T> use) throws IOException {
    Path directory = results.resolve("server-" + ++runs);
    T result;
    try (ServerProcess server = start(side, directory, settings)) {
      result = use.of(server);
    }
    Directories.remove(directory);
    return result;
  }

  /** What is done with a server. */
  @FunctionalInterface
  interface Use<T> {
    T of(ServerProcess server) throws IOException;
  }

  private ServerProcess start(Side side, Path directory, Map<String, String> settings) {
    if (side == Side.echo) {
      return ServerProcess.start(
          EchoMain.class, plan.jvmOptions(), List.of(), directory.resolve("echo.log"));
    }
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.putAll(plan.settings());
    return ServerProcess.ringfold(directory, plan.jvmOptions(), all);
  }

  /** One run against a server that is started for it; its figures are kept. */
  WireRun run(String what, Side side, UnaryOperator<LoadPlan> load) throws IOException {
    return with(side, Map.of(), server -> run(what, side, server, load));
  }

  /** One run against a server that runs; its figures are kept. */
  WireRun run(String what, Side side, ServerProcess server, UnaryOperator<LoadPlan> load)
      throws IOException {
    LoadPlan wanted =
        load.apply(
            LoadPlan.of(server.webSocket())
                .withPeer(side == Side.echo ? LoadPlan.Peer.ECHO : LoadPlan.Peer.RINGFOLD)
                .withTimes(plan.warmUp(), plan.duration(), PATIENCE));
    String file = String.format(Locale.ROOT, "%s-%s-%d.hlog", what, side, ++runs);
    WireRun run;
    try (LatencyLog log = new LatencyLog(results.resolve(file.replace('/', '_')))) {
      run = WireRun.of(server, wanted, log);
    }
    keep(what, side.name(), run);
    return run;
  }

  private void keep(String what, String side, WireRun run) {
    LoadReport report = run.report();
    Histogram whole = report.updates().getTotalCount() > 0 ? report.updates() : report.acks();
    figures.add(what, side, THROUGHPUT, report.achievedPerSecond());
    figures.add(what, side, P50, whole.getValueAtPercentile(50) / 1e3);
    figures.add(what, side, P99, whole.getValueAtPercentile(99) / 1e3);
    figures.add(what, side, P999, whole.getValueAtPercentile(99.9) / 1e3);
    figures.add(what, side, "cores of the server", run.serverCores());
    figures.add(what, side, "cores of the rig", run.rigCores());
    if (report.counts().busy() > 0) {
      figures.add(what, side, "refused with busy", report.counts().busy());
    }
    progress.accept(
        String.format(
            Locale.ROOT,
            "bench: %s, %s: %,.0f/s, p50 %.0f p99 %.0f p99.9 %.0f µs%s; cores: server %.2f, rig"
                + " %.2f",
            what,
            side,
            report.achievedPerSecond(),
            whole.getValueAtPercentile(50) / 1e3,
            whole.getValueAtPercentile(99) / 1e3,
            whole.getValueAtPercentile(99.9) / 1e3,
            report.reachedItsRate() ? "" : ", the rate was MISSED",
            run.serverCores(),
            run.rigCores()));
  }
}
