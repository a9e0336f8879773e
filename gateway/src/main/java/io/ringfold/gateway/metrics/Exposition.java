package io.ringfold.gateway.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import io.ringfold.engine.Engine;
import io.ringfold.engine.EngineMetrics;
import io.ringfold.engine.EngineStatus;
import io.ringfold.engine.Histogram;
import io.ringfold.engine.PastMetrics;
import io.ringfold.engine.ProjectionStatus;
import io.ringfold.engine.SnapshotMetrics;
import io.ringfold.engine.StageMetrics;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.gateway.metrics.GatewayCounters.Happening;
import io.ringfold.gateway.metrics.GatewayCounters.Kind;
import io.ringfold.snapshots.SnapshotInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Everything that is counted, as text that Prometheus reads. Reads the counters when it is asked
 * and keeps no values of its own.
 *
 * <p>Thread-safe. {@link #scrape} takes some milliseconds: not on an I/O thread.
 */
public final class Exposition implements AutoCloseable {

  /** Prometheus text, version 0.0.4. */
  public static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  /** OpenMetrics, what Prometheus itself asks for. */
  public static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private static final double NANOS = 1e9;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT).throwExceptionOnRegistrationFailure();
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final Engine engine;
  private final EngineMetrics metrics;
  private final GatewayCounters counters;
  private final Supplier<Pending> pending;

  /**
   * @param pending looks at every connection
   */
  public Exposition(Engine engine, GatewayCounters counters, Supplier<Pending> pending) {
    this.engine = engine;
    this.metrics = engine.metrics();
    this.counters = counters;
    this.pending = pending;
    bindState();
    bindPipeline();
    bindCommands();
    bindQueries();
    bindProjections(engine.domains());
    bindSnapshots();
    bindGateway();
    bindProcess();
  }

  /**
   * The text.
   *
   * @param contentType {@link #TEXT} or {@link #OPEN_METRICS}
   */
  public String scrape(String contentType) {
    return registry.scrape(contentType);
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }

  private void bindState() {
    for (EngineStatus.State state : EngineStatus.State.values()) {
      Gauge.builder("ringfold.state", engine, each -> each.status().state() == state ? 1 : 0)
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .description("1 for the state that the engine is in, 0 for the others")
          .register(registry);
    }
    gauge("ringfold.sequence", "Last durable sequence", () -> engine.status().sequence());
    gauge(
        "ringfold.projected.sequence",
        "Sequence that queries are answered from",
        engine::projectedSequence);
    gauge(
        "ringfold.projection.lag",
        "Durable commands that queries do not reflect yet",
        () -> Math.max(0, engine.status().sequence() - engine.projectedSequence()));
    gauge(
        "ringfold.disk.free.bytes",
        "What the disk of the data directory had free at the last look",
        metrics::freeDiskBytes);
    gauge(
        "ringfold.journal.size.bytes",
        "What the journal's segments hold, those of earlier runs included",
        metrics::journalSizeBytes);
    seconds(
        "ringfold.recovery.duration",
        "How long the recovery at the start took; 0 while it goes on",
        metrics::recoveryNs);
    gauge(
        "ringfold.recovery.records",
        "Records replayed at the start, after the snapshot",
        metrics::recoveredRecords);
  }

  private void bindProjections(Domains domains) {
    for (Domain<?> domain : domains.all()) {
      for (Domain.ProjectionType<?> type : domain.projections()) {
        for (ProjectionStatus.State state : ProjectionStatus.State.values()) {
          projection(
              "ringfold.projection.state",
              "1 for the state that the projection is in, 0 for the others",
              domain.name(),
              type.name(),
              each -> each.state() == state ? 1 : 0,
              Tag.of("state", state.name().toLowerCase(Locale.ROOT)));
        }
        projection(
            "ringfold.projection.rebuild.lag",
            "Records that a rebuild of the projection is behind; 0 where none runs",
            domain.name(),
            type.name(),
            each -> Math.max(0, each.target() - each.at()));
      }
    }
  }

  private void projection(
      String name,
      String description,
      String domain,
      String projection,
      ToDoubleFunction<ProjectionStatus> value,
      Tag... tags) {
    Gauge.builder(
            name,
            metrics,
            counted ->
                counted.projections().stream()
                    .filter(each -> each.domain().equals(domain) && each.name().equals(projection))
                    .mapToDouble(value)
                    .sum())
        .tag("domain", domain)
        .tag("projection", projection)
        .tags(List.of(tags))
        .description(description)
        .register(registry);
  }

  private void bindPipeline() {
    gauge(
        "ringfold.ring.occupied.slots",
        "Slots of the ring whose command is not through; at ring-slots, commands are busy",
        metrics::occupiedSlots);
    gauge("ringfold.ring.slots", "Slots of the ring", engine::ringSlots);
    Map<Labels, Histogram> batches = new LinkedHashMap<>();
    for (StageMetrics stage : metrics.stages()) {
      Gauge.builder("ringfold.stage.waiting.slots", stage, StageMetrics::waitingSlots)
          .tag("stage", stage.name())
          .description("Slots published that the stage has not let go: what it is behind")
          .register(registry);
      FunctionCounter.builder("ringfold.stage.busy", stage, each -> each.busyNs() / NANOS)
          .baseUnit("seconds")
          .tag("stage", stage.name())
          .description("Time the stage spent at work; its rate is the part of a core that it takes")
          .register(registry);
      batches.put(Labels.of("stage", stage.name()), stage.batchSlots());
    }
    histogram("ringfold_stage_batch_slots", "Slots of a batch", 1, batches);
    times(
        "ringfold_journal_append_seconds",
        "Writing a batch to the journal's files, before the force",
        metrics.appendNs());
    times(
        "ringfold_journal_force_seconds",
        "Forcing the journal to disk, once a batch; none under durability crash",
        metrics.forceNs());
    times(
        "ringfold_migration_pause_seconds",
        "How long a migration kept commands waiting",
        metrics.migrationPauseNs());
    counter(
        "ringfold.journal.records",
        "Records appended to the journal",
        metrics,
        EngineMetrics::journaledRecords);
    counter(
        "ringfold.journal.bytes",
        "Bytes of the records appended, without what frames them",
        metrics,
        EngineMetrics::journaledBytes);
  }

  private void bindCommands() {
    times(
        "ringfold_command_seconds",
        "From publishing a command to handing over its answer, durable",
        metrics.commandNs());
    for (String name : metrics.commandNames()) {
      for (EngineMetrics.Ending ending : EngineMetrics.Ending.values()) {
        FunctionCounter.builder("ringfold.commands", metrics, each -> each.commands(name, ending))
            .tag("command", name)
            .tag("outcome", ending.label())
            .description("Commands that went through the ring")
            .register(registry);
      }
    }
    for (String code : metrics.rejections().keySet()) {
      FunctionCounter.builder("ringfold.rejections", metrics, each -> each.rejections().get(code))
          .tag("code", code)
          .description("Commands rejected and journaled, by code")
          .register(registry);
    }
    for (String code : metrics.refusals().keySet()) {
      FunctionCounter.builder("ringfold.ring.refusals", metrics, each -> each.refusals().get(code))
          .tag("code", code)
          .description("Commands refused on the ring without being processed, by code")
          .register(registry);
    }
  }

  private void bindQueries() {
    Map<Labels, Histogram> byName = new LinkedHashMap<>();
    metrics.queryNs().forEach((name, times) -> byName.put(Labels.of("query", name), times));
    histogram(
        "ringfold_query_seconds",
        "A query on its thread, until its answer was handed over",
        NANOS,
        byName);
    gauge("ringfold.queries.running", "Queries on a thread now", metrics::runningQueries);
    gauge("ringfold.queries.queued", "Queries that wait for a thread", metrics::queuedQueries);
    gauge("ringfold.queries.waiting", "Queries that wait for min-seq", metrics::waitingQueries);
    bindPast();
  }

  private void bindPast() {
    PastMetrics past = metrics.past();
    counter(
        "ringfold.past.queries",
        "Queries as of another state than the newest",
        past,
        PastMetrics::queryCount);
    counter(
        "ringfold.past.hits",
        "Of these, those whose state was kept in memory",
        past,
        PastMetrics::hitCount);
    gauge(
        "ringfold.past.waiting",
        "Queries that wait for a past state; at max-past-queries, more are busy",
        past::waitingQueries);
    gauge("ringfold.past.points", "Past states kept in memory", past::keptPoints);
    times(
        "ringfold_past_rebuild_seconds",
        "Rebuilding a past state, reading a snapshot included",
        past.rebuildNs());
    counter(
        "ringfold.past.records",
        "Records read to rebuild past states",
        past,
        PastMetrics::recordCount);
  }

  private void bindSnapshots() {
    SnapshotMetrics snapshots = metrics.snapshots();
    counter("ringfold.snapshots.taken", "Snapshots taken", snapshots, SnapshotMetrics::takenCount);
    counter(
        "ringfold.snapshots.failed",
        "Snapshots on schedule that failed",
        snapshots,
        SnapshotMetrics::failedCount);
    seconds(
        "ringfold.snapshot.duration",
        "How long the last snapshot of this run took, with the replay before it",
        snapshots::lastNs);
    gauge(
        "ringfold.snapshot.sequence",
        "Sequence of the newest snapshot; 0 where there is none",
        () -> newest(snapshots, SnapshotInfo::sequence));
    gauge(
        "ringfold.snapshot.age.records",
        "Records since the newest snapshot: what a restart replays",
        () -> Math.max(0, engine.status().sequence() - newest(snapshots, SnapshotInfo::sequence)));
    TimeGauge.builder(
            "ringfold.snapshot.timestamp",
            () -> newest(snapshots, SnapshotInfo::timeMicros),
            TimeUnit.MICROSECONDS)
        .description("When the last command in the newest snapshot came in, since 1970")
        .register(registry);
    gauge(
        "ringfold.snapshot.bytes",
        "Size of the newest snapshot",
        () -> newest(snapshots, SnapshotInfo::bytes));
  }

  private static double newest(SnapshotMetrics snapshots, ToDoubleFunction<SnapshotInfo> what) {
    return snapshots.newest().stream().mapToDouble(what).findFirst().orElse(0);
  }

  private void bindGateway() {
    gauge("ringfold.connections", "WebSocket connections", () -> pending.get().connections());
    gauge(
        "ringfold.pending.bytes",
        "Bytes that wait to be sent, over all connections",
        () -> pending.get().bytes());
    gauge(
        "ringfold.pending.bytes.max",
        "Bytes that wait to be sent on the connection with the most; beyond max-pending-bytes its"
            + " updates become a gap",
        () -> pending.get().mostBytes());
    for (Happening happening : Happening.values()) {
      counter(
          "ringfold." + happening.metric(),
          happening.help(),
          counters,
          each -> each.happenings(happening));
    }
    counter(
        "ringfold.received.bytes",
        "Payload of the text frames received",
        counters,
        GatewayCounters::receivedBytes);
    counter(
        "ringfold.sent.bytes",
        "Payload of the text frames sent",
        counters,
        GatewayCounters::sentBytes);
    for (Kind kind : Kind.values()) {
      for (String code : counters.refusals(kind).keySet()) {
        FunctionCounter.builder(
                "ringfold.refusals", counters, each -> each.refusals(kind).get(code))
            .tag("kind", kind.name().toLowerCase(Locale.ROOT))
            .tag("code", code)
            .description("Answers with an error that did not come from the ring, by code")
            .register(registry);
      }
    }
    for (int statusClass = 1; statusClass <= 5; statusClass++) {
      int each = statusClass;
      FunctionCounter.builder("ringfold.http.responses", counters, all -> all.responses(each))
          .tag("status", each + "xx")
          .description("HTTP requests answered, handshakes included")
          .register(registry);
    }
  }

  private void bindProcess() {
    new JvmInfoMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    gc.bindTo(registry);
  }

  private void gauge(String name, String help, DoubleSupplier value) {
    Gauge.builder(name, value, DoubleSupplier::getAsDouble)
        .strongReference(true)
        .description(help)
        .register(registry);
  }

  private void seconds(String name, String help, Supplier<Number> nanos) {
    TimeGauge.builder(name, nanos, TimeUnit.NANOSECONDS)
        .strongReference(true)
        .description(help)
        .register(registry);
  }

  private <T> void counter(String name, String help, T counted, ToDoubleFunction<T> value) {
    FunctionCounter.builder(name, counted, value).description(help).register(registry);
  }

  private void times(String name, String help, Histogram times) {
    histogram(name, help, NANOS, Map.of(Labels.EMPTY, times));
  }

  private void histogram(String name, String help, double unit, Map<Labels, Histogram> histograms) {
    registry.getPrometheusRegistry().register(new HistogramCollector(name, help, unit, histograms));
  }
}
