package io.ringfold.replaytool;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ringfold.analytics.SqlAnswer;
import io.ringfold.analytics.SqlColumn;
import io.ringfold.engine.shape.Values;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Prints answers: as a table for people, as CSV (RFC 4180, with a head; nothing for NULL), or as a
 * JSON object a row.
 */
final class SqlPrinter {

  private static final int MAX_WIDTH = 60;

  private final Output out;

  SqlPrinter(Output out) {
    this.out = out;
  }

  void print(SqlAnswer answer, SqlCommand.Format format) throws IOException {
    if (format == SqlCommand.Format.JSON) {
      printJson(answer);
      return;
    }
    PrintWriter text = new PrintWriter(out, false, StandardCharsets.UTF_8);
    if (format == SqlCommand.Format.CSV) {
      printCsv(answer, text);
    } else {
      printTable(answer, text);
    }
    text.flush();
  }

  private void printJson(SqlAnswer answer) throws IOException {
    try (JsonGenerator json = Json.compact(out)) {
      JsonValues values = new JsonValues(json);
      for (List<Object> row : answer.rows()) {
        json.writeStartObject();
        for (int i = 0; i < row.size(); i++) {
          json.writeFieldName(answer.columns().get(i).name());
          Values.walk(row.get(i), values);
        }
        json.writeEndObject();
        json.writeRaw('\n');
      }
    }
  }

  private static void printCsv(SqlAnswer answer, PrintWriter text) {
    printCsv(answer.columns().stream().map(SqlColumn::name).toList(), text);
    answer.rows().forEach(row -> printCsv(row, text));
  }

  private static void printCsv(List<?> values, PrintWriter text) {
    for (int i = 0; i < values.size(); i++) {
      text.print(i == 0 ? "" : ",");
      Object value = values.get(i);
      if (value != null) {
        String shown = shown(value);
        boolean quoted = shown.isEmpty() || shown.chars().anyMatch(c -> ",\"\n\r".indexOf(c) >= 0);
        text.print(quoted ? '"' + shown.replace("\"", "\"\"") + '"' : shown);
      }
    }
    text.print('\n');
  }

  private static void printTable(SqlAnswer answer, PrintWriter text) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(answer.columns().stream().map(SqlColumn::name).toList());
    for (List<Object> row : answer.rows()) {
      List<String> line = new ArrayList<>(row.size());
      row.forEach(value -> line.add(value == null ? "-" : cut(shown(value))));
      lines.add(line);
    }
    int[] widths = new int[answer.columns().size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (List<String> line : lines) {
      StringBuilder padded = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        boolean right =
            answer.rows().stream().findFirst().orElse(List.of()).size() > i
                && answer.rows().get(0).get(i) instanceof Number;
        String space = " ".repeat(widths[i] - line.get(i).length());
        padded.append(i == 0 ? "" : "  ");
        padded.append(right ? space + line.get(i) : line.get(i) + space);
      }
      text.println(padded.toString().stripTrailing());
    }
    text.printf("(%d rows, as of seq %d)%n", answer.rows().size(), answer.basis());
  }

  /** On one line, and not too long. */
  private static String cut(String value) {
    String line = value.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= MAX_WIDTH ? line : line.substring(0, MAX_WIDTH - 1) + "…";
  }

  private static String shown(Object value) {
    if (!(value instanceof Map || value instanceof Collection || value instanceof byte[])) {
      return value.toString();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.compact(bytes)) {
      Values.walk(value, new JsonValues(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String text = bytes.toString(StandardCharsets.UTF_8);
    return value instanceof byte[] ? text.substring(1, text.length() - 1) : text;
  }
}
