package io.ringfold.gateway.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JsonMessageReaderTest {
  private static final UUID ID = UUID.fromString("0b9c2a3e-6f8d-4c11-9a57-3d1b5e7f9a20");

  private final List<Object> seen = new ArrayList<>();
  private final MessageReader reader = new JsonMessageReader();

  private record Query(Object id, QueryMessage query) {}

  private record Unsubscribe(Object id) {}

  private record BadQuery(Object id, String message) {}

  private record Bad(String clientId, Long clientSeq, String message) {}

  private final MessageReader.Handler recorder =
      new MessageReader.Handler() {
        @Override
        public void command(CommandMessage command) {
          seen.add(command);
        }

        @Override
        public void query(Object id, QueryMessage query) {
          seen.add(new Query(id, query));
        }

        @Override
        public void subscribe(SubscribeMessage subscription) {
          seen.add(subscription);
        }

        @Override
        public void unsubscribe(Object id) {
          seen.add(new Unsubscribe(id));
        }

        @Override
        public void malformedQuery(Object id, String message) {
          seen.add(new BadQuery(id, message));
        }

        @Override
        public void malformed(String clientId, Long clientSeq, String message) {
          seen.add(new Bad(clientId, clientSeq, message));
        }
      };

  private List<Object> read(String frame) {
    seen.clear();
    byte[] text = frame.getBytes(StandardCharsets.UTF_8);
    // away from 0, as frames stand in a larger buffer
    byte[] buffer = new byte[text.length + 20];
    Arrays.fill(buffer, (byte) '"');
    System.arraycopy(text, 0, buffer, 7, text.length);
    reader.read(buffer, 7, text.length, recorder);
    return seen;
  }

  private static CommandMessage visit(String clientId, long clientSeq) {
    return new CommandMessage(
        clientId, clientSeq, "visit-page", Map.of("url", "/"), null, null, null);
  }

  private static String cmd(String clientId, long clientSeq) {
    return "[\"cmd\",\""
        + clientId
        + "\","
        + clientSeq
        + ",{\"name\":\"visit-page\",\"data\":{\"url\":\"/\"}}]";
  }

  private void assertMalformed(String frame, String clientId, Long clientSeq, String part) {
    List<Object> messages = read(frame);
    assertEquals(1, messages.size(), () -> frame + " gave " + messages);
    Bad bad = (Bad) messages.get(0);
    assertEquals(clientId, bad.clientId(), bad::message);
    assertEquals(clientSeq, bad.clientSeq(), bad::message);
    assertTrue(bad.message().contains(part), bad::message);
  }

  @Test
  void readsACommandWithAllItsFields() {
    assertEquals(
        List.of(
            new CommandMessage(
                "c1", 7, "visit-page", Map.of("url", "/é"), ID, "{\"a\": [1.50, \"x\"]}", 12L)),
        read(
            """
            ["cmd", "c1", 7, {"name": "visit-page", "meta":  {"a": [1.50, "x"]} , "data": {"url": "/é"},
             "uuid": "0B9C2A3E-6F8D-4C11-9A57-3D1B5E7F9A20", "expected-seq": 12, "unknown": true}]
            """));
  }

  @Test
  void keepsMetaAsItCameWhateverItIs() {
    for (String meta : List.of("\"a \\u0041\"", "-1.0e3", "[]", "true", "{\"é\":1}")) {
      List<Object> messages =
          read("[\"cmd\",\"é\",1,{\"meta\":" + meta + " ,\"name\":\"n\",\"data\":{}}]");
      assertEquals(meta, ((CommandMessage) messages.get(0)).meta());
    }
    List<Object> none = read("[\"cmd\",\"c\",1,{\"meta\":null,\"name\":\"n\",\"data\":{}}]");
    assertEquals(new CommandMessage("c", 1, "n", Map.of(), null, null, null), none.get(0));
  }

  @Test
  void neverGuessesAnotherEncoding() {
    assertMalformed("\uFEFFhello", null, null, "not JSON");
    assertMalformed("\0[\0\"\0c", null, null, "not JSON");
    for (Object message :
        read("\uFEFF[\"cmd\",\"c\",1,{\"meta\":{\"é\":1},\"name\":\"n\",\"data\":{}}]")) {
      if (message instanceof CommandMessage command) {
        assertEquals("{\"é\":1}", command.meta());
      }
    }
  }

  @Test
  void readsNumbersWithoutLosingDigits() {
    CommandMessage command =
        (CommandMessage)
            read("[\"cmd\",\"c\",\"9007199254740993\",{\"name\":\"n\",\"data\":{\"l\":9223372036854775807,"
                    + "\"b\":9223372036854775808,\"d\":0.10}}]")
                .get(0);
    assertEquals(9007199254740993L, command.clientSeq());
    assertEquals(
        Map.of(
            "l", Long.MAX_VALUE,
            "b", new BigInteger("9223372036854775808"),
            "d", new BigDecimal("0.10")),
        command.data());
  }

  @Test
  void readsAQuery() {
    assertEquals(
        List.of(
            new Query("q1", new QueryMessage("total", Map.of(), null, null, null, false)),
            new Query(2L, new QueryMessage("total", Map.of(), 5L, null, 9L, false))),
        read(
            "[[\"query\",\"q1\",{\"name\":\"total\",\"data\":{}}],"
                + "[\"query\",2,{\"name\":\"total\",\"data\":{},\"as-of\":5,\"min-seq\":\"9\"}]]"));
  }

  @Test
  void readsABatchInItsOrder() {
    assertEquals(
        List.of(visit("a", 1), visit("b", 2), visit("a", 3)),
        read("[" + cmd("a", 1) + " , " + cmd("b", 2) + "," + cmd("a", 3) + "]"));
  }

  @Test
  void answersWhatIsNoMessageAtAll() {
    assertMalformed("", null, null, "array");
    assertMalformed("hello", null, null, "not JSON");
    assertMalformed("{\"cmd\":1}", null, null, "array");
    assertMalformed("[]", null, null, "empty");
    assertMalformed("[1,2]", null, null, "tag");
    assertMalformed("[\"shout\",\"c\",1,{}]", null, null, "\"shout\" is unknown");
    assertMalformed(cmd("c", 1) + cmd("c", 2), "c", 1L, "something follows");
  }

  @Test
  void namesTheClientWhereItCouldBeRead() {
    assertMalformed("[\"cmd\",\"c\",1]", "c", 1L, "elements");
    assertMalformed("[\"cmd\",\"c\",1,7]", "c", 1L, "body");
    assertMalformed("[\"cmd\",\"c\",1,{\"name\":\"n\"}]", "c", 1L, "data");
    assertMalformed("[\"cmd\",\"c\",1,{\"data\":{}}]", "c", 1L, "name");
    assertMalformed(
        "[\"cmd\",\"c\",1,{\"name\":\"n\",\"data\":{},\"uuid\":\"1-2-3-4-5\"}]", "c", 1L, "uuid");
    assertMalformed(
        "[\"cmd\",\"c\",1,{\"name\":\"n\",\"data\":{},\"expected-seq\":-1}]",
        "c",
        1L,
        "expected-seq");
    assertMalformed("[\"cmd\",\"c\",1,{\"name\":\"n\",\"data\":{]}]", "c", 1L, "not JSON");
    assertMalformed(
        "[\"cmd\",\"c\",1,{\"name\":\"n\",\"name\":\"n\",\"data\":{}}]", "c", 1L, "Duplicate");
    assertMalformed(
        "[\"cmd\",\"c\",1,{\"name\":\"n\",\"data\":{\"x\":\"\\ud800\"}}]", "c", 1L, "pair");
    assertMalformed(
        "[\"cmd\",\"c\",1,{\"name\":\"n\",\"data\":{\"x\":1e99999999}}]", "c", 1L, "exponent");
    assertMalformed("[\"cmd\",\"c\",1.5,{\"name\":\"n\",\"data\":{}}]", "c", null, "client-seq");
    assertMalformed(
        "[\"cmd\",\"c\",99999999999999999999,{\"name\":\"n\",\"data\":{}}]", "c", null, "64 bits");
    assertMalformed("[\"cmd\",17,1,{\"name\":\"n\",\"data\":{}}]", null, null, "client-id");
    assertMalformed("[\"cmd\",\"\",1,{\"name\":\"n\",\"data\":{}}]", null, null, "client-id");
    assertMalformed("[\"cmd\",\"c\",1,{\"name\":\"n\",\"data\":{}}", "c", 1L, "not JSON");
  }

  @Test
  void answersAMalformedQueryByItsId() {
    assertEquals("q", ((BadQuery) read("[\"query\",\"q\",{\"name\":7,\"data\":{}}]").get(0)).id());
    assertEquals(3L, ((BadQuery) read("[\"query\",3,{\"name\":\"n\"}]").get(0)).id());
    BadQuery asOf =
        (BadQuery)
            read("[\"query\",\"q\",{\"name\":\"n\",\"data\":{},\"as-of\":\"yesterday\"}]").get(0);
    assertTrue(asOf.message().contains("neither a sequence nor a time"), asOf::message);
    assertMalformed("[\"query\",null,{\"name\":\"n\",\"data\":{}}]", null, null, "query-id");
  }

  @Test
  void refusesNestingThatWouldExhaustTheStack() {
    String deep = "[".repeat(100_000);
    assertMalformed(deep, null, null, "depth");
    assertMalformed(
        "[\"cmd\",\"c\",1,{\"name\":\"n\",\"data\":{\"x\":" + deep + "}}]", "c", 1L, "depth");
  }

  @Test
  void readsTheOthersOfABatchThatHoldsABrokenOne() {
    for (String broken :
        List.of(
            "7",
            "null",
            "{\"a\":[1,\"]\"]}",
            "[]",
            "[\"cmd\",\"x\",1]",
            "[\"cmd\",\"x\",1,{\"name\":\"n\",\"name\":\"n\"}]",
            "[\"cmd\",\"x\",1,{nonsense}]",
            "[\"cmd\",\"x\",1,{\"data\":\"\\ud800 \\\" ],[ \"}]",
            "[\"cmd\",\"x\",1,{\"data\":1e99999999}]",
            "[\"cmd\",\"x\" 1]",
            "[" + "[".repeat(100) + "]".repeat(100) + "]",
            "[\"cmd\",\"x\",1,{}] [\"cmd\",\"y\",1,{}]",
            "\"cm\\qd\"")) {
      List<Object> messages =
          read("[" + cmd("a", 1) + "," + broken + ", " + cmd("b", 2) + "," + cmd("a", 3) + "]");
      List<Object> commands = messages.stream().filter(CommandMessage.class::isInstance).toList();
      assertEquals(List.of(visit("a", 1), visit("b", 2), visit("a", 3)), commands, broken);
      assertTrue(messages.size() > commands.size(), () -> broken + " was not answered");
      assertTrue(
          messages.stream()
              .filter(Bad.class::isInstance)
              .noneMatch(bad -> "a".equals(((Bad) bad).clientId())),
          () -> broken + " was taken for another's: " + messages);
    }
  }

  @Test
  void answersOnceForABatchThatBreaksOff() {
    List<Object> messages = read("[" + cmd("a", 1) + ",[\"cmd\",\"b\",2,{\"na");
    assertEquals(visit("a", 1), messages.get(0));
    assertEquals("b", ((Bad) messages.get(1)).clientId());
    assertEquals(2, messages.size());
  }

  @Test
  void alwaysAnswersWhateverTheBytes() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String valid = "[" + cmd("a", 1) + ",[\"query\",\"q\",{\"name\":\"n\",\"data\":{}}]]";
    String structure = "[]{}\",:\\0e.tn ";
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = valid.getBytes(StandardCharsets.UTF_8);
      for (int change = random.nextInt(6); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] =
            random.nextBoolean()
                ? (byte) structure.charAt(random.nextInt(structure.length()))
                : (byte) random.nextInt(128);
      }
      int length = random.nextInt(10) == 0 ? random.nextInt(bytes.length) : bytes.length;
      seen.clear();
      reader.read(bytes, 0, length, recorder);
      String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
      assertTrue(!seen.isEmpty(), () -> "seed " + seed + ": no answer to " + text);
    }
  }

  @Test
  void readsSubscriptions() {
    assertEquals(
        List.of(new SubscribeMessage("s", null, null, null, List.of())),
        read("[\"subscribe\",\"s\",{}]"));
    assertEquals(
        List.of(
            new SubscribeMessage(7L, 12L, List.of("a", "b"), "all", List.of("c1")),
            new Unsubscribe("s")),
        read(
            "[[\"subscribe\",7,{\"from\":\"12\",\"events\":[\"a\",\"b\"],\"updates\":\"all\","
                + "\"client-ids\":[\"c1\"],\"unknown\":1}],[\"unsubscribe\",\"s\"]]"));
  }

  @Test
  void namesTheSubscriptionThatItCannotTake() {
    assertMalformed(
        "[\"subscribe\",\"s\",{\"from\":-1}]", null, null, "subscription \"s\": from: -1");
    assertMalformed(
        "[\"subscribe\",\"s\",{\"from\":\"x\"}]", null, null, "subscription \"s\": from");
    assertMalformed("[\"subscribe\",\"s\",{\"events\":\"a\"}]", null, null, "is not an array");
    assertMalformed("[\"subscribe\",\"s\",{\"events\":[1]}]", null, null, "is not a string");
    assertMalformed("[\"subscribe\",\"s\",{\"updates\":1}]", null, null, "updates: 1");
    assertMalformed("[\"subscribe\",\"s\",{\"client-ids\":[\"\"]}]", null, null, "client-id");
    assertMalformed("[\"subscribe\",\"s\"]", null, null, "must have 3");
    assertMalformed("[\"subscribe\",null,{}]", null, null, "subscription-id: (missing)");
    assertMalformed("[\"subscribe\",\"\",{}]", null, null, "subscription-id: \"\"");
    assertMalformed("[\"unsubscribe\",{}]", null, null, "subscription-id: an object");
    assertMalformed("[\"unsubscribe\",\"s\",{}]", null, null, "must have 2");
  }

  /**
   * Whatever the scanner takes, the parser would have read; and what it refuses, the parser says.
   */
  @Test
  void readsTheSameWithAndWithoutItsShortWay() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    JsonMessageReader both = new JsonMessageReader();
    for (int i = 0; i < 30_000; i++) {
      byte[] text = mutated(random, frame(random)).getBytes(StandardCharsets.UTF_8);
      seen.clear();
      both.parse(text, 0, text.length, recorder, 0);
      List<Object> parsed = List.copyOf(seen);
      seen.clear();
      both.read(text, 0, text.length, recorder);
      assertEquals(
          parsed, seen, () -> "seed " + seed + ": " + new String(text, StandardCharsets.UTF_8));
    }
  }

  private static String frame(Random random) {
    int count = random.nextInt(4);
    if (count == 0) {
      return space(random) + command(random) + space(random);
    }
    StringBuilder batch = new StringBuilder(space(random)).append('[');
    for (int i = 0; i < count; i++) {
      batch.append(i == 0 ? "" : ",").append(space(random)).append(command(random));
    }
    return batch.append(space(random)).append(']').toString();
  }

  private static String command(Random random) {
    List<String> fields = new ArrayList<>();
    fields.add("\"name\":" + space(random) + "\"say\"");
    List<String> data = new ArrayList<>();
    for (int i = random.nextInt(11) - 2; i > 0; i--) {
      data.add("\"f" + (random.nextInt(30) == 0 ? 1 : i) + "\":" + value(random));
    }
    fields.add("\"data\":{" + space(random) + String.join(",", data) + "}");
    if (random.nextInt(4) == 0) {
      fields.add("\"uuid\":\"" + new UUID(random.nextLong(), random.nextLong()) + "\"");
    }
    if (random.nextInt(4) == 0) {
      fields.add("\"expected-seq\":" + value(random));
    }
    if (random.nextInt(8) == 0) {
      fields.add("\"meta\":" + value(random));
    }
    Collections.shuffle(fields, random);
    return "[\"cmd\","
        + space(random)
        + "\"client "
        + random.nextInt(3)
        + "\","
        + random.nextInt(100)
        + space(random)
        + ",{"
        + String.join("," + space(random), fields)
        + "}]";
  }

  private static String value(Random random) {
    List<String> values =
        List.of(
            "\"text\"",
            "\"\"",
            "\"" + "long ".repeat(50) + "\"",
            "\"\\u0041\"",
            "\"é\"",
            "\"\uD83D\uDE00\"",
            "0",
            "-0",
            "-1",
            "01",
            "999999999999999999",
            "1000000000000000000",
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775808",
            "1.0",
            "1e3",
            "true",
            "false",
            "null",
            "nul",
            "[1]",
            "{\"a\":1}",
            "\"7\"");
    return values.get(random.nextInt(values.size()));
  }

  private static String space(Random random) {
    return random.nextInt(6) == 0 ? List.of(" ", "\n", "\t\r ", "  ").get(random.nextInt(4)) : "";
  }

  private static String mutated(Random random, String text) {
    StringBuilder changed = new StringBuilder(text);
    String structure = "[]{}\",:\\0-1.etn \u0001é";
    for (int change = random.nextInt(4) - 1; change > 0; change--) {
      int at = random.nextInt(changed.length());
      switch (random.nextInt(3)) {
        case 0 -> changed.setCharAt(at, structure.charAt(random.nextInt(structure.length())));
        case 1 -> changed.insert(at, structure.charAt(random.nextInt(structure.length())));
        default -> changed.deleteCharAt(at);
      }
    }
    return changed.substring(0, random.nextInt(20) == 0 ? changed.length() / 2 : changed.length());
  }
}
