package io.ringfold.gateway.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.shape.FieldError;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MessageWriterTest {
  private static final UUID ID = UUID.fromString("0b9c2a3e-6f8d-4c11-9a57-3d1b5e7f9a20");
  private static final int NO_LIMIT = Integer.MAX_VALUE;

  private final MessageWriter writer = new MessageWriter(Format.JSON);

  private String written() {
    return new String(writer.bytes(), 0, writer.length(), StandardCharsets.UTF_8);
  }

  private String result(Object value) {
    assertTrue(writer.result("q", 3, value, NO_LIMIT));
    String text = written();
    String head = "[\"result\",\"q\",{\"basis\":3,\"result\":";
    assertTrue(text.startsWith(head), text);
    return text.substring(head.length(), text.length() - 2);
  }

  private record Line(String skuCode, long quantity, Optional<String> note) {}

  @Test
  void writesErrorsWithAndWithoutDetails() {
    writer.error(null, null, "malformed-message", "what?", null, List.of());
    assertEquals("[\"error\",null,null,\"malformed-message\",{\"message\":\"what?\"}]", written());
    writer.error(
        "c",
        1L,
        "command-validation-failed",
        "n",
        ID,
        List.of(new FieldError("a.0", "is missing")));
    assertEquals(
        "[\"error\",\"c\",1,\"command-validation-failed\",{\"message\":\"n\",\"uuid\":\""
            + ID
            + "\",\"details\":[{\"field\":\"a.0\",\"message\":\"is missing\"}]}]",
        written());
    writer.queryError(7L, "not-yet", "later", List.of());
    assertEquals("[\"query-error\",7,\"not-yet\",{\"message\":\"later\"}]", written());
  }

  @Test
  void writesValuesByTheNamesOfTheWire() {
    assertEquals(
        "[{\"sku-code\":\"a\",\"quantity\":9223372036854775807},"
            + "{\"sku-code\":\"é\\\"\\n\",\"quantity\":-1,\"note\":\"n\"}]",
        result(
            List.of(
                new Line("a", Long.MAX_VALUE, Optional.empty()),
                new Line("é\"\n", -1, Optional.of("n")))));
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("u", ID);
    map.put("t", Instant.parse("2026-01-02T03:04:05.000006Z"));
    map.put("d", new BigDecimal("0.10"));
    map.put("n", null);
    map.put("f", 1.5);
    assertEquals(
        "{\"u\":\""
            + ID
            + "\",\"t\":\"2026-01-02T03:04:05.000006Z\",\"d\":0.10,\"n\":null,\"f\":1.5}",
        result(map));
    assertEquals("null", result(null));
  }

  @Test
  void writesWhatJsonCannotSayAsNull() {
    assertEquals("[null,null]", result(List.of(Double.NaN, Double.NEGATIVE_INFINITY)));
  }

  @Test
  void writesHalfOfASurrogatePairAsTheReplacementCharacter() {
    assertEquals("\"a\uFFFD😀\uFFFD\"", result("a\uDE00😀\uD83D"));
  }

  @Test
  void givesUpAboveTheLimitAndGoesOn() {
    String long1 = "x".repeat(100_000);
    assertFalse(writer.result("q", 1, List.of(long1, long1), 150_000));
    assertEquals("\"a\"", result("a"));
    assertTrue(writer.result("q", 1, long1, 150_000));
    assertEquals("\"a\"", result("a"));
  }

  @Test
  void goesOnAfterAValueThatCannotBeWritten() {
    assertThrows(
        IllegalStateException.class,
        () ->
            writer.write(
                NO_LIMIT,
                out -> {
                  out.beginList();
                  throw new IllegalStateException("on purpose");
                }));
    assertEquals("\"a\"", result("a"));
  }

  @Test
  void writesTimesLikeInstantDoes() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Timestamps timestamps = new Timestamps();
    long second = 0;
    int[] fractions = {0, 1, 10, 1_000, 1_001, 120_000, 999_999};
    for (int i = 0; i < 10_000; i++) {
      if (random.nextInt(3) == 0) {
        second = random.nextInt(2_000_000_000) - 100_000_000L;
      }
      int fraction =
          random.nextBoolean()
              ? fractions[random.nextInt(fractions.length)]
              : random.nextInt(1_000_000);
      Instant time = Instant.ofEpochSecond(second).plus(fraction, ChronoUnit.MICROS);
      long micros = second * 1_000_000 + fraction;
      assertEquals(time.toString(), timestamps.text(micros), () -> "seed " + seed);
    }
  }

  @Test
  void hasRoomForAnythingThatItsBytesSayTheyHold() {
    assertTrue(writer.result("q", 1, "é".repeat(70_000), NO_LIMIT));
    byte[] copy = Arrays.copyOf(writer.bytes(), writer.length());
    assertTrue(new String(copy, StandardCharsets.UTF_8).endsWith("é\"}]"));
  }
}
