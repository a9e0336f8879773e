package io.ringfold.bench.transfers;

import io.ringfold.bench.process.Arguments;
import io.ringfold.bench.process.MeasuredJvm;
import io.ringfold.bench.result.Measurement;
import io.ringfold.engine.Durability;
import io.ringfold.engine.Preset;
import io.ringfold.engine.domain.Domains;
import io.ringfold.examples.bank.Bank;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Transfers with so many in flight at once, in a JVM of their own: how many a second, how long each
 * takes, and what the engine's threads allocate for it.
 */
public final class ClosedLoopMain {
  private static final String STAGE = "ringfold-";

  private ClosedLoopMain() {}

  public static void main(String[] args) {
    Arguments arguments = Arguments.of(args);
    Durability durability = Durability.of(arguments.text("durability"));
    Preset preset = Preset.of(arguments.text("preset"));
    try (WorkDirectory directory = WorkDirectory.create();
        Transfers transfers =
            new Transfers(
                Transfers.quiet(directory.path(), durability).withPreset(preset),
                Domains.of(Bank.DEFINITION),
                (int) arguments.whole("window"),
                (int) arguments.whole("accounts"),
                (int) arguments.whole("id-length"))) {
      publishFor(transfers, arguments.number("warm-up"));
      transfers.awaitAll();
      transfers.latenciesNs().reset();
      AllocatedBytes allocated = new AllocatedBytes();
      long begunNs = System.nanoTime();
      long completed = publishFor(transfers, arguments.number("seconds"));
      double seconds = (System.nanoTime() - begunNs) / 1e9;
      transfers.awaitAll();
      long answered = transfers.latenciesNs().getTotalCount();
      Map<String, Long> bytes = allocated.byThread();
      transfers.requireEverythingRight();
      System.out.println(
          MeasuredJvm.resultLine(
              new Measurement(
                  "ringfold",
                  "",
                  Map.of(),
                  durability == Durability.FSYNC
                      ? "fdatasync of the commit log before completion"
                      : "page cache only (crash)",
                  1,
                  completed / seconds,
                  completed,
                  seconds,
                  transfers.latenciesNs(),
                  arguments.text("garbage").equals("true") ? figures(bytes, answered) : Map.of(),
                  "every command answered once, in order, accepted; sequences dense; balances add"
                      + " up")));
    }
  }

  private static long publishFor(Transfers transfers, double seconds) {
    long lengthNs = (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    long begunNs = System.nanoTime();
    long completed = 0;
    while (System.nanoTime() - begunNs < lengthNs) {
      completed += transfers.publishNext();
    }
    return completed;
  }

  /** Bytes a command: of each stage, of the path to the reply, of everybody else. */
  private static Map<String, Double> figures(Map<String, Long> bytes, long commands) {
    Map<String, Double> figures = new LinkedHashMap<>();
    double path = 0;
    for (String stage : new String[] {"decide", "journal", "reply"}) {
      path += bytes.getOrDefault(STAGE + stage, 0L);
    }
    figures.put("path-bytes", path / commands);
    double others = 0;
    for (Map.Entry<String, Long> thread : bytes.entrySet()) {
      if (thread.getKey().equals(Thread.currentThread().getName())) {
        figures.put("client-bytes", (double) thread.getValue() / commands);
      } else if (thread.getKey().matches(STAGE + "(decide|journal|reply|project|clear)")) {
        figures.put(
            thread.getKey().substring(STAGE.length()) + "-bytes",
            (double) thread.getValue() / commands);
      } else {
        others += thread.getValue();
      }
    }
    figures.put("other-bytes", others / commands);
    return figures;
  }
}
