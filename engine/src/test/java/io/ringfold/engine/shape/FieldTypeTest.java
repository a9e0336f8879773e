package io.ringfold.engine.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.domain.Key;
import io.ringfold.engine.shape.FieldType.Field;
import io.ringfold.engine.shape.FieldType.Kind;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class FieldTypeTest {

  enum Side {
    BUY,
    SELL_SHORT
  }

  record Described(
      @Key String to, List<Side> sides, Map<String, Optional<Part>> parts, boolean last) {
    record Part(double weight) {}
  }

  private static final String DESCRIBED =
      "0d" // a record
          + "04" // of 4 fields
          + ("02" + "746f" + "01" + "05") // to, a key, a string
          + ("05" + "7369646573" + "00" + "0a") // sides, no key, a list of
          + ("09" + "02" + "03" + "627579") // an enum of 2: buy,
          + ("0a" + "73656c6c2d73686f7274") // sell-short
          + ("05" + "7061727473" + "00" + "0b" + "0c") // parts, no key, a map of optional
          + ("0d" + "01" + "06" + "776569676874" + "00" + "04") // record of 1: weight, a double
          + ("04" + "6c617374" + "00" + "01"); // last, no key, a boolean

  @Test
  void aTypeDescribesItselfInTheBytesOfThePicture() {
    assertEquals(DESCRIBED, hex(RecordShape.of(Described.class).fieldType()));
  }

  @Test
  void aDescriptionIsReadBack() {
    for (Class<?> type : List.of(Described.class, Everything.class)) {
      FieldType written = RecordShape.of(type).fieldType();
      assertEquals(written, decode(hex(written)));
    }
  }

  @Test
  void theCodesOfKindsNeverChange() {
    assertEquals(
        List.of(
            "1 BOOLEAN",
            "2 INT",
            "3 LONG",
            "4 DOUBLE",
            "5 STRING",
            "6 UUID",
            "7 TIME",
            "8 DECIMAL",
            "9 ENUM",
            "10 LIST",
            "11 MAP",
            "12 OPTIONAL",
            "13 RECORD",
            "14 BYTES"),
        Arrays.stream(Kind.values()).map(kind -> kind.code() + " " + kind).toList());
    for (Kind kind : Kind.values()) {
      assertEquals(kind, Kind.of(kind.code()));
    }
  }

  @Test
  void bytesThatAreNoDescriptionAreRefused() {
    assertRefused("", "the end where 1 more bytes belong");
    assertRefused("0f", "kind code 15: must be from 1 to 14");
    assertRefused("0101", "1 bytes too many");
    assertRefused("0d" + "ffffffff07", "a count of 2147483647 elements");
    assertRefused("0d" + "01" + "0161" + "02" + "01", "field a has unknown flags 2");
    assertRefused("0d" + "02" + "0161" + "00" + "01" + "0161" + "00" + "01", "two fields named a");
    assertRefused("0d" + "01" + "0161" + "01" + "01", "field a: boolean cannot be a key");
    assertRefused("0a".repeat(100_000), "nested deeper than 64");
    assertRefused("0a" + "0d00", "a list of records that have no fields");
  }

  @Test
  void damagedDescriptionsAreReadOrRefusedButNothingElse() {
    byte[] whole = HexFormat.of().parseHex(hex(RecordShape.of(Everything.class).fieldType()));
    Seeds.forEach(
        3000,
        (random, round) -> {
          byte[] bytes = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
          try {
            FieldType.decode(new UnsafeBuffer(bytes), 0, bytes.length);
          } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().length() > 10, e::getMessage);
          }
        });
  }

  @Test
  void partsThatDoNotBelongToTheKindAreRefused() {
    FieldType number = FieldType.of(Kind.LONG);
    assertThrows(IllegalArgumentException.class, () -> FieldType.of(Kind.LIST));
    assertThrows(IllegalArgumentException.class, () -> FieldType.of(Kind.LONG, number));
    assertThrows(
        IllegalArgumentException.class,
        () -> new FieldType(Kind.LONG, null, List.of(new Field("a", number, false)), List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new FieldType(Kind.LONG, null, List.of(), List.of("a")));
    assertThrows(IllegalArgumentException.class, () -> FieldType.enumOf(List.of("a", "a")));
  }

  private static String hex(FieldType type) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    byte[] bytes = new byte[type.encode(buffer, 9)];
    buffer.getBytes(9, bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static FieldType decode(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return FieldType.decode(new UnsafeBuffer(bytes), 0, bytes.length);
  }

  private static void assertRefused(String hex, String expected) {
    Exception e = assertThrows(IllegalArgumentException.class, () -> decode(hex));
    assertTrue(e.getMessage().contains(expected), e::getMessage);
  }
}
