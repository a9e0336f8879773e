package io.ringfold.bench.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.bench.result.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The long run, short: seconds instead of an hour, and all its checks but those of time. Minutes,
 * and those of time too, in the profile {@code nightly}.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class SoakTest {
  private static final double SECONDS =
      Double.parseDouble(System.getProperty("ringfold.soak.seconds", "12"));

  /** From here on the machine is taken to have nothing else to do. */
  private static final double LONG_SECONDS = 60;

  @TempDir private Path results;

  private Soak.Plan plan(Duration length, Soak.Load load, long before) {
    return new Soak.Plan(
        length,
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        load,
        before,
        1 << 20,
        2_000,
        false,
        results);
  }

  private Soak.Plan usual() {
    Duration length = Duration.ofMillis((long) (1_000 * SECONDS));
    Soak.Plan plan = Soak.Plan.of(length, 2_000, results);
    return SECONDS < LONG_SECONDS ? plan(length, plan.load(), plan.before()) : plan;
  }

  private Path only() throws IOException {
    try (Stream<Path> directories = Files.list(results)) {
      List<Path> all = directories.toList();
      assertEquals(1, all.size(), all::toString);
      return all.get(0);
    }
  }

  @Test
  void nothingGrowsThatMustNot() throws Exception {
    String report = new Soak(usual(), System.out::println).run();
    assertTrue(report.contains("acknowledged once each, in order; 0 refused"), report);
    Path kept = only();
    assertTrue(
        Files.readAllLines(kept.resolve("samples.csv")).size() > Growth.LEAST_SAMPLES, report);
    assertTrue(Files.size(kept.resolve("heap-last.csv")) > 0);
    assertFalse(Files.exists(kept.resolve("data")), "the journal is left over");
  }

  /** Every visit is kept by its read model, by design: the run must call that growth. */
  @Test
  void saysWhatGrewWhereSomethingDoes() throws Exception {
    String visits = "{\"name\":\"visit-page\",\"data\":{\"url\":\"/load/page/{n}{pad}\"}}";
    Soak.Load load = new Soak.Load(visits, 20_000, 2, 50);
    BenchException grown =
        assertThrows(
            BenchException.class,
            () -> new Soak(plan(Duration.ofSeconds(15), load, 0), System.out::println).run());
    assertTrue(grown.getMessage().contains("heap after GC grew from"), grown.getMessage());
    assertTrue(grown.getMessage().contains("VisitLog$Entry"), grown.getMessage());
    assertTrue(Files.exists(only().resolve("data")), "the data are gone");
  }
}
