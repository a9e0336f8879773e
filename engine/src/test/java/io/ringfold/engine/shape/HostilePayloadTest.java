package io.ringfold.engine.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.shape.RecordShape.Decoder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Bytes that lie. The buffer ends with the payload, so that reading on would be seen. */
class HostilePayloadTest {

  private final RecordShape<Everything> shape = RecordShape.of(Everything.class);

  record Text(String text) {}

  record Number(long n) {}

  record Small(int n) {}

  record Texts(List<String> texts) {}

  record Words(Map<String, Integer> words) {}

  record Flag(boolean flag) {}

  record At(java.time.Instant at) {}

  record Price(java.math.BigDecimal price) {}

  record Colour(Everything.Colour colour) {}

  @Test
  void damagedBytesAreReadOrRefusedButNothingElse() {
    Decoder<Everything> decoder = shape.decoder(shape.fieldType());
    int[] refused = new int[1];
    Seeds.forEach(
        3000,
        (random, round) -> {
          byte[] bytes = payload(random);
          damage(bytes, random);
          UnsafeBuffer buffer = new UnsafeBuffer(bytes);
          try {
            decoder.decode(buffer, 0, bytes.length);
          } catch (IllegalArgumentException | IllegalStateException e) {
            refused[0]++;
          }
          try {
            RecordShape.walk(shape.fieldType(), buffer, 0, bytes.length, new PlainVisitor());
          } catch (IllegalArgumentException e) {
            refused[0]++;
          }
          try {
            RecordShape.keys(shape.fieldType(), buffer, 0);
          } catch (IllegalArgumentException e) {
            refused[0]++;
          }
        });
    assertTrue(refused[0] > 0 || Long.getLong("seed") != null, "no damage was ever seen");
  }

  @Test
  void aPayloadCutShortIsRefusedAtEveryLength() {
    Decoder<Everything> decoder = shape.decoder(shape.fieldType());
    Seeds.forEach(
        30,
        (random, round) -> {
          byte[] bytes = payload(random);
          UnsafeBuffer buffer = new UnsafeBuffer(bytes);
          for (int length = 0; length < bytes.length; length++) {
            int cut = length;
            assertThrows(
                IllegalArgumentException.class,
                () -> decoder.decode(buffer, 0, cut),
                () -> cut + " of " + bytes.length);
          }
        });
  }

  private byte[] payload(Random random) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    byte[] bytes = new byte[shape.encode(Everything.random(random), buffer, 0)];
    buffer.getBytes(0, bytes);
    return bytes;
  }

  private static void damage(byte[] bytes, Random random) {
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(bytes.length);
      bytes[at] =
          switch (random.nextInt(3)) {
            case 0 -> (byte) random.nextInt();
            case 1 -> (byte) 0xFF;
            default -> (byte) (bytes[at] ^ 1 << random.nextInt(8));
          };
    }
  }

  @Test
  void aLengthThatLiesIsRefusedBeforeAnythingIsAllocated() {
    assertRefused(Text.class, "0561", "a length of 5");
    assertRefused(Text.class, "ffffffff0761", "a length of 2147483647");
    assertRefused(Text.class, "ffffffffffffffffff0161", "a length of 18446744073709551615");
    assertRefused(Texts.class, "ffffffff07", "a count of 2147483647 elements");
    assertRefused(Words.class, "ffffffff0f", "a count of 4294967295 elements");
  }

  @Test
  void numbersThatDoNotFitAreRefused() {
    assertRefused(Number.class, "ffffffffffffffffff02", "a number of more than 64 bits");
    assertRefused(Number.class, "ffffffffffffffffffff01", "a number of more than 64 bits");
    assertRefused(Small.class, "8080808020", "an int of 4294967296");
    assertRefused(Flag.class, "02", "a boolean of 2");
    assertRefused(At.class, "00" + "8094ebdc03", "a time with 1000000000 nanoseconds");
    assertRefused(At.class, "feffffffffffffffff01" + "00", "a time at second");
    assertRefused(Price.class, "0000", "a decimal without digits");
    assertRefused(Colour.class, "03", "constant 3 of an enum that has 3");
  }

  @Test
  void bytesThatAreLeftOverAreRefused() {
    assertRefused(Text.class, "0161" + "00", "1 bytes too many");
  }

  @Test
  void aKeyThatComesTwiceIsRefused() {
    assertRefused(Words.class, "02" + "016102" + "016104", "the key \"a\" twice in field words");
  }

  @Test
  void whatIsRefusedIsSaidWithItsPlace() {
    assertEquals(
        "payload of 2 bytes is damaged or was written with other fields: at byte 1 it has a length"
            + " of 5",
        refusal(Text.class, "0561"));
  }

  @Test
  void aRangeOutsideOfTheBufferIsRefused() {
    Decoder<Text> decoder =
        RecordShape.of(Text.class).decoder(RecordShape.of(Text.class).fieldType());
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[] {1, 'a'});
    assertThrows(IndexOutOfBoundsException.class, () -> decoder.decode(buffer, 0, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> decoder.decode(buffer, -1, 2));
  }

  private static void assertRefused(Class<?> type, String hex, String expected) {
    String message = refusal(type, hex);
    assertTrue(message.contains(expected), message);
  }

  private static String refusal(Class<?> type, String hex) {
    RecordShape<?> shape = RecordShape.of(type);
    Decoder<?> decoder = shape.decoder(shape.fieldType());
    byte[] bytes = HexFormat.of().parseHex(hex);
    return assertThrows(
            IllegalArgumentException.class,
            () -> decoder.decode(new UnsafeBuffer(bytes), 0, bytes.length))
        .getMessage();
  }
}
