package io.ringfold.bench.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of a measurement, to the letter. */
class ResultFilesTest {
  @TempDir private Path directory;

  private static Measurement run(String subject, int round, double perSecond) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("durability", "fsync");
    parameters.put("window", "64");
    Histogram latencies = new Histogram(3);
    latencies.recordValue(100_000);
    return new Measurement(
        subject,
        "1.0",
        parameters,
        "forced, \"really\"",
        round,
        perSecond,
        100,
        0.5,
        latencies,
        Map.of("start-s", 0.25),
        "all there");
  }

  private static Results results() {
    Results results = new Results("W1", "transfers", List.of("on a machine"));
    results.add(run("ringfold", 1, 100));
    results.add(run("file", 1, 200));
    results.add(run("file", 2, 100));
    results.add(run("ringfold", 2, 75.5));
    results.judge(
        new Verdict(
            "ringfold / file",
            results.ratio("ringfold", "file", results.cases().get(0), "per-second"),
            0.5,
            true));
    return results;
  }

  @Test
  void aMeasurementIsALineOfValues() {
    assertEquals(
        "row,subject,version,parameters,durable-by,round,per-second,completed,seconds,p50-us,"
            + "p90-us,p99-us,p99.9-us,max-us,figures,checks\n"
            + "W1,ringfold,1.0,durability=fsync;window=64,\"forced, \"\"really\"\"\",1,100.000,100,"
            + "0.500,100.031,100.031,100.031,100.031,100.031,start-s=0.250,all there\n",
        ResultFiles.csv(results()).lines().limit(2).reduce("", (all, line) -> all + line + "\n"));
  }

  @Test
  void whatWasWrittenIsReadAgain() {
    List<Map<String, String>> lines = Csv.parse(ResultFiles.csv(results()));
    assertEquals(4, lines.size());
    assertEquals("forced, \"really\"", lines.get(0).get("durable-by"));
    assertEquals("75.500", lines.get(3).get("per-second"));
    assertThrows(IllegalArgumentException.class, () -> Csv.parse("row,subject\nW1,file\n"));
  }

  @Test
  void aRatioIsThatOfOneRoundAndItsVerdictIsKept() {
    Results results = results();
    assertEquals(
        "row,what,median,min,max,bound,at-least\n"
            + "W1,ringfold / file,0.6275,0.5,0.755,0.5,true\n",
        Csv.verdicts(results));
    Verdict read = Csv.parseVerdicts(Csv.verdicts(results)).get(0);
    assertEquals(results.verdicts().get(0).text(), read.text());
    assertTrue(read.reached());
  }

  @Test
  void aVerdictKnowsOnWhichSideItsBoundLies() {
    Spread value = new Spread(2, 1, 3);
    assertTrue(new Verdict("a", value, 2, true).reached());
    assertTrue(new Verdict("a", value, 2, false).reached());
    assertFalse(new Verdict("a", value, 2.1, true).reached());
    assertFalse(new Verdict("a", value, 1.9, false).reached());
  }

  @Test
  void aRowLeavesTableValuesLatenciesAndPictures() throws IOException {
    Chart chart =
        new Chart("a < b", "x", "y")
            .add(new Chart.Series("line", new double[] {1, 10}, new double[] {10, 100}));
    String table = ResultFiles.write(results(), directory, "W1", Map.of("own", chart));
    assertEquals(table, Files.readString(directory.resolve("W1.txt")));
    assertTrue(table.contains("reached") && table.contains("on a machine"), table);
    assertEquals(
        4,
        Files.readAllLines(directory.resolve("W1.hlog")).stream()
            .filter(line -> line.startsWith("Tag="))
            .count());
    String svg = Files.readString(directory.resolve("W1-own.svg"));
    assertTrue(svg.contains("a &lt; b"), svg);
    assertTrue(Files.exists(directory.resolve("W1-percentiles.svg")));
  }

  @Test
  void aPictureIsALineInItsGrid() {
    String svg =
        new Chart("title", "x", "y")
            .add(new Chart.Series("line", new double[] {1, 10}, new double[] {10, 100}))
            .svg();
    assertEquals(
        "<polyline fill=\"none\" stroke=\"#1f77b4\" stroke-width=\"2\""
            + " points=\"80.0,460.0 630.0,46.0\"/>",
        svg.lines().filter(line -> line.startsWith("<polyline")).findFirst().orElse(svg));
    assertTrue(svg.startsWith("<svg ") && svg.endsWith("</svg>\n"), svg);
  }

  @Test
  void aSpreadIsTheMiddleAndBothEnds() {
    assertEquals(new Spread(3, 1, 9), Spread.of(9, 1, 3));
    assertEquals(new Spread(2, 1, 9), Spread.of(1, 9, 3, 1));
    assertEquals("3 (1–9)", new Spread(3, 1, 9).text(0));
    assertEquals("0.0030 (0.0010–0.0090)", new Spread(0.003, 0.001, 0.009).text());
    assertThrows(IllegalArgumentException.class, () -> Spread.of(List.of()));
  }
}
