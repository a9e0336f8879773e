package io.ringfold.replaytool;

import io.ringfold.engine.EngineConfig;
import io.ringfold.engine.Model;
import io.ringfold.engine.Recovery;
import io.ringfold.engine.compare.Change;
import io.ringfold.engine.compare.StateDifference;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is different in the state between two points of its history. */
@Command(
    name = "diff",
    header = "Prints what differs between two states, by aggregate and field.",
    description = {
      "Rebuilds the state as of --from and as of --to and prints what is different in the second:",
      "a line for each place, + added, - removed, ~ changed. With --json one object a line:",
      "  {\"aggregate\", \"key\", \"path\", \"kind\": \"added\"|\"removed\"|\"changed\"|\"reordered\",",
      "   \"from\", \"to\"}",
      "where key is the first key of a map on the path, or null. What was added or removed is one",
      "line, as a whole; lists are compared place by place. Both states are held in memory.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringfold replay-tool diff --from 1000 --to 2000",
      "  ringfold replay-tool diff --from 2026-11-20T00:00:00Z --to 2026-11-21T00:00:00Z"
          + " --aggregate bank",
      "  ringfold replay-tool diff --from 0 --json | jq -r .key | sort | uniq -c"
    })
final class DiffCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private DataOptions data;
  @Mixin private ArchiveOption archives;

  @Option(
      names = "--from",
      paramLabel = AsOf.LABEL,
      required = true,
      converter = AsOf.Converter.class,
      description = "The first state: as of a sequence, 0 for none, or of a time.")
  private AsOf from;

  @Option(
      names = "--to",
      paramLabel = AsOf.LABEL,
      converter = AsOf.Converter.class,
      description = "The second state; as of the last record unless given.")
  private AsOf to;

  @Option(
      names = "--aggregate",
      paramLabel = "<name>",
      description = "Of this domain alone; of all unless given.")
  private String aggregate;

  @Option(
      names = "--limit",
      paramLabel = "<n>",
      description = "Print so many at most; how many more there are is said on standard error.")
  private Long limit;

  @Spec private CommandSpec spec;

  private long found;

  DiffCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (limit != null && limit < 0) {
      throw new ParameterException(spec.commandLine(), "--limit " + limit + ": must be 0 or more");
    }
    Path directory = data.directory();
    Domains domains = Domains.load(ReplayTool.class.getClassLoader());
    requireKnown(domains);
    long first = from.in(directory, archives.journals(), "--from");
    long second =
        to == null
            ? Extent.of(directory, archives.journals()).last()
            : to.in(directory, archives.journals(), "--to");
    Map<String, ?> before = states(directory, domains, first);
    Map<String, ?> after = states(directory, domains, second);
    StateDifference.ofStates(before, after, data.json() ? jsonPrinter() : this::print);
    if (limit != null && found > limit) {
      console.out().flush();
      console.err().println("replay-tool: " + (found - limit) + " more, beyond --limit " + limit);
    } else if (!data.json()) {
      print(summary() + " from sequence " + first + " to " + second);
    }
    console.out().flush();
    return ExitCodes.DONE;
  }

  private String summary() {
    return found == 0 ? "no difference" : found == 1 ? "1 difference" : found + " differences";
  }

  private void requireKnown(Domains domains) {
    if (aggregate != null
        && domains.all().stream().noneMatch(domain -> domain.name().equals(aggregate))) {
      throw new ToolException(
          "--aggregate "
              + aggregate
              + " is no domain: on the class path there are "
              + String.join(", ", domains.all().stream().map(Domain::name).toList()));
    }
  }

  private Map<String, ?> states(Path directory, Domains domains, long sequence) {
    int dedupWindow = EngineConfig.in(directory).dedupWindow();
    try (Progress progress = new Progress(console)) {
      Model model =
          Recovery.rebuild(
              directory, archives.journals(), domains, dedupWindow, sequence, true, progress);
      return aggregate == null ? model.states() : Map.of(aggregate, model.states().get(aggregate));
    }
  }

  /** Counts a difference; whether it is to be printed. */
  private boolean isWanted() {
    console.interruption().check();
    return ++found <= (limit == null ? Long.MAX_VALUE : limit);
  }

  private void print(Change change) {
    if (isWanted()) {
      String sign =
          switch (change.kind()) {
            case ADDED -> "+";
            case REMOVED -> "-";
            case CHANGED, REORDERED -> "~";
          };
      print("%s %-10s  %s".formatted(sign, change.aggregate(), ChangeText.of(change)));
    }
  }

  private void print(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    console.out().write(bytes, 0, bytes.length);
  }

  private Consumer<Change> jsonPrinter() {
    JsonLines lines = new JsonLines(console.out());
    return change -> {
      if (isWanted()) {
        JsonValues values = lines.values();
        values.beginObject(0);
        values.name("aggregate");
        values.string(change.aggregate());
        values.name("key");
        if (change.key() == null) {
          values.nullValue();
        } else {
          values.string(change.key());
        }
        ChangeText.fields(change, values);
        values.endObject();
        lines.end();
      }
    };
  }
}
