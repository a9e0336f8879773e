package io.ringfold.concurrency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Runs the stress tests of the hand-overs between threads, and tells how often they met. */
class StressTest {
  private static final Pattern PLANTED = Pattern.compile("^io\\.ringfold\\..*Planted");
  private static final Pattern REAL = Pattern.compile("^io\\.ringfold\\.(?!.*Planted)");

  private static final int ATTEMPTS = 5;

  @Test
  void noHandOverHasAResultThatMayNotBe() throws Exception {
    List<StressRun.Report> reports = StressRun.of(REAL, StressRun.Effort.ofBuild());
    print(reports);
    List<StressRun.Report> failed = reports.stream().filter(each -> !each.isPassed()).toList();
    assertEquals(List.of(), failed);
    assertTrue(reports.size() >= 7, "stress tests are missing: " + reports);
  }

  /** Chance decides whether two threads meet: looked for again where one was not found. */
  @Test
  void everyPlantedFaultIsFound() throws Exception {
    SortedMap<String, StressRun.Report> found = new TreeMap<>();
    Pattern left = PLANTED;
    for (int attempt = 0; attempt < ATTEMPTS && !left.pattern().isEmpty(); attempt++) {
      List<StressRun.Report> reports = StressRun.of(left, StressRun.Effort.QUICK);
      print(reports);
      reports.forEach(each -> found.put(each.test(), each));
      left =
          Pattern.compile(
              found.values().stream()
                  .filter(each -> each.forbidden() == 0)
                  .map(each -> Pattern.quote(each.test()))
                  .collect(Collectors.joining("|")));
    }
    for (StressRun.Report each : found.values()) {
      assertEquals(List.of(), each.failures());
      assertTrue(each.forbidden() > 0, () -> "the fault was not found: " + each);
    }
    assertTrue(found.size() >= 5, "planted faults are missing: " + found.keySet());
  }

  private static void print(List<StressRun.Report> reports) {
    System.out.println(
        reports.size()
            + " stress tests, "
            + reports.stream().mapToLong(StressRun.Report::samples).sum()
            + " samples");
    System.out.println(
        reports.stream().map(StressRun.Report::toString).collect(Collectors.joining("\n")));
  }
}
