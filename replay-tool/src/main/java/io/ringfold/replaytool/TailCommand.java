package io.ringfold.replaytool;

import io.ringfold.engine.DataDirectory;
import io.ringfold.journal.JournalReader;
import io.ringfold.replaytool.RangeOptions.Range;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The last records, and those that come. */
@Command(
    name = "tail",
    header = "Prints the last records; with -f also those that come.",
    description = {
      "Lines like those of 'dump'. Shows what was forced to disk and nothing else, so that no loss of",
      "power takes back what was printed. With -f it goes on while servers write, stop and start on",
      "the directory, each record once and in order, until Ctrl-C.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringfold replay-tool tail --data ./data",
      "  ringfold replay-tool tail -f --format table",
      "  ringfold replay-tool tail -n 0 -f --name withdraw --status rejected",
      "  ringfold replay-tool tail -f --from 1001 >> copy.jsonl"
    },
    exitCodeList = "0:Done; with -f only by --limit, or as nobody reads what it prints.")
final class TailCommand implements Callable<Integer> {

  /**
   * How far back is looked first for records that pass the filters; then twice as far, and so on.
   */
  private static final long FIRST_WINDOW = 4_096;

  private final Console console;

  @Mixin private DataOptions data;
  @Mixin private ArchiveOption archives;
  @Mixin private FilterOptions filters;
  @Mixin private FormatOption format;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "<n>",
      defaultValue = "10",
      description = "Begin with so many of the last records; ${DEFAULT-VALUE} unless given.")
  private long lines;

  @Option(
      names = "--from",
      paramLabel = "<seq>",
      description = "Begin with this sequence instead; it may be one to come.")
  private Long from;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with the records that come.")
  private boolean follow;

  @Option(names = "--limit", paramLabel = "<n>", description = "End after so many records.")
  private Long limit;

  @Option(
      names = "--unforced",
      description =
          "Show also what is not forced to disk yet: all that a server with durability crash"
              + " writes is so for long.")
  private boolean unforced;

  @Spec private CommandSpec spec;

  TailCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    requireAtLeast(0, "--lines", lines);
    requireAtLeast(1, "--from", from);
    requireAtLeast(0, "--limit", limit);
    Path directory = data.directory();
    filters.requireKnownIn(directory, archives.journals());
    RecordScan scan = new RecordScan(console, directory, archives.journals());
    Range all = all(directory);
    long first = from != null ? from : firstOfLast(scan, all);
    RecordPrinter printer = format.printer(console.out());
    SelectedRecords records =
        new SelectedRecords(filters, limit == null ? Long.MAX_VALUE : limit, printer::print);
    scan.read(new Range(first, all.last()), records);
    console.out().flush();
    if (follow) {
      new JournalFollower(
              directory, Math.max(first, all.last() + 1), unforced, console.interruption())
          .follow(records, console.out()::flush);
    }
    return ExitCodes.DONE;
  }

  /** All that may be shown at this moment. */
  private Range all(Path directory) {
    // before the segments are listed: what is forced meanwhile would be missed there
    OptionalLong forced = JournalReader.forcedSequence(DataDirectory.journal(directory));
    Extent extent = Extent.of(directory, archives.journals());
    long last = extent.last();
    if (!unforced && forced.isPresent() && forced.getAsLong() < last) {
      last = forced.getAsLong();
      if (!DataDirectory.inUse(directory)) {
        console
            .err()
            .printf(
                "replay-tool: sequences %d to %d are not known to be forced and left out;"
                    + " --unforced shows them%n",
                last + 1, extent.last());
      }
    }
    return new Range(extent.first(), last);
  }

  private long firstOfLast(RecordScan scan, Range all) {
    if (filters.wantsAll()) {
      return Math.max(all.first(), all.last() + 1 - Math.min(lines, all.last()));
    }
    long first = all.last() + 1;
    long missing = lines;
    long window = Math.max(FIRST_WINDOW, lines);
    for (long to = all.last(); missing > 0 && to >= all.first(); ) {
      Range back = new Range(Math.max(all.first(), to + 1 - Math.min(window, to)), to);
      Deque<Long> found = new ArrayDeque<>();
      long wanted = missing;
      scan.read(
          back,
          new SelectedRecords(
              filters,
              Long.MAX_VALUE,
              each -> {
                if (found.size() == wanted) {
                  found.removeFirst();
                }
                found.addLast(each.sequence());
              }));
      if (!found.isEmpty()) {
        first = found.getFirst();
      }
      missing -= found.size();
      to = back.first() - 1;
      window *= 2;
    }
    return first;
  }

  private void requireAtLeast(long least, String option, Long value) {
    if (value != null && value < least) {
      throw new ParameterException(
          spec.commandLine(), option + " " + value + ": must be " + least + " or more");
    }
  }
}
