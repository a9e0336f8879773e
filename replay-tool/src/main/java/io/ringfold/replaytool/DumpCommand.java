package io.ringfold.replaytool;

import io.ringfold.engine.Recovery;
import io.ringfold.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Every record as a line of JSON, in order. */
@Command(
    name = "dump",
    header = "Prints records as lines of JSON.",
    description = {
      "One object a record, accepted and rejected ones, in order of sequence. Reads the journal",
      "alone: the types stand in it, no domain is needed. Beside a running server it ends with the",
      "last record that was there when it began.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringfold replay-tool dump --data ./data",
      "  ringfold replay-tool dump --from 1000 --to 1999 > thousand.jsonl",
      "  ringfold replay-tool dump | jq -c 'select(.status == \"rejected\") | [.seq, .code]'"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done.",
      "1:Could not be done, or a record is damaged; standard error says why.",
      "2:Wrong usage."
    })
final class DumpCommand implements Callable<Integer> {

  private static final int EXCERPTS_A_POLL = 256;
  private static final long NO_END = Long.MAX_VALUE;

  private final Console console;

  @Mixin private DataOptions data;
  @Mixin private ArchiveOption archives;

  @Option(
      names = "--from",
      paramLabel = "<seq>",
      description = "The first sequence to print; that of the first record unless given.")
  private Long from;

  @Option(
      names = "--to",
      paramLabel = "<seq>",
      description = "The last sequence to print; that of the last record unless given.")
  private Long to;

  @Option(names = "--limit", paramLabel = "<n>", description = "Print so many records at most.")
  private Long limit;

  @Spec private CommandSpec spec;

  DumpCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    requireAtLeast(1, "--from", from);
    requireAtLeast(from == null ? 1 : from, "--to", to);
    requireAtLeast(0, "--limit", limit);
    Path directory = data.directory();
    Optional<Extent> extent = Extent.unlessDamaged(directory, archives.journals());
    if (from != null) {
      extent.ifPresent(known -> known.require(from, "--from"));
    }
    long first = from != null ? from : extent.map(Extent::first).orElse(1L);
    // Where damage hides the end, the reader tells of it after the records before it.
    long last = Math.min(to == null ? Long.MAX_VALUE : to, extent.map(Extent::last).orElse(NO_END));
    if (limit != null) {
      last = Math.min(last, first - 1 + Math.min(limit, NO_END - first));
    }
    RecordPrinter printer = new RecordPrinter(console.out());
    try (JournalReader reader =
        JournalReader.open(Recovery.journals(directory, archives.journals()), first)) {
      while (reader.nextSequence() <= last) {
        if (reader.poll(printer, last, EXCERPTS_A_POLL) == 0) {
          throw new ToolException(
              "the journal ends before sequence "
                  + reader.nextSequence()
                  + ", and was longer before");
        }
      }
    }
    console.out().flush();
    return 0;
  }

  private void requireAtLeast(long least, String option, Long value) {
    if (value != null && value < least) {
      throw new ParameterException(
          spec.commandLine(), option + " " + value + ": must be " + least + " or more");
    }
  }
}
