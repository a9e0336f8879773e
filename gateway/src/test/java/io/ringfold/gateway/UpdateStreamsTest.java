package io.ringfold.gateway;

import static io.ringfold.gateway.Client.cmd;
import static io.ringfold.gateway.Client.say;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The connection's own stream and named ones, live and from the journal. */
@Timeout(120)
class UpdateStreamsTest {
  @TempDir Path data;
  private Server server;

  @BeforeEach
  void start() {
    server = Server.start(data);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void restart(Map<String, String> settings) {
    server.close();
    server = Server.start(data, settings);
  }

  private Client connect(String parameters) {
    return Client.connect(server.gateway, parameters);
  }

  /** Says these texts and waits for the acknowledgements. */
  private void say(String clientId, int first, int last) {
    try (Client client = connect("?updates=none")) {
      for (int i = first; i <= last; i++) {
        client.send(Client.say(clientId, i, "text " + i));
      }
      client.next(last - first + 1);
    }
  }

  private static void assertUpdate(Object subscription, long seq, JsonNode message) {
    assertEquals("update", message.get(0).asText(), message::toString);
    if (subscription != null) {
      assertEquals(Client.JSON.valueToTree(subscription), message.get(1), message::toString);
      assertTrue(message.get(2).isNull(), message::toString);
    }
    assertEquals(seq, message.get(3).get("seq").asLong(), message::toString);
  }

  private static void assertUpdates(Object subscription, long first, long last, Client client) {
    for (long seq = first; seq <= last; seq++) {
      assertUpdate(subscription, seq, client.next());
    }
  }

  private static void assertError(String code, String part, JsonNode message) {
    assertEquals("error", message.get(0).asText(), message::toString);
    assertTrue(message.get(1).isNull() && message.get(2).isNull(), message::toString);
    assertEquals(code, message.get(3).asText(), message::toString);
    assertTrue(message.get(4).get("message").asText().contains(part), message::toString);
  }

  @Test
  void resumesFromTheSequenceTheClientLastSaw() {
    say("c", 1, 10);
    try (Client client = connect("?updates=all&from=7")) {
      assertUpdates(null, 8, 10, client);
      say("c", 11, 12);
      assertUpdates(null, 11, 12, client);
      client.assertNothingElse();
    }
  }

  @Test
  void givesEverythingFromZeroOnAlsoAfterARestart() {
    say("c", 1, 5);
    restart(Map.of());
    try (Client client = connect("?updates=all&from=0")) {
      assertUpdates(null, 1, 5, client);
      say("c", 6, 6);
      assertUpdates(null, 6, 6, client);
    }
  }

  @Test
  void anUpdateReadFromTheJournalIsTheSameAsALiveOne() {
    String command =
        "[\"cmd\",\"c\",7,{\"name\":\"say\",\"data\":{\"text\":\"murmur\"},"
            + "\"meta\":{\"n\":1.50,\"s\":\"é\"}}]";
    try (Client live = connect("")) {
      live.send(command);
      live.next();
      List<JsonNode> pushed = live.next(3);
      try (Client late = connect("?updates=all&from=0")) {
        assertEquals(pushed, late.next(3));
      }
      live.send("[\"subscribe\",\"s\",{\"from\":0,\"updates\":\"all\"}]");
      for (JsonNode update : pushed) {
        JsonNode named = live.next();
        assertEquals("s", named.get(1).asText());
        assertTrue(named.get(2).isNull());
        assertEquals(update.get(3), named.get(3));
      }
    }
  }

  @Test
  void servesSeveralNamedStreamsBesideTheConnectionsOwn() {
    say("other", 1, 4);
    try (Client client = connect("?updates=none")) {
      client.send("[\"subscribe\",\"a\",{\"from\":2,\"updates\":\"all\"}]");
      assertUpdates("a", 3, 4, client);
      client.send("[\"subscribe\",7,{\"updates\":\"all\",\"events\":[\"murmured\"]}]");
      client.assertNothingElse();
      client.send(cmd("c", 1, "say", "{\"text\":\"murmur\"}"));
      assertEquals("cmd-ack", client.next().get(0).asText());
      List<JsonNode> updates = client.next(4);
      List<JsonNode> ofA = updates.stream().filter(each -> each.get(1).isTextual()).toList();
      List<JsonNode> of7 = updates.stream().filter(each -> each.get(1).isNumber()).toList();
      assertEquals(3, ofA.size());
      assertUpdate("a", 5, ofA.get(0));
      assertEquals(1, of7.size());
      assertUpdate(7, 5, of7.get(0));
      assertEquals("murmured", of7.get(0).get(3).get("name").asText());
      client.send("[\"unsubscribe\",\"a\"]");
      client.send(Client.say("c", 2, "hello"));
      assertEquals("cmd-ack", client.next().get(0).asText());
      client.assertNothingElse();
    }
  }

  @Test
  void filtersByNameInTheJournalAsLive() {
    try (Client client = connect("?updates=none")) {
      client.send(cmd("c", 1, "say", "{\"text\":\"murmur\"}"));
      client.send(Client.say("c", 2, "hello"));
      client.next(2);
    }
    try (Client client = connect("?updates=all&from=0&events=murmured")) {
      JsonNode update = client.next();
      assertUpdate(null, 1, update);
      assertEquals(1, update.get(3).get("index").asInt());
      assertEquals(3, update.get(3).get("of").asInt());
      client.assertNothingElse();
    }
  }

  @Test
  void mineIsWhatTheClientIdsOfTheConnectionCausedToldUpFrontOrUsed() {
    say("a", 1, 1);
    say("b", 1, 1);
    say("c", 1, 1);
    try (Client client = connect("?from=0&client-id=a&client-id=c")) {
      assertUpdate(null, 1, client.next());
      assertUpdate(null, 3, client.next());
      say("a", 2, 2);
      assertUpdate(null, 4, client.next());
      say("b", 2, 2);
      client.send(Client.say("d", 1, "hello"));
      assertEquals("cmd-ack", client.next().get(0).asText());
      assertUpdate(null, 6, client.next());
      client.send("[\"subscribe\",\"s\",{\"from\":0,\"client-ids\":[\"b\"]}]");
      // its own ids, and those that the connection has used or named
      for (long seq : new long[] {1, 2, 3, 4, 5, 6}) {
        assertUpdate("s", seq, client.next());
      }
      client.assertNothingElse();
    }
  }

  @Test
  void rejectedCommandsTakeASequenceAndHaveNoUpdates() {
    try (Client client = connect("?updates=none")) {
      client.send(Client.say("c", 1, "SHOUT"));
      client.send(Client.say("c", 2, "hello"));
      client.send(Client.say("c", 3, "SHOUT"));
      client.next(3);
      client.send("[\"subscribe\",\"s\",{\"from\":0}]");
      assertUpdate("s", 2, client.next());
      client.send(Client.say("c", 4, "hello"));
      assertEquals("cmd-ack", client.next().get(0).asText());
      assertUpdate("s", 4, client.next());
    }
  }

  @Test
  void refusesASecondSubscriptionOfTheSameIdAndKeepsTheFirst() {
    try (Client client = connect("?updates=none")) {
      client.send("[\"subscribe\",\"s\",{\"updates\":\"all\"}]");
      client.send("[\"subscribe\",\"s\",{\"updates\":\"all\",\"from\":0}]");
      assertError("malformed-message", "subscription \"s\"", client.next());
      say("c", 1, 1);
      assertUpdate("s", 1, client.next());
      client.assertNothingElse();
    }
  }

  @Test
  void anIdIsFreeAgainOnceItIsUnsubscribed() {
    say("c", 1, 3);
    try (Client client = connect("?updates=none")) {
      for (int i = 0; i < 20; i++) {
        client.send("[\"subscribe\",\"s\",{\"updates\":\"all\",\"from\":0}]");
        assertUpdates("s", 1, 3, client);
        client.send("[\"unsubscribe\",\"s\"]");
      }
      client.assertNothingElse();
    }
  }

  @Test
  void refusesWhatASubscriptionCannotBe() {
    say("c", 1, 3);
    try (Client client = connect("?updates=none")) {
      client.send("[\"unsubscribe\",\"gone\"]");
      assertError("malformed-message", "no subscription \"gone\"", client.next());
      client.send("[\"subscribe\",\"s\",{\"from\":4}]");
      assertError("as-of-out-of-range", "subscription \"s\": from=4", client.next());
      client.send("[\"subscribe\",\"s\",{\"events\":[\"sung\"]}]");
      assertError("malformed-message", "no event \"sung\"", client.next());
      client.send("[\"subscribe\",\"s\",{\"updates\":\"some\"}]");
      assertError("malformed-message", "updates=some", client.next());
      client.send("[\"subscribe\",\"s\",{\"from\":3,\"updates\":\"all\"}]");
      say("c", 4, 4);
      assertUpdate("s", 4, client.next());
    }
  }

  @Test
  void boundsTheSubscriptionsOfAConnection() {
    restart(Map.of("max-subscriptions", "2"));
    try (Client client = connect("?updates=none")) {
      client.send("[\"subscribe\",1,{}]");
      client.send("[\"subscribe\",2,{}]");
      client.send("[\"subscribe\",3,{}]");
      assertError("busy", "subscription 3", client.next());
      client.send("[\"unsubscribe\",1]");
      client.send("[\"subscribe\",3,{}]");
      client.assertNothingElse();
    }
  }

  @Test
  void refusesAHandshakeFromBeyondTheNewestSequence() {
    say("c", 1, 3);
    CompletionException refused =
        assertThrows(CompletionException.class, () -> connect("?updates=all&from=4"));
    assertTrue(refused.getCause() instanceof java.net.http.WebSocketHandshakeException);
    assertEquals(
        422,
        ((java.net.http.WebSocketHandshakeException) refused.getCause())
            .getResponse()
            .statusCode());
    connect("?updates=all&from=3").close();
  }

  @Test
  void readsOverManySegmentsAndSaysWhereTheJournalBegins() throws IOException {
    int count = 150;
    String text = "x".repeat(30_000);
    try (Client client = connect("?updates=none")) {
      for (int i = 1; i <= count; i++) {
        client.send(Client.say("c", i, text));
        client.next();
      }
    }
    List<Path> segments = segments();
    assertTrue(segments.size() > 4, segments + " of 1 MiB");
    try (Client client = connect("?updates=all&from=0")) {
      assertUpdates(null, 1, count, client);
    }
    // a snapshot stands for what is taken away, as archiving demands
    restart(Map.of());
    server.close();
    Files.delete(segments.get(0));
    Files.delete(segments.get(1));
    server = Server.start(data);
    try (Client client = connect("?updates=none")) {
      client.send("[\"subscribe\",\"s\",{\"from\":0,\"updates\":\"all\"}]");
      JsonNode error = client.next();
      assertError("as-of-out-of-range", "the journal begins with sequence ", error);
      long first =
          Long.parseLong(
              error
                  .get(4)
                  .get("message")
                  .asText()
                  .replaceAll(".*begins with sequence ([0-9]+),.*", "$1"));
      assertTrue(first > 1, error::toString);
      client.send("[\"subscribe\",\"s\",{\"from\":" + (first - 1) + ",\"updates\":\"all\"}]");
      assertUpdates("s", first, count, client);
    }
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("journal"))) {
      return files.filter(file -> file.toString().endsWith(".cq4")).sorted().toList();
    }
  }

  @Test
  void namesAreWrittenInTheFormatOfTheConnection() throws Exception {
    say("c", 1, 1);
    try (RawClient client = new RawClient(server.gateway, "?updates=none", 0, "ringfold.edn")) {
      client.sendText("[:subscribe \"s\" {:from 0 :updates \"all\"}]");
      String update = client.read().text();
      assertTrue(update.startsWith("[:update \"s\" nil {:uuid #uuid"), update);
      assertTrue(update.endsWith(":user nil}]"), update);
    }
    try (RawClient client =
        new RawClient(server.gateway, "?updates=none", 0, "ringfold.transit+json")) {
      client.sendText("[\"subscribe\",\"s\",[\"^ \",\"from\",0,\"updates\",\"all\"]]");
      String update = client.read().text();
      assertTrue(update.startsWith("[\"update\",\"s\",null,{\"uuid\":\"~u"), update);
    }
  }

  @Test
  void aHundredStreamsCatchUpWhileCommandsFlow() throws Exception {
    int before = 2_000;
    int readers = 100;
    restart(Map.of("durability", "crash"));
    say("before", 1, before);
    AtomicBoolean enough = new AtomicBoolean();
    List<Long> sent = new ArrayList<>();
    Thread flow =
        new Thread(
            () -> {
              try (Client client = connect("?updates=none")) {
                for (int i = 1; !enough.get(); i++) {
                  client.send(Client.say("flow", i, "x"));
                  sent.add(client.next().get(3).get("seq").asLong());
                }
              }
            });
    flow.start();
    List<Client> clients = new ArrayList<>();
    try {
      for (int i = 0; i < readers; i++) {
        clients.add(connect(i % 2 == 0 ? "?updates=all&from=0" : "?updates=none"));
        if (i % 2 == 1) {
          clients.get(i).send("[\"subscribe\",\"s\",{\"from\":0,\"updates\":\"all\"}]");
        }
      }
      for (int i = 0; i < readers; i++) {
        assertUpdates(i % 2 == 0 ? null : "s", 1, before, clients.get(i));
      }
      enough.set(true);
      flow.join();
      long last = sent.get(sent.size() - 1);
      assertEquals(LongStream.rangeClosed(before + 1, last).boxed().toList(), sent);
      for (int i = 0; i < readers; i++) {
        assertUpdates(i % 2 == 0 ? null : "s", before + 1, last, clients.get(i));
      }
    } finally {
      enough.set(true);
      flow.join();
      clients.forEach(Client::close);
    }
  }

  @Test
  void aSlowReaderOfTheJournalGetsNoGapHoweverSlowItIs() throws Exception {
    restart(Map.of("max-pending-bytes", "64k", "max-result-bytes", "64k"));
    int count = 300;
    String text = "x".repeat(20_000);
    try (Client client = connect("?updates=none")) {
      for (int i = 1; i <= count; i++) {
        client.send(Client.say("c", i, text));
        client.next();
      }
    }
    try (RawClient slow = new RawClient(server.gateway, "?updates=all&from=0", 8 << 10, null);
        Client other = connect("?updates=none")) {
      long heard = 0;
      while (heard < count) {
        JsonNode frame = Client.parse(slow.read().text());
        for (JsonNode message : frame.get(0).isTextual() ? List.of(frame) : frame) {
          assertUpdate(null, ++heard, message);
        }
        other.assertNothingElse();
      }
    }
  }

  @Test
  void aCommandLargerThanAllRoomIsAGapLiveAndComesWholeFromTheJournal() {
    restart(Map.of("max-pending-bytes", "64k", "max-result-bytes", "64k"));
    try (Client client = connect("")) {
      client.send(cmd("c", 1, "say", "{\"text\":\"" + "x".repeat(50_000) + "\",\"times\":10}"));
      assertEquals("cmd-ack", client.next().get(0).asText());
      ObjectNode missed = Client.JSON.createObjectNode().put("from", 0).put("to", 1);
      JsonNode gap = client.next();
      assertEquals("gap", gap.get(0).asText());
      assertTrue(gap.get(1).isNull());
      assertEquals(missed.toString(), gap.get(2).toString());
      client.send("[\"subscribe\",\"again\",{\"from\":0}]");
      for (int i = 0; i < 10; i++) {
        JsonNode update = client.next();
        assertUpdate("again", 1, update);
        assertEquals(i, update.get(3).get("index").asInt());
      }
      client.assertNothingElse();
    }
  }

  @Test
  void aGapNamesItsStreamAndTheStreamCanBeResumedFromIt() throws Exception {
    restart(Map.of("max-pending-bytes", "64k", "max-result-bytes", "64k"));
    int count = 400;
    String text = "x".repeat(20_000);
    try (RawClient slow = new RawClient(server.gateway, "?updates=none", 8 << 10, null);
        Client sender = connect("?updates=none")) {
      slow.sendText("[\"subscribe\",\"s\",{\"updates\":\"all\"}]");
      slow.sendText("[\"query\",\"q\",{\"name\":\"count-said\",\"data\":{}}]");
      assertTrue(slow.read().text().contains("\"q\""));
      for (int i = 1; i <= count; i++) {
        sender.send(Client.say("c", i, text));
        sender.next();
      }
      long heard = 0;
      boolean gap = false;
      while (heard < count) {
        JsonNode frame = Client.parse(slow.read().text());
        for (JsonNode message : frame.get(0).isTextual() ? List.of(frame) : frame) {
          if (message.get(0).asText().equals("gap")) {
            assertEquals("s", message.get(1).asText());
            assertEquals(heard, message.get(2).get("from").asLong());
            heard = message.get(2).get("to").asLong();
            gap = true;
          } else {
            assertUpdate("s", ++heard, message);
          }
        }
      }
      assertTrue(gap, "8 MB went into 64 KiB");
      slow.sendText("[\"unsubscribe\",\"s\"]");
      slow.sendText("[\"subscribe\",\"s\",{\"updates\":\"all\",\"from\":0}]");
      for (heard = 0; heard < count; ) {
        JsonNode frame = Client.parse(slow.read().text());
        for (JsonNode message : frame.get(0).isTextual() ? List.of(frame) : frame) {
          assertUpdate("s", ++heard, message);
        }
      }
    }
  }
}
