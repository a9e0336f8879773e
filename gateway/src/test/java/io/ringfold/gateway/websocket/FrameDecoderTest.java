package io.ringfold.gateway.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
  private static final int MAX = 1 << 10;

  private final List<String> seen = new ArrayList<>();
  private int stopAfter = Integer.MAX_VALUE;
  private final Random random = new Random();
  private final long seed = random.nextLong();

  private final FrameDecoder.Handler recorder =
      new FrameDecoder.Handler() {
        @Override
        public boolean text(byte[] bytes, int offset, int length) {
          seen.add("text " + new String(bytes, offset, length, StandardCharsets.UTF_8));
          return --stopAfter > 0;
        }

        @Override
        public void ping(byte[] bytes, int offset, int length) {
          seen.add("ping " + new String(bytes, offset, length, StandardCharsets.UTF_8));
        }

        @Override
        public void pong() {
          seen.add("pong");
        }

        @Override
        public void close(int code) {
          seen.add("close " + code);
        }

        @Override
        public void fail(int code, String reason) {
          seen.add("fail " + code);
        }
      };

  private final FrameDecoder decoder = new FrameDecoder(recorder, MAX);

  private byte[] frame(int first, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) first);
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    }
    byte[] mask = new byte[4];
    random.nextBytes(mask);
    frame.put(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ mask[i & 3]));
    }
    return Arrays.copyOf(frame.array(), frame.position());
  }

  private byte[] frame(int first, String payload) {
    return frame(first, payload.getBytes(StandardCharsets.UTF_8));
  }

  /** Hands the bytes over in parts of random length, what was left over before each. */
  private void decode(byte[] bytes) {
    byte[] left = {};
    for (int from = 0; from < bytes.length; ) {
      int part = Math.min(1 + random.nextInt(40), bytes.length - from);
      byte[] chunk = Arrays.copyOf(left, left.length + part);
      System.arraycopy(bytes, from, chunk, left.length, part);
      from += part;
      int stood = decoder.decode(chunk, 0, chunk.length);
      left = Arrays.copyOfRange(chunk, stood, chunk.length);
    }
  }

  @Test
  void findsTheSameMessagesHoweverTheyAreCut() {
    random.setSeed(seed);
    for (int round = 0; round < 500; round++) {
      ByteArrayOutputStream sent = new ByteArrayOutputStream();
      List<String> expected = new ArrayList<>();
      for (int i = random.nextInt(6); i >= 0; i--) {
        String text = ("aé€\uD83D\uDE00" + i).repeat(random.nextInt(60));
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int opcode = FrameDecoder.TEXT;
        int from = 0;
        while (random.nextInt(3) == 0) {
          int to = from + random.nextInt(bytes.length - from + 1);
          sent.writeBytes(frame(opcode, Arrays.copyOfRange(bytes, from, to)));
          from = to;
          opcode = 0;
          if (random.nextBoolean()) {
            sent.writeBytes(frame(0x80 | FrameDecoder.PING, "between " + i));
            expected.add("ping between " + i);
          }
        }
        sent.writeBytes(frame(0x80 | opcode, Arrays.copyOfRange(bytes, from, bytes.length)));
        expected.add("text " + text);
      }
      seen.clear();
      decode(sent.toByteArray());
      assertEquals(expected, seen, () -> "seed " + seed);
      assertEquals(false, decoder.isWithinMessage(), () -> "seed " + seed);
    }
  }

  @Test
  void stopsBehindTheMessageAfterWhichItIsToldTo() {
    stopAfter = 2;
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    for (String each : List.of("a", "b", "c")) {
      sent.writeBytes(frame(0x81, each));
    }
    byte[] bytes = sent.toByteArray();
    int stood = decoder.decode(bytes, 0, bytes.length);
    assertEquals(List.of("text a", "text b"), seen);
    decoder.decode(bytes, stood, bytes.length);
    assertEquals(List.of("text a", "text b", "text c"), seen);
  }

  private void assertFails(int code, byte[]... frames) {
    seen.clear();
    FrameDecoder fresh = new FrameDecoder(recorder, MAX);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    for (byte[] each : frames) {
      sent.writeBytes(each);
    }
    // nothing that follows is a message any more
    sent.writeBytes(frame(0x81, "after"));
    byte[] bytes = sent.toByteArray();
    fresh.decode(bytes, 0, bytes.length);
    assertEquals(List.of("fail " + code), seen, Arrays.deepToString(frames));
  }

  @Test
  void tellsWhatBreaksTheProtocol() {
    byte[] unmasked = {(byte) 0x81, 1, 'a'};
    byte[] negative = {(byte) 0x81, -1, -1, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4};
    assertFails(1002, unmasked);
    assertFails(1002, negative);
    for (int reserved : new int[] {0xC1, 0xA1, 0x91, 0xC9}) {
      assertFails(1002, frame(reserved, "a"));
    }
    for (int unknown : new int[] {3, 7, 11, 15}) {
      assertFails(1002, frame(0x80 | unknown, "a"));
    }
    assertFails(1002, frame(0x80, "continues nothing"));
    assertFails(1002, frame(0x01, "a"), frame(0x81, "a second message"));
    assertFails(1002, frame(FrameDecoder.PING, "in fragments"));
    assertFails(1002, frame(0x80 | FrameDecoder.PING, "x".repeat(126)));
    assertFails(1002, frame(0x88, "x"));
    for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65535}) {
      assertFails(1002, frame(0x88, new byte[] {(byte) (code >> 8), (byte) code}));
    }
    assertFails(1007, frame(0x88, new byte[] {3, (byte) 0xE8, (byte) 0xFF}));
    assertFails(1003, frame(0x82, "binary"));
    assertFails(1003, frame(0x02, "binary"), frame(0x80, "fragments"));
    assertFails(1009, frame(0x81, "x".repeat(MAX + 1)));
    assertFails(1009, frame(0x01, "x".repeat(MAX)), frame(0x00, "y"), frame(0x80, "z"));
    assertFails(1007, frame(0x81, new byte[] {'a', (byte) 0xC3}));
    assertFails(1007, frame(0x01, new byte[] {(byte) 0xC3}), frame(0x80, "("));
  }

  @Test
  void takesAMessageOfExactlyTheLimitAndTheCloseAfterOneBeyond() {
    decode(frame(0x81, "x".repeat(MAX)));
    decode(frame(0x81, "x".repeat(MAX + 1)));
    decode(frame(0x88, new byte[] {3, (byte) 0xE9}));
    assertEquals(List.of("text " + "x".repeat(MAX), "fail 1009", "close 1001"), seen);
  }

  @Test
  void tellsACloseWithAndWithoutACode() {
    for (int code : new int[] {1000, 1003, 1007, 1014, 3000, 4999}) {
      seen.clear();
      byte[] close = frame(0x88, new byte[] {(byte) (code >> 8), (byte) code, 'b', 'y', 'e'});
      new FrameDecoder(recorder, MAX).decode(close, 0, close.length);
      assertEquals(List.of("close " + code), seen);
    }
    seen.clear();
    decode(frame(0x88, ""));
    assertEquals(List.of("close " + FrameDecoder.NO_CODE), seen);
  }

  @Test
  void knowsUtf8AsTheJdkDoes() {
    random.setSeed(seed);
    for (int first = 0; first < 0x100; first++) {
      for (int second = 0; second < 0x100; second++) {
        assertValidity(new byte[] {(byte) first, (byte) second});
        assertValidity(new byte[] {(byte) first, (byte) second, (byte) 0x80});
        assertValidity(new byte[] {(byte) first, (byte) second, (byte) 0x80, (byte) 0xBF});
        assertValidity(new byte[] {(byte) first, (byte) second, (byte) random.nextInt(), 'a'});
      }
    }
  }

  private void assertValidity(byte[] bytes) {
    boolean valid = true;
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException e) {
      valid = false;
    }
    assertEquals(valid, Utf8.isValid(bytes, 0, bytes.length), () -> Arrays.toString(bytes));
  }
}
