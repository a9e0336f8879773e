package io.ringfold.engine.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.shape.RecordShape.Decoder;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Test;

class PayloadTest {

  private final RecordShape<Everything> shape = RecordShape.of(Everything.class);

  record Transfer(String from, String to, long amount) {}

  enum Side {
    BUY,
    SELL_SHORT
  }

  record Leaf(int n) {}

  record Golden(
      boolean yes,
      int minus,
      long large,
      double half,
      String text,
      UUID id,
      Instant at,
      BigDecimal price,
      Side side,
      List<Integer> list,
      Map<String, Long> map,
      Optional<String> present,
      Optional<String> absent,
      Leaf leaf,
      byte[] bytes) {}

  @Test
  void whatIsWrittenIsReadBack() {
    Decoder<Everything> decoder = shape.decoder(shape.fieldType());
    Seeds.forEach(
        2000,
        (random, round) -> {
          MutableDirectBuffer buffer =
              random.nextBoolean()
                  ? new ExpandableArrayBuffer(16)
                  : new ExpandableDirectByteBuffer(16);
          Everything written = Everything.random(random);
          int offset = random.nextInt(40);
          int length = shape.encode(written, buffer, offset);
          Everything read = decoder.decode(buffer, offset, length);
          assertTrue(written.sameAs(read), () -> written + " was read as " + read);
        });
  }

  @Test
  void theBytesAreThoseOfThePicture() {
    assertEquals(
        "01" // yes
            + "03" // minus: -2
            + "80c0a8ca9a3a" // large: 1_000_000_000_000
            + "000000000000e03f" // half
            + "05" // text: 5 bytes
            + "61c3a4c3b6" // a, ä, ö
            + "6f3bd2a43a3c5e6e9d436d1f0c1a7e55" // id
            + "01" // at: -1 s
            + "80cab5ee01" // and 500_000_000 ns
            + "04" // price: scale 2
            + "02" // 2 bytes
            + "ff38" // -200
            + "01" // side: the second constant
            + "02" // list of 2
            + "02" // 1
            + "04" // 2
            + "01" // map of 1
            + "016b" // k
            + "06" // 3
            + "01" // present
            + "0178" // x
            + "00" // absent
            + "0e" // leaf.n: 7
            + "03" // 3 bytes
            + "00ff10",
        hex(
            new Golden(
                true,
                -2,
                1_000_000_000_000L,
                0.5,
                "aäö",
                UUID.fromString("6f3bd2a4-3a3c-5e6e-9d43-6d1f0c1a7e55"),
                Instant.ofEpochSecond(-1, 500_000_000),
                new BigDecimal("-2.00"),
                Side.SELL_SHORT,
                List.of(1, 2),
                Map.of("k", 3L),
                Optional.of("x"),
                Optional.empty(),
                new Leaf(7),
                new byte[] {0, -1, 16})));
    assertEquals("01610262" + "63ac02", hex(new Transfer("a", "bc", 150)));
  }

  @SuppressWarnings("unchecked")
  private static <R> String hex(R value) {
    MutableDirectBuffer buffer = new ExpandableArrayBuffer();
    int length = RecordShape.of((Class<R>) value.getClass()).encode(value, buffer, 0);
    byte[] bytes = new byte[length];
    buffer.getBytes(0, bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
