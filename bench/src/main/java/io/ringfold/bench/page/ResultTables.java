package io.ringfold.bench.page;

import io.ringfold.bench.result.Csv;
import io.ringfold.bench.result.ResultFiles;
import io.ringfold.bench.result.Spread;
import io.ringfold.bench.result.Verdict;
import io.ringfold.bench.row.Row;
import io.ringfold.bench.table.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Published results as Markdown, from their CSV files alone: first what every row came to, then
 * each row's figures with the conditions and pictures that lie beside them.
 */
final class ResultTables {
  private static final List<String> LATENCIES = List.of("p50-us", "p99-us", "p99.9-us");

  private final Path directory;
  private final String links;
  private final StringBuilder text = new StringBuilder();

  private ResultTables(Path directory, String links) {
    this.directory = directory;
    this.links = links;
  }

  /**
   * @param links what leads from the page to the directory
   * @throws IllegalArgumentException where a file is not as {@link Csv} writes it
   */
  static String of(Path directory, String links) throws IOException {
    return new ResultTables(directory, links).text();
  }

  private String text() throws IOException {
    List<String> ids = published();
    if (ids.isEmpty()) {
      return "\nNo results are published yet.\n\n";
    }
    line("");
    line("| row | case | median (least–most) | to reach | |");
    line("|---|---|---|---|---|");
    for (String id : ids) {
      for (Verdict each : verdicts(id)) {
        line(
            "| %s | %s | %s | %s | %s |",
            id,
            cell(each.what()),
            each.valueText(),
            each.boundText(),
            each.reached() ? "reached" : "**not reached**");
      }
    }
    for (String id : ids) {
      figures(id);
    }
    line("");
    return text.toString();
  }

  /** Those of the table first, in its order. */
  private List<String> published() throws IOException {
    if (Files.notExists(directory)) {
      return List.of();
    }
    Set<String> found = new LinkedHashSet<>();
    for (String file : files()) {
      if (file.endsWith(".csv") && !file.endsWith(ResultFiles.VERDICTS)) {
        found.add(file.substring(0, file.length() - ".csv".length()));
      }
    }
    List<String> ordered = new ArrayList<>();
    for (Row row : Rows.all()) {
      if (found.remove(row.id())) {
        ordered.add(row.id());
      }
    }
    ordered.addAll(found);
    return ordered;
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  private List<Verdict> verdicts(String id) throws IOException {
    Path file = directory.resolve(id + ResultFiles.VERDICTS);
    return Files.exists(file) ? Csv.parseVerdicts(Files.readString(file)) : List.of();
  }

  private void figures(String id) throws IOException {
    List<Map<String, String>> lines = Csv.parse(Files.readString(directory.resolve(id + ".csv")));
    line("");
    line("### %s%s", id, Rows.of(id).map(row -> ": " + row.title()).orElse(""));
    conditions(id);
    line("");
    line("| case | subject | a second | p50 µs | p99 µs | p99.9 µs | more |");
    line("|---|---|---|---|---|---|---|");
    Map<List<String>, List<Map<String, String>>> cases = new LinkedHashMap<>();
    for (Map<String, String> each : lines) {
      cases
          .computeIfAbsent(
              List.of(each.get("parameters"), each.get("subject")), key -> new ArrayList<>())
          .add(each);
    }
    for (List<Map<String, String>> rounds : cases.values()) {
      figures(rounds);
    }
    for (String file : files()) {
      if (file.startsWith(id + "-") && file.endsWith(".svg")) {
        line("");
        line("![%s](%s/%s)", file.substring(0, file.length() - 4), links, file);
      }
    }
  }

  private void figures(List<Map<String, String>> rounds) {
    Map<String, String> first = rounds.get(0);
    StringBuilder row = new StringBuilder("| ");
    row.append(cell(first.get("parameters").replace("=", " ").replace(";", ", ")));
    row.append(" | ").append(cell((first.get("subject") + " " + first.get("version")).trim()));
    Spread rate = spread(rounds, "per-second");
    row.append(" | ").append(rate == null || rate.median() == 0 ? "" : rate.text());
    for (String latency : LATENCIES) {
      Spread spread = spread(rounds, latency);
      row.append(" | ").append(spread == null ? "" : spread.text());
    }
    List<String> more = new ArrayList<>();
    for (String name : named(first).keySet()) {
      more.add(
          name
              + " "
              + Spread.of(
                      rounds.stream().map(each -> Double.valueOf(named(each).get(name))).toList())
                  .text());
    }
    line("%s | %s |", row, cell(String.join(", ", more)));
  }

  private static Map<String, String> named(Map<String, String> line) {
    Map<String, String> figures = new LinkedHashMap<>();
    for (String each : line.get("figures").split(";")) {
      int at = each.indexOf('=');
      if (at > 0) {
        figures.put(each.substring(0, at), each.substring(at + 1));
      }
    }
    return figures;
  }

  private static Spread spread(List<Map<String, String>> rounds, String column) {
    List<Double> values =
        rounds.stream()
            .map(each -> each.get(column))
            .filter(value -> !value.isEmpty())
            .map(Double::valueOf)
            .toList();
    return values.isEmpty() ? null : Spread.of(values);
  }

  /** What stands in the row's own report between its title and its figures. */
  private void conditions(String id) throws IOException {
    Path report = directory.resolve(id + ".txt");
    if (Files.notExists(report)) {
      return;
    }
    line("");
    Files.readAllLines(report).stream()
        .skip(1)
        .takeWhile(each -> !each.isEmpty())
        .forEach(each -> line("- %s", each));
  }

  private static String cell(String content) {
    return content.replace("|", "\\|");
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
