package io.ringfold.gateway;

import static io.ringfold.gateway.Client.say;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WebSocketFramesTest {
  private static final int MAX_FRAME_BYTES = 64 << 10;

  @TempDir Path data;
  private Server server;

  @BeforeEach
  void start() {
    server = Server.start(data, Map.of("max-frame-bytes", "64k"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RawClient connect() throws IOException {
    return new RawClient(server.gateway, "?updates=none");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void assertServes() throws IOException {
    try (RawClient client = connect()) {
      client.sendText("[\"query\",\"alive\",{\"name\":\"count-said\",\"data\":{}}]");
      assertTrue(client.read().text().startsWith("[\"result\",\"alive\""));
    }
  }

  private void assertNoConnectionStays() throws InterruptedException {
    while (server.gateway.connectionCount() > 0) {
      Thread.sleep(5);
    }
  }

  @Test
  void takesAFrameOfExactlyTheLimit() throws IOException {
    String command = say("c", 1, "x");
    String frame = command + " ".repeat(MAX_FRAME_BYTES - command.length());
    try (RawClient client = connect()) {
      client.sendText(frame);
      assertTrue(client.read().text().startsWith("[\"cmd-ack\""));
    }
  }

  @Test
  void closesWith1009AboveTheLimitAndAfterIt() throws Exception {
    for (int length : new int[] {MAX_FRAME_BYTES + 1, 3 << 20}) {
      try (RawClient client = connect()) {
        client.sendFrame(RawClient.TEXT, bytes("x".repeat(length)));
        assertEquals(1009, client.readCloseCode());
      }
    }
    assertNoConnectionStays();
    assertServes();
  }

  @Test
  void countsTheFragmentsOfAMessageTogether() throws IOException {
    try (RawClient client = connect()) {
      byte[] part = bytes(" ".repeat(MAX_FRAME_BYTES / 2));
      client.sendFragment(false, RawClient.TEXT, part);
      client.sendFragment(false, 0, part);
      client.sendFragment(true, 0, bytes("[]"));
      assertEquals(1009, client.readCloseCode());
    }
  }

  @Test
  void joinsFragmentsAlsoInsideACharacter() throws IOException {
    byte[] command = bytes(say("c", 1, "é".repeat(20_000)));
    try (RawClient client = connect()) {
      int third = command.length / 3 | 1;
      client.sendFragment(false, RawClient.TEXT, Arrays.copyOf(command, third));
      client.sendFrame(RawClient.PING, bytes("between"));
      client.sendFragment(true, 0, Arrays.copyOfRange(command, third, command.length));
      RawClient.Frame pong = client.read();
      assertEquals(RawClient.PONG, pong.opcode());
      assertEquals("between", pong.text());
      assertTrue(client.read().text().startsWith("[\"cmd-ack\""));
    }
  }

  @Test
  void closesWith1007WhereTextIsNotUtf8() throws Exception {
    byte[] inside = bytes(say("c", 1, "xx"));
    inside[inside.length - 6] = (byte) 0xC3;
    byte[] brokenOff = bytes("[\"é");
    for (byte[] payload :
        new byte[][] {{(byte) 0xFF}, inside, Arrays.copyOf(brokenOff, brokenOff.length - 1)}) {
      try (RawClient client = connect()) {
        client.sendFrame(RawClient.TEXT, payload);
        assertEquals(1007, client.readCloseCode());
      }
    }
    assertNoConnectionStays();
    assertServes();
  }

  /** One connection for each I/O thread, and more: a thread that spins would serve nobody else. */
  @Test
  void goesOnServingOthersAfterALaterFragmentThatIsNotUtf8() throws Exception {
    for (int i = 0; i < 8; i++) {
      try (RawClient client = connect()) {
        client.sendFragment(false, RawClient.TEXT, new byte[] {(byte) 0xC3});
        client.sendFragment(true, 0, new byte[] {'('});
        assertEquals(1007, client.readCloseCode());
      }
    }
    assertNoConnectionStays();
    assertServes();
  }

  @Test
  void closesWith1003OnABinaryFrame() throws Exception {
    try (RawClient client = connect()) {
      client.sendFrame(RawClient.BINARY, new byte[] {1, 2, 3});
      assertEquals(1003, client.readCloseCode());
    }
    assertNoConnectionStays();
  }

  @Test
  void answersPings() throws IOException {
    try (RawClient client = connect()) {
      client.sendFrame(RawClient.PING, bytes("are you there"));
      RawClient.Frame pong = client.read();
      assertEquals(RawClient.PONG, pong.opcode());
      assertEquals("are you there", pong.text());
    }
  }

  @Test
  void answersACloseFrameAndForgetsTheConnection() throws Exception {
    try (RawClient client = connect()) {
      client.sendFrame(RawClient.CLOSE, new byte[] {3, (byte) 0xE8});
      assertEquals(1000, client.readCloseCode());
    }
    assertNoConnectionStays();
  }

  @Test
  void forgetsAConnectionThatIsCut() throws Exception {
    connect().close();
    assertNoConnectionStays();
  }

  @Test
  void forgetsAConnectionThatSaysANegativeLength() throws Exception {
    try (RawClient client = connect()) {
      client.sendBytes(
          new byte[] {(byte) 0x81, -1, (byte) 0x80, 0, 0, 0, (byte) 0x80, 0, 0, 0, 1, 2, 3, 4, 5});
      assertNoConnectionStays();
    }
  }

  @Test
  void damagedMessagesAreAnsweredAndTheConnectionStays() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String valid =
        "[" + say("a", 1, "x") + ",[\"query\",\"q\",{\"name\":\"count-said\",\"data\":{}}]]";
    try (RawClient client = connect()) {
      for (int i = 0; i < 2_000; i++) {
        byte[] payload = bytes(valid);
        for (int change = random.nextInt(8); change >= 0; change--) {
          payload[random.nextInt(payload.length)] = (byte) (1 + random.nextInt(127));
        }
        client.sendFrame(RawClient.TEXT, payload);
      }
      client.sendText("[\"query\",\"the last one\",{\"name\":\"count-said\",\"data\":{}}]");
      String frame;
      do {
        RawClient.Frame read = client.read();
        assertEquals(RawClient.TEXT, read.opcode(), () -> "seed " + seed);
        frame = read.text();
      } while (!frame.contains("\"the last one\""));
    }
    assertServes();
  }

  @Test
  void damagedFramesHarmNobodyElse() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    try (RawClient bystander = connect()) {
      for (int i = 0; i < 200; i++) {
        try (RawClient client = connect()) {
          byte[] noise = new byte[random.nextInt(300) + 1];
          random.nextBytes(noise);
          if (random.nextBoolean()) {
            noise[0] = (byte) 0x81;
          }
          client.sendBytes(noise);
        }
      }
      bystander.sendText("[\"query\",\"alive\",{\"name\":\"count-said\",\"data\":{}}]");
      assertTrue(bystander.read().text().startsWith("[\"result\",\"alive\""), () -> "seed " + seed);
      bystander.sendFrame(RawClient.CLOSE, new byte[] {3, (byte) 0xE8});
      assertEquals(1000, bystander.readCloseCode());
    }
    assertNoConnectionStays();
  }
}
