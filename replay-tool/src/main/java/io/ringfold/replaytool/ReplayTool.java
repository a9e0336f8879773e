package io.ringfold.replaytool;

import io.ringfold.engine.EngineException;
import io.ringfold.journal.JournalException;
import io.ringfold.snapshots.SnapshotException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command {@code ringfold replay-tool}: which command was given, and how it ended, see {@link
 * ExitCodes}.
 */
@Command(
    name = "ringfold replay-tool",
    header = "Looks into a data directory; beside a running server, too.",
    description = {
      "Takes no lock and changes nothing, but for 'snapshot', which adds one, 'archive', which moves",
      "what it is told to, and 'repair', which gives up what it is told to. Results go to standard",
      "output. Every command has --help, with examples.%n"
    },
    subcommands = HelpCommand.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringfold replay-tool info --data ./data",
      "  ringfold replay-tool dump --from 1000 --limit 10 | jq .events",
      "  ringfold replay-tool tail -f --format table",
      "  ringfold replay-tool state --at 1000 --json",
      "  ringfold replay-tool query total --as-of 2026-11-20T10:15:30Z",
      "  ringfold replay-tool history ada --aggregate bank",
      "  ringfold replay-tool verify --data ./data",
      "  ringfold replay-tool backup /backups/ringfold --data ./data"
    })
public final class ReplayTool implements Callable<Integer> {

  private final Console console;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.")
  private boolean help;

  private ReplayTool(Console console) {
    this.console = console;
  }

  public static void main(String[] args) {
    // before the first logger is made; whoever set it already knows better
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "io/ringfold/replaytool/logback.xml");
    }
    Console console = Console.ofProcess();
    Interruption interruption = console.interruption();
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::requestAndAwaitEnd));
    int code = run(console, args);
    if (interruption.isRequested() && code != ExitCodes.INTERRUPTED) {
      // a command that goes on until Ctrl-C has come to its end: its own code counts
      Runtime.getRuntime().halt(code);
    }
    interruption.ended();
    // after a signal this waits for the process to end, which has its own exit code then
    System.exit(code);
  }

  /** Carries out a command; returns its exit code. */
  static int run(Console console, String... args) {
    int code = commandLine(console).execute(args);
    console.err().flush();
    return code;
  }

  /** All commands, with what they have in common. */
  static CommandLine commandLine(Console console) {
    ReplayTool tool = new ReplayTool(console);
    CommandLine line =
        new CommandLine(tool)
            .addSubcommand(new InfoCommand(console))
            .addSubcommand(new DumpCommand(console))
            .addSubcommand(new TailCommand(console))
            .addSubcommand(new FindCommand(console))
            .addSubcommand(new StateCommand(console))
            .addSubcommand(new QueryCommand(console))
            .addSubcommand(new HistoryCommand(console))
            .addSubcommand(new DiffCommand(console))
            .addSubcommand(new VerifyCommand(console))
            .addSubcommand(new WhatIfCommand(console))
            .addSubcommand(new SnapshotCommand(console))
            .addSubcommand(new StatCommand(console))
            .addSubcommand(new BackupCommand(console))
            .addSubcommand(new RestoreCommand(console))
            .addSubcommand(new ArchiveCommand(console))
            .addSubcommand(new RepairCommand(console))
            .addSubcommand(new ExportCommand(console))
            .addSubcommand(new SqlCommand(console))
            .addSubcommand(new CompletionCommand(console))
            .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler((e, at, parsed) -> tool.failed(e));
    ExitCodes.addTo(line.getCommandSpec());
    line.getSubcommands().values().forEach(each -> ExitCodes.addTo(each.getCommandSpec()));
    return line;
  }

  /** No command was given. */
  @Override
  public Integer call() {
    spec.commandLine().usage(console.err());
    return ExitCodes.USAGE;
  }

  private int failed(Exception e) {
    if (e instanceof Output.Lost lost) {
      if (lost.isByTheReader()) {
        return ExitCodes.DONE;
      }
      console.err().println("replay-tool: results could not be written: " + e.getMessage());
      return ExitCodes.FAILED;
    }
    if (e instanceof Interruption.Interrupted) {
      console.out().flush();
      return ExitCodes.INTERRUPTED;
    }
    if (e instanceof ToolException
        || e instanceof EngineException
        || e instanceof JournalException
        || e instanceof SnapshotException) {
      // what was found up to there stands
      console.out().flush();
      console.err().println("replay-tool: " + e.getMessage());
    } else if (e instanceof IOException || e instanceof UncheckedIOException) {
      // their messages are often a file's name alone: the kind says what was wrong with it
      console.out().flush();
      console.err().println("replay-tool: a file cannot be read or written: " + e);
    } else {
      console.err().println("replay-tool: unexpected failure, please report it");
      e.printStackTrace(console.err());
    }
    return ExitCodes.FAILED;
  }
}
