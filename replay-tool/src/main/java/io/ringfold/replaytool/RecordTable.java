package io.ringfold.replaytool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints records as the rows of a table, for people: what is long is cut, with an ellipsis.
 *
 * <pre>
 * SEQ  TIME                         USER  COMMAND   DATA                            WHAT CAME OF IT
 *   4  2026-11-20T10:00:00.000004Z  ada   transfer  {"from":"ada","to":"ben",...}   transfer-debited, transfer-credited
 *   5  2026-11-20T10:00:00.000005Z  ada   withdraw  {"account":"ben",...}           rejected: insufficient-funds
 * </pre>
 */
final class RecordTable implements RecordPrinter {

  private static final String ROW = "%10s  %-27s  %-12s  %-18s  %-48s  %s%n";

  private final Output out;
  private boolean headed;

  RecordTable(Output out) {
    this.out = out;
  }

  @Override
  public void print(JournaledRecord commandRecord) {
    String user = commandRecord.view().user();
    String row =
        row(
            Long.toString(commandRecord.sequence()),
            TimeText.of(commandRecord.time()),
            cut(user == null ? "-" : user, 12),
            cut(commandRecord.command().name(), 18),
            cut(data(commandRecord), 48),
            outcome(commandRecord));
    if (!headed) {
      write(row("SEQ", "TIME", "USER", "COMMAND", "DATA", "WHAT CAME OF IT"));
      headed = true;
    }
    write(row);
  }

  private static String row(String... cells) {
    return String.format(ROW, (Object[]) cells);
  }

  private void write(String row) {
    byte[] bytes = row.getBytes(StandardCharsets.UTF_8);
    out.write(bytes, 0, bytes.length);
  }

  private static String data(JournaledRecord commandRecord) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (var json = Json.compact(text)) {
      commandRecord.walkCommand(new JsonValues(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  private static String outcome(JournaledRecord commandRecord) {
    if (!commandRecord.accepted()) {
      return "rejected: " + commandRecord.view().code();
    }
    List<String> events = new ArrayList<>();
    commandRecord.forEachEvent((index, type, buffer, offset, length) -> events.add(type.name()));
    return String.join(", ", events);
  }

  /** What is longer ends with an ellipsis. */
  static String cut(String text, int width) {
    int length = text.codePointCount(0, text.length());
    return length <= width ? text : text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
  }
}
