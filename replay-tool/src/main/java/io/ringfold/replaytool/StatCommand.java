package io.ringfold.replaytool;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ringfold.engine.counters.CountersView;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the server on a data directory counts, again and again. */
@Command(
    name = "stat",
    header = "Shows what the server on the directory counts, live.",
    description = {
      "Reads the server's counters from the file that it keeps in its data directory: no request is",
      "made and no credentials are needed, so also of a server that answers no more. On a terminal",
      "each second until Ctrl-C, else once. What each counter says: docs/operations.md.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringfold replay-tool stat --data ./data",
      "  ringfold replay-tool stat --interval 5 --count 12",
      "  ringfold replay-tool stat --json | jq '.counters.\"projection.lag\"'"
    },
    exitCodeList =
        "1:There is no running server, or it wrote no counters that can be read; standard error"
            + " says which.")
final class StatCommand implements Callable<Integer> {

  private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";
  private static final double MILLIS = 1e3;

  private final Console console;

  @Mixin private DataOptions data;

  @Option(
      names = "--interval",
      paramLabel = "<seconds>",
      defaultValue = "1",
      description = "How long to wait between two looks; ${DEFAULT-VALUE} unless given.")
  private double interval;

  @Option(
      names = "--count",
      paramLabel = "<n>",
      description = "How often to look; on a terminal until Ctrl-C unless given, else once.")
  private Long count;

  @Spec private CommandSpec spec;

  StatCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (count != null && count < 1) {
      throw new ParameterException(spec.commandLine(), "--count " + count + ": must be 1 or more");
    }
    if (!(interval >= 0.1 && interval <= 86_400)) {
      throw new ParameterException(
          spec.commandLine(), "--interval " + interval + ": must be from 0.1 to 86400 seconds");
    }
    Path directory = data.directory();
    boolean live = console.resultsOnTerminal() && !data.json();
    long looks = count != null ? count : live ? Long.MAX_VALUE : 1;
    CountersLook before = null;
    for (long i = 0; i < looks; i++) {
      if (i > 0 && isStopped()) {
        return ExitCodes.DONE;
      }
      CountersLook look = CountersLook.at(directory);
      print(look, before, live);
      if (look.gone() != null) {
        throw new ToolException(look.gone());
      }
      before = look;
    }
    return ExitCodes.DONE;
  }

  /** Waits for the next look; Ctrl-C is the usual end. */
  private boolean isStopped() {
    try {
      console.interruption().pause(Math.round(interval * MILLIS));
      return false;
    } catch (Interruption.Interrupted e) {
      return true;
    }
  }

  private void print(CountersLook look, CountersLook before, boolean live) throws IOException {
    if (data.json()) {
      try (JsonGenerator json = Json.compact(console.out())) {
        write(json, look);
      }
    } else {
      PrintWriter out = new PrintWriter(console.out(), false, StandardCharsets.UTF_8);
      if (live) {
        out.print(CLEAR_SCREEN);
      }
      print(out, look, before);
      out.flush();
    }
    console.out().flush();
  }

  private static void write(JsonGenerator json, CountersLook look) throws IOException {
    json.writeStartObject();
    json.writeNumberField("pid", look.pid());
    json.writeBooleanField("running", look.gone() == null);
    json.writeStringField("state", look.state());
    json.writeStringField("started", look.started().toString());
    json.writeStringField("published", look.published().toString());
    json.writeObjectFieldStart("counters");
    for (CountersView.Counter counter : look.counters()) {
      json.writeNumberField(counter.label(), counter.value());
    }
    json.writeEndObject();
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private static void print(PrintWriter out, CountersLook look, CountersLook before) {
    out.printf(
        "server process %d, %s, started %s, counted until %s%n%n",
        look.pid(), look.state(), look.started(), look.published());
    out.printf("%-24s %20s %14s%n", "counter", "value", "a second");
    for (CountersView.Counter counter : look.counters()) {
      String rate = counter.grows() && before != null ? look.rate(counter, before) : "";
      out.println(
          "%-24s %20d %14s".formatted(counter.label(), counter.value(), rate).stripTrailing());
    }
  }
}
