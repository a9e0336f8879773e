package io.ringfold.engine.shape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BindTest {

  record AnInt(int value) {}

  record ALong(long value) {}

  record ADouble(double value) {}

  record ADecimal(BigDecimal value) {}

  record ABoolean(boolean value) {}

  record AString(String value) {}

  record AUuid(UUID value) {}

  record ATime(Instant value) {}

  record AColour(Everything.Colour value) {}

  record SomeBytes(byte[] value) {}

  record AList(List<Long> value) {}

  record AMap(Map<String, Long> value) {}

  record AnOptional(Optional<Long> value) {}

  record NoFields() {}

  record Line(String sku, int quantity) {}

  record Order(String clientId, List<Line> items, Map<String, Line> byShelf, Optional<Line> gift) {}

  @Test
  void everyFieldIsTakenFromItsPlainValue() throws BindException {
    Map<String, Object> line = Map.of("sku", "a", "quantity", 2);
    assertEquals(
        new Order("c", List.of(new Line("a", 2)), Map.of("s", new Line("a", 2)), Optional.empty()),
        RecordShape.of(Order.class)
            .bind(Map.of("client-id", "c", "items", List.of(line), "by-shelf", Map.of("s", line))));
  }

  @Test
  void allErrorsAreReportedTogetherWithTheirPaths() {
    Map<String, Object> input = new LinkedHashMap<>();
    input.put(
        "items",
        List.of(
            Map.of("sku", "a", "quantity", 1),
            Map.of("sku", 7, "quantity", "abc"),
            Map.of("quantity", 1, "colour", "red"),
            "no line"));
    input.put("by-shelf", Map.of("top", Map.of("sku", "a")));
    input.put("gift", List.of());
    input.put("clientId", "c");
    assertErrors(
        Order.class,
        input,
        "client-id: is required",
        "items.1.sku: must be a string, was 7",
        "items.1.quantity: must be an integer, was \"abc\"",
        "items.2.sku: is required",
        "items.2.colour: is not a field of this; the fields are sku, quantity",
        "items.3: must be an object, was \"no line\"",
        "by-shelf.top.quantity: is required",
        "gift: must be an object, was []",
        "clientId: is not a field of this; the fields are client-id, items, by-shelf, gift");
  }

  @Test
  void aRecordWithoutFieldsTakesNothing() throws BindException {
    assertEquals(new NoFields(), RecordShape.of(NoFields.class).bind(Map.of()));
    assertErrors(NoFields.class, Map.of("a", 1), "a: is not a field of this; it has no fields");
  }

  @Test
  void integersAreTakenInEveryFormThatLosesNothing() throws BindException {
    for (Object value :
        new Object[] {
          (byte) 5,
          (short) 5,
          5,
          5L,
          BigInteger.valueOf(5),
          "5",
          "005",
          5.0,
          5f,
          new BigDecimal("5"),
          new BigDecimal("5.00"),
          new BigDecimal("0.5e1")
        }) {
      assertEquals(5, bound(AnInt.class, value).value(), () -> value.getClass() + " " + value);
      assertEquals(5L, bound(ALong.class, value).value(), () -> value.getClass() + " " + value);
    }
    assertEquals(-5, bound(AnInt.class, "-5").value());
    assertEquals(100, bound(AnInt.class, new BigDecimal("1e2")).value());
    assertEquals(0, bound(AnInt.class, -0.0).value());
    assertEquals(0, bound(AnInt.class, new BigDecimal("0e-999999999")).value());
    assertEquals(0, bound(AnInt.class, new BigDecimal("0e999999999")).value());
    assertEquals(9007199254740993L, bound(ALong.class, "9007199254740993").value());
    assertEquals(Long.MIN_VALUE, bound(ALong.class, "-9223372036854775808").value());
    assertEquals(Long.MAX_VALUE, bound(ALong.class, new BigDecimal("9223372036854775807")).value());
    assertEquals(Integer.MIN_VALUE, bound(AnInt.class, -2147483648L).value());
  }

  @Test
  void whatIsNoIntegerIsRefusedWithTheValue() {
    for (Object value :
        new Object[] {
          "abc",
          "",
          "-",
          "+5",
          "5.0",
          " 5",
          "0x5",
          "٥",
          5.5,
          1e-300,
          Double.NaN,
          true,
          new BigDecimal("1e-999999999"),
          new BigDecimal("5.01"),
          List.of(5)
        }) {
      String shown = value instanceof String ? "\"" + value + "\"" : value.toString();
      assertWrong(AnInt.class, value, "must be an integer, was " + shown);
      assertWrong(ALong.class, value, "must be an integer, was " + shown);
    }
  }

  @Test
  void integersOutOfRangeAreRefusedWithTheRange() {
    String range = "must be from -2147483648 to 2147483647, was ";
    assertWrong(AnInt.class, 2147483648L, range + "2147483648");
    assertWrong(AnInt.class, "-2147483649", range + "\"-2147483649\"");
    assertWrong(AnInt.class, 1e300, range + "1.0E300");
    String longRange = "must be from -9223372036854775808 to 9223372036854775807, was ";
    assertWrong(ALong.class, "9223372036854775808", longRange + "\"9223372036854775808\"");
    assertWrong(
        ALong.class, new BigInteger("9223372036854775808"), longRange + "9223372036854775808");
    assertWrong(ALong.class, new BigDecimal("1e999999999"), longRange + "1E+999999999");
    assertWrong(
        ALong.class,
        "9".repeat(100_000),
        longRange + "\"99999999999999999999999999999999999999999999999999999999...");
  }

  @Test
  void doublesTakeAnyFiniteNumber() throws BindException {
    assertEquals(0.5, bound(ADouble.class, 0.5).value());
    assertEquals(5.0, bound(ADouble.class, 5).value());
    assertEquals(1e30, bound(ADouble.class, new BigDecimal("1e30")).value());
    assertWrong(ADouble.class, Double.NaN, "must be a finite number, was NaN");
    assertWrong(ADouble.class, new BigDecimal("1e999"), "must be a finite number, was 1E+999");
    assertWrong(ADouble.class, "0.5", "must be a number, was \"0.5\"");
  }

  @Test
  void decimalsTakeNumbersAndStringsOfAReasonableLength() throws BindException {
    assertEquals(new BigDecimal("1.10"), bound(ADecimal.class, "1.10").value());
    assertEquals(new BigDecimal("1.1"), bound(ADecimal.class, 1.1).value());
    assertEquals(new BigDecimal("7"), bound(ADecimal.class, 7L).value());
    assertEquals(new BigDecimal("7"), bound(ADecimal.class, BigInteger.valueOf(7)).value());
    assertWrong(ADecimal.class, "1,1", "must be a decimal number, was \"1,1\"");
    assertWrong(ADecimal.class, true, "must be a decimal number, was true");
    assertWrong(
        ADecimal.class,
        new BigDecimal("1e999999999"),
        "must have at most 1000 digits before and after the point, was 1E+999999999");
    assertWrong(
        ADecimal.class,
        "1e-1001",
        "must have at most 1000 digits before and after the point, was \"1e-1001\"");
  }

  @Test
  void booleansAndStringsAreTakenAsTheyAre() throws BindException {
    assertEquals(true, bound(ABoolean.class, true).value());
    assertEquals("ä😀", bound(AString.class, "ä😀").value());
    assertWrong(ABoolean.class, "true", "must be true or false, was \"true\"");
    assertWrong(ABoolean.class, 1, "must be true or false, was 1");
    assertWrong(AString.class, 1, "must be a string, was 1");
    assertWrong(AString.class, Map.of(), "must be a string, was {}");
  }

  @Test
  void textThatUtf8CannotCarryIsRefused() {
    assertWrong(
        AString.class, "ab\ud800", "must be valid text: has \\ud800 without its partner at 2");
    assertErrors(
        AMap.class,
        Map.of("value", Map.of("\udc00", 1)),
        "value.\udc00: must be valid text: has \\udc00 without its partner at 0");
  }

  @Test
  void uuidsAreTakenInTheirFullFormOnly() throws BindException {
    UUID id = UUID.fromString("6f3bd2a4-3a3c-5e6e-9d43-6d1f0c1a7e55");
    assertEquals(id, bound(AUuid.class, id.toString()).value());
    assertEquals(id, bound(AUuid.class, id.toString().toUpperCase(java.util.Locale.ROOT)).value());
    assertEquals(id, bound(AUuid.class, id).value());
    for (String value :
        List.of(
            "1-1-1-1-1",
            "6f3bd2a43a3c5e6e9d436d1f0c1a7e55",
            "6f3bd2a4-3a3c-5e6e-9d43-6d1f0c1a7e5g",
            "6f3bd2a4x3a3c-5e6e-9d43-6d1f0c1a7e55")) {
      assertWrong(
          AUuid.class,
          value,
          "must be a uuid, like 6f3bd2a4-3a3c-5e6e-9d43-6d1f0c1a7e55, was \"" + value + "\"");
    }
  }

  @Test
  void timesAreTakenInIso8601() throws BindException {
    Instant time = Instant.parse("2026-11-20T09:30:00.123456Z");
    assertEquals(time, bound(ATime.class, "2026-11-20T09:30:00.123456Z").value());
    assertEquals(time, bound(ATime.class, "2026-11-20T10:30:00.123456+01:00").value());
    assertEquals(time, bound(ATime.class, time).value());
    assertEquals(Instant.ofEpochMilli(5), bound(ATime.class, new Date(5)).value());
    for (Object value : List.of("2026-11-20", "2026-11-20T09:30:00", "now", 5)) {
      assertWrong(
          ATime.class,
          value,
          "must be a time in ISO-8601, like 2026-11-20T09:30:00Z, was "
              + (value instanceof String ? "\"" + value + "\"" : value));
    }
  }

  @Test
  void constantsAreTakenAsWritten() throws BindException {
    assertSame(Everything.Colour.DARK_BLUE, bound(AColour.class, "dark-blue").value());
    assertWrong(
        AColour.class,
        "DARK_BLUE",
        "must be one of red, dark-blue, light-green, was \"DARK_BLUE\"");
  }

  @Test
  void bytesAreTakenInBase64() throws BindException {
    byte[] bytes = {0, -1, 7};
    assertArrayEquals(
        bytes, bound(SomeBytes.class, Base64.getEncoder().encodeToString(bytes)).value());
    assertArrayEquals(bytes, bound(SomeBytes.class, bytes).value());
    assertWrong(SomeBytes.class, "!", "must be bytes in base64, was \"!\"");
  }

  @Test
  void nullIsAnEmptyOptionalAndElsewhereIsMissing() throws BindException {
    assertEquals(Optional.empty(), bound(AnOptional.class, null).value());
    assertEquals(Optional.of(5L), bound(AnOptional.class, 5).value());
    assertEquals(new AnOptional(Optional.empty()), RecordShape.of(AnOptional.class).bind(Map.of()));
    assertWrong(AString.class, null, "is required");
    assertErrors(AList.class, Map.of("value", Arrays.asList(1, null)), "value.1: is required");
    assertWrong(AnOptional.class, "x", "must be an integer, was \"x\"");
  }

  @Test
  void listsAndMapsAreTakenAsSuch() {
    assertWrong(AList.class, 5, "must be a list, was 5");
    assertWrong(AList.class, Map.of(), "must be a list, was {}");
    assertWrong(AMap.class, List.of(), "must be an object, was []");
    assertWrong(AMap.class, Map.of(5, 5), "must have strings as keys, has 5");
  }

  @Test
  void theRecordSharesNothingWithItsInputAndCannotBeChanged() throws BindException {
    List<Long> list = new ArrayList<>(List.of(1L));
    AList bound = bound(AList.class, list);
    Map<String, Long> map = new LinkedHashMap<>(Map.of("z", 1L));
    IntStream.range(0, 50).forEach(i -> map.put("k" + (i * 7919 % 50), (long) i));
    AMap boundMap = bound(AMap.class, map);
    byte[] bytes = {1};
    SomeBytes boundBytes = bound(SomeBytes.class, bytes);
    List<String> order = new ArrayList<>(map.keySet());
    list.add(2L);
    map.clear();
    bytes[0] = 2;
    assertEquals(List.of(1L), bound.value());
    assertEquals(order, new ArrayList<>(boundMap.value().keySet()));
    assertArrayEquals(new byte[] {1}, boundBytes.value());
    assertThrows(UnsupportedOperationException.class, () -> bound.value().add(3L));
    assertThrows(UnsupportedOperationException.class, () -> boundMap.value().put("b", 3L));
  }

  record Refusing(String account, long amountMinor, long amount) {
    Refusing {
      if (account.isEmpty()) {
        throw new IllegalArgumentException("account: must not be empty");
      }
      if (amount <= 0) {
        throw new IllegalArgumentException("amount must be more than 0, was " + amount);
      }
      if (amountMinor == 1) {
        throw new NullPointerException("amountMinor is odd");
      }
      if (amountMinor == 2) {
        throw new IllegalArgumentException("amounts do not agree");
      }
      if (amountMinor == 3) {
        throw new IllegalArgumentException();
      }
      if (amountMinor == 4) {
        throw new IllegalStateException("a mistake in the domain");
      }
    }
  }

  record Around(List<Refusing> parts) {}

  @Test
  void whatTheConstructorRefusesIsAnErrorOfTheFieldThatItNames() {
    assertRefusing("", 0, 1, "account: must not be empty");
    assertRefusing("a", 0, -1, "amount: must be more than 0, was -1");
    assertRefusing("a", 1, 1, "amount-minor: is odd");
    assertRefusing("a", 2, 1, "amounts do not agree");
    assertRefusing("a", 3, 1, "is refused: IllegalArgumentException");
    assertErrors(
        Around.class,
        Map.of("parts", List.of(refusing("a", 0, 0), refusing("a", 2, 1), refusing("a", 5, 1))),
        "parts.0.amount: must be more than 0, was 0",
        "parts.1: amounts do not agree");
  }

  @Test
  void anyOtherExceptionOfAConstructorIsAMistakeAndComesThrough() {
    assertThrows(
        IllegalStateException.class,
        () -> RecordShape.of(Refusing.class).bind(refusing("a", 4, 1)));
  }

  private static Map<String, Object> refusing(String account, long amountMinor, long amount) {
    return Map.of("account", account, "amount-minor", amountMinor, "amount", amount);
  }

  private static void assertRefusing(
      String account, long amountMinor, long amount, String expected) {
    assertErrors(Refusing.class, refusing(account, amountMinor, amount), expected);
  }

  @Test
  void anAnswerStaysShortHoweverMuchIsWrong() {
    BindException e =
        assertThrows(
            BindException.class,
            () ->
                RecordShape.of(AList.class)
                    .bind(Map.of("value", java.util.Collections.nCopies(5000, "x"))));
    assertEquals(101, e.errors().size());
    assertEquals(new FieldError("", "and 4900 more errors"), e.errors().get(100));
  }

  @Test
  void longValuesAreShortenedButNotInsideOfACharacter() {
    BindException e =
        assertThrows(
            BindException.class, () -> bound(AnInt.class, "a".repeat(55) + "😀".repeat(50)));
    String message = e.errors().get(0).message();
    assertTrue(message.endsWith("..."), message);
    assertEquals(-1, Utf8.loneSurrogate(message), message);
    assertTrue(message.length() < 90, message);
  }

  @Test
  void whatWasBoundIsWhatWasWalked() {
    RecordShape<Everything> shape = RecordShape.of(Everything.class);
    Seeds.forEach(
        1000,
        (random, round) -> {
          Everything value = Everything.random(random);
          @SuppressWarnings("unchecked")
          Map<String, Object> plain = (Map<String, Object>) Values.plain(value);
          try {
            Everything bound = shape.bind(plain);
            assertTrue(value.sameAs(bound), () -> value + " was bound as " + bound);
          } catch (BindException e) {
            throw new AssertionError(e);
          }
        });
  }

  private static <R> R bound(Class<R> type, Object value) throws BindException {
    Map<String, Object> input = new HashMap<>();
    input.put("value", value);
    return RecordShape.of(type).bind(input);
  }

  private static void assertWrong(Class<?> type, Object value, String expected) {
    BindException e = assertThrows(BindException.class, () -> bound(type, value));
    assertEquals(List.of(new FieldError("value", expected)), e.errors());
  }

  private static void assertErrors(Class<?> type, Map<String, ?> input, String... expected) {
    BindException e = assertThrows(BindException.class, () -> RecordShape.of(type).bind(input));
    assertEquals(String.join("; ", expected), e.getMessage());
  }
}
