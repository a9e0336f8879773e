package io.ringfold.replaytool;

import io.ringfold.analytics.JournalTables;
import io.ringfold.analytics.SqlAnswer;
import io.ringfold.analytics.SqlException;
import io.ringfold.analytics.SqlQuestion;
import io.ringfold.analytics.TablesConfig;
import io.ringfold.analytics.TablesException;
import io.ringfold.engine.DataDirectory;
import io.ringfold.engine.Recovery;
import io.ringfold.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A SELECT over the journal. */
@Command(
    name = "sql",
    header = "Asks the journal a SELECT.",
    description = {
      "Over a table for each type of event, and commands and events for all of them. The tables are",
      "kept in $XDG_CACHE_HOME/ringfold (or ~/.cache/ringfold) and filled with what has come since;",
      "they can be deleted at any time. Beside a server it asks what was forced to disk.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringfold replay-tool sql 'show tables'",
      "  ringfold replay-tool sql 'select account, sum(amount) from deposited group by account'",
      "  ringfold replay-tool sql --format csv 'from commands' > commands.csv"
    },
    exitCodeList =
        "1:Refused, wrong, too slow, or more rows than --limit; standard error says which.")
final class SqlCommand implements Callable<Integer> {

  private static final long MEMORY_BYTES = 512L << 20;
  private static final long TEMPORARY_BYTES = 4L << 30;
  private static final long MAX_BYTES = 256L << 20;
  private static final long MIN_FREE_BYTES = 64L << 20;

  /** How an answer is printed. */
  enum Format {
    TABLE,
    CSV,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Console console;

  @Mixin private DataOptions data;
  @Mixin private ArchiveOption archives;

  @Option(
      names = "--format",
      paramLabel = "<format>",
      defaultValue = "table",
      description = "One of ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} unless given.")
  private Format format;

  @Option(
      names = "--limit",
      paramLabel = "<n>",
      defaultValue = "100000",
      description = "Print so many rows at most; ${DEFAULT-VALUE} unless given.")
  private long limit;

  @Option(
      names = "--timeout",
      paramLabel = "<seconds>",
      defaultValue = "60",
      description = "Give a statement up after so long; ${DEFAULT-VALUE} unless given.")
  private long timeoutSeconds;

  @Option(names = "--no-cache", description = "Fill tables in memory, and keep nothing.")
  private boolean noCache;

  @Parameters(index = "0", paramLabel = "<select>", description = "The statement.")
  private String sql;

  @Spec private CommandSpec spec;

  SqlCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    require(limit >= 0, "--limit " + limit + ": must be 0 or more");
    require(
        timeoutSeconds >= 1 && timeoutSeconds <= 86_400,
        "--timeout " + timeoutSeconds + ": must be from 1 to 86400 seconds");
    Path directory = data.directory();
    long last = lastSequence(directory);
    SqlAnswer answer;
    try (TablesCache cache = TablesCache.of(directory, noCache);
        JournalTables tables = JournalTables.open(config(directory, cache))) {
      if (tables.sequence() < last) {
        try (Progress progress = new Progress(console, "fill")) {
          tables.fill(last, () -> false, progress);
        }
      }
      answer =
          tables.ask(new SqlQuestion(sql, limit, MAX_BYTES, Duration.ofSeconds(timeoutSeconds)));
    } catch (SqlException | TablesException e) {
      throw new ToolException(e.getMessage(), e);
    }
    new SqlPrinter(console.out()).print(answer, data.json() ? Format.JSON : format);
    console.out().flush();
    if (answer.truncated()) {
      console
          .err()
          .println(
              "replay-tool: there are more rows than these "
                  + answer.rows().size()
                  + ": raise --limit, or ask for less");
      return ExitCodes.FAILED;
    }
    return ExitCodes.DONE;
  }

  private void require(boolean sense, String otherwise) {
    if (!sense) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }

  /** What a server that is at work has not forced yet is not told of. */
  private long lastSequence(Path directory) {
    long last = Extent.of(directory, archives.journals()).last();
    return DataDirectory.inUse(directory)
        ? Math.min(
            last, JournalReader.forcedSequence(DataDirectory.journal(directory)).orElse(last))
        : last;
  }

  private TablesConfig config(Path directory, TablesCache cache) {
    return new TablesConfig(
        Recovery.journals(directory, archives.journals()),
        cache.directory(),
        MEMORY_BYTES,
        TEMPORARY_BYTES,
        MIN_FREE_BYTES);
  }
}
