package io.ringfold.bench.peers;

import io.ringfold.bench.machine.Conditions;
import io.ringfold.bench.BenchException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Row W2: for each durability and window, Ringfold and every peer in turn, each in a process of its
 * own; in every second round the other way round. The ratio is Ringfold's to the best peer's of the
 * same round; the median of the rounds is printed, with the lowest and the highest.
 */
public final class PeersRow {
  private static final DateTimeFormatter FILE_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  /**
   * What shall be measured, and how long.
   *
   * @param heap of the measured JVMs, as {@code -Xmx} takes it
   * @param results where results and, while measuring, data are put
   */
  public record Plan(
      List<Integer> windows,
      List<String> durabilities,
      int rounds,
      double warmUpSeconds,
      double seconds,
      String heap,
      Path results) {}

  private record Case(String durability, int window) {}

  private final Plan plan;
  private final PrintStream err;
  private final Map<Case, List<Map<Subject, Double>>> rounds = new LinkedHashMap<>();
  private final Map<String, String> durableBy = new LinkedHashMap<>();
  private final List<String> lines = new ArrayList<>();

  public PeersRow(Plan plan, PrintStream err) {
    this.plan = plan;
    this.err = err;
  }

  /**
   * Measures, writes the results, and returns the table.
   *
   * @throws BenchException where a run failed, be it by one of its checks
   */
  public String run() {
    PeerModules modules = PeerModules.ofThisClone(err);
    String name = "W2-" + FILE_TIME.format(Instant.now());
    Path log = plan.results().resolve(name + ".log");
    try {
      Files.createDirectories(plan.results());
      for (int round = 0; round < plan.rounds(); round++) {
        for (String durability : plan.durabilities()) {
          for (int window : plan.windows()) {
            measure(new Case(durability, window), round, modules, log);
          }
        }
      }
      String table = table();
      Files.writeString(plan.results().resolve(name + ".txt"), table);
      Files.write(plan.results().resolve(name + ".jsonl"), lines);
      return table + "kept in " + plan.results().resolve(name) + ".txt and .jsonl";
    } catch (IOException e) {
      throw new BenchException("cannot write to " + plan.results() + ": " + e.getMessage(), e);
    }
  }

  private void measure(Case each, int round, PeerModules modules, Path log) {
    List<Subject> order = new ArrayList<>(List.of(Subject.values()));
    if (round % 2 == 1) {
      order.sort(Comparator.reverseOrder());
    }
    Map<Subject, Double> found = new EnumMap<>(Subject.class);
    for (Subject subject : order) {
      List<String> command = new ArrayList<>(subject.command(modules, plan.heap()));
      command.addAll(
          List.of(
              "--window",
              Integer.toString(each.window()),
              "--durability",
              each.durability(),
              "--seconds",
              Double.toString(plan.seconds()),
              "--warm-up",
              Double.toString(plan.warmUpSeconds()),
              "--data",
              plan.results().toAbsolutePath().toString()));
      PeerResult result = PeerResult.of(command, log);
      found.put(subject, result.perSecond());
      durableBy.putIfAbsent(subject.module() + ", " + each.durability(), result.durableBy());
      lines.add(result.line());
      err.printf(
          Locale.ROOT,
          "bench: round %d: %s, %s, window %d: %.0f/s%n",
          round + 1,
          subject.module(),
          each.durability(),
          each.window(),
          result.perSecond());
    }
    rounds.computeIfAbsent(each, key -> new ArrayList<>()).add(found);
  }

  private String table() throws IOException {
    StringBuilder table = new StringBuilder();
    line(table, "W2: bank transfers in process, 1,000 accounts, about 100 bytes a command");
    line(table, "on %s, %s", Conditions.ofThisMachine(), Conditions.fileSystemOf(plan.results()));
    line(
        table,
        "%d rounds, each run in a process of its own with %s heap: %.1f s of warm-up, %.1f s"
            + " measured; one client thread; medians of the rounds, completed/s",
        plan.rounds(),
        plan.heap(),
        plan.warmUpSeconds(),
        plan.seconds());
    line(table, "");
    StringBuilder head = new StringBuilder(String.format("%-10s %6s", "durability", "window"));
    for (Subject subject : Subject.values()) {
      head.append(String.format(" %13s", subject.module()));
    }
    line(table, "%s  ratio to the best peer (lowest to highest)", head);
    rounds.forEach((each, found) -> line(table, "%s", row(each, found)));
    line(table, "");
    durableBy.forEach((subject, means) -> line(table, "%s: %s", subject, means));
    line(table, "");
    line(table, "Left out: network, JSON, snapshots, recovery. Checked in each run: every command");
    line(table, "completed once, in order (Prevayler has none), balances as the client counted.");
    return table.toString();
  }

  private static String row(Case each, List<Map<Subject, Double>> found) {
    StringBuilder row =
        new StringBuilder(
            String.format(Locale.ROOT, "%-10s %6d", each.durability(), each.window()));
    for (Subject subject : Subject.values()) {
      double[] scores = found.stream().mapToDouble(round -> round.get(subject)).toArray();
      row.append(String.format(Locale.ROOT, " %13.0f", median(scores)));
    }
    double[] ratios = found.stream().mapToDouble(PeersRow::ratio).toArray();
    Arrays.sort(ratios);
    row.append(
        String.format(
            Locale.ROOT,
            "  %.2f (%.2f to %.2f)",
            median(ratios),
            ratios[0],
            ratios[ratios.length - 1]));
    return row.toString();
  }

  private static double ratio(Map<Subject, Double> round) {
    double best = 0;
    for (Map.Entry<Subject, Double> each : round.entrySet()) {
      if (each.getKey() != Subject.RINGFOLD) {
        best = Math.max(best, each.getValue());
      }
    }
    return round.get(Subject.RINGFOLD) / best;
  }

  private static double median(double[] scores) {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static void line(StringBuilder table, String format, Object... values) {
    table.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }
}
