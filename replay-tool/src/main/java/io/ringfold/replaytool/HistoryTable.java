package io.ringfold.replaytool;

import io.ringfold.engine.compare.Change;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/**
 * Prints entries as the rows of a table, for people: each with what it changed, and the state after
 * it.
 *
 * <pre>
 *  SEQ.INDEX  TIME                         USER  EVENT              WHAT CHANGED         STATE AFTER IT
 *        1.0  2026-11-20T10:00:00.000001Z  ada   account-opened     all of it            {"account":"ada",...}
 *        4.0  2026-11-20T10:00:00.000004Z  ada   transfer-debited   balance: 1000 → 750  {"account":"ada",...}
 * </pre>
 */
final class HistoryTable implements HistoryPrinter {

  private static final String ROW = "%12s  %-27s  %-12s  %-22s  %-40s  %s%n";
  private static final int CHANGED_WIDTH = 40;

  private final Output out;
  private boolean headed;

  HistoryTable(Output out) {
    this.out = out;
  }

  @Override
  public void print(JournaledRecord command, HistoryEntry entry) {
    if (!headed) {
      write("SEQ.INDEX", "TIME", "USER", "EVENT", "WHAT CHANGED", "STATE AFTER IT");
      headed = true;
    }
    String user = command.view().user();
    write(
        command.sequence() + "." + entry.index(),
        TimeText.of(command.time()),
        RecordTable.cut(user == null ? "-" : user, 12),
        RecordTable.cut(entry.name(), 22),
        RecordTable.cut(changed(entry), CHANGED_WIDTH),
        ChangeText.json(entry.state()));
  }

  private static String changed(HistoryEntry entry) {
    StringJoiner changes = new StringJoiner(", ");
    for (Change change : entry.changed()) {
      if (change.path().isEmpty()) {
        return entry.state() == null ? "it is gone" : "all of it";
      }
      changes.add(ChangeText.of(change));
    }
    return entry.changed().isEmpty() ? "nothing" : changes.toString();
  }

  private void write(String... cells) {
    byte[] row = String.format(ROW, (Object[]) cells).getBytes(StandardCharsets.UTF_8);
    out.write(row, 0, row.length);
  }
}
