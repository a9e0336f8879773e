package io.ringfold.engine.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

/** Expects the kit to complain. */
final class Faults {
  private Faults() {}

  /** Runs into an AssertionError whose message contains each of these. */
  static void seen(Executable step, String... parts) {
    String message = assertThrows(AssertionError.class, step).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "no \"" + part + "\" in: " + message);
    }
  }
}
