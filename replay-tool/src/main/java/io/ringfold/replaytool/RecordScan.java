package io.ringfold.replaytool;

import io.ringfold.engine.Recovery;
import io.ringfold.journal.JournalReader;
import io.ringfold.replaytool.RangeOptions.Range;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads a stretch of a journal record by record, beginning in the segment that holds the first of
 * them. Shows how far it is, unless the results scroll by on the same terminal.
 */
final class RecordScan {

  private static final int EXCERPTS_A_POLL = 256;

  private final Console console;
  private final List<Path> journals;

  RecordScan(Console console, Path directory, List<Path> archives) {
    this.console = console;
    this.journals = Recovery.journals(directory, archives);
  }

  /**
   * Hands over the records of a range, until no more are taken.
   *
   * @throws ToolException where the journal ends before the range does
   */
  void read(Range range, SelectedRecords records) {
    if (range.last() < range.first()) {
      return;
    }
    Console shown = console.resultsOnTerminal() ? console.withoutProgress() : console;
    try (JournalReader reader = JournalReader.open(journals, range.first());
        Progress progress = new Progress(shown, "read")) {
      while (reader.nextSequence() <= range.last() && !records.full()) {
        progress.at(reader.nextSequence() - 1, range.last());
        if (reader.poll(records, range.last(), EXCERPTS_A_POLL) == 0) {
          throw new ToolException(
              "the journal ends before sequence "
                  + reader.nextSequence()
                  + ", and was longer before");
        }
      }
    }
  }
}
