package io.ringfold.bench.result;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Writes results where people and programs find them: {@code name.csv}, {@code name.verdicts.csv},
 * {@code name.txt}, {@code name.hlog} (HdrHistogram's log, an interval a measurement, tagged with
 * its subject and parameters, in nanoseconds) and pictures {@code name-….svg}.
 */
public final class ResultFiles {
  /** What the name of the file of verdicts ends with. */
  public static final String VERDICTS = ".verdicts.csv";

  private ResultFiles() {}

  /**
   * @param name of the files, without ending
   * @param charts of the row's own, by what is added to the name; besides those every row gets one
   *     of its percentiles
   * @return the table, as it was written
   */
  public static String write(
      Results results, Path directory, String name, Map<String, Chart> charts) throws IOException {
    Files.createDirectories(directory);
    String table = table(results);
    Files.writeString(directory.resolve(name + ".txt"), table);
    Files.writeString(directory.resolve(name + ".csv"), csv(results));
    Path verdicts = directory.resolve(name + VERDICTS);
    if (results.verdicts().isEmpty()) {
      Files.deleteIfExists(verdicts);
    } else {
      Files.writeString(verdicts, Csv.verdicts(results));
    }
    writeLog(results, directory.resolve(name + ".hlog"));
    Chart percentiles = percentiles(results);
    if (!percentiles.isEmpty()) {
      Files.writeString(directory.resolve(name + "-percentiles.svg"), percentiles.svg());
    }
    for (Map.Entry<String, Chart> chart : charts.entrySet()) {
      Files.writeString(
          directory.resolve(name + "-" + chart.getKey() + ".svg"), chart.getValue().svg());
    }
    return table;
  }

  static String csv(Results results) {
    StringBuilder csv = new StringBuilder(Csv.header()).append('\n');
    results.measurements().forEach(each -> csv.append(Csv.line(results.row(), each)).append('\n'));
    return csv.toString();
  }

  private static void writeLog(Results results, Path file) throws IOException {
    if (results.measurements().stream().allMatch(each -> each.latencies() == null)) {
      return;
    }
    try (PrintStream out = new PrintStream(file.toFile(), StandardCharsets.UTF_8)) {
      HistogramLogWriter writer = new HistogramLogWriter(out);
      writer.outputComment("[" + results.row() + ": " + results.title() + "; values in ns]");
      writer.outputLogFormatVersion();
      writer.outputLegend();
      for (Measurement each : results.measurements()) {
        if (each.latencies() != null) {
          Histogram copy = each.latencies().copy();
          // a tag holds neither spaces nor commas
          copy.setTag(label(each).replaceAll("[\\s,]+", "_") + "_round_" + each.round());
          writer.outputIntervalHistogram(copy);
        }
      }
    }
  }

  private static Chart percentiles(Results results) {
    Chart chart = Chart.ofPercentiles(results.row() + ": " + results.title());
    for (Map<String, String> parameters : results.cases()) {
      for (String subject : results.subjects()) {
        Histogram all = null;
        for (Measurement each : results.of(subject, parameters)) {
          if (each.latencies() != null) {
            all = all == null ? each.latencies().copy() : all;
            if (all != each.latencies() && each.round() > 1) {
              all.add(each.latencies());
            }
          }
        }
        if (all != null) {
          chart.add(subject + ", " + Results.text(parameters), all);
        }
      }
    }
    return chart;
  }

  private static String label(Measurement each) {
    return each.subject() + " " + Results.text(each.parameters());
  }

  /** Conditions, a line for each case and subject, then what is reached and what is not. */
  static String table(Results results) {
    List<String> lines = new ArrayList<>();
    lines.add(results.row() + ": " + results.title());
    lines.addAll(results.conditions());
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "%-36s %-24s %26s %11s %11s %11s  %s",
            "case",
            "subject",
            "per second",
            "p50 µs",
            "p99 µs",
            "p99.9 µs",
            "more"));
    for (Map<String, String> parameters : results.cases()) {
      for (String subject : results.subjects()) {
        List<Measurement> rounds = results.of(subject, parameters);
        if (!rounds.isEmpty()) {
          lines.add(line(results, parameters, subject, rounds));
        }
      }
    }
    lines.add("");
    for (Verdict verdict : results.verdicts()) {
      lines.add(verdict.text());
    }
    lines.add("");
    results.measurements().stream()
        .map(each -> each.subject() + ": " + each.checks())
        .distinct()
        .limit(40)
        .forEach(each -> lines.add("checked, " + each));
    results.measurements().stream()
        .filter(each -> !each.durableBy().isEmpty())
        .map(each -> each.subject() + ": " + each.durableBy())
        .distinct()
        .forEach(each -> lines.add("durable, " + each));
    return String.join(System.lineSeparator(), lines) + System.lineSeparator();
  }

  private static String line(
      Results results, Map<String, String> parameters, String subject, List<Measurement> rounds) {
    StringBuilder more = new StringBuilder();
    for (String figure : rounds.get(0).figures().keySet()) {
      more.append(figure)
          .append(' ')
          .append(results.spread(subject, parameters, figure).text(2))
          .append("  ");
    }
    boolean rate = rounds.get(0).perSecond() > 0;
    return String.format(
        Locale.ROOT,
        "%-36s %-24s %26s %11s %11s %11s  %s",
        Results.text(parameters),
        subject,
        rate ? results.spread(subject, parameters, "per-second").text(0) : "",
        micros(results, parameters, subject, "p50-us"),
        micros(results, parameters, subject, "p99-us"),
        micros(results, parameters, subject, "p99.9-us"),
        more.toString().trim());
  }

  private static String micros(
      Results results, Map<String, String> parameters, String subject, String figure) {
    double median = results.spread(subject, parameters, figure).median();
    return Double.isNaN(median) ? "" : String.format(Locale.ROOT, "%.1f", median);
  }
}
