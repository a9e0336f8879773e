package io.ringfold.bench.history;

import io.ringfold.bench.process.Arguments;
import io.ringfold.bench.result.BenchException;
import io.ringfold.bench.row.Row;
import io.ringfold.bench.row.RowContext;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A data directory full of transfers, made once by a JVM of its own and kept beside the results for
 * later runs. A file beside it says that it is complete, and what must be found in it.
 *
 * @param directory of the data
 * @param accounts that were opened
 * @param sequence of the last command
 * @param events in the whole journal
 * @param checksum over balances, see {@link io.ringfold.bench.transfers.Transfers#checksum}
 */
record History(Path directory, int accounts, long sequence, long events, long checksum) {
  /** Of how many accounts the checksum is made. */
  static final int CHECKED_ACCOUNTS = 1_000;

  private static final double COMMANDS_A_SECOND = 20_000;
  private static final double LONGEST_START_S = 300;

  /** So many events, and no snapshot. */
  static History of(RowContext context, Row row, long events) {
    return of(context, row, "history-" + events, accounts(events), events, 0, 0);
  }

  /** The same with a snapshot after every so many commands. */
  static History withSnapshots(RowContext context, Row row, long events, long every) {
    return of(
        context,
        row,
        "history-" + events + "-snapshots-" + every,
        accounts(events),
        events,
        every,
        0);
  }

  /** So many accounts, a snapshot, and so many transfers after it. */
  static History ofAccounts(RowContext context, Row row, int accounts, long transfersAfter) {
    return of(
        context,
        row,
        "accounts-" + accounts + "-and-" + transfersAfter,
        accounts,
        2L * accounts + 2 * transfersAfter,
        0,
        transfersAfter);
  }

  /** The table's 1,000, but never more than there are events for. */
  private static int accounts(long events) {
    return (int) Math.max(2, Math.min(1_000, events / 10));
  }

  private static History of(
      RowContext context,
      Row row,
      String name,
      int accounts,
      long events,
      long snapshotEvery,
      long transfersAfterSnapshot) {
    Path directory = context.results().resolve(name);
    Path complete = context.results().resolve(name + ".complete");
    try {
      if (Files.notExists(complete)) {
        remove(directory);
        context.say("%s: making %s, once", row.id(), directory);
        context
            .jvm(row)
            .run(
                HistoryMain.class,
                Arguments.line(
                    "data", directory,
                    "complete", complete,
                    "accounts", accounts,
                    "events", events,
                    "snapshot-every", snapshotEvery,
                    "after-snapshot", transfersAfterSnapshot),
                Map.of(),
                1,
                LONGEST_START_S + events / COMMANDS_A_SECOND);
      }
      return read(directory, complete);
    } catch (IOException e) {
      throw new BenchException("cannot make " + directory + ": " + e.getMessage(), e);
    }
  }

  private static History read(Path directory, Path complete) throws IOException {
    Properties found = new Properties();
    try (Reader reader = Files.newBufferedReader(complete)) {
      found.load(reader);
    }
    return new History(
        directory,
        Integer.parseInt(found.getProperty("accounts")),
        Long.parseLong(found.getProperty("sequence")),
        Long.parseLong(found.getProperty("events")),
        Long.parseLong(found.getProperty("checksum")));
  }

  /** The last step of making one. */
  void complete(Path file) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("accounts", Integer.toString(accounts));
    properties.setProperty("sequence", Long.toString(sequence));
    properties.setProperty("events", Long.toString(events));
    properties.setProperty("checksum", Long.toString(checksum));
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, "what must be found in the directory of this name");
    }
  }

  /** What a JVM that reads it is told. */
  List<String> arguments() {
    return Arguments.line(
        "data", directory,
        "accounts", accounts,
        "sequence", sequence,
        "events", events,
        "checksum", checksum);
  }

  static History of(Arguments arguments) {
    return new History(
        arguments.path("data"),
        (int) arguments.whole("accounts"),
        arguments.whole("sequence"),
        arguments.whole("events"),
        arguments.whole("checksum"));
  }

  private static void remove(Path directory) throws IOException {
    if (Files.notExists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path each, IOException failure)
              throws IOException {
            Files.delete(each);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
