package io.ringfold.bench.load;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * One run: connects the lanes, keeps the clock, waits for the last answer. Used once, by one
 * thread.
 */
final class LoadRun implements Lane.Run {

  /** Makes a link to a server. */
  @FunctionalInterface
  interface LinkOpener {
    Link open(URI url, Link.Listener listener) throws IOException;
  }

  /** A frame due just before the end may be a little late, like any other. */
  private static final long LATE_SENDING_NS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Closer than this to the next frame, sleeping would be late. */
  private static final long SPIN_NS = 80_000;

  private static final long LONGEST_NAP_NS = 1_000_000;
  private static final long NAP_WITHOUT_ROOM_NS = 50_000;

  private final LoadPlan plan;
  private final LinkOpener opener;
  private final Consumer<String> progress;
  private final Latencies acks = new Latencies();
  private final Latencies updates = new Latencies();
  private final AtomicReference<Violation> failure = new AtomicReference<>();
  private final List<Lane> lanes = new ArrayList<>();

  private volatile long measureFromNs = Long.MAX_VALUE;
  private volatile long endNs = Long.MAX_VALUE;
  private volatile boolean sending = true;
  private long nextProgressNs;
  private Lane.Counts lastShown = Lane.Counts.NONE;

  /**
   * @param progress gets a line each second
   */
  LoadRun(LoadPlan plan, LinkOpener opener, Consumer<String> progress) {
    this.plan = plan;
    this.opener = opener;
    this.progress = progress;
  }

  /**
   * Runs.
   *
   * @throws Violation where an answer was wrong or missing
   * @throws IOException where a connection cannot be made
   */
  LoadReport run() throws IOException {
    try {
      connect();
      long startNs = System.nanoTime() + 20_000_000;
      measureFromNs = startNs + plan.warmUp().toNanos();
      endNs = measureFromNs + plan.duration().toNanos();
      nextProgressNs = startNs + 1_000_000_000;
      for (int i = 0; i < lanes.size(); i++) {
        // spread over one interval, so that the lanes do not send all at one instant
        double phase = plan.isOpenLoop() ? plan.frameIntervalNs() * i / lanes.size() : 0;
        lanes.get(i).start(startNs + (long) phase);
      }
      send();
      awaitAnswers();
      return report(System.nanoTime());
    } finally {
      lanes.forEach(Lane::close);
    }
  }

  private void connect() throws IOException {
    String separator = plan.url().getQuery() == null ? "?" : "&";
    URI url = URI.create(plan.url() + separator + "updates=" + (plan.updates() ? "mine" : "none"));
    String runId = UUID.randomUUID().toString().substring(0, 13);
    for (int i = 0; i < plan.connections(); i++) {
      Lane lane = new Lane(plan, this, System::nanoTime, "load-" + runId + "-" + i);
      lanes.add(lane);
      lane.attach(opener.open(url, lane));
    }
  }

  private void send() {
    long now = System.nanoTime();
    while (now < endNs + LATE_SENDING_NS && failure.get() == null) {
      long nextDueNs = endNs;
      for (Lane lane : lanes) {
        lane.pump();
        nextDueNs = Math.min(nextDueNs, lane.nextDueNs());
      }
      showProgress();
      now = System.nanoTime();
      if (now >= endNs && nextDueNs >= endNs) {
        break;
      }
      nap(nextDueNs - now);
      now = System.nanoTime();
    }
    sending = false;
  }

  private void nap(long untilDueNs) {
    if (!plan.isOpenLoop()) {
      // answers drive the lanes; this thread only watches
      LockSupport.parkNanos(LONGEST_NAP_NS);
    } else if (untilDueNs <= 0) {
      LockSupport.parkNanos(NAP_WITHOUT_ROOM_NS);
    } else if (untilDueNs > 2 * SPIN_NS) {
      LockSupport.parkNanos(Math.min(untilDueNs - SPIN_NS, LONGEST_NAP_NS));
    } else {
      Thread.yield();
    }
  }

  private void awaitAnswers() {
    long giveUpNs = System.nanoTime() + plan.patience().toNanos();
    while (failure.get() == null && !lanes.stream().allMatch(Lane::isFinished)) {
      if (System.nanoTime() > giveUpNs) {
        Lane.Counts counts = counts();
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
                    + (plan.updates() ? ", and " + counts.updated() + " updates came" : "")));
      }
      showProgress();
      LockSupport.parkNanos(LONGEST_NAP_NS);
    }
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  private LoadReport report(long finishedNs) {
    Lane.Counts counts = counts();
    if (counts.lastSeq() - counts.firstSeq() + 1 < counts.acknowledged()) {
      throw new Violation(
          counts.acknowledged()
              + " commands were acknowledged with sequences from "
              + counts.firstSeq()
              + " to "
              + counts.lastSeq()
              + ": some were given twice");
    }
    if (acks.all().getTotalCount() == 0) {
      throw new Violation(
          "no command was acknowledged in the measurement: give it more time, or a rate that has a"
              + " frame due in it");
    }
    long measuredNs = Math.max(plan.duration().toNanos(), finishedNs - measureFromNs);
    return new LoadReport(plan, counts, acks.all(), updates.all(), measuredNs / 1e9);
  }

  private Lane.Counts counts() {
    return lanes.stream().map(Lane::counts).reduce(Lane.Counts.NONE, Lane.Counts::plus);
  }

  private void showProgress() {
    long now = System.nanoTime();
    if (now < nextProgressNs) {
      return;
    }
    nextProgressNs += 1_000_000_000;
    Lane.Counts counts = counts();
    Histogram interval = acks.interval();
    progress.accept(
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
