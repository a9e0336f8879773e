package io.ringfold.bench.history;

import io.ringfold.bench.result.Measurement;
import io.ringfold.bench.result.Results;
import io.ringfold.bench.result.Verdict;
import io.ringfold.bench.row.Row;
import io.ringfold.bench.row.RowContext;
import java.util.Map;

/** W7: how soon a journal without a snapshot is recovered, beside reading it at all. */
public final class RestartRow implements Row {
  private static final long EVENTS = 10_000_000;
  private static final double LONGEST_S = 300;
  private static final double SHARE_OF_SCAN = 0.3;
  private static final double EVENTS_A_SECOND = 2_000_000;

  @Override
  public String id() {
    return "W7";
  }

  @Override
  public String title() {
    return "restart on 10 M bank events, no snapshot";
  }

  @Override
  public String toReach() {
    return "≥ 0.3 of a scan of the same files with their checksums, and ≥ 2 M events/s";
  }

  @Override
  public Results run(RowContext context) {
    long events = context.sizeOr(EVENTS);
    History history = History.of(context, this, events);
    Results results =
        context.newResults(
            this,
            "ringfold: from the call of Engine.start until it takes commands, read models included;"
                + " a process's first, without warm-up",
            "scan: the journal's own reader over the same files, each record's checksum looked at;"
                + " in a process of its own, without warm-up",
            "files as the page cache holds them after they were written; left out: the JVM's start");
    Map<String, String> parameters = Map.of("events", Long.toString(history.events()));
    for (int round = 1; round <= context.rounds(); round++) {
      if (context.yardstickFirst(round)) {
        add(context, results, ScanMain.class, history, parameters, round);
      }
      add(context, results, RecoverMain.class, history, parameters, round);
      if (!context.yardstickFirst(round)) {
        add(context, results, ScanMain.class, history, parameters, round);
      }
    }
    results.judge(
        new Verdict(
            Results.text(parameters) + ": ringfold / scan",
            results.ratio("ringfold", "scan", parameters, "per-second"),
            SHARE_OF_SCAN,
            true));
    results.judge(
        new Verdict(
            Results.text(parameters) + ": events recovered a second",
            results.spread("ringfold", parameters, "per-second"),
            EVENTS_A_SECOND,
            true));
    return results;
  }

  private void add(
      RowContext context,
      Results results,
      Class<?> main,
      History history,
      Map<String, String> parameters,
      int round) {
    Measurement measured =
        context.jvm(this).run(main, history.arguments(), parameters, round, LONGEST_S);
    results.add(measured);
    context.say(
        "round %d: %s: %.0f events/s, %.2f s",
        round, measured.subject(), measured.perSecond(), measured.seconds());
  }
}
