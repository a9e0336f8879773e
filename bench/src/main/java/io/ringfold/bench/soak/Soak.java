package io.ringfold.bench.soak;

import io.ringfold.bench.load.LoadPlan;
import io.ringfold.bench.load.LoadReport;
import io.ringfold.bench.load.LoadRun;
import io.ringfold.bench.load.Violation;
import io.ringfold.bench.machine.Conditions;
import io.ringfold.bench.result.BenchException;
import io.ringfold.bench.server.Directories;
import io.ringfold.bench.server.HeapHistogram;
import io.ringfold.bench.server.ProcessFigures;
import io.ringfold.bench.server.ServerProcess;
import io.ringfold.client.Ack;
import io.ringfold.client.ClientConfig;
import io.ringfold.client.RingfoldClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Runs a server under a steady load and looks at it now and then, while it takes snapshots, begins
 * segments, is asked, and clients come and go. The load changes the texts of a thousand todos, over
 * and over: what is the case stays as large as it is, and what grows is the journal and nothing
 * else.
 *
 * <p>Used once, by one thread.
 */
public final class Soak {
  private static final DateTimeFormatter FILE_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private static final int TODOS = 1_000;
  private static final int FIRST_TODO = 1_000;
  private static final String CHANGE_TEXT =
      "{\"name\":\"change-text\",\"data\":{\"id\":\"{n}\",\"text\":\"as it is now{pad}\"}}";

  /** The index of commands has blocks of 65,536 in memory until they are full; so three of them. */
  static final long COMMANDS_TO_FULL_SIZE = 200_000;

  /** In flight on one connection at most: what comes between must not wait long. */
  private static final int WINDOW = 500;

  /** Clients that come and go at each sample: what they would leave behind adds up. */
  private static final int PASSING_CLIENTS = 8;

  /**
   * More than a server has threads for: each begins one more, and those that rest end, so only
   * after so many is their number the same each time.
   */
  private static final int QUERIES = 40;

  private static final int MOST_GROWN_CLASSES = 10;

  /**
   * What shall be run.
   *
   * @param length of the run, behind the warm-up
   * @param warmUp with the same load; caches fill, code is compiled
   * @param every so often the server is looked at
   * @param load how many, how fast
   * @param before so many commands are sent as fast as the server takes them, before the warm-up
   * @param segmentBytes of the server's journal, so that segments begin often enough
   * @param snapshotEveryRecords the same for snapshots
   * @param latencyIsJudged whether lag and p99.9 must stay flat too; on a machine that others use,
   *     they may not
   * @param results where results and, while running, data are put
   */
  public record Plan(
      Duration length,
      Duration warmUp,
      Duration every,
      Load load,
      long before,
      long segmentBytes,
      long snapshotEveryRecords,
      boolean latencyIsJudged,
      Path results) {

    /** With settings that suit its length: some thirty segments and snapshots. */
    public static Plan of(Duration length, double ratePerSecond, Path results) {
      long records = (long) (ratePerSecond * length.toMillis() / 1e3);
      return new Plan(
          length,
          Duration.ofSeconds(Math.min(60, Math.max(10, length.toSeconds() / 5))),
          Duration.ofMillis(Math.max(1_000, Math.min(60_000, length.toMillis() / 30))),
          new Load(CHANGE_TEXT, ratePerSecond, 8, 1),
          COMMANDS_TO_FULL_SIZE,
          Math.max(1 << 20, 300 * records / 30),
          Math.max(1_000, records / 30),
          true,
          results);
    }
  }

  /**
   * @param command the template, one that changes {@value TODOS} todos or needs none
   * @param batch commands in a frame
   */
  public record Load(String command, double ratePerSecond, int connections, int batch) {}

  private final Plan plan;
  private final Consumer<String> progress;
  private final List<Sample> samples = new ArrayList<>();

  // guarded by this: told by the rig, taken by each sample
  private Histogram latencies = new Histogram(3);
  private long acknowledged;
  private boolean sampling;
  private boolean sampledInThisInterval;

  private HeapHistogram firstHeap;
  private HeapHistogram lastHeap;

  /**
   * @param progress gets a line for each sample
   */
  public Soak(Plan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /**
   * Runs, writes what was seen, and returns a report. The server's data stay where it failed.
   *
   * @throws BenchException where something grew, or an answer was wrong, or too little happened for
   *     the run to mean anything
   */
  public String run() {
    String name = "soak-" + FILE_TIME.format(Instant.now());
    Path directory = plan.results().resolve(name);
    try {
      Files.createDirectories(directory);
      LoadReport report;
      try (ServerProcess server =
          ServerProcess.ringfold(directory, List.of("-Xmx512m"), settings())) {
        createTodos(server);
        bringToFullSize(server);
        report = loadAndLook(server, directory.resolve("data/journal"));
      }
      String text = report(report, directory);
      Files.writeString(directory.resolve("samples.csv"), Sample.csv(samples));
      Files.writeString(directory.resolve("report.txt"), text);
      Files.writeString(directory.resolve("heap-first.csv"), firstHeap.csv());
      Files.writeString(directory.resolve("heap-last.csv"), lastHeap.csv());
      judge(text, directory);
      Directories.remove(directory.resolve("data"));
      return text;
    } catch (IOException e) {
      throw new BenchException("cannot write to " + directory + ": " + e.getMessage(), e);
    }
  }

  /** Small where the default would only be reached after the run: then it is full before it. */
  private Map<String, String> settings() {
    return Map.of(
        "segment-bytes",
        Long.toString(plan.segmentBytes()),
        "snapshot-every-records",
        Long.toString(plan.snapshotEveryRecords()),
        "dedup-window",
        "16384",
        "index-cache-bytes",
        "1m");
  }

  private static void createTodos(ServerProcess server) {
    try (RingfoldClient client = RingfoldClient.connect(ClientConfig.of(url(server)))) {
      List<CompletableFuture<Ack>> acks = new ArrayList<>();
      for (int i = 0; i < TODOS; i++) {
        Map<String, String> todo = Map.of("id", Integer.toString(FIRST_TODO + i), "text", "new");
        acks.add(client.send("create-todo", todo).toCompletableFuture());
      }
      acks.forEach(CompletableFuture::join);
    }
  }

  /** As fast as the server takes it: what fills with the first commands is full before the run. */
  private void bringToFullSize(ServerProcess server) throws IOException {
    LoadPlan fast =
        LoadPlan.of(server.webSocket())
            .withCommand(CHANGE_TEXT, 0)
            .withWindow(2_000, 100)
            .withTimes(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(60));
    while (server.metric("ringfold_sequence") < plan.before()) {
      LoadRun.of(fast, LoadRun.Intervals.NONE);
    }
  }

  private static String url(ServerProcess server) {
    return server.webSocket().toString();
  }

  private LoadReport loadAndLook(ServerProcess server, Path journal) throws IOException {
    Load load = plan.load();
    LoadPlan loadPlan =
        LoadPlan.of(server.webSocket())
            .withCommand(load.command(), 0)
            .withRate(load.ratePerSecond())
            .withConnections(load.connections())
            .withWindow(WINDOW, load.batch())
            .withTimes(plan.warmUp(), plan.length(), Duration.ofSeconds(60));
    CompletableFuture<LoadReport> running =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return LoadRun.of(loadPlan, this::note);
              } catch (IOException e) {
                throw new CompletionException(e);
              }
            });
    long beginNs = System.nanoTime();
    long nextNs = beginNs + plan.warmUp().toNanos();
    try {
      while (!running.isDone()) {
        if (System.nanoTime() >= nextNs) {
          look(server, journal, (System.nanoTime() - beginNs) / 1e9);
          nextNs += plan.every().toNanos();
        }
        Thread.sleep(20);
      }
      return running.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    } catch (CompletionException e) {
      String said = e.getCause() instanceof Violation ? "a wrong answer: " : "the load failed: ";
      throw new BenchException(
          said + e.getCause().getMessage() + "; the server's log is " + server.log(), e);
    }
  }

  /** A second in which a sample was taken says how long that pauses the server, and no more. */
  private synchronized void note(String answers, Histogram interval) {
    if (answers.equals("ack")) {
      acknowledged += interval.getTotalCount();
      if (!sampledInThisInterval) {
        latencies.add(interval);
      }
      sampledInThisInterval = sampling;
    }
  }

  private void look(ServerProcess server, Path journal, double seconds) throws IOException {
    setSampling(true);
    letClientsPass(server);
    ProcessFigures figures = server.figures();
    HeapHistogram heap = server.heap();
    firstHeap = firstHeap == null ? heap : firstHeap;
    lastHeap = heap;
    Sample sample;
    synchronized (this) {
      sample =
          new Sample(
              seconds,
              heap.totalBytes(),
              figures.residentBytes(),
              figures.threads(),
              figures.files(),
              server.metric("ringfold_projection_lag"),
              segments(journal),
              (long) server.metric("ringfold_snapshots_taken_total"),
              acknowledged,
              latencies.getTotalCount() == 0
                  ? Double.NaN
                  : latencies.getValueAtPercentile(99.9) / 1e6);
      latencies = new Histogram(3);
      acknowledged = 0;
    }
    samples.add(sample);
    progress.accept(
        String.format(
            Locale.ROOT,
            "soak: %.0f s: heap %.1f MiB, resident %.0f MiB, %d threads, %d files, lag %.0f, p99.9"
                + " %.1f ms, %d segments, %d snapshots",
            seconds,
            sample.heapBytes() / 1048576.0,
            sample.residentBytes() / 1048576.0,
            sample.threads(),
            sample.files(),
            sample.lag(),
            sample.p999Ms(),
            sample.segments(),
            sample.snapshots()));
    setSampling(false);
  }

  private synchronized void setSampling(boolean value) {
    sampling = value;
    sampledInThisInterval = true;
  }

  /**
   * They connect, have a command acknowledged, and go; and something is asked. Not by the Java
   * client: the JDK's WebSocket sometimes closes its socket only when it is garbage, and the file
   * that the server holds for it meanwhile would count here.
   */
  private static void letClientsPass(ServerProcess server) throws IOException {
    LoadRun.of(
        LoadPlan.of(server.webSocket())
            .withCommand(CHANGE_TEXT, 0)
            .withConnections(PASSING_CLIENTS)
            .withTimes(Duration.ZERO, Duration.ofMillis(50), Duration.ofSeconds(60)),
        LoadRun.Intervals.NONE);
    for (int i = 0; i < QUERIES; i++) {
      server.get("/query?name=get-todo&data=%7B%22id%22:%221000%22%7D");
    }
  }

  private static int segments(Path journal) throws IOException {
    try (Stream<Path> files = Files.list(journal)) {
      return (int) files.filter(each -> each.toString().endsWith(".cq4")).count();
    }
  }

  private void judge(String text, Path directory) {
    if (samples.size() < Growth.LEAST_SAMPLES) {
      throw new BenchException(
          "only "
              + samples.size()
              + " samples were taken, and "
              + Growth.LEAST_SAMPLES
              + " are needed: let it run longer",
          null);
    }
    Sample first = samples.get(0);
    Sample last = samples.get(samples.size() - 1);
    if (last.segments() <= first.segments() || last.snapshots() <= first.snapshots()) {
      throw new BenchException(
          "no segment began, or no snapshot was taken, so the run says nothing about them:\n"
              + text,
          null);
    }
    List<Growth> judged = plan.latencyIsJudged() ? Growth.ALL : Growth.OF_RESOURCES;
    List<String> grown =
        judged.stream().map(each -> each.in(samples)).flatMap(Optional::stream).toList();
    if (!grown.isEmpty()) {
      throw new BenchException(
          String.join("\n", grown) + "\n" + text + "what was seen is in " + directory, null);
    }
  }

  private String report(LoadReport report, Path directory) {
    StringBuilder text = new StringBuilder();
    line(text, "%.0f minutes of %s", plan.length().toMillis() / 60e3, plan.load());
    line(text, "on %s, durability %s", Conditions.ofThisMachine(), report.counts().durability());
    line(
        text,
        "%d commands acknowledged once each, in order; %d refused with busy; rate %s",
        report.counts().acknowledged(),
        report.counts().busy(),
        report.reachedItsRate() ? "reached" : "MISSED");
    if (samples.size() >= Growth.LEAST_SAMPLES) {
      line(text, "%d samples, medians of the first third and of the last:", samples.size());
      Growth.ALL.forEach(each -> line(text, "  %s", each.shown(samples)));
      Sample last = samples.get(samples.size() - 1);
      line(text, "  %d segments, %d snapshots at the end", last.segments(), last.snapshots());
      line(text, "classes on the heap that grew most from the first sample to the last:");
      lastHeap.growthSince(firstHeap, MOST_GROWN_CLASSES).forEach(each -> line(text, "  %s", each));
    }
    line(text, "kept in %s", directory);
    return text.toString();
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }
}
