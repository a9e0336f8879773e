package io.ringfold.engine.shape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.ringfold.engine.domain.Key;
import io.ringfold.engine.shape.RecordShape.Decoder;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
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

  @Test
  void aPayloadWalkedWithoutItsClassIsTheRecordWalked() {
    Seeds.forEach(
        500,
        (random, round) -> {
          Everything written = Everything.random(random);
          MutableDirectBuffer buffer = new ExpandableArrayBuffer();
          int length = shape.encode(written, buffer, 7);
          PlainVisitor visitor = new PlainVisitor();
          RecordShape.walk(shape.fieldType(), buffer, 7, length, visitor);
          assertSamePlain(Values.plain(written), visitor.result());
        });
  }

  @Test
  void emptyOptionalsOfARecordAreLeftOutOfTheWalkAndOfItsCount() {
    List<Integer> sizes = new ArrayList<>();
    PlainVisitor visitor =
        new PlainVisitor() {
          @Override
          public void beginObject(int size) {
            sizes.add(size);
            super.beginObject(size);
          }
        };
    Choices choices = new Choices(Optional.empty(), 1, Optional.of("b"), Optional.empty());
    MutableDirectBuffer buffer = new ExpandableArrayBuffer();
    RecordShape<Choices> choicesShape = RecordShape.of(Choices.class);
    int length = choicesShape.encode(choices, buffer, 0);
    RecordShape.walk(choicesShape.fieldType(), buffer, 0, length, visitor);
    assertEquals(List.of(2), sizes);
    assertEquals(Map.of("n", 1L, "second", "b"), visitor.result());
  }

  record Choices(Optional<String> first, int n, Optional<String> second, Optional<Leaf> third) {}

  @Test
  void keysAreFoundInTheRecordAndInItsPayload() {
    UUID id = UUID.fromString("6F3BD2A4-3A3C-5E6E-9D43-6D1F0C1A7E55");
    RecordShape<Keyed> keyed = RecordShape.of(Keyed.class);
    Keyed value =
        new Keyed(5, "a", List.of("x", "y"), id, "not a key", List.of(id), Optional.of("tail"));
    List<String> expected =
        List.of("a", "x", "y", "6f3bd2a4-3a3c-5e6e-9d43-6d1f0c1a7e55", id.toString());
    List<String> found = new ArrayList<>();
    keyed.keys(value, found::add);
    assertEquals(expected, found);
    MutableDirectBuffer buffer = new ExpandableArrayBuffer();
    keyed.encode(value, buffer, 3);
    assertEquals(expected, RecordShape.keys(keyed.fieldType(), buffer, 3));
  }

  record Keyed(
      int n,
      @Key String account,
      @Key List<String> others,
      @Key UUID id,
      String text,
      @Key List<UUID> ids,
      Optional<String> tail) {}

  @Test
  void aNullIsRefusedNamingItsField() {
    assertNamesField(new Transfer("a", null, 1), "Transfer.to is null");
    assertNamesField(new Lists(Arrays.asList("a", null), Map.of()), "Lists.list: an element");
    Map<String, Leaf> map = new LinkedHashMap<>();
    map.put("k", null);
    assertNamesField(new Lists(List.of(), map), "Lists.map: the map has a null at key k");
    assertNamesField(new Boxed(null), "Boxed.number is null");
    assertNamesField(new Choices(null, 1, Optional.empty(), Optional.empty()), "Choices.first");
  }

  record Lists(List<String> list, Map<String, Leaf> map) {}

  record Boxed(Long number) {}

  private static void assertNamesField(Object value, String expected) {
    NullPointerException e = assertThrows(NullPointerException.class, () -> hex(value));
    assertTrue(e.getMessage().contains(expected), e::getMessage);
  }

  @Test
  void aLoneSurrogateIsWrittenAsAQuestionMarkLikeTheJdkDoes() {
    String[] texts = {"a\ud800", "\udc00b", "\ud800\ud800\udc00", "\udc00\ud800", "\ud83d\ude00"};
    for (String text : texts) {
      String expected =
          HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)) + "00" + "00";
      assertEquals(expected, hex(new Transfer(text, "", 0)).substring(2));
    }
  }

  @Test
  void writingAFixedBufferThatIsTooSmallFails() {
    UnsafeBuffer tooSmall = new UnsafeBuffer(new byte[4]);
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> RecordShape.of(Transfer.class).encode(new Transfer("abcdef", "b", 1), tooSmall, 0));
  }

  @Test
  void stringsOfEveryLengthAreWrittenAlikeOnHeapAndOffAndWhereTheyAreToStand() {
    byte[] array = new byte[1_000];
    int within = 100;
    List<MutableDirectBuffer> buffers =
        List.of(
            new ExpandableArrayBuffer(1),
            new ExpandableDirectByteBuffer(1),
            new UnsafeBuffer(array, within, array.length - within));
    for (int length = 0; length < 300; length++) {
      for (String last : List.of("", "a", "\u007F", "\u00E9", "\u4E00", "\uD83D\uDE00")) {
        String text = "x".repeat(length) + last;
        byte[] expected = text.getBytes(StandardCharsets.UTF_8);
        for (MutableDirectBuffer buffer : buffers) {
          int end = PayloadBytes.putString(buffer, 7, text);
          byte[] written = new byte[expected.length];
          buffer.getBytes(end - expected.length, written);
          assertArrayEquals(expected, written, text);
          assertEquals(7 + (expected.length > 127 ? 2 : 1), end - expected.length);
        }
      }
    }
    assertArrayEquals(new byte[within], Arrays.copyOf(array, within));
  }

  @Test
  void writingMakesNoGarbage() {
    record Movement(String account, boolean debit, int part, long amount, double rate, UUID id) {}
    RecordShape<Movement> movements = RecordShape.of(Movement.class);
    Movement movement = new Movement("account-1 ä€😀", true, 1, 1L << 40, 0.5, new UUID(1, 2));
    MutableDirectBuffer buffer = new ExpandableArrayBuffer();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int times = 20_000;
    long length = 0;
    for (int i = 0; i < times; i++) {
      length += movements.encode(movement, buffer, 0);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < times; i++) {
      length += movements.encode(movement, buffer, 0);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < times, allocated + " bytes for " + length + " written");
  }

  @Test
  void manyThreadsShareOneShape() throws Exception {
    Decoder<Everything> decoder = shape.decoder(shape.fieldType());
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      long seed = i;
      tasks.add(
          () -> {
            Random random = new Random(seed);
            MutableDirectBuffer buffer = new ExpandableArrayBuffer();
            for (int n = 0; n < 300; n++) {
              Everything written = Everything.random(random);
              int length = shape.encode(written, buffer, 0);
              assertTrue(written.sameAs(decoder.decode(buffer, 0, length)), "seed " + seed);
            }
            return null;
          });
    }
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      for (Future<Void> done : pool.invokeAll(tasks)) {
        done.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** Equal, with arrays by content and maps in the same order where the payload has one. */
  private static void assertSamePlain(Object expected, Object actual) {
    if (expected instanceof byte[] bytes) {
      assertArrayEquals(bytes, (byte[]) actual);
    } else if (expected instanceof Map<?, ?> map) {
      assertEquals(new ArrayList<>(map.keySet()), new ArrayList<>(((Map<?, ?>) actual).keySet()));
      map.forEach((key, value) -> assertSamePlain(value, ((Map<?, ?>) actual).get(key)));
    } else {
      assertEquals(expected, actual);
    }
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
