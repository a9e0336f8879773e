package io.ringfold.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfold.analytics.SqlException.Reason;
import io.ringfold.journal.JournalException;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The process that keeps and asks the tables of a server, see {@link TablesProcess}. Reads requests
 * from standard input, writes answers to standard output, and ends with its standard input.
 */
final class TablesWorker {

  /**
   * What the system's memory is taken back from first: this process is made again, a server not.
   */
  private static final String FIRST_TO_GO = "1000";

  private final JournalTables tables;

  private TablesWorker(JournalTables tables) {
    this.tables = tables;
  }

  /**
   * @param args directory of the tables, memory, temporary and free bytes, directories of the
   *     journal
   */
  public static void main(String[] args) throws IOException {
    // whatever a library prints, it must not stand between the answers
    PrintStream answers =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    System.setOut(System.err);
    try {
      Files.writeString(Path.of("/proc/self/oom_score_adj"), FIRST_TO_GO);
    } catch (IOException e) {
      // not every system has that
    }
    TablesConfig config = config(args);
    sweep(config.directory());
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (JournalTables tables = JournalTables.open(config)) {
      TablesWorker worker = new TablesWorker(tables);
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        answers.println(worker.answer(JsonText.tree(line)));
        if (answers.checkError()) {
          break; // nobody is there any more
        }
      }
    }
  }

  static List<String> arguments(TablesConfig config) {
    return Stream.concat(
            Stream.of(
                config.directory().toString(),
                Long.toString(config.memoryBytes()),
                Long.toString(config.temporaryBytes()),
                Long.toString(config.minFreeBytes())),
            config.journals().stream().map(Path::toString))
        .toList();
  }

  private static TablesConfig config(String[] args) {
    return new TablesConfig(
        Arrays.stream(args).skip(4).map(Path::of).toList(),
        Path.of(args[0]),
        Long.parseLong(args[1]),
        Long.parseLong(args[2]),
        Long.parseLong(args[3]));
  }

  /** What a process that was killed while it loaded its library has left behind. */
  private static void sweep(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path each : files.toList()) {
        if (each.getFileName().toString().startsWith("libduckdb_java")) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  private String answer(JsonNode request) {
    try {
      long upTo = request.get(WorkerProtocol.UP_TO).asLong();
      fill(upTo, request.get(WorkerProtocol.PATIENCE_MS).asLong());
      SqlQuestion question = WorkerProtocol.question(request);
      return question == null
          ? WorkerProtocol.filled(tables.sequence())
          : WorkerProtocol.answered(tables.ask(question));
    } catch (SqlException e) {
      return WorkerProtocol.failed(tables.sequence(), e);
    } catch (TablesException | JournalException e) {
      return WorkerProtocol.failed(
          tables.sequence(), new SqlException(Reason.UNAVAILABLE, e.getMessage()));
    }
  }

  private void fill(long upTo, long patienceMs) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMs);
    tables.fill(upTo, () -> System.nanoTime() - deadline > 0, (at, of) -> {});
    if (tables.sequence() < upTo) {
      throw new SqlException(
          Reason.NOT_YET,
          "the tables are filled up to sequence "
              + tables.sequence()
              + " of "
              + upTo
              + ": ask again later");
    }
  }
}
