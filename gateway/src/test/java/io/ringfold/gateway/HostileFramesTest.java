package io.ringfold.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Hostile messages in each subprotocol. After every one of them: its frame was answered as the
 * contract says, each message in it once, the connection goes on, and so does another one.
 *
 * <p>More of it with {@code -Dringfold.hostile=<cases>}, the same again with {@code
 * -Dringfold.hostile.seed=<seed>}.
 */
@Timeout(value = 3, unit = java.util.concurrent.TimeUnit.HOURS)
class HostileFramesTest {
  private static final int CASES = Integer.getInteger("ringfold.hostile", 300);
  private static final long SEED = Long.getLong("ringfold.hostile.seed", new Random().nextLong());

  /** A run of so many cases that left a kilobyte each behind would not fit. */
  private static final long GROWTH_BYTES = 24 << 20;

  @TempDir Path data;
  private Random random;
  private Wire wire;
  private HostileTexts hostile;
  private int cases;

  private String hint() {
    return "-Dringfold.hostile.seed=" + SEED + ", " + wire + ", case " + cases;
  }

  @ParameterizedTest
  @EnumSource
  void areAnsweredOnceAndHarmNobody(Wire spoken) throws Exception {
    wire = spoken;
    random = new Random(SEED + wire.ordinal());
    hostile = new HostileTexts(random, wire);
    System.out.printf("HostileFramesTest: %d cases, %s, seed %d%n", CASES, wire, SEED);
    Map<String, String> settings =
        Map.of(
            "durability", "crash",
            "min-sequence-wait", "5ms",
            "dedup-window", "20000",
            "query-threads", "1");
    try (Server server = Server.start(data, settings);
        ErrorsLogged log = new ErrorsLogged()) {
      long heap = 0;
      try (RawClient bystander = new RawClient(server.gateway, "?updates=none")) {
        RawClient client = connect(server);
        for (cases = 1; cases <= CASES; cases++) {
          if (random.nextInt(4) == 0) {
            client = damaged(server, client);
          } else {
            known(client);
          }
          assertServed(bystander);
          assertEquals(List.of(), log.errors(), this::hint);
          if (cases == CASES / 3) {
            heap = usedBytes();
          }
        }
        long grown = usedBytes() - heap;
        assertTrue(grown < GROWTH_BYTES, () -> grown + " bytes more are in use, " + hint());
        client.close();
      }
      while (server.gateway.connectionCount() > 0) {
        Thread.sleep(5);
      }
    }
  }

  private RawClient connect(Server server) throws IOException {
    return new RawClient(server.gateway, "?updates=none", 0, wire.subprotocol);
  }

  private static long usedBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private void assertServed(RawClient bystander) throws IOException {
    bystander.sendText(Client.say("bystander", cases, "x"));
    String ack = bystander.readPastPings().text();
    assertTrue(
        ack.startsWith("[\"cmd-ack\",\"bystander\"," + cases + ","), () -> ack + ", " + hint());
  }

  private String query(String id) {
    return wire.message("query", id, Map.of("name", "count-said", "data", Map.of()));
  }

  /** A hostile message between two sound ones; its borders are known, so the answers are too. */
  private void known(RawClient client) throws IOException {
    String before = "before " + cases;
    String after = "after " + cases;
    String probe = "probe " + cases;
    client.sendText(array(query(before), message(), query(after)));
    client.sendText(query(probe));
    Map<String, Integer> answers = new HashMap<>();
    // one thread answers queries in the order in which they came: after the probe's, only a hostile
    // one is still to come, which waited for its min-seq
    while (!answers.containsKey(probe) || answers.containsKey(before) && total(answers) < 4) {
      for (List<?> answer : read(client)) {
        answers.merge(String.valueOf(answer.get(1)), 1, Integer::sum);
      }
    }
    if (wire == Wire.JSON || answers.containsKey(before)) {
      assertEquals(4, total(answers), () -> answers + ", " + hint());
      assertEquals(1, answers.get(before), this::hint);
      assertEquals(1, answers.get(after), this::hint);
    } else {
      // these are read as a whole, or not at all
      assertEquals(Map.of("null", 1, probe, 1), answers, this::hint);
    }
  }

  private static int total(Map<String, Integer> answers) {
    return answers.values().stream().mapToInt(Integer::intValue).sum();
  }

  private String message() {
    String value = hostile.value();
    String id = "\"hostile\"";
    String body =
        switch (random.nextInt(7)) {
          case 0 -> fields("\"name\"", "\"count-said\"", "\"data\"", value);
          case 1 -> fields("\"name\"", value, "\"data\"", "{}");
          case 2 -> fields("\"name\"", "\"say\"", "\"data\"", fields("\"text\"", value));
          case 3 -> fields("\"name\"", "\"count-said\"", "\"data\"", "{}", "\"as-of\"", value);
          case 4 ->
              fields(
                  "\"name\"",
                  "\"say\"",
                  "\"data\"",
                  fields("\"text\"", "\"x\""),
                  oneOf("\"meta\"", "\"uuid\"", "\"expected-seq\"", "\"other\""),
                  value);
          case 5 -> fields("\"name\"", "\"count-said\"", "\"data\"", "{}", "\"min-seq\"", value);
          default -> value;
        };
    return switch (random.nextInt(6)) {
      case 0 -> array("\"cmd\"", value, "1", body);
      case 1 -> array("\"query\"", value, body);
      case 2, 3 -> array("\"cmd\"", id, Integer.toString(cases), body);
      case 4 -> array("\"query\"", id, body);
      default -> array(value, id, body);
    };
  }

  private String oneOf(String... texts) {
    return texts[random.nextInt(texts.length)];
  }

  private String array(String... elements) {
    return "[" + String.join(wire == Wire.EDN ? " " : ",", elements) + "]";
  }

  private String fields(String... keysAndValues) {
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      entries.add(keysAndValues[i] + (wire == Wire.EDN ? " " : ":") + keysAndValues[i + 1]);
    }
    return "{" + String.join(",", entries) + "}";
  }

  /** Bytes changed anywhere: closed with 1007 where it is no text, else answered at least once. */
  private RawClient damaged(Server server, RawClient client) throws IOException {
    byte[] frame = hostile.mutated(query("damaged").getBytes(StandardCharsets.UTF_8));
    send(client, frame);
    if (!isUtf8(frame)) {
      assertEquals(1007, client.readCloseCode(), this::hint);
      client.close();
      return connect(server);
    }
    assertNotEquals(List.of(), read(client), this::hint);
    // what it became may have more answers: they are not this connection's successor's
    client.sendFrame(RawClient.CLOSE, new byte[] {3, (byte) 0xE8});
    assertEquals(1000, client.readCloseCode(), this::hint);
    client.close();
    return connect(server);
  }

  /** Whole, or in fragments with pings between them. */
  private void send(RawClient client, byte[] frame) throws IOException {
    int cut = random.nextBoolean() ? frame.length : random.nextInt(frame.length);
    client.sendFragment(cut == frame.length, RawClient.TEXT, java.util.Arrays.copyOf(frame, cut));
    if (cut < frame.length) {
      try {
        client.sendFrame(RawClient.PONG, new byte[random.nextInt(126)]);
        client.sendFragment(true, 0, java.util.Arrays.copyOfRange(frame, cut, frame.length));
      } catch (java.net.SocketException e) {
        // closed in between, as will be read
      }
    }
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** The messages of the next frame; none of them tells of a fault in the server. */
  private List<List<?>> read(RawClient client) throws IOException {
    RawClient.Frame frame = client.readPastPings();
    assertEquals(RawClient.TEXT, frame.opcode(), this::hint);
    assertTrue(!frame.text().contains("internal-error"), () -> frame.text() + ", " + hint());
    List<?> read = (List<?>) wire.read(frame.text());
    List<List<?>> messages = new ArrayList<>();
    if (read.get(0) instanceof List) {
      read.forEach(each -> messages.add((List<?>) each));
    } else {
      messages.add(read);
    }
    return messages;
  }
}
