package io.ringfold.replaytool;

import io.ringfold.replaytool.RangeOptions.Range;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Every record as a line, in order. */
@Command(
    name = "dump",
    header = "Prints records as lines of JSON or EDN, or as a table.",
    description = {
      "One line a record, accepted and rejected ones, in order of sequence. Reads the journal",
      "alone: the types stand in it, no domain is needed. Beside a running server it ends with the",
      "last record that was there when it began; 'tail -f' goes on.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringfold replay-tool dump --data ./data",
      "  ringfold replay-tool dump --key ada --format table",
      "  ringfold replay-tool dump --name withdraw --status rejected --since 2026-11-20T00:00:00Z",
      "  ringfold replay-tool dump --from 1000 --to 1999 --output thousand.jsonl",
      "  ringfold replay-tool dump | jq -c 'select(.status == \"rejected\") | [.seq, .code]'"
    },
    exitCodeList = "1:Could not be done, or a record is damaged; standard error says why.")
final class DumpCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private DataOptions data;
  @Mixin private ArchiveOption archives;
  @Mixin private RangeOptions ranges;
  @Mixin private FilterOptions filters;
  @Mixin private FormatOption format;

  @Option(names = "--limit", paramLabel = "<n>", description = "Print so many records at most.")
  private Long limit;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "<file>",
      description =
          "Write to this new file, which is there only when it is whole, instead of standard"
              + " output.")
  private Path output;

  @Spec private CommandSpec spec;

  DumpCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (limit != null && limit < 0) {
      throw new ParameterException(spec.commandLine(), "--limit " + limit + ": must be 0 or more");
    }
    ranges.requireSense();
    Path directory = data.directory();
    Range range = ranges.in(directory, archives.journals());
    filters.requireKnownIn(directory, archives.journals());
    if (output == null) {
      print(directory, range, console, console.out());
      return ExitCodes.DONE;
    }
    try (NewFile file = NewFile.at(output)) {
      try (FileOutputStream stream = new FileOutputStream(file.unfinished().toFile())) {
        print(directory, range, console.withResultsElsewhere(), new Output(stream));
      }
      file.complete();
    }
    return ExitCodes.DONE;
  }

  private void print(Path directory, Range range, Console progress, Output out) {
    RecordPrinter printer = format.printer(out);
    SelectedRecords records =
        new SelectedRecords(filters, limit == null ? Long.MAX_VALUE : limit, printer::print);
    try {
      new RecordScan(progress, directory, archives.journals()).read(range, records);
    } finally {
      // what was found up to a failure stands
      out.flush();
    }
  }
}
