package io.ringfold.gateway.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.shape.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatTest {
  private static final UUID ID = UUID.fromString("0b9c2a3e-6f8d-4c11-9a57-3d1b5e7f9a20");
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.000006Z");

  static Object read(Format format, String text) throws MalformedException {
    byte[] bytes = ("xxx" + text + "]]").getBytes(StandardCharsets.UTF_8);
    return format.read(bytes, 3, bytes.length - 5);
  }

  static String write(Format format, ContentWriter content) {
    MessageWriter writer = new MessageWriter(format);
    assertTrue(writer.write(Integer.MAX_VALUE, content));
    return new String(writer.bytes(), 0, writer.length(), StandardCharsets.UTF_8);
  }

  private static String written(Format format, Object plain) {
    return write(format, out -> Values.walk(plain, out));
  }

  private static void assertMalformed(Format format, String text) {
    MalformedException e =
        assertThrows(MalformedException.class, () -> read(format, text), () -> abbreviated(text));
    assertTrue(e.getMessage().length() < 600, e::getMessage);
  }

  private static String abbreviated(String text) {
    return text.length() < 200 ? text : text.substring(0, 200) + "…";
  }

  @Test
  void writesEachKindOfValueInTheWayOfTheFormat() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("a-key", "~t\"\\\n é😀");
    all.put("no key", Arrays.asList(true, null, -1L, Long.MAX_VALUE, 1.5, new BigDecimal("0.10")));
    all.put("id", ID);
    all.put("at", TIME);
    all.put("bytes", new byte[] {1, 2});
    assertEquals(
        "{\"a-key\":\"~t\\\"\\\\\\n é😀\",\"no key\":[true,null,-1,9223372036854775807,1.5,0.10],"
            + "\"id\":\"0b9c2a3e-6f8d-4c11-9a57-3d1b5e7f9a20\","
            + "\"at\":\"2026-01-02T03:04:05.000006Z\",\"bytes\":\"AQI=\"}",
        written(Format.JSON, all));
    assertEquals(
        "{:a-key \"~t\\\"\\\\\\n é😀\" \"no key\" [true nil -1 9223372036854775807 1.5 0.10M]"
            + " :id #uuid \"0b9c2a3e-6f8d-4c11-9a57-3d1b5e7f9a20\""
            + " :at #inst \"2026-01-02T03:04:05.000006Z\" :bytes \"AQI=\"}",
        written(Format.EDN, all));
    assertEquals(
        "{\"a-key\":\"~~t\\\"\\\\\\n é😀\","
            + "\"no key\":[true,null,-1,\"~i9223372036854775807\",1.5,\"~f0.10\"],"
            + "\"id\":\"~u0b9c2a3e-6f8d-4c11-9a57-3d1b5e7f9a20\","
            + "\"at\":\"~t2026-01-02T03:04:05.000006Z\",\"bytes\":\"~bAQI=\"}",
        written(Format.TRANSIT, all));
  }

  @Test
  void writesNumbersThatAFormatCannotSay() {
    List<Double> numbers = List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    assertEquals("[null,null,null]", written(Format.JSON, numbers));
    assertEquals("[nil nil nil]", written(Format.EDN, numbers));
    assertEquals("[\"~zNaN\",\"~zINF\",\"~z-INF\"]", written(Format.TRANSIT, numbers));
  }

  @Test
  void writesTransitIntegersAsNumbersOnlyWhereJavaScriptHoldsThem() throws Exception {
    long max = (1L << 53) - 1;
    assertEquals(
        "[9007199254740991,\"~i9007199254740992\",-9007199254740991,\"~i-9007199254740992\"]",
        written(Format.TRANSIT, List.of(max, max + 1, -max, -max - 1)));
    assertEquals(
        List.of(max + 1, Long.MIN_VALUE),
        read(Format.TRANSIT, "[9007199254740992,\"~i-9223372036854775808\"]"));
  }

  @Test
  void readsEdnAsPlainValues() throws Exception {
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("name", "say");
    expected.put("s", Arrays.asList("k", "n/k", "c", "\n", null, true));
    expected.put("n", List.of(1L, 2L, new BigInteger("9223372036854775808"), 3L));
    expected.put("d", List.of(1.5, new BigDecimal("1.50"), new BigDecimal("7"), 100.0));
    expected.put("t", List.of(ID, TIME, Instant.parse("2026-01-02T00:00:00Z")));
    assertEquals(
        expected,
        read(
            Format.EDN,
            " {:name :say, \"s\" [:k :n/k \\c \\newline nil true] ; and so on\n"
                + ":n #{1 +2 9223372036854775808 #_[4 5] 3N} :d (1.5 1.50M 7M 1e2)\n"
                + ":t [#uuid \"0b9c2a3e-6f8d-4c11-9a57-3d1b5e7f9a20\""
                + " #inst \"2026-01-02T03:04:05.000006Z\" #inst \"2026-01-02T01:00:00.000+01:00\"]}"));
    assertEquals(TIME, read(Format.EDN, "#inst \"2026-01-02T03:04:05.000006-00:00\""));
  }

  @Test
  void readsEachKindOfKeywordAsItsText() throws Exception {
    assertEquals(
        List.of("a", "a/b", "+x-1?", "1", "a#", "a#_b", "a:b", List.of("c"), "k"),
        read(Format.EDN, "[:a,:a/b :+x-1? :1 :a# :a#_b :a:b[:c]#_:d :k]"));
    assertEquals(
        Map.of("a", ":b", ":c", "\"d\""), read(Format.EDN, "{:a\":b\"\":c\" \"\\\"d\\\"\"}"));
    assertEquals(List.of(":", "a"), read(Format.EDN, "(\\: ; :no\n:a)"));
  }

  @Test
  void readsTransitAsPlainValuesInBothItsForms() throws Exception {
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("name", "say");
    expected.put("list", Arrays.asList("~x", "^y", "`z", null, true, false, "c"));
    expected.put("numbers", List.of(1L, 2L, new BigInteger("9223372036854775808"), 1.5));
    expected.put("decimals", List.of(new BigDecimal("0.10")));
    expected.put("times", List.of(ID, TIME, Instant.ofEpochMilli(5)));
    expected.put("set", List.of("name", "say"));
    String list = "[\"~~x\",\"~^y\",\"~`z\",null,true,\"~?f\",\"~cc\"]";
    String numbers = "[1,\"~i2\",\"~n9223372036854775808\",1.5]";
    String times = "[\"~u" + ID + "\",\"~t" + TIME + "\",\"~m5\"]";
    assertEquals(
        expected,
        read(
            Format.TRANSIT,
            "[\"^ \",\"~:name\",\"say\",\"list\","
                + list
                + ",\"numbers\","
                + numbers
                + ",\"decimals\",[\"~f0.10\"],\"times\","
                + times
                + ",\"set\",[\"~#set\",[\"^0\",\"say\"]]]"));
    assertEquals(
        expected,
        read(
            Format.TRANSIT,
            "{\"~:name\":\"say\",\"list\":"
                + list
                + ",\"numbers\":"
                + numbers
                + ",\"decimals\":[\"~f0.10\"],\"times\":"
                + times
                + ",\"set\":{\"~#set\":[\"~:name\",\"say\"]}}"));
  }

  @Test
  void keepsEveryGeneratedValueThroughEveryFormat() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 3_000; i++) {
      Object value = generated(random, 4);
      for (Format format : Format.values()) {
        String text = written(format, value);
        Object read = read(format, text);
        assertEquals(
            Values.plain(asRead(format, value)),
            Values.plain(read),
            () -> "seed " + seed + ", " + format + ": " + text);
      }
    }
  }

  /** What a format cannot tell from another kind comes back as that. */
  private static Object asRead(Format format, Object value) {
    if (value instanceof List<?> list) {
      List<Object> read = new ArrayList<>();
      list.forEach(each -> read.add(asRead(format, each)));
      return read;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> read = new LinkedHashMap<>();
      map.forEach((key, each) -> read.put((String) key, asRead(format, each)));
      return read;
    }
    if (format == Format.JSON) {
      if (value instanceof UUID || value instanceof Instant) {
        return value.toString();
      }
      if (value instanceof Double number) {
        return new BigDecimal(number.toString());
      }
    }
    return value;
  }

  private static Object generated(Random random, int depth) {
    switch (random.nextInt(depth == 0 ? 8 : 10)) {
      case 0:
        return null;
      case 1:
        return random.nextBoolean();
      case 2:
        return random.nextLong() >> random.nextInt(64);
      case 3:
        return random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
      case 4:
        // of a scale above 0: without a point JSON takes it for an integer
        return new BigDecimal(new BigInteger(random.nextInt(200), random), 1 + random.nextInt(30));
      case 5:
        return text(random);
      case 6:
        return new UUID(random.nextLong(), random.nextLong());
      case 7:
        return Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
      case 8:
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(generated(random, depth - 1));
        }
        return list;
      default:
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          map.put(text(random), generated(random, depth - 1));
        }
        return map;
    }
  }

  private static String text(Random random) {
    String[] parts = {
      "a", "key-", "~", "^", "`", "#", ":", "\"", "\\", "\n", "\t", "\u0001", " ", "é", "€", "😀",
      "~#'", "^ ", ";", "{", "]", "1", "/", "\u2028", "~u", "^0", "nil", "true"
    };
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ; nothing",
        "{:a 1",
        "{:a}",
        "{:a 1 :a 2}",
        "{1 2}",
        "{[1] 2}",
        "{nil 2}",
        "[1] 2",
        "]",
        "[1)",
        "sym",
        "[a/b/c/d]",
        "#foo 1",
        "#uuid \"1-1-1-1-1\"",
        "#uuid 1",
        "#inst \"yesterday\"",
        "#inst \"2026-13-01T00:00:00Z\"",
        "\"\\ud800\"",
        "\\ud800",
        "\"unended",
        "#",
        "#_",
        "1e999999999M",
        "1e-999999999M",
        "1e99999999999999999999M",
        "1e999",
        "##Inf",
        "1/2",
        "\"\\x\"",
        ":/",
        ":",
        ": a",
        ":a/",
        ":/a",
        ":a/b/c",
        ":é",
        "#:a{:b 1}"
      })
  void refusesEdnThatIsNoneOrNotUnderstood(String text) {
    assertMalformed(Format.EDN, text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1] 2",
        "nope",
        "[\"^0\"]",
        "[\"^zzzz\"]",
        "[\"^ \",\"a\"]",
        "[\"^ \",\"a\",1,\"a\",2]",
        "[\"^ \",[1],2]",
        "[\"^ \",1,2]",
        "{\"~i1\":1}",
        "[\"~#cmap\",[[1],2]]",
        "[\"~#foo\",1]",
        "[\"~#set\"]",
        "[[\"~#set\"],1]",
        "[[\"~#set\",[1],2],3]",
        "[[\"~#set\",[1],[2]],3]",
        "[{\"~#set\":[1],\"b\":2}]",
        "[\"~#list\",{\"a\":1}]",
        "[\"~#u\",[1,2]]",
        "[\"~#'\",1]",
        "\"~u1-1-1-1-1\"",
        "\"~tyesterday\"",
        "\"~mx\"",
        "\"~ix\"",
        "\"~f1e999999999\"",
        "\"~f1e-999999999\"",
        "\"~d1e999\"",
        "1e999",
        "\"~b?\"",
        "\"~?x\"",
        "\"~$symbol\"",
        "\"~#set\"",
        "[[\"~#set\"]]",
        "\"\\ud800\""
      })
  void refusesTransitThatIsNoneOrNotUnderstood(String text) {
    assertMalformed(Format.TRANSIT, text);
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void refusesWhatWouldTakeTheStackOrTheDay(Format format) {
    int many = 200_000;
    assertMalformed(format, "[".repeat(many));
    assertMalformed(format, "[".repeat(many) + "]".repeat(many));
    assertMalformed(format, "1".repeat(many));
    assertMalformed(format, "[-" + "1".repeat(many) + "]");
    if (format == Format.EDN) {
      for (String bomb :
          new String[] {"(", "{", "#{", "#_", "#a ", "#:a", "#_a ", "#a #_", "#a{"}) {
        assertMalformed(format, bomb.repeat(many));
        assertMalformed(format, bomb.repeat(many) + "1");
      }
      assertMalformed(format, "1".repeat(many) + "N");
      assertMalformed(format, "1." + "1".repeat(many) + "M");
      assertMalformed(format, ":" + "a".repeat(many));
      assertMalformed(format, "\\" + "a".repeat(many));
    } else {
      assertMalformed(format, "{\"a\":".repeat(many));
    }
    if (format == Format.TRANSIT) {
      assertMalformed(format, "\"~n" + "1".repeat(many) + "\"");
      assertMalformed(format, "\"~f" + "1".repeat(many) + "\"");
      assertMalformed(format, "\"~i" + "1".repeat(many) + "\"");
      assertMalformed(format, "[\"~#set\",".repeat(many));
    }
  }

  @Test
  void takesNestingUpToTheLimit() throws Exception {
    for (Format format : Format.values()) {
      assertInstanceOf(
          List.class, read(format, "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH)));
      assertMalformed(format, "[".repeat(Json.MAX_DEPTH + 1) + "]".repeat(Json.MAX_DEPTH + 1));
    }
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void neverFailsOtherwiseThanAsMalformedOnTornAndBentTexts(Format format) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String alphabet = "[]{}()\"\\#_:~^ ,;/-+.eEMN019a#'\n\u0000";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(written(format, generated(random, 3)));
      for (int bends = 1 + random.nextInt(4); bends > 0 && text.length() > 0; bends--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
          case 1 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
          default -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(3)));
        }
      }
      try {
        read(format, text.toString());
      } catch (MalformedException e) {
        // as it should be
      } catch (Throwable e) {
        throw new AssertionError("seed " + seed + ", text " + text, e);
      }
    }
  }

  @Test
  void keepsMetaAsJsonAndGivesItBackInTheFormat() throws Exception {
    String meta = "{\"trace\":\"~x\",\"n\":[1,9223372036854775807,0.10],\"none\":null}";
    assertEquals(meta, write(Format.JSON, out -> out.json(meta)));
    assertEquals(
        "{:trace \"~x\" :n [1 9223372036854775807 0.10M] :none nil}",
        write(Format.EDN, out -> out.json(meta)));
    assertEquals(
        "{\"trace\":\"~~x\",\"n\":[1,\"~i9223372036854775807\",\"~f0.10\"],\"none\":null}",
        write(Format.TRANSIT, out -> out.json(meta)));
    for (Format format : Format.values()) {
      assertEquals(meta, JsonText.of(read(format, write(format, out -> out.json(meta)))));
    }
  }
}
