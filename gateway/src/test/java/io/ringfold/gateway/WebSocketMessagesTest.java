package io.ringfold.gateway;

import static io.ringfold.gateway.Client.cmd;
import static io.ringfold.gateway.Client.say;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfold.engine.Uuid5;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WebSocketMessagesTest {
  private static final UUID ID = UUID.fromString("0b9c2a3e-6f8d-4c11-9a57-3d1b5e7f9a20");

  @TempDir Path data;
  private Server server;

  @BeforeEach
  void start() {
    // ten thousand commands on one connection are fewer than half of these: none is told busy,
    // however slow the machine is
    server = Server.start(data, Map.of("ring-slots", "32768"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Client connect(String parameters) {
    return Client.connect(server.gateway, parameters);
  }

  private static JsonNode json(String text) {
    return Client.parse(text);
  }

  private static void assertError(String clientId, Long clientSeq, String code, JsonNode message) {
    assertEquals("error", message.get(0).asText(), message::toString);
    assertEquals(clientId, message.get(1).textValue(), message::toString);
    assertEquals(
        clientSeq, message.get(2).isNull() ? null : message.get(2).asLong(), message::toString);
    assertEquals(code, message.get(3).asText(), message::toString);
    assertFalse(message.get(4).get("message").asText().isEmpty(), message::toString);
  }

  @Test
  void acknowledgesACommandAndThenPushesItsEvent() {
    try (Client client = connect("")) {
      client.send(
          "[\"cmd\",\"c1\",7,{\"name\":\"say\",\"data\":{\"text\":\"hé\"},\"meta\":{\"n\": 1.50}}]");
      UUID uuid = Uuid5.ofCommand("c1", 7);
      assertEquals(
          json(
              "[\"cmd-ack\",\"c1\",7,{\"uuid\":\""
                  + uuid
                  + "\",\"seq\":1,\"durability\":\"fsync\"}]"),
          client.next());
      JsonNode update = client.next();
      JsonNode event = update.get(3);
      assertEquals("update", update.get(0).asText());
      assertEquals("c1", update.get(1).asText());
      assertEquals(7, update.get(2).asLong());
      assertEquals(
          json(
              "{\"uuid\":\""
                  + Uuid5.of(uuid, "0")
                  + "\",\"name\":\"said\",\"data\":{\"text\":\"hé\",\"number\":0},\"meta\":{\"n\":1.5},"
                  + "\"seq\":1,\"index\":0,\"of\":1,\"command-uuid\":\""
                  + uuid
                  + "\",\"timestamp\":\""
                  + event.get("timestamp").asText()
                  + "\",\"user\":null}"),
          event);
      assertNotNull(Instant.parse(event.get("timestamp").asText()));
    }
  }

  @Test
  void pushesEveryEventOfACommandInItsOrder() {
    try (Client client = connect("")) {
      client.send(cmd("c", 1, "say", "{\"text\":\"murmur\"}"));
      assertEquals("cmd-ack", client.next().get(0).asText());
      List<JsonNode> updates = client.next(3);
      for (int i = 0; i < 3; i++) {
        JsonNode event = updates.get(i).get(3);
        assertEquals(i, event.get("index").asInt());
        assertEquals(3, event.get("of").asInt());
        assertEquals(1, event.get("seq").asLong());
        assertEquals(i == 1 ? "murmured" : "said", event.get("name").asText());
        assertTrue(event.get("meta").isNull());
      }
    }
  }

  @Test
  void answersARejectionWithItsCodeAndSequence() {
    try (Client client = connect("")) {
      client.send(say("c", 1, "SHOUT"));
      JsonNode error = client.next();
      assertError("c", 1L, "too-loud", error);
      assertEquals(1, error.get(4).get("seq").asLong());
      assertEquals(Uuid5.ofCommand("c", 1).toString(), error.get(4).get("uuid").asText());
      client.send(say("c", 1, "SHOUT"));
      JsonNode again = client.next();
      assertError("c", 1L, "too-loud", again);
      assertEquals(1, again.get(4).get("seq").asLong());
      assertTrue(again.get(4).get("duplicate").asBoolean());
    }
  }

  @Test
  void answersAResendLikeTheFirstTimeAndPushesNothingAgain() {
    try (Client client = connect("")) {
      client.send(say("c", 1, "a"));
      JsonNode first = client.next();
      assertEquals("update", client.next().get(0).asText());
      client.send(say("c", 1, "a"));
      JsonNode again = client.next();
      assertEquals(first.get(3).get("seq"), again.get(3).get("seq"));
      assertEquals(first.get(3).get("uuid"), again.get(3).get("uuid"));
      assertTrue(again.get(3).get("duplicate").asBoolean());
      client.assertNothingElse();
    }
  }

  @Test
  void takesTheClientsUuidAndRefusesItForAnotherCommand() {
    try (Client client = connect("")) {
      String with = "{\"name\":\"say\",\"data\":{\"text\":\"%s\"},\"uuid\":\"" + ID + "\"}]";
      client.send("[\"cmd\",\"c\",1," + String.format(with, "a"));
      assertEquals(ID.toString(), client.next().get(3).get("uuid").asText());
      assertEquals(ID.toString(), client.next().get(3).get("command-uuid").asText());
      client.send("[\"cmd\",\"c\",2," + String.format(with, "b"));
      JsonNode error = client.next();
      assertError("c", 2L, "uuid-reused", error);
      assertFalse(error.get(4).has("seq"));
    }
  }

  @Test
  void rejectsWhatWasWrittenSinceTheExpectedSequence() {
    try (Client client = connect("?updates=none")) {
      client.send(say("c", 1, "a"));
      assertEquals(1, client.next().get(3).get("seq").asLong());
      client.send(
          "[\"cmd\",\"c\",2,{\"name\":\"say\",\"data\":{\"text\":\"a\"},\"expected-seq\":0}]");
      JsonNode conflict = client.next();
      assertError("c", 2L, "conflict", conflict);
      assertEquals(2, conflict.get(4).get("seq").asLong());
      client.send(
          "[\"cmd\",\"c\",3,{\"name\":\"say\",\"data\":{\"text\":\"a\"},\"expected-seq\":1}]");
      assertEquals("cmd-ack", client.next().get(0).asText());
    }
  }

  @Test
  void namesEveryFieldThatIsWrongAndUsesNoSequence() {
    try (Client client = connect("?updates=none")) {
      client.send(cmd("c", 1, "say", "{\"txt\":\"a\",\"times\":\"often\"}"));
      JsonNode error = client.next();
      assertError("c", 1L, "command-validation-failed", error);
      assertFalse(error.get(4).has("seq"));
      List<String> fields = new ArrayList<>();
      error.get(4).get("details").forEach(each -> fields.add(each.get("field").asText()));
      fields.sort(null);
      assertEquals(List.of("text", "times", "txt"), fields);
      client.send(cmd("c", 2, "say", "{\"text\":\"\"}"));
      assertError("c", 2L, "command-validation-failed", client.next());
      client.send(cmd("c", 3, "sing", "{}"));
      assertError("c", 3L, "unknown-command", client.next());
      client.send(cmd("c", 4, "say", "{\"text\":\"a\"}"));
      assertEquals(1, client.next().get(3).get("seq").asLong());
    }
  }

  @Test
  void answersABugInADomainAsInternalErrorAndGoesOn() {
    try (Client client = connect("?updates=none")) {
      client.send(cmd("c", 1, "stumble", "{}"));
      assertError("c", 1L, "internal-error", client.next());
      client.send(say("c", 2, "a"));
      assertEquals("cmd-ack", client.next().get(0).asText());
    }
  }

  @Test
  void answersMalformedMessagesAndKeepsTheConnection() {
    try (Client client = connect("?updates=none")) {
      client.send("hello");
      assertError(null, null, "malformed-message", client.next());
      client.send("[\"subscribe\",\"s1\"]");
      assertError(null, null, "malformed-message", client.next());
      client.send("[\"cmd\",\"c\",1,{\"name\":\"say\"}]");
      assertError("c", 1L, "malformed-message", client.next());
      client.send("[\"query\",\"q\",{\"name\":\"count-said\"}]");
      JsonNode query = client.next();
      assertEquals("query-error", query.get(0).asText());
      assertEquals("q", query.get(1).asText());
      assertEquals("malformed-message", query.get(2).asText());
      client.send(say("c", 2, "a"));
      assertEquals("cmd-ack", client.next().get(0).asText());
    }
  }

  @Test
  void answersQueriesAtTheirBasis() {
    try (Client client = connect("?updates=none")) {
      client.send("[\"query\",\"q0\",{\"name\":\"count-said\",\"data\":{}}]");
      assertEquals(
          json("[\"result\",\"q0\",{\"basis\":0,\"result\":{\"said\":0}}]"), client.next());
      client.send("[" + say("c", 1, "a") + "," + say("c", 2, "b") + "]");
      client.next(2);
      client.send("[\"query\",17,{\"name\":\"count-said\",\"data\":{},\"min-seq\":2}]");
      assertEquals(json("[\"result\",17,{\"basis\":2,\"result\":{\"said\":2}}]"), client.next());
    }
  }

  @Test
  void writesEveryTypeAsTheContractSays() {
    String data =
        "{\"i\":-1,\"l\":9223372036854775807,\"d\":1.5,\"b\":true,"
            + "\"u\":\"0b9c2a3e-6f8d-4c11-9a57-3d1b5e7f9a20\",\"t\":\"2026-01-02T03:04:05.600Z\","
            + "\"strings\":[\"é\",\"\\\"\",\"\"]}";
    try (Client client = connect("?updates=none")) {
      client.send("[\"query\",\"q\",{\"name\":\"all-types\",\"data\":" + data + "}]");
      assertEquals(json("[\"result\",\"q\",{\"basis\":0,\"result\":" + data + "}]"), client.next());
    }
  }

  private static void assertQueryError(String id, String code, JsonNode message) {
    assertEquals("query-error", message.get(0).asText(), message::toString);
    assertEquals(id, message.get(1).asText(), message::toString);
    assertEquals(code, message.get(2).asText(), message::toString);
    assertFalse(message.get(3).get("message").asText().isEmpty(), message::toString);
  }

  @Test
  void answersEveryQueryThatCannotBeAnswered() {
    try (Client client = connect("?updates=none")) {
      client.send("[\"query\",\"a\",{\"name\":\"nope\",\"data\":{}}]");
      assertQueryError("a", "unknown-query", client.next());
      client.send("[\"query\",\"b\",{\"name\":\"large\",\"data\":{\"bytes\":\"x\"}}]");
      JsonNode invalid = client.next();
      assertQueryError("b", "query-validation-failed", invalid);
      assertEquals("bytes", invalid.get(3).get("details").get(0).get("field").asText());
      client.send("[\"query\",\"c\",{\"name\":\"broken\",\"data\":{}}]");
      assertQueryError("c", "internal-error", client.next());
      client.send("[\"query\",\"d\",{\"name\":\"count-said\",\"data\":{},\"as-of\":99}]");
      assertQueryError("d", "as-of-out-of-range", client.next());
      client.send(
          "[\"query\",\"e\",{\"name\":\"count-said\",\"data\":{},\"as-of\":\"2999-01-31T12:00:00Z\"}]");
      assertQueryError("e", "as-of-out-of-range", client.next());
      client.send("[\"query\",\"e\",{\"name\":\"large\",\"data\":{\"bytes\":5000000}}]");
      assertQueryError("e", "message-too-large", client.next());
      client.send("[\"query\",\"f\",{\"name\":\"large\",\"data\":{\"bytes\":4000000}}]");
      assertEquals(4_000_000, client.next().get(2).get("result").asText().length());
    }
  }

  @Test
  void aSlowQueryHoldsUpNeitherCommandsNorOtherQueries() {
    try (Client client = connect("?updates=none")) {
      client.send("[\"query\",\"slow\",{\"name\":\"wait\",\"data\":{}}]");
      client.send(say("c", 1, "a"));
      assertEquals("cmd-ack", client.next().get(0).asText());
      client.assertNothingElse();
      server.talk.openGate();
      assertEquals("slow", client.next().get(1).asText());
    }
  }

  @Test
  void answersTenThousandPipelinedCommandsInTheOrderSentEachAckBeforeItsUpdate() {
    int count = 10_000;
    try (Client client = connect("")) {
      Thread sender =
          new Thread(
              () -> {
                for (int i = 1; i <= count; i++) {
                  client.send(say("c", i, "text " + i));
                }
              });
      sender.start();
      long acked = 0;
      long updated = 0;
      while (updated < count) {
        JsonNode message = client.next();
        if (message.get(0).asText().equals("cmd-ack")) {
          acked++;
          assertEquals(acked, message.get(2).asLong());
          assertEquals(acked, message.get(3).get("seq").asLong());
        } else {
          assertEquals("update", message.get(0).asText(), message::toString);
          updated++;
          assertEquals(updated, message.get(3).get("seq").asLong());
          assertEquals("text " + updated, message.get(3).get("data").get("text").asText());
          assertTrue(acked >= updated, "update before its ack");
        }
      }
      assertEquals(count, acked);
      client.assertNothingElse();
    }
  }

  @Test
  void takesAndSendsBatchesUnlessAskedNotTo() {
    for (boolean batches : new boolean[] {true, false}) {
      try (Client client = connect("?batch=" + batches)) {
        StringBuilder batch = new StringBuilder("[");
        for (int i = 1; i <= 500; i++) {
          batch.append(i > 1 ? "," : "").append(say("c-" + batches, i, "a"));
        }
        client.send(batch.append("]").toString());
        List<Long> acked = new ArrayList<>();
        for (JsonNode message : client.next(1000)) {
          if (message.get(0).asText().equals("cmd-ack")) {
            acked.add(message.get(2).asLong());
          }
        }
        assertEquals(500, acked.size());
        assertEquals(acked.stream().sorted().toList(), acked);
        assertEquals(batches, client.sawBatch());
      }
    }
  }

  @Test
  void aMalformedMessageOfABatchSpoilsNoOther() {
    try (Client client = connect("?updates=none")) {
      client.send("[" + say("c", 1, "a") + ",[\"cmd\",\"c\",{bad}],[1]," + say("c", 2, "b") + "]");
      int acks = 0;
      int errors = 0;
      for (JsonNode message : client.next(4)) {
        if (message.get(0).asText().equals("cmd-ack")) {
          acks++;
        } else {
          assertEquals("malformed-message", message.get(3).asText(), message::toString);
          errors++;
        }
      }
      assertEquals(2, acks);
      assertEquals(2, errors);
    }
  }

  @Test
  void pushesToEachConnectionWhatItAskedFor() {
    try (Client mine = connect("?updates=mine");
        Client other = connect("");
        Client all = connect("?updates=all");
        Client none = connect("?updates=none");
        Client murmurs = connect("?updates=all&events=murmured")) {
      mine.send(say("m", 1, "murmur"));
      assertEquals("cmd-ack", mine.next().get(0).asText());
      List<JsonNode> updates = mine.next(3);
      assertEquals(updates, all.next(3));
      JsonNode murmured = murmurs.next();
      assertEquals(updates.get(1), murmured);
      assertEquals(1, murmured.get(3).get("index").asInt());
      for (Client client : List.of(mine, other, all, none, murmurs)) {
        client.assertNothingElse();
      }
    }
  }

  @Test
  void aConnectionGetsTheUpdatesOfEveryClientIdThatItHasUsed() {
    try (Client one = connect("");
        Client two = connect("")) {
      one.send("[" + say("a", 1, "x") + "," + say("b", 1, "y") + "]");
      assertEquals(
          List.of("cmd-ack", "cmd-ack", "update", "update"),
          one.next(4).stream().map(each -> each.get(0).asText()).sorted().toList());
      two.send(say("b", 2, "z"));
      assertEquals("cmd-ack", two.next().get(0).asText());
      assertEquals(two.next(), one.next());
    }
  }
}
