package io.ringfold.replaytool;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ringfold.engine.DataDirectory;
import io.ringfold.engine.EngineConfig;
import io.ringfold.engine.EngineException;
import io.ringfold.engine.Recovery;
import io.ringfold.engine.SnapshotVerification;
import io.ringfold.engine.SnapshotVerification.Finding;
import io.ringfold.engine.SnapshotVerification.Verdict;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.journal.ChainHead;
import io.ringfold.journal.JournalDamage;
import io.ringfold.journal.JournalReader;
import io.ringfold.journal.JournalVerification;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether everything in a data directory is as it was written. */
@Command(
    name = "verify",
    header = "Checks that a data directory is as it was written.",
    description = {
      "Every byte of the journal: checksums, sequences, segments, definitions, the hash chain. Every",
      "snapshot: its checksum, its state and its projections against those of a replay. Prints the",
      "head of the chain; kept where nobody who can write to the journal can change it, and given with",
      "--expect later, it tells whether anything up to it was changed or cut off since. Runs beside a",
      "server.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringfold replay-tool verify --data ./data",
      "  ringfold replay-tool verify --json | jq -r .head >> heads.txt",
      "  ringfold replay-tool verify --expect $(tail -n 1 heads.txt)"
    },
    exitCodeList = {
      "0:All is well.",
      "1:Something is damaged, or could not be checked; the output says what."
    })
final class VerifyCommand implements Callable<Integer> {

  private static final int DAMAGED = 1;

  private final Console console;

  @Mixin private DataOptions data;
  @Mixin private ArchiveOption archives;

  @Option(
      names = "--expect",
      paramLabel = "<seq>:<hash>",
      description = "A head that was printed before, and must be met again.")
  private String expect;

  @Spec private CommandSpec spec;

  VerifyCommand(Console console) {
    this.console = console;
  }

  /** All that was found. */
  private record Report(
      JournalVerification.Result journal, List<Finding> snapshots, List<String> notes) {

    boolean damaged() {
      return !journal.damages().isEmpty()
          || snapshots.stream().anyMatch(each -> each.verdict() == Verdict.WRONG);
    }
  }

  @Override
  public Integer call() throws IOException {
    Optional<ChainHead> expected = expected();
    Path directory = data.directory();
    Report report = verify(directory, expected);
    if (data.json()) {
      writeJson(directory, report);
    } else {
      print(directory, report);
    }
    console.out().flush();
    return report.damaged() ? DAMAGED : 0;
  }

  private Optional<ChainHead> expected() {
    try {
      return Optional.ofNullable(expect).map(ChainHead::parse);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--expect: " + e.getMessage(), e);
    }
  }

  private Report verify(Path directory, Optional<ChainHead> expected) {
    List<Path> journals = Recovery.journals(directory, archives.journals());
    JournalVerification.Result journal;
    try (Progress progress = new Progress(console, "verify")) {
      journal =
          JournalVerification.run(journals, DataDirectory.inUse(directory), expected, progress::at);
    }
    List<String> notes = new ArrayList<>();
    journal
        .tornTail()
        .ifPresent(
            tear -> notes.add("torn tail, the next start keeps a copy and cuts it: " + tear));
    List<Finding> snapshots = SnapshotVerification.bytes(directory);
    List<JournalDamage> damages = new ArrayList<>(journal.damages());
    long first = journal.firstSequence();
    if (first > 1
        && snapshots.stream()
            .noneMatch(each -> each.verdict() != Verdict.WRONG && each.sequence() >= first - 1)) {
      damages.add(
          new JournalDamage(
              DataDirectory.journal(directory),
              -1,
              1,
              first - 1,
              "the journal begins with sequence "
                  + first
                  + " and no snapshot stands for what was before: bring the archived segments"
                  + " back"));
    } else if (first > 1) {
      notes.add("sequences 1 to " + (first - 1) + " are archived: name them with --archive");
    }
    if (damages.isEmpty()) {
      snapshots = states(directory, journals, journal, snapshots, notes);
    } else {
      notes.add("states were not compared, because the journal is damaged");
    }
    return new Report(
        new JournalVerification.Result(
            journal.forced(),
            journal.segments(),
            first,
            journal.head(),
            journal.tornTail(),
            damages),
        snapshots,
        notes);
  }

  private List<Finding> states(
      Path directory,
      List<Path> journals,
      JournalVerification.Result journal,
      List<Finding> whole,
      List<String> notes) {
    Domains domains = Domains.load(ReplayTool.class.getClassLoader());
    Set<String> missing = missingDomains(journals, journal, domains);
    if (!missing.isEmpty()) {
      notes.add(
          "states were not compared: domain "
              + String.join(", ", missing)
              + " is in the journal and not on the class path (RINGFOLD_CLASSPATH)");
      return whole;
    }
    try (Progress progress = new Progress(console)) {
      return SnapshotVerification.states(
          directory,
          archives.journals(),
          domains,
          EngineConfig.in(directory).dedupWindow(),
          journal.firstSequence(),
          journal.head().sequence(),
          progress);
    } catch (EngineException e) {
      notes.add("states were not compared: " + e.getMessage());
      return whole;
    }
  }

  private static Set<String> missingDomains(
      List<Path> journals, JournalVerification.Result journal, Domains domains) {
    Definitions definitions = new Definitions();
    long end = journal.head().sequence() + 1;
    try (JournalReader reader = JournalReader.open(journals, end)) {
      reader.poll(definitions, end - 1, 1);
    }
    Set<String> missing =
        definitions.all().stream()
            .map(TypeDefinition::domain)
            .collect(Collectors.toCollection(TreeSet::new));
    domains.all().stream().map(Domain::name).forEach(missing::remove);
    missing.remove(domains.migrate().domain().name());
    return missing;
  }

  private void writeJson(Path directory, Report report) throws IOException {
    try (JsonGenerator json = Json.compact(console.out())) {
      json.writeStartObject();
      json.writeStringField("data", directory.toAbsolutePath().normalize().toString());
      json.writeBooleanField("damaged", report.damaged());
      json.writeNumberField("first-seq", report.journal().firstSequence());
      json.writeNumberField("last-seq", report.journal().head().sequence());
      json.writeStringField("head", report.damaged() ? null : report.journal().head().toString());
      json.writeArrayFieldStart("damages");
      for (JournalDamage damage : report.journal().damages()) {
        json.writeStartObject();
        json.writeStringField("file", damage.file().toString());
        json.writeNumberField("position", damage.position());
        json.writeNumberField("first-seq", damage.firstSequence());
        if (damage.lastSequence() == Long.MAX_VALUE) {
          json.writeNullField("last-seq");
        } else {
          json.writeNumberField("last-seq", damage.lastSequence());
        }
        json.writeStringField("what", damage.what());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("snapshots");
      for (Finding finding : report.snapshots()) {
        json.writeStartObject();
        json.writeNumberField("seq", finding.sequence());
        json.writeStringField("file", finding.file().toString());
        json.writeStringField("verdict", verdict(finding));
        json.writeStringField("detail", finding.detail());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("notes");
      for (String note : report.notes()) {
        json.writeString(note);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static String verdict(Finding finding) {
    return finding.verdict().name().toLowerCase(java.util.Locale.ROOT);
  }

  private void print(Path directory, Report report) {
    PrintWriter out = new PrintWriter(console.out(), false, StandardCharsets.UTF_8);
    JournalVerification.Result journal = report.journal();
    out.printf(
        "journal of %s: %d segments, sequences %d to %d%n",
        directory.toAbsolutePath().normalize(),
        journal.segments().size(),
        journal.firstSequence(),
        journal.head().sequence());
    for (JournalDamage damage : journal.damages()) {
      out.printf("DAMAGED   %s%n", damage.what());
      if (damage.lastSequence() >= damage.firstSequence()) {
        out.printf(
            "          %s%s: sequences %d to %s cannot be trusted%n",
            damage.file(),
            damage.position() < 0 ? "" : " from byte " + damage.position(),
            damage.firstSequence(),
            damage.lastSequence() == Long.MAX_VALUE ? "the end" : damage.lastSequence());
      }
    }
    for (Finding finding : report.snapshots()) {
      out.printf(
          "snapshot  at %d: %s%s%n",
          finding.sequence(),
          finding.verdict() == Verdict.WRONG ? "WRONG, " + finding.file() : verdict(finding),
          finding.detail().isEmpty() ? "" : ", " + finding.detail());
    }
    report.notes().forEach(note -> out.printf("note      %s%n", note));
    if (!journal.damages().isEmpty()) {
      out.printf(
          "what to do: stop the server, keep a copy of the directory, restore the newest backup with"
              + " 'ringfold replay-tool restore <backup> --data <new-dir>'. Without a backup,"
              + " 'ringfold replay-tool repair --data <dir>' tells whether the rest can be gone on"
              + " with%n");
    } else if (report.damaged()) {
      out.printf("what to do: move the wrong snapshot away; the next start replays instead%n");
    } else {
      out.printf("head to keep: %s%n", journal.head());
    }
    out.flush();
  }
}
