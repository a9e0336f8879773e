package io.ringfold.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class BenchMainTest {
  @TempDir private Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    out.reset();
    err.reset();
    return BenchMain.run(args, printer(out), printer(err));
  }

  private static PrintStream printer(ByteArrayOutputStream into) {
    return new PrintStream(into, true, StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String[] briefly(Path results) {
    return new String[] {
      "W1",
      "--windows",
      "8",
      "--durability",
      "crash",
      "--warm-up",
      "0",
      "--rounds",
      "1",
      "--seconds",
      "0.3",
      "--preset",
      "frugal",
      "--heap",
      "256m",
      "--results",
      results.toString()
    };
  }

  @Test
  void printsTheRatioAndKeepsTheResults() throws IOException {
    Path results = directory.resolve("results");
    assertEquals(0, run(briefly(results)), this::err);
    String table = out.toString(StandardCharsets.UTF_8);
    assertTrue(
        table
            .lines()
            .anyMatch(line -> line.matches("durability crash, window 8 +ringfold +[1-9].*")),
        table);
    try (Stream<Path> kept = Files.list(results)) {
      List<String> kinds =
          kept.map(each -> each.toString().replaceFirst(".*\\.", "")).sorted().toList();
      assertEquals(
          List.of("csv", "hlog", "hlog", "log", "svg", "txt"),
          kinds,
          "and the work directories are gone");
    }
  }

  @Test
  void failsWhereTheResultsCannotBeWritten() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "in the way");
    assertEquals(1, run(briefly(file.resolve("results"))));
    assertTrue(err().contains("cannot write to " + file), err());
  }

  @Test
  void failsWhereARunFails() {
    Path results = directory.resolve("results");
    String[] args = briefly(results);
    args[args.length - 3] = "1m";
    assertEquals(1, run(args));
    assertTrue(err().contains("a run failed"), err());
    assertTrue(err().contains(".log"), err());
  }

  @Test
  void answersWrongUsageWith2() {
    assertEquals(2, run("no-such-row"));
    assertTrue(err().contains("no-such-row") && err().contains("W1"), err());
    assertEquals(2, run("W1", "--windows", "0"));
    assertEquals(2, run("W1", "--durability", "sometimes"));
    assertTrue(err().contains("sometimes"), err());
    assertEquals(2, run("W1", "--heap", "much"));
    assertEquals(2, run("W1", "--preset", "yielding"));
    assertTrue(err().contains("throughput, latency, frugal"), err());
    assertEquals(2, run("soak", "--minutes", "0"));
    assertEquals(2, run("soak", "--no-such-option"));
    assertEquals(0, run("--help"));
  }

  @Test
  void withoutARowItTellsWhichThereAre() {
    assertEquals(0, run());
    assertTrue(out.toString(StandardCharsets.UTF_8).startsWith("W1 "), out.toString());
  }
}
