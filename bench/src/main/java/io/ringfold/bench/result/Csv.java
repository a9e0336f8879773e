package io.ringfold.bench.result;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Measurements, and what they came to, as comma-separated values (RFC 4180), a line each. Several
 * named values stand in one field as {@code name=value;name=value}.
 */
public final class Csv {
  /** The first line. */
  public static final List<String> COLUMNS =
      List.of(
          "row",
          "subject",
          "version",
          "parameters",
          "durable-by",
          "round",
          "per-second",
          "completed",
          "seconds",
          "p50-us",
          "p90-us",
          "p99-us",
          "p99.9-us",
          "max-us",
          "figures",
          "checks");

  /** The first line where it was said what a row came to. */
  static final List<String> VERDICT_COLUMNS =
      List.of("row", "what", "median", "min", "max", "bound", "at-least");

  private static final MathContext SIX_DIGITS = new MathContext(6);

  private Csv() {}

  static String header() {
    return String.join(",", COLUMNS);
  }

  static String line(String row, Measurement each) {
    StringJoiner line = new StringJoiner(",");
    line.add(quoted(row)).add(quoted(each.subject())).add(quoted(each.version()));
    line.add(quoted(named(each.parameters()))).add(quoted(each.durableBy()));
    line.add(Integer.toString(each.round())).add(number(each.perSecond()));
    line.add(Long.toString(each.completed())).add(number(each.seconds()));
    for (double percentile : new double[] {50, 90, 99, 99.9, 100}) {
      line.add(each.latencies() == null ? "" : number(each.latencyMicros(percentile)));
    }
    Map<String, String> figures = new LinkedHashMap<>();
    each.figures().forEach((name, value) -> figures.put(name, number(value)));
    line.add(quoted(named(figures))).add(quoted(each.checks()));
    return line.toString();
  }

  static String verdicts(Results results) {
    StringBuilder csv = new StringBuilder(String.join(",", VERDICT_COLUMNS)).append('\n');
    for (Verdict each : results.verdicts()) {
      csv.append(
              String.join(
                  ",",
                  quoted(results.row()),
                  quoted(each.what()),
                  digits(each.value().median()),
                  digits(each.value().min()),
                  digits(each.value().max()),
                  digits(each.bound()),
                  Boolean.toString(each.atLeast())))
          .append('\n');
    }
    return csv.toString();
  }

  private static String digits(double value) {
    return new BigDecimal(value).round(SIX_DIGITS).stripTrailingZeros().toPlainString();
  }

  private static String named(Map<String, String> values) {
    StringJoiner joined = new StringJoiner(";");
    values.forEach((name, value) -> joined.add(name + "=" + value));
    return joined.toString();
  }

  private static String number(double value) {
    return Math.abs(value) >= 1000
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.3f", value);
  }

  private static String quoted(String field) {
    return field.matches("[^,\"\r\n]*") ? field : '"' + field.replace("\"", "\"\"") + '"';
  }

  /**
   * Reads what was written of measurements: a map by column for each line but the first.
   *
   * @throws IllegalArgumentException where the columns are others
   */
  public static List<Map<String, String>> parse(String text) {
    return parse(text, COLUMNS);
  }

  /** Reads what was written of verdicts. */
  public static List<Verdict> parseVerdicts(String text) {
    return parse(text, VERDICT_COLUMNS).stream()
        .map(
            line ->
                new Verdict(
                    line.get("what"),
                    new Spread(
                        Double.parseDouble(line.get("median")),
                        Double.parseDouble(line.get("min")),
                        Double.parseDouble(line.get("max"))),
                    Double.parseDouble(line.get("bound")),
                    Boolean.parseBoolean(line.get("at-least"))))
        .toList();
  }

  private static List<Map<String, String>> parse(String text, List<String> columns) {
    List<Map<String, String>> lines = new ArrayList<>();
    List<List<String>> records = records(text);
    if (records.isEmpty() || !records.get(0).equals(columns)) {
      throw new IllegalArgumentException(
          "the first line is not "
              + String.join(",", columns)
              + ": written by another version of bench");
    }
    for (List<String> fields : records.subList(1, records.size())) {
      if (fields.size() != columns.size()) {
        throw new IllegalArgumentException("a line has " + fields.size() + " fields: " + fields);
      }
      Map<String, String> line = new LinkedHashMap<>();
      for (int i = 0; i < fields.size(); i++) {
        line.put(columns.get(i), fields.get(i));
      }
      lines.add(line);
    }
    return lines;
  }

  private static List<List<String>> records(String text) {
    List<List<String>> records = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean inQuotes = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (inQuotes) {
        if (c != '"') {
          field.append(c);
        } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
          field.append(text.charAt(++i));
        } else {
          inQuotes = false;
        }
      } else if (c == '"') {
        inQuotes = true;
      } else if (c == ',' || c == '\n') {
        fields.add(field.toString());
        field.setLength(0);
        if (c == '\n') {
          records.add(List.copyOf(fields));
          fields.clear();
        }
      } else if (c != '\r') {
        field.append(c);
      }
    }
    return records;
  }
}
