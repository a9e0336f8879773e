package io.ringfold.bench.growth;

import io.ringfold.bench.process.Arguments;
import io.ringfold.bench.result.Chart;
import io.ringfold.bench.result.Measurement;
import io.ringfold.bench.result.Results;
import io.ringfold.bench.row.Row;
import io.ringfold.bench.row.RowContext;
import io.ringfold.bench.transfers.ClosedLoopMain;
import io.ringfold.bench.transfers.Transfers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Bank transfers in process while one thing grows: throughput and latency over it. */
public final class TransferGrowthRow implements Row {
  private static final int WINDOW = 512;
  private static final int ACCOUNTS = 1_000;
  private static final double LONGEST_START_S = 120;
  private static final double STARTED_ACCOUNTS_A_SECOND = 10_000;

  /** What a command carries besides the ids: its uuid and the amount. */
  private static final int BYTES_BESIDES_IDS = 24;

  private static final int MOST_COMMAND_BYTES = 424;

  /** What grows. */
  private enum Of {
    WINDOW("window", "commands in flight"),
    ACCOUNTS("accounts", "accounts"),
    COMMAND_SIZE("command-size", "bytes of a command");

    private final String label;
    private final String text;

    Of(String label, String text) {
      this.label = label;
      this.text = text;
    }
  }

  private final Of of;

  private TransferGrowthRow(Of of) {
    this.of = of;
  }

  public static TransferGrowthRow ofWindow() {
    return new TransferGrowthRow(Of.WINDOW);
  }

  public static TransferGrowthRow ofAccounts() {
    return new TransferGrowthRow(Of.ACCOUNTS);
  }

  public static TransferGrowthRow ofCommandSize() {
    return new TransferGrowthRow(Of.COMMAND_SIZE);
  }

  @Override
  public String id() {
    return "growth-" + of.label;
  }

  @Override
  public String title() {
    return "bank transfers in process, over " + of.text;
  }

  @Override
  public String toReach() {
    return "nothing: shows the curve";
  }

  private List<Long> values(RowContext context) {
    List<Long> values = new ArrayList<>();
    switch (of) {
      case WINDOW ->
          context
              .windowsOr(1, 4, 16, 64, 256, 1024, 4096, 8192)
              .forEach(window -> values.add((long) window));
      case ACCOUNTS -> {
        long most = context.sizeOr(1_000_000);
        for (long accounts = Math.min(ACCOUNTS, most); accounts <= most; accounts *= 10) {
          values.add(accounts);
        }
      }
      case COMMAND_SIZE -> {
        long most = context.sizeOr(MOST_COMMAND_BYTES);
        for (int bytes = 96; bytes <= Math.min(most, MOST_COMMAND_BYTES); bytes += 82) {
          values.add((long) bytes);
        }
      }
      default -> throw new IllegalStateException(of.label);
    }
    return values;
  }

  @Override
  public Results run(RowContext context) {
    Results results =
        context.newResults(
            this,
            "but for what grows: window " + WINDOW + ", 1,000 accounts, commands of 96 bytes",
            "left out: network, JSON, snapshots");
    for (int round = 1; round <= context.rounds(); round++) {
      for (String durability : context.durabilitiesOr("fsync")) {
        for (long value : values(context)) {
          Measurement measured = measure(context, durability, value, round);
          results.add(measured);
          context.say(
              "round %d: %s, %s %d: %.0f/s",
              round, durability, of.label, value, measured.perSecond());
        }
      }
    }
    return results;
  }

  private Measurement measure(RowContext context, String durability, long value, int round) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("durability", durability);
    parameters.put(of.label, Long.toString(value));
    long accounts = of == Of.ACCOUNTS ? value : ACCOUNTS;
    long idLength = of == Of.COMMAND_SIZE ? (value - BYTES_BESIDES_IDS) / 2 : Transfers.ID_LENGTH;
    return context
        .jvm(this)
        .run(
            ClosedLoopMain.class,
            Arguments.line(
                "durability",
                durability,
                "preset",
                context.preset().label(),
                "window",
                of == Of.WINDOW ? value : WINDOW,
                "accounts",
                accounts,
                "id-length",
                idLength,
                "warm-up",
                context.warmUpSeconds(),
                "seconds",
                context.seconds(),
                "garbage",
                false),
            parameters,
            round,
            LONGEST_START_S
                + accounts / STARTED_ACCOUNTS_A_SECOND
                + context.warmUpSeconds()
                + context.seconds());
  }

  @Override
  public Map<String, Chart> charts(Results results) {
    return Map.of(
        "throughput",
        chart(results, "commands/s", "per-second"),
        "latency",
        chart(results, "latency, µs", "p50-us", "p99-us"));
  }

  private Chart chart(Results results, String labelY, String... figures) {
    Chart chart = new Chart(id() + ": " + title(), of.text, labelY);
    List<String> durabilities =
        results.cases().stream().map(each -> each.get("durability")).distinct().toList();
    for (String durability : durabilities) {
      List<Map<String, String>> cases =
          results.cases().stream()
              .filter(each -> each.get("durability").equals(durability))
              .toList();
      for (String figure : figures) {
        chart.add(
            new Chart.Series(
                durability + ", " + figure,
                cases.stream()
                    .mapToDouble(each -> Double.parseDouble(each.get(of.label)))
                    .toArray(),
                cases.stream()
                    .mapToDouble(each -> results.spread("ringfold", each, figure).median())
                    .toArray()));
      }
    }
    return chart;
  }
}
