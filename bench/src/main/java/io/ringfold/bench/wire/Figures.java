package io.ringfold.bench.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of a row, several rounds of each; printed by their medians, with their spread. */
final class Figures {

  /**
   * @param what was done, like {@code window=64}
   * @param side who was measured: {@code ringfold} or a yardstick
   * @param measure with its unit, like {@code commands/s}
   */
  record Key(String what, String side, String measure) {}

  private final Map<Key, List<Double>> values = new LinkedHashMap<>();

  void add(String what, String side, String measure, double value) {
    values.computeIfAbsent(new Key(what, side, measure), key -> new ArrayList<>()).add(value);
  }

  boolean has(String what, String side, String measure) {
    return values.containsKey(new Key(what, side, measure));
  }

  /** Of the rounds. */
  double median(String what, String side, String measure) {
    List<Double> rounds = values.get(new Key(what, side, measure));
    if (rounds == null) {
      throw new IllegalArgumentException(
          "nothing was measured as " + measure + " of " + side + " at " + what);
    }
    double[] sorted = sorted(rounds);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double[] sorted(List<Double> rounds) {
    return rounds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }

  /** A line for each figure: its median, the least and the most of its rounds. */
  String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "%-22s %-14s %-28s %14s %14s %14s%n",
            "",
            "",
            "",
            "median",
            "least",
            "most"));
    values.forEach(
        (key, rounds) -> {
          double[] sorted = sorted(rounds);
          table.append(
              String.format(
                  Locale.ROOT,
                  "%-22s %-14s %-28s %14s %14s %14s%n",
                  key.what(),
                  key.side(),
                  key.measure(),
                  shown(median(key.what(), key.side(), key.measure())),
                  shown(sorted[0]),
                  shown(sorted[sorted.length - 1])));
        });
    return table.toString();
  }

  private static String shown(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%,.0f" : "%.2f", value);
  }

  /** All rounds, as comma-separated values with a head. */
  String csv() {
    StringBuilder csv = new StringBuilder("what,side,measure,round,value\n");
    values.forEach(
        (key, rounds) -> {
          for (int i = 0; i < rounds.size(); i++) {
            csv.append(
                String.format(
                    Locale.ROOT,
                    "%s,%s,%s,%d,%.3f%n",
                    key.what(),
                    key.side(),
                    key.measure(),
                    i + 1,
                    rounds.get(i)));
          }
        });
    return csv.toString();
  }
}
