package io.ringfold.gateway.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is written without Jackson is, to the byte, what Jackson writes. */
class JsonWriterTest {
  private static final Word WORD = Word.of("a-word");

  private static String written(boolean byJackson, ContentWriter content) {
    FormatBytes out = new FormatBytes();
    ValueWriter writer = byJackson ? new JsonValueWriter(out) : new JsonWriter(out);
    content.write(writer);
    writer.flush();
    return new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
  }

  private static void assertSame(ContentWriter content, String hint) {
    assertEquals(written(true, content), written(false, content), hint);
  }

  @Test
  void writesRandomValuesAsJacksonDoes() {
    long seed = new Random().nextLong();
    for (int i = 0; i < 5_000; i++) {
      long each = seed + i;
      assertSame(
          to -> {
            Random random = new Random(each);
            for (int count = random.nextInt(3); count >= 0; count--) {
              value(to, random, 4);
            }
          },
          "seed " + each);
    }
  }

  private static void value(ValueWriter to, Random random, int depth) {
    switch (random.nextInt(depth > 0 ? 15 : 13)) {
      case 0 -> to.nullValue();
      case 1 -> to.bool(random.nextBoolean());
      case 2 -> to.integer(random.nextLong() >> random.nextInt(64));
      case 3 -> to.floating(Double.longBitsToDouble(random.nextLong()));
      case 4 -> to.decimal(new BigDecimal(random.nextLong()).movePointLeft(random.nextInt(40)));
      case 5 -> to.string(text(random));
      case 6 -> to.uuid(new UUID(random.nextLong(), random.nextLong()));
      case 7 -> to.time(Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)));
      case 8 -> to.time(time(random));
      case 9 -> to.bytes(text(random).getBytes(StandardCharsets.UTF_8));
      case 10 -> to.word(WORD);
      case 11 -> to.keyword("name");
      case 12 -> to.json(random.nextBoolean() ? null : "{\"é\": [1.50]}");
      case 13 -> {
        to.beginList(0);
        for (int count = random.nextInt(4); count > 0; count--) {
          value(to, random, depth - 1);
        }
        to.endList();
      }
      default -> {
        to.beginObject(0);
        for (int count = random.nextInt(4); count > 0; count--) {
          if (random.nextBoolean()) {
            to.field(Word.of("f" + count));
          } else {
            to.name(count + text(random));
          }
          value(to, random, depth - 1);
        }
        to.endObject();
      }
    }
  }

  private static long time(Random random) {
    long micros = random.nextInt(4) * 1_000_000L + random.nextInt(1_000_000);
    return switch (random.nextInt(3)) {
      case 0 -> micros;
      case 1 -> -micros / 1000 * 1000;
      default -> micros / 1_000_000 * 1_000_000;
    };
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(20); length > 0; length--) {
      switch (random.nextInt(6)) {
        case 0 -> text.append((char) random.nextInt(0x80));
        case 1 -> text.append((char) random.nextInt(0x800));
        case 2 -> text.append((char) random.nextInt(0x10000));
        case 3 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
        default -> text.append((char) (' ' + random.nextInt(90)));
      }
    }
    return text.toString();
  }

  @Test
  void writesEveryCharacterAsJacksonDoes() {
    for (int from = 0; from < 0x10000; from += 64) {
      StringBuilder text = new StringBuilder();
      for (int c = from; c < from + 64; c++) {
        text.append((char) c);
      }
      assertSame(to -> to.string(text.toString()), "from " + from);
    }
  }

  @Test
  void writesTheNumbersAtTheEdges() {
    long power = 1;
    for (int digits = 0; digits < 19; digits++, power *= 10) {
      for (long each : new long[] {power - 1, power, -power, 1 - power}) {
        assertEquals(Long.toString(each), written(false, to -> to.integer(each)));
      }
    }
    for (long each : new long[] {Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertEquals(Long.toString(each), written(false, to -> to.integer(each)));
    }
  }

  @Test
  void stopsAtTheLimit() {
    FormatBytes out = new FormatBytes();
    JsonWriter writer = new JsonWriter(out);
    out.reset(10);
    writer.string("12345678");
    assertThrows(FormatBytes.FullException.class, writer::nullValue);
  }
}
