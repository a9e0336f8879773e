package io.ringfold.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.bench.result.BenchException;
import io.ringfold.bench.result.Measurement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MeasuredJvmTest {
  @TempDir private Path directory;

  /** Does as it is told, in a JVM of its own. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws InterruptedException {
      switch (Arguments.of(args).text("do")) {
        case "measure" -> {
          System.out.println("something else");
          System.out.println(resultOf("subject"));
        }
        case "fail" -> {
          System.out.println(resultOf("subject"));
          System.err.println("it went wrong");
          System.exit(1);
        }
        case "nothing" -> System.err.println("nothing to say");
        default -> Thread.sleep(60_000);
      }
    }

    private static String resultOf(String subject) {
      Histogram latencies = new Histogram(3);
      latencies.recordValueWithCount(2_000, 3);
      return MeasuredJvm.resultLine(
          new Measurement(
              subject,
              "1",
              Map.of(),
              "not at all",
              1,
              6,
              3,
              0.5,
              latencies,
              Map.of("start-s", 0.5),
              "it is there"));
    }
  }

  private Measurement run(String what, double atMostSeconds) {
    return MeasuredJvm.ours(List.of("-Xmx64m"), directory.resolve("log"))
        .run(Child.class, Arguments.line("do", what), Map.of("window", "1"), 2, atMostSeconds);
  }

  @Test
  void whatItSaysIsTheMeasurement() {
    Measurement measured = run("measure", 30);
    assertEquals("subject", measured.subject());
    assertEquals(Map.of("window", "1"), measured.parameters());
    assertEquals(2, measured.round());
    assertEquals(6, measured.perSecond());
    assertEquals(3, measured.completed());
    assertEquals(0.5, measured.seconds());
    assertEquals(3, measured.latencies().getTotalCount());
    assertEquals(2, measured.figure("p50-us"), 0.01);
    assertEquals(Map.of("start-s", 0.5), measured.figures());
    assertEquals("it is there", measured.checks());
  }

  @Test
  void oneThatFailsHasMeasuredNothing() throws Exception {
    String message = assertThrows(BenchException.class, () -> run("fail", 30)).getMessage();
    assertTrue(message.contains("ended with 1"), message);
    assertTrue(Files.readString(directory.resolve("log")).contains("it went wrong"));
    message = assertThrows(BenchException.class, () -> run("nothing", 30)).getMessage();
    assertTrue(message.contains("measured nothing"), message);
  }

  @Test
  void oneThatTakesTooLongIsEnded() {
    String message = assertThrows(BenchException.class, () -> run("sleep", 0.5)).getMessage();
    assertTrue(message.contains("ended with"), message);
  }

  @Test
  void argumentsAreNamed() {
    Arguments arguments =
        Arguments.of(Arguments.line("data", "a=b", "rate", 2.5).toArray(String[]::new));
    assertEquals(Path.of("a=b"), arguments.path("data"));
    assertEquals(2.5, arguments.number("rate"));
    assertThrows(IllegalArgumentException.class, () -> arguments.text("window"));
    assertThrows(IllegalArgumentException.class, () -> Arguments.of(new String[] {"window"}));
  }
}
