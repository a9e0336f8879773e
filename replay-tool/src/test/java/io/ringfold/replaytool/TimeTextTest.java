package io.ringfold.replaytool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimeTextTest {
  @Test
  void aTimeOfAWholeMillisecondOrSecondIsAsWideAsAnyOther() {
    assertEquals("2026-11-29T02:43:05.964000Z", text("2026-11-29T02:43:05.964Z"));
    assertEquals("2026-11-29T02:43:05.000000Z", text("2026-11-29T02:43:05Z"));
    assertEquals("2026-11-29T02:43:05.000001Z", text("2026-11-29T02:43:05.000001Z"));
  }

  private static String text(String time) {
    return TimeText.of(Instant.parse(time));
  }
}
