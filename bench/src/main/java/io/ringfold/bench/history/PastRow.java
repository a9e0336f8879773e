package io.ringfold.bench.history;

import io.ringfold.bench.process.Arguments;
import io.ringfold.bench.result.BenchException;
import io.ringfold.bench.result.Measurement;
import io.ringfold.bench.result.Results;
import io.ringfold.bench.result.Verdict;
import io.ringfold.bench.row.Row;
import io.ringfold.bench.row.RowContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** W10: how soon a past state answers, with snapshots on the way and without any. */
public final class PastRow implements Row {
  private static final String SUBJECT = "ringfold";
  private static final String YARDSTICK = "full-replay";
  private static final long EVENTS = 10_000_000;
  private static final int SNAPSHOTS = 10;
  private static final int NEAR = 1_000;
  private static final double LONGEST_S = 300;
  private static final double MOST_SECONDS = 1;

  @Override
  public String id() {
    return "W10";
  }

  @Override
  public String title() {
    return "query as of a past sequence, 10 M events, snapshots every 1 M";
  }

  @Override
  public String toReach() {
    return "≤ 1 s, and cached after that";
  }

  @Override
  public Results run(RowContext context) {
    long events = context.sizeOr(EVENTS);
    History without = History.of(context, this, events);
    long every = Math.max(1, without.sequence() / SNAPSHOTS);
    History with = History.withSnapshots(context, this, events, every);
    long asked = every * (SNAPSHOTS / 2) + every / 2;
    Results results =
        context.newResults(
            this,
            "as of a sequence half-way between two snapshots, near the middle of the history;"
                + " the first question of its process, then the same again, then one a little"
                + " later; the total of all balances",
            "full replay: the same question of the same history without any snapshot",
            "files as the page cache holds them; left out: network, JSON");
    Map<String, String> parameters = Map.of("events", Long.toString(with.events()));
    for (int round = 1; round <= context.rounds(); round++) {
      if (context.yardstickFirst(round)) {
        add(context, results, YARDSTICK, without, asked, parameters, round);
      }
      add(context, results, SUBJECT, with, asked, parameters, round);
      if (!context.yardstickFirst(round)) {
        add(context, results, YARDSTICK, without, asked, parameters, round);
      }
    }
    if (results.measurements().stream()
            .mapToDouble(each -> each.figure("balances-crc"))
            .distinct()
            .count()
        != 1) {
      throw new BenchException(
          "a snapshot and a full replay came to different balances as of " + asked);
    }
    judge(results, parameters, "first", "seconds for the first question");
    judge(results, parameters, "again", "seconds for the same again");
    judge(results, parameters, "near", "seconds for one a little later");
    return results;
  }

  private static void judge(
      Results results, Map<String, String> parameters, String question, String what) {
    results.judge(
        new Verdict(
            Results.text(parameters) + ": " + what,
            results.spread(SUBJECT, parameters, question + "-s"),
            MOST_SECONDS,
            false));
  }

  private void add(
      RowContext context,
      Results results,
      String subject,
      History history,
      long asked,
      Map<String, String> parameters,
      int round) {
    List<String> arguments = new ArrayList<>(history.arguments());
    arguments.addAll(
        Arguments.line(
            "subject",
            subject,
            "as-of",
            asked,
            "near",
            Math.min(history.sequence(), asked + NEAR)));
    Measurement measured =
        context.jvm(this).run(PastMain.class, arguments, parameters, round, LONGEST_S);
    results.add(measured);
    context.say(
        "round %d: %s: %.3f s, again %.4f s, near it %.4f s",
        round,
        subject,
        measured.figure("first-s"),
        measured.figure("again-s"),
        measured.figure("near-s"));
  }
}
