package io.ringfold.gateway.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageBufferTest {
  private final MessageBuffer buffer = new MessageBuffer();

  private void append(String message) {
    byte[] bytes = message.getBytes(StandardCharsets.US_ASCII);
    buffer.append(bytes, 0, bytes.length);
  }

  private String take(boolean batch, int maxBytes) {
    ByteBuffer frame = buffer.takeFrame(batch, maxBytes);
    return StandardCharsets.US_ASCII.decode(frame).toString();
  }

  @Test
  void sendsALoneMessageUnwrapped() {
    append("[1]");
    assertEquals("[1]", take(true, 100));
    assertEquals(4, buffer.frameCost());
    assertTrue(buffer.isEmpty());
  }

  @Test
  void packsWhatIsThereIntoOneArray() {
    append("[1]");
    append("[22]");
    append("[3]");
    assertEquals("[[1],[22],[3]]", take(true, 100));
    assertTrue(buffer.isEmpty());
  }

  @Test
  void splitsBetweenMessagesWhereAFrameIsFull() {
    append("[1]");
    append("[2]");
    append("[3]");
    append("[4]");
    append("[555555555555]");
    assertEquals("[[1],[2]]", take(true, 8));
    assertEquals("[[3],[4]]", take(true, 8));
    assertEquals("[555555555555]", take(true, 8));
  }

  @Test
  void sendsOneByOneWhereBatchesAreNotWanted() {
    append("[1]");
    append("[2]");
    assertEquals("[1]", take(false, 100));
    assertFalse(buffer.isEmpty());
    assertEquals("[2]", take(false, 100));
    assertTrue(buffer.isEmpty());
  }

  @Test
  void givesBackEveryMessageOnceAndItsCost() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<String> messages = new ArrayList<>();
      long cost = 0;
      for (int i = random.nextInt(50) + 1; i > 0; i--) {
        String message = "[" + "7".repeat(random.nextInt(3_000)) + "]";
        append(message);
        messages.add(message);
        cost += MessageBuffer.cost(message.length());
      }
      StringBuilder sent = new StringBuilder();
      int maxBytes = random.nextInt(10_000) + 1;
      while (!buffer.isEmpty()) {
        String frame = take(true, maxBytes);
        cost -= buffer.frameCost();
        if (frame.startsWith("[[")) {
          frame = frame.substring(1, frame.length() - 1);
        }
        sent.append(sent.isEmpty() ? "" : ",").append(frame);
      }
      assertEquals(String.join(",", messages), sent.toString(), () -> "seed " + seed);
      assertEquals(0, cost, () -> "seed " + seed);
      buffer.clear();
    }
  }
}
