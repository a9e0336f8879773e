package io.ringfold.replaytool;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a shell needs to complete command lines. */
@Command(
    name = "completion",
    header = "Prints a script that lets a shell complete 'ringfold' command lines.",
    description = {
      "Commands, and of 'replay-tool' also options and the values that they take; under whatever",
      "path 'ringfold' is called.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(ringfold replay-tool completion bash)",
      "  ringfold replay-tool completion bash > ~/.local/share/bash-completion/completions/ringfold"
    })
final class CompletionCommand implements Callable<Integer> {

  /** The launcher's commands beside this tool. */
  private static final List<String> OTHERS =
      List.of(
          "serve",
          "ingest",
          "load",
          "user",
          "migrate",
          "projections",
          "bench",
          "simulate",
          "prepare",
          "help");

  /** Which shell. */
  enum Shell {
    BASH;

    @Override
    public String toString() {
      return "bash";
    }
  }

  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "<shell>",
      description = "One of ${COMPLETION-CANDIDATES}; zsh takes that of bash after bashcompinit.")
  private Shell shell;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.")
  private boolean help;

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    CommandLine launcher = new CommandLine(CommandSpec.create().name("ringfold"));
    CommandLine tool = ReplayTool.commandLine(console);
    launcher.addSubcommand("replay-tool", tool);
    for (String other : OTHERS) {
      launcher.addSubcommand(other, new CommandLine(CommandSpec.create().name(other)));
    }
    byte[] script = AutoComplete.bash("ringfold", launcher).getBytes(StandardCharsets.UTF_8);
    console.out().write(script, 0, script.length);
    console.out().flush();
    return ExitCodes.DONE;
  }
}
