package io.ringfold.replaytool;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/**
 * A time in a table's column: ISO-8601 in UTC, always with six digits of a second, so that a column
 * is as wide in every row.
 */
final class TimeText {
  private static final DateTimeFormatter MICROSECONDS =
      new DateTimeFormatterBuilder().appendInstant(6).toFormatter();

  private TimeText() {}

  static String of(Instant time) {
    return MICROSECONDS.format(time);
  }
}
