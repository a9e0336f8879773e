package io.ringfold.bench.wire;

import io.ringfold.bench.load.LoadPlan;
import io.ringfold.bench.load.LoadReport;
import io.ringfold.bench.result.Measurement;
import io.ringfold.bench.result.Results;
import io.ringfold.bench.result.Spread;
import io.ringfold.bench.result.Verdict;
import io.ringfold.bench.row.RowContext;
import io.ringfold.bench.server.Directories;
import io.ringfold.bench.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.HdrHistogram.Histogram;

/** What a row over the wire measures with: servers, the rig, a place for figures. One thread. */
final class WireBench implements AutoCloseable {
  static final String PER_SECOND = "per-second";
  static final String RINGFOLD = Side.ringfold.name();

  /** How long the last answers may take; a server that needs it is slow, not wrong. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Who is measured. */
  enum Side {
    ringfold("each command acknowledged once, in order, its update once after it; sequences rise"),
    echo("each frame came back as it was sent, in order");

    private final String checks;

    Side(String checks) {
      this.checks = checks;
    }
  }

  /** What is done with a server. */
  @FunctionalInterface
  interface Use<T> {
    T of(ServerProcess server) throws IOException;
  }

  private final RowContext context;
  private final Results results;
  private final Path directory;
  private int servers;

  WireBench(String row, RowContext context, Results results) throws IOException {
    this.context = context;
    this.results = results;
    this.directory = Files.createTempDirectory(context.results(), row + "-");
  }

  RowContext context() {
    return context;
  }

  Results results() {
    return results;
  }

  /** Where this row's files may lie while it measures. */
  Path directory() {
    return directory;
  }

  /** Removes what the servers left. Not called where a check failed: then it is evidence. */
  @Override
  public void close() throws IOException {
    Directories.remove(directory);
  }

  Duration duration() {
    return seconds(context.seconds());
  }

  static Duration seconds(double value) {
    return Duration.ofMillis(Math.round(1_000 * value));
  }

  /** Does something with a server that was just started, with the heap of all, and stops it. */
  <T> T with(Side side, Map<String, String> settings, Use<T> use) throws IOException {
    return with(side, List.of("-Xms" + context.heap(), "-Xmx" + context.heap()), settings, use);
  }

  /**
   * @param settings of a Ringfold server, by their labels
   */
  <T> T with(Side side, List<String> jvmOptions, Map<String, String> settings, Use<T> use)
      throws IOException {
    Path place = directory.resolve("server-" + ++servers);
    T result;
    try (ServerProcess server = start(side, place, jvmOptions, settings)) {
      result = use.of(server);
    }
    Directories.remove(place);
    return result;
  }

  private ServerProcess start(
      Side side, Path place, List<String> jvmOptions, Map<String, String> settings) {
    if (side == Side.echo) {
      return ServerProcess.start(EchoMain.class, jvmOptions, List.of(), place.resolve("echo.log"));
    }
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put("preset", context.preset().label());
    return ServerProcess.ringfold(place, jvmOptions, all);
  }

  /** One run against a server that is started for it. */
  WireRun run(Map<String, String> parameters, Side side, int round, UnaryOperator<LoadPlan> load)
      throws IOException {
    return with(side, Map.of(), server -> run(parameters, side, round, server, load));
  }

  /** One run against a server that runs. */
  WireRun run(
      Map<String, String> parameters,
      Side side,
      int round,
      ServerProcess server,
      UnaryOperator<LoadPlan> load) {
    LoadPlan wanted =
        load.apply(
            LoadPlan.of(server.webSocket())
                .withPeer(side == Side.echo ? LoadPlan.Peer.ECHO : LoadPlan.Peer.RINGFOLD)
                .withTimes(seconds(context.warmUpSeconds()), duration(), PATIENCE));
    WireRun run = WireRun.of(server, wanted);
    keep(parameters, side, round, run);
    return run;
  }

  private void keep(Map<String, String> parameters, Side side, int round, WireRun run) {
    LoadReport report = run.report();
    Histogram whole = report.updates().getTotalCount() > 0 ? report.updates() : report.acks();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("server-cores", run.serverCores());
    figures.put("rig-cores", run.rigCores());
    figures.put("busy", (double) report.counts().busy());
    figures.put("rate-missed", report.reachedItsRate() ? 0.0 : 1.0);
    results.add(
        new Measurement(
            side.name(),
            "",
            parameters,
            side == Side.echo ? "" : String.valueOf(report.counts().durability()),
            round,
            report.achievedPerSecond(),
            report.acks().getTotalCount(),
            report.seconds(),
            whole,
            figures,
            side.checks));
    context.say(
        "%s, %s: %,.0f/s, p50 %.0f p99 %.0f p99.9 %.0f µs%s; cores: server %.2f, rig %.2f",
        Results.text(parameters),
        side,
        report.achievedPerSecond(),
        whole.getValueAtPercentile(50) / 1e3,
        whole.getValueAtPercentile(99) / 1e3,
        whole.getValueAtPercentile(99.9) / 1e3,
        report.reachedItsRate() ? "" : ", the rate was MISSED",
        run.serverCores(),
        run.rigCores());
  }

  void judge(String what, Spread value, double bound, boolean atLeast) {
    results.judge(new Verdict(what, value, bound, atLeast));
  }
}
