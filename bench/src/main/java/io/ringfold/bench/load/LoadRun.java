package io.ringfold.bench.load;

import io.ringfold.client.ClientSecurity;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * One run: connects the lanes, keeps the clock, waits for the last answer. Used once, by one
 * thread.
 */
public final class LoadRun implements Lane.Run {

  /** Gets what was measured in each second, beside the report of the whole. */
  @FunctionalInterface
  public interface Intervals {
    /** For nobody. */
    Intervals NONE = (answers, latencies) -> {};

    /**
     * @param answers {@code ack} or {@code update}
     * @param latencies in ns, with the interval's begin and end; valid during the call
     */
    void interval(String answers, Histogram latencies);
  }

  /** A frame due just before the end may be a little late, like any other. */
  private static final long LATE_SENDING_NS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Closer than this to the next frame, sleeping would be late. */
  private static final long SPIN_NS = 80_000;

  /**
   * Where frames are due more often than this, spinning would take a whole core from the server; it
   * sleeps instead, sends what became due meanwhile, and the few microseconds of being late count
   * as latency like any other.
   */
  private static final double LEAST_SPUN_INTERVAL_NS = 2_000_000;

  private static final long LONGEST_NAP_NS = 1_000_000;
  private static final long SHORTEST_NAP_NS = 50_000;

  private final LoadPlan plan;
  private final ClientSecurity security;
  private final LoadProgress progress;
  private final Intervals intervals;
  private final Latencies acks = new Latencies();
  private final Latencies updates = new Latencies();
  private final AtomicReference<Violation> failure = new AtomicReference<>();
  private final List<Lane> lanes = new ArrayList<>();

  private long startNs;
  private volatile long measureFromNs = Long.MAX_VALUE;
  private volatile long endNs = Long.MAX_VALUE;
  private volatile boolean sending = true;
  private long nextProgressNs;
  private LoadReport.Counts lastShown = LoadReport.Counts.NONE;

  /**
   * @param progress told each second
   */
  LoadRun(LoadPlan plan, ClientSecurity security, LoadProgress progress, Intervals intervals) {
    this.plan = plan;
    this.security = security;
    this.progress = progress;
    this.intervals = intervals;
  }

  /**
   * A run against a server of this machine that asks nobody who he is.
   *
   * @throws Violation where an answer was wrong or missing
   * @throws IOException where a connection cannot be made
   */
  public static LoadReport of(LoadPlan plan, Intervals intervals) throws IOException {
    return new LoadRun(plan, ClientSecurity.NONE, LoadProgress.NONE, intervals).run();
  }

  /**
   * Runs.
   *
   * @throws Violation where an answer was wrong or missing
   * @throws IOException where a connection cannot be made
   */
  LoadReport run() throws IOException {
    try (Links links = Links.to(plan.url(), security)) {
      connect(links);
      startNs = System.nanoTime() + 20_000_000;
      measureFromNs = startNs + plan.warmUp().toNanos();
      endNs = measureFromNs + plan.duration().toNanos();
      nextProgressNs = startNs + 1_000_000_000;
      lanes.forEach(lane -> lane.start(startNs));
      if (plan.isOpenLoop()) {
        sendWhatIsDue();
      } else {
        keepWindowsFull();
      }
      sending = false;
      awaitAnswers();
      return report(System.nanoTime());
    } finally {
      lanes.forEach(Lane::close);
    }
  }

  private void connect(Links links) throws IOException {
    String separator = plan.url().getQuery() == null ? "?" : "&";
    URI url =
        plan.peer() == LoadPlan.Peer.ECHO
            ? plan.url()
            : URI.create(plan.url() + separator + "updates=" + (plan.updates() ? "mine" : "none"));
    String runId = UUID.randomUUID().toString().substring(0, 13);
    for (int i = 0; i < plan.connections(); i++) {
      Lane lane = new Lane(plan, this, System::nanoTime, "load-" + runId + "-" + i, i);
      lanes.add(lane);
      lane.attach(links.open(url, lane));
    }
  }

  /** The lanes send in turn, so only one has to be looked at at a time. */
  private void sendWhatIsDue() {
    long frame = 0;
    while (failure.get() == null) {
      long dueNs = plan.dueNs(startNs, frame);
      if (dueNs >= endNs) {
        break;
      }
      long now = System.nanoTime();
      if (dueNs <= now) {
        lanes.get((int) (frame % lanes.size())).pump();
        frame++;
      } else {
        showProgress();
        napUntil(dueNs, now);
      }
    }
    // what was due and found no room: a lane sends it as soon as answers make some
    while (failure.get() == null
        && System.nanoTime() < endNs + LATE_SENDING_NS
        && lanes.stream().anyMatch(lane -> lane.nextDueNs() < endNs)) {
      LockSupport.parkNanos(LONGEST_NAP_NS);
    }
  }

  private void napUntil(long dueNs, long now) {
    long untilDueNs = dueNs - now;
    if (plan.frameIntervalNs() < LEAST_SPUN_INTERVAL_NS) {
      LockSupport.parkNanos(Math.max(untilDueNs, SHORTEST_NAP_NS));
    } else if (untilDueNs > 2 * SPIN_NS) {
      LockSupport.parkNanos(Math.min(untilDueNs - SPIN_NS, LONGEST_NAP_NS));
    } else {
      Thread.yield();
    }
  }

  /** Answers drive the lanes; this thread begins and watches. */
  private void keepWindowsFull() {
    while (System.nanoTime() < startNs) {
      LockSupport.parkNanos(LONGEST_NAP_NS);
    }
    lanes.forEach(Lane::pump);
    while (failure.get() == null && System.nanoTime() < endNs) {
      showProgress();
      LockSupport.parkNanos(Math.min(5 * LONGEST_NAP_NS, endNs - System.nanoTime()));
    }
  }

  private void awaitAnswers() {
    long giveUpNs = System.nanoTime() + plan.patience().toNanos();
    while (failure.get() == null && !lanes.stream().allMatch(Lane::isFinished)) {
      if (System.nanoTime() > giveUpNs) {
        LoadReport.Counts counts = counts();
        fail(
            new Violation(
                "after "
                    + plan.patience().toSeconds()
                    + " s answers are missing: of "
                    + counts.sent()
                    + " commands "
                    + counts.acknowledged()
                    + " were acknowledged, "
                    + counts.busy()
                    + " refused with busy"
                    + (plan.hasUpdates() ? ", and " + counts.updated() + " updates came" : "")));
      }
      showProgress();
      LockSupport.parkNanos(LONGEST_NAP_NS);
    }
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  private LoadReport report(long finishedNs) {
    LoadReport.Counts counts = counts();
    tellIntervals();
    if (plan.peer() == LoadPlan.Peer.RINGFOLD
        && counts.lastSeq() - counts.firstSeq() + 1 < counts.acknowledged()) {
      throw new Violation(
          counts.acknowledged()
              + " commands were acknowledged with sequences from "
              + counts.firstSeq()
              + " to "
              + counts.lastSeq()
              + ": some were given twice");
    }
    long measuredNs = Math.max(plan.duration().toNanos(), finishedNs - measureFromNs);
    return new LoadReport(plan, counts, acks.all(), updates.all(), measuredNs / 1e9);
  }

  private LoadReport.Counts counts() {
    return lanes.stream().map(Lane::counts).reduce(LoadReport.Counts.NONE, LoadReport.Counts::plus);
  }

  private void showProgress() {
    long now = System.nanoTime();
    if (now < nextProgressNs) {
      return;
    }
    nextProgressNs += 1_000_000_000;
    LoadReport.Counts counts = counts();
    Histogram interval = tellIntervals();
    progress.at(
        (now - startNs) / 1e9,
        String.format(
            Locale.ROOT,
            "%s %d sent/s, %d acknowledged/s, %d busy, %d in flight%s",
            now < measureFromNs ? "warm-up:" : "load:",
            counts.sent() - lastShown.sent(),
            counts.acknowledged() - lastShown.acknowledged(),
            counts.busy(),
            counts.sent() - counts.acknowledged() - counts.busy(),
            interval.getTotalCount() == 0
                ? ""
                : String.format(
                    Locale.ROOT,
                    ", ack p50 %.0f p99 %.0f max %.0f µs",
                    interval.getValueAtPercentile(50) / 1e3,
                    interval.getValueAtPercentile(99) / 1e3,
                    interval.getMaxValue() / 1e3)));
    lastShown = counts;
  }

  /** Returns the acknowledgements' latencies since the last call. */
  private Histogram tellIntervals() {
    Histogram interval = acks.interval();
    if (interval.getTotalCount() > 0) {
      intervals.interval("ack", interval);
    }
    if (plan.hasUpdates()) {
      Histogram updated = updates.interval();
      if (updated.getTotalCount() > 0) {
        intervals.interval("update", updated);
      }
    }
    return interval;
  }

  @Override
  public long measureFromNs() {
    return measureFromNs;
  }

  @Override
  public boolean maySend(long dueNs) {
    return sending && dueNs < endNs;
  }

  @Override
  public Latencies acks() {
    return acks;
  }

  @Override
  public Latencies updates() {
    return updates;
  }

  @Override
  public void fail(Violation violation) {
    failure.compareAndSet(null, violation);
  }
}
