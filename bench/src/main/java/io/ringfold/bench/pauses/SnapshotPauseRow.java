package io.ringfold.bench.pauses;

import io.ringfold.bench.process.Arguments;
import io.ringfold.bench.result.Measurement;
import io.ringfold.bench.result.Results;
import io.ringfold.bench.result.Verdict;
import io.ringfold.bench.row.Row;
import io.ringfold.bench.row.RowContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** W9: acknowledgements while snapshots of a large state are taken, beside the same without. */
public final class SnapshotPauseRow implements Row {
  private static final String SUBJECT = "ringfold";
  private static final String YARDSTICK = "without-snapshots";
  private static final int ACCOUNTS = 1_000_000;
  private static final int RATE = 2_000;
  private static final double LONGEST_S = 180;
  private static final double MOST_TIMES = 2;

  @Override
  public String id() {
    return "W9";
  }

  @Override
  public String title() {
    return "acknowledgements while a snapshot of 1 M accounts is taken, 2,000 transfers a second";
  }

  @Override
  public String toReach() {
    return "p99.9 within 2 × of the same without";
  }

  @Override
  public Results run(RowContext context) {
    Results results =
        context.newResults(
            this,
            "open loop: each transfer is due at its time whatever became of those before, its"
                + " latency counts from then",
            "snapshots: one after the other for the whole time; a state is rebuilt beside the"
                + " pipeline and written for each");
    for (int round = 1; round <= context.rounds(); round++) {
      for (String durability : context.durabilitiesOr("fsync")) {
        if (context.yardstickFirst(round)) {
          add(context, results, YARDSTICK, durability, round);
        }
        add(context, results, SUBJECT, durability, round);
        if (!context.yardstickFirst(round)) {
          add(context, results, YARDSTICK, durability, round);
        }
      }
    }
    for (Map<String, String> each : results.cases()) {
      results.judge(
          new Verdict(
              Results.text(each) + ": p99.9 with / without snapshots",
              results.ratio(SUBJECT, YARDSTICK, each, "p99.9-us"),
              MOST_TIMES,
              false));
    }
    return results;
  }

  private void add(
      RowContext context, Results results, String subject, String durability, int round) {
    long accounts = context.sizeOr(ACCOUNTS);
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("durability", durability);
    parameters.put("accounts", Long.toString(accounts));
    Measurement measured =
        context
            .jvm(this)
            .run(
                PacedMain.class,
                Arguments.line(
                    "subject", subject,
                    "durability", durability,
                    "accounts", accounts,
                    "rate", RATE,
                    "warm-up", context.warmUpSeconds(),
                    "seconds", context.seconds()),
                parameters,
                round,
                LONGEST_S + context.warmUpSeconds() + context.seconds());
    results.add(measured);
    context.say(
        "round %d: %s: p99.9 %.0f µs, %.0f%% of the rate",
        round, subject, measured.figure("p99.9-us"), 100 * measured.figure("rate-held"));
  }
}
