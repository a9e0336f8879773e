package io.ringfold.replaytool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of docs/operations.md, as they stand there and in their order. */
class OperationsPageTest {

  private static final Path PAGE = Path.of("..", "docs", "operations.md");
  private static final String TOOL = "./ringfold replay-tool ";
  private static final String SERVE = "./ringfold serve --data ";

  @TempDir Path root;

  private String inRoot(String word) {
    return word.startsWith("./") || word.startsWith("/")
        ? root.resolve(word.replaceFirst("^\\.?/", "")).toString()
        : word;
  }

  @Test
  void everyCommandOnThePageDoesWhatItSays() throws Exception {
    List<String> commands = new ArrayList<>();
    boolean inBlock = false;
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("```")) {
        inBlock = line.equals("```sh");
      } else if (inBlock) {
        commands.add(line);
      }
    }
    assertTrue(commands.size() > 10, commands.toString());
    for (String command : commands) {
      if (command.startsWith(SERVE)) {
        // a server's engine, for as long as it takes to do some work
        Path data = Path.of(inRoot(command.substring(SERVE.length())));
        try (SampleData server = SampleData.open(SampleData.config(data))) {
          server.visit(700);
          server.engine().snapshot();
        }
      } else {
        assertTrue(command.startsWith(TOOL), command);
        Object[] args =
            Stream.of(command.substring(TOOL.length()).split(" ")).map(this::inRoot).toArray();
        ToolRun run = ToolRun.of(args);
        assertEquals(0, run.exitCode(), command + ": " + run.err() + run.out());
      }
    }
  }
}
