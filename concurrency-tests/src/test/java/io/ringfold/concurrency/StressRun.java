package io.ringfold.concurrency;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.TestExecutor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;
import org.openjdk.jcstress.infra.runners.TestConfig;
import org.openjdk.jcstress.infra.runners.TestList;
import org.openjdk.jcstress.os.AffinityMode;
import org.openjdk.jcstress.os.OSSupport;
import org.openjdk.jcstress.os.Scheduler;
import org.openjdk.jcstress.os.SchedulingClass;
import org.openjdk.jcstress.os.topology.Topology;
import org.openjdk.jcstress.vm.CompileMode;

/**
 * Runs the jcstress tests on the class path, each in a Java process of its own.
 *
 * <p>jcstress's own main first starts two dozen processes to find out which flags there are, which
 * takes longer than all that a build has time for. This runs its executor with flags that every
 * Java from 17 on knows.
 */
final class StressRun {

  /** How long to look. */
  enum Effort {
    /** A second or two for each test. */
    QUICK(
        List.of(List.of("-XX:TieredStopAtLevel=4")),
        new String[] {"-time", "100", "-iters", "4", "-f", "1"}),
    /** About three minutes a test; also with C1 alone, with C2 alone, and with C2 reordering. */
    LONG(
        List.of(
            List.of("-XX:TieredStopAtLevel=4"),
            List.of("-XX:TieredStopAtLevel=1"),
            List.of("-XX:-TieredCompilation"),
            List.of(
                "-XX:-TieredCompilation",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:+StressLCM",
                "-XX:+StressGCM",
                "-XX:+StressIGVN")),
        new String[] {"-time", "1000", "-iters", "10", "-f", "4"});

    private final List<List<String>> machines;
    private final String[] options;

    Effort(List<List<String>> machines, String[] options) {
      this.machines = machines;
      this.options = options;
    }

    /** The one that the build asks for: quick, or long with -Pstress. */
    static Effort ofBuild() {
      String name = System.getProperty("ringfold.stress", "quick");
      return switch (name) {
        case "quick" -> QUICK;
        case "long" -> LONG;
        default ->
            throw new IllegalArgumentException("ringfold.stress=" + name + ": must be quick, long");
      };
    }
  }

  /** A result that a test had, what is thought of it, and how often. */
  record Seen(String result, Expect expect, long count) {}

  /**
   * What became of one test.
   *
   * @param samples how often its actors met
   * @param failures why it could not run, of every process where it could not
   */
  record Report(String test, long samples, List<Seen> seen, List<String> failures) {

    boolean isPassed() {
      return failures.isEmpty() && samples > 0 && forbidden() == 0;
    }

    /** How often a result was seen that may not be. */
    long forbidden() {
      return seen.stream()
          .filter(each -> each.expect() == Expect.FORBIDDEN)
          .mapToLong(Seen::count)
          .sum();
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(test).append(": ").append(samples).append(" samples");
      for (Seen each : seen) {
        if (each.count() > 0) {
          text.append("\n    ").append(each.count()).append(" x ").append(each.result());
          if (each.expect() == Expect.FORBIDDEN) {
            text.append(" (FORBIDDEN)");
          }
        }
      }
      failures.forEach(each -> text.append("\n    ").append(each));
      return text.toString();
    }
  }

  private static final int ACTORS = 2;

  private StressRun() {}

  /** Runs every test whose class name matches; reports by test, in order of name. */
  static List<Report> of(Pattern tests, Effort effort) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(effort.options));
    // small strides: most states here have threads and locks of their own
    arguments.addAll(List.of("-strideSize", "64", "-strideCount", "4", "-c", "" + ACTORS));
    Options options = new Options(arguments.toArray(String[]::new));
    if (!options.parse()) {
      throw new IllegalStateException(
          "these tests need two processors, here are "
              + Runtime.getRuntime().availableProcessors());
    }
    OSSupport.init();
    Scheduler scheduler = new Scheduler(Topology.get(), ACTORS);
    List<SchedulingClass> places = scheduler.scheduleClasses(ACTORS, ACTORS, AffinityMode.NONE);
    List<TestConfig> runs = new ArrayList<>();
    for (String test : TestList.tests()) {
      if (tests.matcher(test).find()) {
        for (List<String> machine : effort.machines) {
          for (int fork = 0; fork < options.getForks(); fork++) {
            runs.add(
                new TestConfig(
                    options,
                    TestList.getInfo(test),
                    fork,
                    flags(machine),
                    CompileMode.UNIFIED,
                    places.get(0)));
          }
        }
      }
    }
    InProcessCollector results = new InProcessCollector();
    new TestExecutor(options.verbosity(), results, scheduler).runAll(runs);
    return reports(runs, results);
  }

  private static List<String> flags(List<String> machine) {
    List<String> flags = new ArrayList<>(machine);
    flags.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-RestrictContended"));
    return flags;
  }

  private static List<Report> reports(List<TestConfig> runs, InProcessCollector results) {
    SortedMap<String, List<TestResult>> byTest = new TreeMap<>();
    runs.forEach(run -> byTest.put(run.name, new ArrayList<>()));
    results.getTestResults().forEach(result -> byTest.get(result.getName()).add(result));
    List<Report> reports = new ArrayList<>();
    byTest.forEach((test, of) -> reports.add(report(test, of)));
    return reports;
  }

  private static Report report(String test, List<TestResult> results) {
    SortedMap<String, Seen> seen = new TreeMap<>();
    List<String> failures = new ArrayList<>();
    long samples = 0;
    for (TestResult result : results) {
      samples += result.getTotalCount();
      if (result.status() != Status.NORMAL) {
        failures.add(result.status() + " " + result.getMessages() + " " + result.getVmErr());
        continue;
      }
      for (GradingResult grading : result.grading().gradingResults.values()) {
        seen.merge(
            grading.id,
            new Seen(grading.id, grading.expect, grading.count),
            (a, b) -> new Seen(a.result(), a.expect(), a.count() + b.count()));
      }
    }
    return new Report(test, samples, List.copyOf(seen.values()), failures);
  }
}
