package io.ringfold.reliability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SimulateMainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void runsSeedsFromTheFirstOnAndTellsWhatWasDone() {
    assertEquals(0, simulate("--seeds", "3", "--seed", "40"));

    assertTrue(text(out).contains("seeds 40 to 42"), text(out));
    assertTrue(text(out).contains("acknowledged commands checked"), text(out));
    assertTrue(text(out).contains("3 seeds run, every promise was kept"), text(out));
    assertEquals("", text(err));
  }

  @Test
  void replaysOneSeedStepByStep() {
    assertEquals(0, simulate("--seed", "40", "--steps"));
    String first = text(out);
    out.reset();
    assertEquals(0, simulate("--seed", "40", "--steps"));

    assertEquals(first, text(out));
    assertTrue(first.contains("seeds 40 to 40"), first);
    assertTrue(first.contains("digest of all steps"), first);
  }

  @Test
  void refusesWhatIsNoNumberOfSeeds() {
    assertEquals(2, simulate("--seeds", "0"));
    assertTrue(text(err).contains("--seeds=0: must be 1 or more"), text(err));
    err.reset();
    assertEquals(2, simulate("--seeds", "many"));
    assertTrue(text(err).contains("many"), text(err));
  }

  private int simulate(String... arguments) {
    return SimulateMain.run(arguments, print(out), print(err));
  }

  private static PrintStream print(ByteArrayOutputStream target) {
    return new PrintStream(target, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream printed) {
    return printed.toString(StandardCharsets.UTF_8);
  }
}
