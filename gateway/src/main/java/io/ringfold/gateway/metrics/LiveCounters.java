package io.ringfold.gateway.metrics;

import io.ringfold.engine.DataDirectory;
import io.ringfold.engine.Engine;
import io.ringfold.engine.EngineMetrics;
import io.ringfold.engine.Histogram;
import io.ringfold.engine.SnapshotMetrics;
import io.ringfold.engine.StageMetrics;
import io.ringfold.engine.counters.CountersFile;
import io.ringfold.gateway.metrics.GatewayCounters.Happening;
import io.ringfold.snapshots.SnapshotInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The most important counts of a server in the file {@code counters} of its data directory, for
 * {@code replay-tool stat}: seen without a request and without credentials, also of a server that
 * answers no more, and after its end.
 *
 * <p>A server that cannot make the file does without it. Thread-safe.
 */
public final class LiveCounters implements AutoCloseable {

  /** How often to publish: somebody who looks each second sees no value twice. */
  public static final Duration INTERVAL = Duration.ofMillis(500);

  private static final Logger LOG = LoggerFactory.getLogger(LiveCounters.class);

  private volatile CountersFile file;

  private LiveCounters(CountersFile file) {
    this.file = file;
  }

  /**
   * Makes the file, in a data directory that this process has locked.
   *
   * @param connections how many WebSocket connections there are
   * @param streams how many streams of server-sent events there are
   */
  public static LiveCounters open(
      Path dataDirectory,
      Engine engine,
      GatewayCounters gateway,
      IntSupplier connections,
      IntSupplier streams) {
    CountersFile file;
    try {
      file = CountersFile.create(DataDirectory.counters(dataDirectory), engine::nowMicros);
    } catch (IOException e) {
      LOG.warn(
          "no counters in {}, replay-tool stat will not see this server; it does without: {}",
          DataDirectory.counters(dataDirectory),
          e.toString());
      return new LiveCounters(null);
    }
    addSequences(file, engine);
    addPipeline(file, engine);
    addQueriesAndSnapshots(file, engine.metrics());
    file.addGauge("connections.open", connections::getAsInt);
    file.addGauge("streams.open", streams::getAsInt);
    for (Happening happening : Happening.values()) {
      file.addCount(happening.metric(), () -> gateway.happenings(happening));
    }
    file.addCount("bytes.received", gateway::receivedBytes);
    file.addCount("bytes.sent", gateway::sentBytes);
    for (int statusClass = 2; statusClass <= 5; statusClass++) {
      int each = statusClass;
      file.addCount("http." + each + "xx", () -> gateway.responses(each));
    }
    LiveCounters counters = new LiveCounters(file);
    counters.publish();
    return counters;
  }

  private static void addSequences(CountersFile file, Engine engine) {
    EngineMetrics metrics = engine.metrics();
    file.addGauge("engine.state", () -> engine.status().state().ordinal());
    file.addCount("sequence.settled", () -> engine.status().sequence());
    file.addGauge("sequence.target", () -> engine.status().target());
    file.addCount("sequence.forced", engine::forcedSequence);
    file.addCount("sequence.projected", engine::projectedSequence);
    file.addGauge("sequence.snapshot", () -> newestSnapshot(metrics.snapshots()));
    file.addGauge(
        "projection.lag",
        () -> Math.max(0, engine.status().sequence() - engine.projectedSequence()));
  }

  private static long newestSnapshot(SnapshotMetrics snapshots) {
    return snapshots.newest().map(SnapshotInfo::sequence).orElse(0L);
  }

  private static void addPipeline(CountersFile file, Engine engine) {
    EngineMetrics metrics = engine.metrics();
    file.addGauge("ring.slots", engine::ringSlots);
    file.addGauge("ring.occupied", metrics::occupiedSlots);
    file.addCount("ring.published", metrics::publishedSlots);
    for (StageMetrics stage : metrics.stages()) {
      file.addCount("ring." + stage.name(), stage::passedSlots);
    }
    for (EngineMetrics.Ending ending : EngineMetrics.Ending.values()) {
      file.addCount("commands." + ending.label(), () -> metrics.commands(ending));
    }
    file.addCount("journal.records", metrics::journaledRecords);
    file.addCount("journal.bytes", metrics::journaledBytes);
    file.addCount("journal.forces", metrics::forces);
    file.addGauge(
        "journal.last-force-us", () -> TimeUnit.NANOSECONDS.toMicros(metrics.lastForceNs()));
    file.addGauge("disk.free-bytes", metrics::freeDiskBytes);
  }

  private static void addQueriesAndSnapshots(CountersFile file, EngineMetrics metrics) {
    file.addCount("queries.answered", () -> answered(metrics));
    file.addGauge("queries.running", metrics::runningQueries);
    file.addGauge("queries.queued", metrics::queuedQueries);
    file.addGauge("queries.waiting", metrics::waitingQueries);
    SnapshotMetrics snapshots = metrics.snapshots();
    file.addCount("snapshots.taken", snapshots::takenCount);
    file.addCount("snapshots.failed", snapshots::failedCount);
    file.addGauge("snapshots.last-us", () -> TimeUnit.NANOSECONDS.toMicros(snapshots.lastNs()));
  }

  private static long answered(EngineMetrics metrics) {
    long sum = 0;
    for (Histogram times : metrics.queryNs().values()) {
      sum += times.counts().total();
    }
    return sum;
  }

  /** Brings the file up to date; to be called each {@link #INTERVAL}. */
  public void publish() {
    CountersFile published = file;
    if (published == null) {
      return;
    }
    try {
      published.publish();
    } catch (RuntimeException | InternalError e) {
      // the JVM's word for a page of the file that is gone: nothing else may suffer from it
      file = null;
      LOG.error("the counters are no longer published", e);
    }
  }

  /** Says that the server ended in order. */
  @Override
  public void close() {
    CountersFile published = file;
    if (published != null) {
      file = null;
      published.close();
    }
  }
}
