package io.ringfold.replaytool;

import io.ringfold.engine.Uuid5;
import io.ringfold.journal.SegmentInfo;
import io.ringfold.replaytool.RangeOptions.Range;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The record of one command or event. */
@Command(
    name = "find",
    header = "Finds the record of a command or an event by its uuid.",
    description = {
      "Prints it as 'dump' does, and on standard error where it was found. Reads the journal segment",
      "by segment, the newest first, and ends with the one that has it; needs no index and no",
      "domain.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringfold replay-tool find 0f7c8f3e-2b54-4d55-9c9b-1d7d3c8f0a11 --data ./data",
      "  ringfold replay-tool find 0f7c8f3e-2b54-4d55-9c9b-1d7d3c8f0a11 --archive /archive/ringfold"
    },
    exitCodeList = {"0:Found.", "1:Not there, or it could not be read; standard error says why."})
final class FindCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private DataOptions data;
  @Mixin private ArchiveOption archives;
  @Mixin private FormatOption format;

  @Parameters(index = "0", paramLabel = "<uuid>", description = "Of a command or of an event.")
  private UUID uuid;

  FindCommand(Console console) {
    this.console = console;
  }

  /** Whether it is the command, or caused the event; keeps which. */
  private static final class Wanted implements Predicate<JournaledRecord> {
    private final UUID uuid;
    private String what;

    Wanted(UUID uuid) {
      this.uuid = uuid;
    }

    @Override
    public boolean test(JournaledRecord commandRecord) {
      UUID command = commandRecord.view().uuid();
      if (command.equals(uuid)) {
        what = "the command";
        return true;
      }
      int events = commandRecord.accepted() ? commandRecord.view().eventCount() : 0;
      for (int index = 0; index < events; index++) {
        if (Uuid5.ofEvent(command, index).equals(uuid)) {
          what = "event " + index;
          return true;
        }
      }
      return false;
    }
  }

  @Override
  public Integer call() {
    Path directory = data.directory();
    Extent extent = Extent.of(directory, archives.journals());
    RecordScan scan = new RecordScan(console, directory, archives.journals());
    RecordPrinter printer = format.printer(console.out());
    Wanted wanted = new Wanted(uuid);
    List<SegmentInfo> segments = extent.segments();
    for (int i = segments.size() - 1; i >= 0; i--) {
      SegmentInfo segment = segments.get(i);
      SelectedRecords records =
          new SelectedRecords(
              wanted,
              1,
              found -> {
                printer.print(found);
                console
                    .err()
                    .printf(
                        "replay-tool: %s is %s of sequence %d, in %s%n",
                        uuid, wanted.what, found.sequence(), segment.file());
              });
      scan.read(new Range(segment.firstSequence(), segment.lastSequence()), records);
      if (records.full()) {
        console.out().flush();
        return ExitCodes.DONE;
      }
    }
    throw new ToolException(
        "no command and no event "
            + uuid
            + " in "
            + directory.toAbsolutePath().normalize()
            + ", which "
            + extent.describe()
            + (extent.first() > 1 ? "; earlier ones are archived: name them with --archive" : ""));
  }
}
