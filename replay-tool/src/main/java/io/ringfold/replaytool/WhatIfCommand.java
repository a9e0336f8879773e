package io.ringfold.replaytool;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ringfold.engine.DataDirectory;
import io.ringfold.engine.DecisionComparison;
import io.ringfold.engine.Recovery;
import io.ringfold.engine.WhatIf;
import io.ringfold.engine.domain.Domains;
import io.ringfold.journal.JournalReader;
import io.ringfold.replaytool.RangeOptions.Range;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The journaled commands, decided by other business logic. */
@Command(
    name = "what-if",
    header = "Decides the journaled commands by other domains, and compares.",
    description = {
      "Runs every command of the journal, accepted and rejected ones, through the domains of a jar, on",
      "a state of their own: that of the recorded events before --from, after it that of their own",
      "decisions. Tells which decisions and events differ, and how the state differs in the end.",
      "Domains that the jar does not bring are the current ones. Nothing is written anywhere; but code",
      "in a jar can do what this user may do, so run only what you would run in a server.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringfold replay-tool what-if --with bank-2.jar --data ./data",
      "  ringfold replay-tool what-if --with bank-2.jar --from 1000 --json | jq .differences",
      "  ringfold replay-tool what-if --with bank-2.jar:decimals.jar --follow"
    },
    exitCodeList = {
      "0:The candidate decides alike, and comes to the same state.",
      "3:The candidate decides otherwise, or comes to another state."
    })
final class WhatIfCommand implements Callable<Integer> {

  private static final int EXCERPTS_A_POLL = 256;
  private static final long LOOK_EACH_MS = 200;

  private final Console console;

  @Mixin private DataOptions data;
  @Mixin private ArchiveOption archives;
  @Mixin private RangeOptions ranges;

  @Option(
      names = "--with",
      paramLabel = "<jar>",
      required = true,
      description =
          "The jar of the candidate; more that it needs after it, separated as in a class path.")
  private String jars;

  @Option(
      names = "--examples",
      paramLabel = "<n>",
      defaultValue = "10",
      description = "How many differences to show; ${DEFAULT-VALUE} unless given.")
  private int examples;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on beside a server until Ctrl-C; show every difference as it comes.")
  private boolean follow;

  @Spec private CommandSpec spec;

  WhatIfCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    requireUsage();
    Path directory = data.directory();
    requireFirstRecord(directory);
    Range range = ranges.in(directory, archives.journals());
    Domains current = Domains.load(ReplayTool.class.getClassLoader());
    try (CandidateDomains candidate = CandidateDomains.load(jars, current)) {
      WhatIfReport report = new WhatIfReport(range.first(), examples);
      WhatIf whatIf =
          new WhatIf(
              current,
              candidate.domains(),
              range.first(),
              comparison -> {
                report.add(comparison);
                if (follow && comparison.kind().isDifferent()) {
                  show(comparison);
                }
              });
      run(directory, whatIf, range);
      report.compareStates(whatIf.recordedStates(), whatIf.candidateStates());
      print(candidate, report);
      return report.isDifferent() ? ExitCodes.DIFFERENT : ExitCodes.DONE;
    }
  }

  private void requireUsage() {
    ranges.requireSense();
    if (examples < 0) {
      throw new ParameterException(
          spec.commandLine(), "--examples " + examples + ": must be 0 or more");
    }
    if (follow && ranges.hasEnd()) {
      throw new ParameterException(
          spec.commandLine(), "--follow goes on until Ctrl-C: leave --to and --until out");
    }
  }

  private void requireFirstRecord(Path directory) {
    long first = Extent.of(directory, archives.journals()).first();
    if (first > 1) {
      throw new ToolException(
          "the journal begins with sequence "
              + first
              + ", and the candidate's state is made of all events since the first: name the older"
              + " segments with --archive");
    }
  }

  private void run(Path directory, WhatIf whatIf, Range range) {
    Path journal = DataDirectory.journal(directory);
    try (JournalReader reader =
        JournalReader.open(Recovery.journals(directory, archives.journals()), 1)) {
      decide(reader, whatIf, follow ? Math.min(range.last(), forced(journal)) : range.last());
      if (follow) {
        follow(reader, whatIf, journal);
      }
    } catch (Interruption.Interrupted e) {
      if (!follow) {
        throw e;
      }
    }
  }

  private void decide(JournalReader reader, WhatIf whatIf, long last) {
    try (Progress progress = new Progress(console, "what-if")) {
      while (whatIf.sequence() < last) {
        progress.at(whatIf.sequence(), last);
        if (reader.poll(whatIf, last, EXCERPTS_A_POLL) == 0) {
          throw new ToolException(
              "the journal ends with sequence " + whatIf.sequence() + ", and was longer before");
        }
      }
    }
  }

  /** What is not forced yet may be gone after a power cut: nothing is told of it. */
  private void follow(JournalReader reader, WhatIf whatIf, Path journal) {
    console.err().println("following after sequence " + whatIf.sequence() + ", until Ctrl-C");
    while (true) {
      long forced = forced(journal);
      while (whatIf.sequence() < forced && reader.poll(whatIf, forced, EXCERPTS_A_POLL) > 0) {
        console.interruption().check();
      }
      console.out().flush();
      console.interruption().pause(LOOK_EACH_MS);
    }
  }

  private static long forced(Path journal) {
    return JournalReader.forcedSequence(journal).orElse(0);
  }

  private void show(DecisionComparison comparison) {
    DecisionDifference difference = DecisionDifference.of(comparison);
    if (!data.json()) {
      PrintWriter out = new PrintWriter(console.out(), false, StandardCharsets.UTF_8);
      difference.print(out);
      out.flush();
      return;
    }
    try (JsonGenerator json = Json.compact(console.out())) {
      difference.write(json);
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void print(CandidateDomains candidate, WhatIfReport report) throws IOException {
    if (data.json()) {
      try (JsonGenerator json = Json.compact(console.out())) {
        json.writeStartObject();
        json.writeStringField("with", jars);
        json.writeArrayFieldStart("domains");
        for (String name : candidate.names()) {
          json.writeString(name);
        }
        json.writeEndArray();
        report.write(json);
        json.writeEndObject();
        json.writeRaw('\n');
      }
    } else {
      PrintWriter out = new PrintWriter(console.out(), false, StandardCharsets.UTF_8);
      out.printf("with %s: domain %s%n", jars, String.join(", ", candidate.names()));
      report.print(out);
      out.flush();
    }
    console.out().flush();
  }
}
