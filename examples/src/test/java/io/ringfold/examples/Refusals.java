package io.ringfold.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;

/** Expects a compact constructor to refuse. */
public final class Refusals {
  private Refusals() {}

  /** Refused with exactly this message, which begins with the field's name. */
  public static void refused(String message, Executable construction) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, construction).getMessage());
  }
}
