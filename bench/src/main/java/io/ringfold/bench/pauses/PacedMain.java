package io.ringfold.bench.pauses;

import io.ringfold.bench.process.Arguments;
import io.ringfold.bench.process.MeasuredJvm;
import io.ringfold.bench.result.Measurement;
import io.ringfold.bench.transfers.Transfers;
import io.ringfold.bench.transfers.WorkDirectory;
import io.ringfold.engine.Durability;
import io.ringfold.engine.domain.Domains;
import io.ringfold.examples.bank.Bank;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Transfers at a fixed rate, whatever becomes of those before, their latency counted from when each
 * was due; with a thread that takes one snapshot after the other, or without.
 */
final class PacedMain {
  private static final int WINDOW = 8192;

  /** What a thread sleeps too long at times; the rest of the way it spins. */
  private static final long SPIN_NS = TimeUnit.MICROSECONDS.toNanos(80);

  private PacedMain() {}

  public static void main(String[] args) throws InterruptedException {
    Arguments arguments = Arguments.of(args);
    double rate = arguments.number("rate");
    try (WorkDirectory directory = WorkDirectory.create();
        Transfers transfers =
            new Transfers(
                Transfers.quiet(directory.path(), Durability.of(arguments.text("durability"))),
                Domains.of(Bank.DEFINITION),
                WINDOW,
                (int) arguments.whole("accounts"),
                Transfers.ID_LENGTH)) {
      transfers.engine().snapshot();
      pace(transfers, rate, arguments.number("warm-up"));
      transfers.awaitAll();
      transfers.latenciesNs().reset();
      SnapshotLoop snapshots =
          arguments.text("subject").equals("ringfold")
              ? new SnapshotLoop(transfers.engine())
              : null;
      long begunNs = System.nanoTime();
      long sent = pace(transfers, rate, arguments.number("seconds"));
      double seconds = (System.nanoTime() - begunNs) / 1e9;
      transfers.awaitAll();
      Histogram latencies = transfers.latenciesNs();
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("rate-held", sent / seconds / rate);
      if (snapshots != null) {
        snapshots.endAfterThisOne();
        figures.put("snapshots", (double) snapshots.taken());
        figures.put("snapshot-s", transfers.engine().metrics().snapshots().lastNs() / 1e9);
      }
      transfers.requireEverythingRight();
      System.out.println(
          MeasuredJvm.resultLine(
              new Measurement(
                  arguments.text("subject"),
                  "",
                  Map.of(),
                  "fdatasync of the commit log before completion",
                  1,
                  sent / seconds,
                  sent,
                  seconds,
                  latencies,
                  figures,
                  "every command answered once, in order, accepted; balances add up"
                      + (snapshots == null ? "" : "; every snapshot was taken"))));
    }
  }

  /** How many were sent in this time. */
  private static long pace(Transfers transfers, double rate, double seconds) {
    long count = (long) (rate * seconds);
    long begunNs = System.nanoTime();
    for (long i = 0; i < count; i++) {
      long dueNs = begunNs + (long) (i / rate * TimeUnit.SECONDS.toNanos(1));
      long aheadNs;
      while ((aheadNs = dueNs - System.nanoTime()) > 0) {
        if (aheadNs > SPIN_NS) {
          LockSupport.parkNanos(aheadNs - SPIN_NS);
        } else {
          Thread.onSpinWait();
        }
      }
      transfers.publishNext(dueNs);
    }
    return count;
  }
}
