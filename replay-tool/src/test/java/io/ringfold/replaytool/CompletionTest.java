package io.ringfold.replaytool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Completes command lines in a real bash, by the script as it is printed. */
class CompletionTest {

  /** What bash does at a tab: the words, the place of the last one, then the function. */
  private static final String AT_A_TAB =
      """
      source "$1"; shift
      registered=$(complete -p ringfold) || exit 9
      compopt() { :; } # works at a real tab only
      function=${registered##*-F }
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
      "${function%% *}" "$1" "${!#}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """;

  @TempDir Path directory;
  private Path script;

  @BeforeEach
  void print() throws IOException {
    script =
        Files.writeString(
            directory.resolve("ringfold.bash"), ToolRun.of("completion", "bash").done().out());
  }

  private List<String> completed(String... words) throws Exception {
    Path errors = directory.resolve("errors");
    ProcessBuilder bash = new ProcessBuilder("bash", "-c", AT_A_TAB, "bash", script.toString());
    bash.command().addAll(List.of(words));
    Process process = bash.redirectError(errors.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals("", Files.readString(errors));
    assertEquals(0, process.exitValue());
    return out.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  @Test
  void commandsAndOptionsAndValuesAreCompleted() throws Exception {
    assertEquals(List.of("replay-tool"), completed("ringfold", "rep"));
    assertEquals(List.of("dump"), completed("ringfold", "replay-tool", "du"));
    assertEquals(List.of("--format"), completed("./ringfold", "replay-tool", "dump", "--fo"));
    assertEquals(
        List.of("json", "edn", "table"),
        completed("ringfold", "replay-tool", "tail", "-f", "--format", ""));
    assertEquals(
        List.of("rejected"), completed("ringfold", "replay-tool", "dump", "--status", "rej"));
    List<String> commands = completed("ringfold", "replay-tool", "");
    assertTrue(commands.containsAll(List.of("info", "tail", "query", "verify")), "" + commands);
  }

  @Test
  void theLaunchersOtherCommandsAreCompletedToo() throws Exception {
    List<String> completed = completed("ringfold", "");
    assertEquals(
        List.of(), launcherCommands().stream().filter(each -> !completed.contains(each)).toList());
  }

  /** As the launcher itself tells them apart. */
  private static List<String> launcherCommands() throws IOException {
    Path launcher = Path.of(System.getProperty("ringfold.root"), "ringfold");
    return Files.readAllLines(launcher).stream()
        .filter(line -> line.matches("  [a-z-]+\\) main=.*|  help \\|.*"))
        .map(line -> line.strip().split("[) ]")[0])
        .toList();
  }

  @Test
  void aShellThatIsNotKnownIsRefused() {
    ToolRun.of("completion", "fish").failed(2, "fish", "bash");
  }
}
