package io.ringfold.bench.history;

import io.ringfold.bench.result.Chart;
import io.ringfold.bench.result.Measurement;
import io.ringfold.bench.result.Results;
import io.ringfold.bench.row.Row;
import io.ringfold.bench.row.RowContext;
import java.util.List;
import java.util.Map;

/** How the time of a restart grows with the journal, where there is no snapshot. */
public final class JournalLengthRow implements Row {
  private static final long FEWEST_EVENTS = 100_000;
  private static final long MOST_EVENTS = 10_000_000;
  private static final double LONGEST_S = 300;

  @Override
  public String id() {
    return "growth-journal-length";
  }

  @Override
  public String title() {
    return "restart without a snapshot, over the events in the journal";
  }

  @Override
  public String toReach() {
    return "nothing: shows the curve";
  }

  @Override
  public Results run(RowContext context) {
    Results results =
        context.newResults(this, "from the call of Engine.start until it takes commands");
    long most = context.sizeOr(MOST_EVENTS);
    for (int round = 1; round <= context.rounds(); round++) {
      for (long events = Math.min(FEWEST_EVENTS, most); events <= most; events *= 10) {
        History history = History.of(context, this, events);
        Map<String, String> parameters = Map.of("events", Long.toString(events));
        for (Class<?> main : List.of(RecoverMain.class, ScanMain.class)) {
          Measurement measured =
              context.jvm(this).run(main, history.arguments(), parameters, round, LONGEST_S);
          results.add(measured);
          context.say(
              "round %d: %s, %d events: %.2f s",
              round, measured.subject(), events, measured.seconds());
        }
      }
    }
    return results;
  }

  @Override
  public Map<String, Chart> charts(Results results) {
    Chart chart = new Chart(id() + ": " + title(), "events", "seconds");
    for (String subject : results.subjects()) {
      chart.add(
          new Chart.Series(
              subject,
              results.cases().stream()
                  .mapToDouble(each -> Double.parseDouble(each.get("events")))
                  .toArray(),
              results.cases().stream()
                  .mapToDouble(each -> results.spread(subject, each, "start-s").median())
                  .toArray()));
    }
    return Map.of("start", chart);
  }
}
