package io.ringfold.gateway.format;

import java.time.Instant;

/** Times as the wire writes them: ISO-8601, UTC, as {@link Instant#toString} does. */
final class Timestamps {
  private static final long MICROS_PER_SECOND = 1_000_000;

  private long cachedSecond = Long.MIN_VALUE;
  private String cachedPrefix;

  /** Microseconds since the epoch; times of one second after another cost little. */
  String text(long micros) {
    long second = Math.floorDiv(micros, MICROS_PER_SECOND);
    int fraction = (int) Math.floorMod(micros, MICROS_PER_SECOND);
    if (second != cachedSecond) {
      String whole = Instant.ofEpochSecond(second).toString();
      cachedPrefix = whole.substring(0, whole.length() - 1);
      cachedSecond = second;
    }
    StringBuilder text = new StringBuilder(cachedPrefix);
    if (fraction != 0) {
      boolean millis = fraction % 1000 == 0;
      int digits = millis ? 3 : 6;
      int value = millis ? fraction / 1000 : fraction;
      text.append('.');
      String number = Integer.toString(value);
      text.append("0".repeat(digits - number.length())).append(number);
    }
    return text.append('Z').toString();
  }
}
