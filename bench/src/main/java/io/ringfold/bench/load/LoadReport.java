package io.ringfold.bench.load;

import io.ringfold.bench.machine.Conditions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * What a run measured. All its checks held, or there would be none.
 *
 * @param acks latencies of the measured commands, in ns; not to be changed
 * @param updates the same until their updates came; empty where none were asked for
 * @param seconds from the begin of the measurement to the last answer
 */
public record LoadReport(
    LoadPlan plan, Counts counts, Histogram acks, Histogram updates, double seconds) {

  /**
   * How many of what, warm-up and measurement together.
   *
   * @param firstSeq the first sequence acknowledged; 0 for none
   * @param lastSeq the last sequence acknowledged; 0 for none
   * @param durability what the acknowledgements named; null for none
   */
  public record Counts(
      long sent,
      long acknowledged,
      long updated,
      long busy,
      long firstSeq,
      long lastSeq,
      String durability) {

    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, null);

    /** Of two lanes together. */
    Counts plus(Counts other) {
      return new Counts(
          sent + other.sent,
          acknowledged + other.acknowledged,
          updated + other.updated,
          busy + other.busy,
          firstSeq == 0 || other.firstSeq == 0
              ? Math.max(firstSeq, other.firstSeq)
              : Math.min(firstSeq, other.firstSeq),
          Math.max(lastSeq, other.lastSeq),
          durability == null ? other.durability : durability);
    }
  }

  /** A run that sent less of what was due than this says so. */
  private static final double SENT_OF_DUE = 0.99;

  /** And one whose last answers came later after the end than this part of the duration. */
  private static final double LATE_ANSWERS = 0.05;

  private record Column(String name, ToDoubleFunction<Histogram> ns) {
    static Column percentile(String name, double percentile) {
      return new Column(name, histogram -> histogram.getValueAtPercentile(percentile));
    }
  }

  private static final List<Column> COLUMNS =
      List.of(
          Column.percentile("p50", 50),
          Column.percentile("p90", 90),
          Column.percentile("p99", 99),
          Column.percentile("p99.9", 99.9),
          Column.percentile("p99.99", 99.99),
          new Column("max", Histogram::getMaxValue));

  /**
   * Whether anything was: where a server is far too slow for a rate, it may still be at the
   * warm-up's commands when all is over.
   */
  public boolean measuredSomething() {
    return acks.getTotalCount() > 0;
  }

  /** Measured commands acknowledged a second. */
  public double achievedPerSecond() {
    return acks.getTotalCount() / seconds;
  }

  /** Whether the rate asked for was reached; a closed loop asks for none. */
  public boolean reachedItsRate() {
    return !plan.isOpenLoop()
        || (acks.getTotalCount() + counts.busy() >= SENT_OF_DUE * due()
            && seconds <= (1 + LATE_ANSWERS) * durationSeconds());
  }

  /** How many commands were due in the measurement. */
  private long due() {
    return (long) (plan.ratePerSecond() * durationSeconds());
  }

  private double durationSeconds() {
    return plan.duration().toMillis() / 1e3;
  }

  /** For a person. */
  String text() {
    List<String> lines = new ArrayList<>();
    lines.add("on " + Conditions.ofThisMachine() + " (the rig's side)");
    lines.add(
        String.format(
            Locale.ROOT,
            "%d connections, window %d, %d commands a frame%s, %s, updates %s;"
                + " %.1f s warm-up, %.1f s measured",
            plan.connections(),
            plan.window(),
            plan.batch(),
            plan.size() == 0 ? "" : String.format(Locale.ROOT, " of %d bytes each", plan.size()),
            plan.isOpenLoop()
                ? String.format(Locale.ROOT, "open loop at %.0f/s", plan.ratePerSecond())
                : "closed loop",
            plan.hasUpdates() ? "received" : "none",
            plan.warmUp().toMillis() / 1e3,
            durationSeconds()));
    lines.add(
        String.format(
            Locale.ROOT,
            "%d commands sent, %d acknowledged with durability %s, %d refused with busy;"
                + " measured %d: %.0f/s",
            counts.sent(),
            counts.acknowledged(),
            counts.durability(),
            counts.busy(),
            acks.getTotalCount(),
            achievedPerSecond()));
    StringBuilder head = new StringBuilder(String.format(Locale.ROOT, "%-8s", "µs"));
    COLUMNS.forEach(column -> head.append(String.format(Locale.ROOT, "%12s", column.name())));
    lines.add(head.toString());
    lines.add(row("ack", acks));
    if (plan.hasUpdates()) {
      lines.add(row("update", updates));
    }
    lines.add(
        plan.isOpenLoop()
            ? "from the time a command was due, whether or not it could be sent then"
            : "from the time a command was sent: a closed loop waits with the server and says"
                + " little about its tail");
    if (!reachedItsRate()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "WARNING: the rate was missed: %.0f/s asked for, %.0f/s reached. %d commands that were"
                  + " due were not sent in time and are in no percentile: the tail is worse than it"
                  + " looks.",
              plan.ratePerSecond(),
              achievedPerSecond(),
              Math.max(0, due() - acks.getTotalCount() - counts.busy())));
    }
    if (counts.busy() > 0) {
      lines.add(
          "WARNING: the server was too busy for "
              + counts.busy()
              + " commands; they are in no percentile.");
    }
    return String.join(System.lineSeparator(), lines);
  }

  /** For a program. */
  String json() {
    StringBuilder json = new StringBuilder("{");
    json.append("\"connections\":").append(plan.connections());
    json.append(",\"window\":").append(plan.window());
    json.append(",\"batch\":").append(plan.batch());
    json.append(",\"size\":").append(plan.size());
    json.append(",\"rate\":").append(plan.ratePerSecond());
    json.append(",\"achieved\":").append(Math.round(achievedPerSecond()));
    json.append(",\"rate-reached\":").append(reachedItsRate());
    json.append(",\"sent\":").append(counts.sent());
    json.append(",\"acknowledged\":").append(counts.acknowledged());
    json.append(",\"updated\":").append(counts.updated());
    json.append(",\"busy\":").append(counts.busy());
    json.append(",\"durability\":\"").append(counts.durability()).append('"');
    json.append(",\"ack-us\":").append(json(acks));
    if (plan.hasUpdates()) {
      json.append(",\"update-us\":").append(json(updates));
    }
    return json.append('}').toString();
  }

  private static String row(String name, Histogram histogram) {
    StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-8s", name));
    for (Column column : COLUMNS) {
      row.append(String.format(Locale.ROOT, "%12.1f", column.ns().applyAsDouble(histogram) / 1e3));
    }
    return row.toString();
  }

  private static String json(Histogram histogram) {
    List<String> fields = new ArrayList<>();
    for (Column column : COLUMNS) {
      fields.add(
          String.format(
              Locale.ROOT,
              "\"%s\":%.1f",
              column.name(),
              column.ns().applyAsDouble(histogram) / 1e3));
    }
    return "{" + String.join(",", fields) + "}";
  }
}
