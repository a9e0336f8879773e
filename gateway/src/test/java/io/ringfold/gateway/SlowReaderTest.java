package io.ringfold.gateway;

import static io.ringfold.gateway.Client.cmd;
import static io.ringfold.gateway.Client.say;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SlowReaderTest {
  private static final int EVENT_BYTES = 50_000;

  @TempDir Path data;
  private Server server;

  @BeforeEach
  void start() {
    server =
        Server.start(
            data,
            Map.of(
                "max-pending-bytes",
                "256k",
                "max-result-bytes",
                "256k",
                "durability",
                "crash",
                "segment-bytes",
                "64m"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /**
   * The sequence up to which a reader has heard, directly or by a gap; checks that none is missing.
   */
  private static long heard(JsonNode message, long before) {
    if (message.get(0).asText().equals("gap")) {
      assertTrue(message.get(1).isNull());
      assertEquals(before, message.get(2).get("from").asLong(), message::toString);
      assertTrue(message.get(2).get("to").asLong() > before, message::toString);
      return message.get(2).get("to").asLong();
    }
    assertEquals("update", message.get(0).asText(), message::toString);
    assertEquals(before + 1, message.get(3).get("seq").asLong());
    return before + 1;
  }

  @Test
  void isToldOfTheGapAndHarmsNobody() throws IOException {
    int count = 400;
    String text = "x".repeat(EVENT_BYTES);
    try (RawClient slow = new RawClient(server.gateway, "?updates=all", 8 << 10);
        Client sender = Client.connect(server.gateway, "?updates=mine")) {
      for (int i = 1; i <= count; i++) {
        sender.send(say("c", i, text));
        assertEquals(i, sender.next().get(3).get("seq").asLong());
        assertEquals("update", sender.next().get(0).asText());
      }
      long heard = 0;
      boolean gap = false;
      while (heard < count) {
        JsonNode frame = Client.parse(slow.read().text());
        if (frame.get(0).isTextual()) {
          gap |= frame.get(0).asText().equals("gap");
          heard = heard(frame, heard);
        } else {
          for (JsonNode message : frame) {
            gap |= message.get(0).asText().equals("gap");
            heard = heard(message, heard);
          }
        }
      }
      assertTrue(gap, "20 MB went into 256 KiB");
      sender.send(say("c", count + 1, "live again"));
      JsonNode live = Client.parse(slow.read().text());
      assertEquals(count + 1, heard(live, heard));
      assertEquals("live again", live.get(3).get("data").get("text").asText());
    }
  }

  @Test
  void aCommandTooLargeToBePushedIsAGapAtOnce() {
    try (Client client = Client.connect(server.gateway, "")) {
      client.send(
          cmd("c", 1, "say", "{\"text\":\"" + "x".repeat(EVENT_BYTES) + "\",\"times\":10}"));
      assertEquals("cmd-ack", client.next().get(0).asText());
      assertEquals(Client.parse("[\"gap\",null,{\"from\":0,\"to\":1}]"), client.next());
      client.send(say("c", 2, "small"));
      assertEquals("cmd-ack", client.next().get(0).asText());
      assertEquals(2, client.next().get(3).get("seq").asLong());
    }
  }

  @Test
  void isCutWhereItsAnswersPileUp() throws Exception {
    try (Client other = Client.connect(server.gateway, "");
        RawClient deaf = new RawClient(server.gateway, "?updates=none", 8 << 10)) {
      String query = "[\"query\",\"q\",{\"name\":\"large\",\"data\":{\"bytes\":200000}}]";
      try {
        for (int i = 0; i < 1_000 && server.gateway.connectionCount() == 2; i++) {
          deaf.sendText(query);
          // the answers come from other threads: let them
          Thread.sleep(1);
        }
      } catch (IOException cut) {
        assertTrue(cut.getMessage() != null);
      }
      while (server.gateway.connectionCount() > 1) {
        Thread.sleep(5);
      }
      other.assertNothingElse();
    }
  }

  @Test
  void moreCommandsInFlightThanAllowedAreBusy() {
    server.close();
    server = Server.start(data, Map.of("max-in-flight", "10"));
    try (Client client = Client.connect(server.gateway, "?updates=none")) {
      StringBuilder batch = new StringBuilder("[");
      for (int i = 0; i < 12; i++) {
        batch.append("[\"query\",").append(i).append(",{\"name\":\"wait\",\"data\":{}}],");
      }
      client.send(batch.append(say("c", 1, "a")).append("]").toString());
      for (int i = 10; i < 12; i++) {
        JsonNode busy = client.next();
        assertEquals(i, busy.get(1).asInt(), busy::toString);
        assertEquals("busy", busy.get(2).asText());
      }
      JsonNode busy = client.next();
      assertEquals("error", busy.get(0).asText());
      assertEquals("busy", busy.get(3).asText());
      server.talk.openGate();
      for (JsonNode result : client.next(10)) {
        assertEquals("result", result.get(0).asText());
      }
      client.send(say("c", 1, "a"));
      assertEquals("cmd-ack", client.next().get(0).asText());
    }
  }
}
