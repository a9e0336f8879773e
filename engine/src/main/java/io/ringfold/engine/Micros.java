package io.ringfold.engine;

import java.time.Instant;

/** Microseconds since 1970-01-01T00:00:00Z, the engine's measure of time. */
public final class Micros {
  private Micros() {}

  public static Instant toInstant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }

  public static long of(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }
}
