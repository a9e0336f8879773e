package io.ringfold.gateway.format;

import java.time.Instant;

/** Times as the wire writes them: ISO-8601, UTC, as {@link Instant#toString} does. */
final class Timestamps {
  private static final long MICROS_PER_SECOND = 1_000_000;

  private long cachedSecond = Long.MIN_VALUE;
  private String cachedPrefix;

  /** The same as bytes, without making anything while the second is the same. */
  void write(long micros, FormatBytes to) {
    int fraction = prefixed(micros);
    to.ascii(cachedPrefix);
    if (fraction != 0) {
      boolean millis = fraction % 1000 == 0;
      int value = millis ? fraction / 1000 : fraction;
      to.write('.');
      for (int unit = millis ? 100 : 100_000; unit > 0; unit /= 10) {
        to.write('0' + value / unit % 10);
      }
    }
    to.write('Z');
  }

  /** Microseconds since the epoch; times of one second after another cost little. */
  String text(long micros) {
    int fraction = prefixed(micros);
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

  /** Makes the prefix that of the time's second; returns the microseconds beyond. */
  private int prefixed(long micros) {
    long second = Math.floorDiv(micros, MICROS_PER_SECOND);
    if (second != cachedSecond) {
      String whole = Instant.ofEpochSecond(second).toString();
      cachedPrefix = whole.substring(0, whole.length() - 1);
      cachedSecond = second;
    }
    return (int) Math.floorMod(micros, MICROS_PER_SECOND);
  }
}
