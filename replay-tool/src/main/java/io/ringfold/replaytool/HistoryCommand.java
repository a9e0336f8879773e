package io.ringfold.replaytool;

import io.ringfold.engine.PastWalk;
import io.ringfold.engine.Recovery;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.journal.JournalReader;
import io.ringfold.replaytool.RangeOptions.Range;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What happened to one aggregate, each event with the state after it. */
@Command(
    name = "history",
    header = "Prints what happened to one aggregate, with its state after each event.",
    description = {
      "Every event that carries the key, in order, with the command that caused it, the state of",
      "the aggregate after it and what that changed. With --json one object a line, the entries of",
      "GET /history and \"changed\":",
      "  {\"event\", \"command\": {\"uuid\", \"name\", \"data\"}, \"state\", \"changed\": [{\"path\",",
      "   \"kind\", \"from\", \"to\"}]}",
      "Needs the domain on the class path, and no index: reads every record of the range.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringfold replay-tool history ada --aggregate bank",
      "  ringfold replay-tool history ada --aggregate bank --since 2026-11-20T00:00:00Z",
      "  ringfold replay-tool history ada --aggregate bank --json | jq .state.balance"
    })
final class HistoryCommand implements Callable<Integer> {

  private static final int EXCERPTS_A_POLL = 256;

  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "<key>",
      description = "Which aggregate: what its events carry as their key.")
  private String key;

  @Mixin private DataOptions data;
  @Mixin private ArchiveOption archives;
  @Mixin private AggregateOption aggregate;
  @Mixin private RangeOptions range;

  @Option(
      names = "--limit",
      paramLabel = "<n>",
      description = "Print so many events at most, and the rest of the last one's command.")
  private Long limit;

  HistoryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    range.requireSense();
    Path directory = data.directory();
    Domains domains = Domains.load(ReplayTool.class.getClassLoader());
    Domain<?> domain = aggregate.in(domains, Domain::isKeyed, "domain whose events carry a key");
    Range asked = range.in(directory, archives.journals());
    if (asked.first() <= asked.last()) {
      print(directory, domains, domain, asked);
    }
    console.out().flush();
    return ExitCodes.DONE;
  }

  private <S> void print(Path directory, Domains domains, Domain<S> domain, Range asked) {
    HistoryPrinter printer =
        data.json() ? new HistoryLines(console.out()) : new HistoryTable(console.out());
    Console shown = console.resultsOnTerminal() ? console.withoutProgress() : console;
    try (PastWalk<S> walk = new PastWalk<>(directory, archives.journals(), domains, domain);
        Progress progress = new Progress(shown, "read")) {
      walk.goTo(asked.first() - 1, progress);
      HistoryScan<S> scan = new HistoryScan<>(walk.past(), domain, key, printer);
      try (JournalReader reader =
          JournalReader.open(Recovery.journals(directory, archives.journals()), asked.first())) {
        while (reader.nextSequence() <= asked.last() && (limit == null || scan.found() < limit)) {
          progress.at(reader.nextSequence() - 1, asked.last());
          if (reader.poll(scan.upTo(limit), asked.last(), EXCERPTS_A_POLL) == 0) {
            throw new ToolException(
                "the journal ends before sequence "
                    + reader.nextSequence()
                    + ", and was longer before");
          }
        }
      }
    }
  }
}
