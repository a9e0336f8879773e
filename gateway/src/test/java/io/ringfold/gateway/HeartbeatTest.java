package io.ringfold.gateway;

import static io.ringfold.gateway.Client.say;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections on which little happens, and their end. */
@Timeout(120)
class HeartbeatTest {
  @TempDir Path data;

  @Test
  void pingsAClientThatSaysNothing() throws Exception {
    try (Server server = Server.start(data, Map.of("ping-interval", "20ms", "idle-timeout", "0"));
        RawClient client = new RawClient(server.gateway, "")) {
      for (int i = 0; i < 3; i++) {
        assertEquals(RawClient.PING, client.read().opcode());
      }
    }
  }

  @Test
  void closesAConnectionThatGivesNoSignOfLife() throws Exception {
    Map<String, String> settings = Map.of("ping-interval", "50ms", "idle-timeout", "1s");
    try (Server server = Server.start(data, settings);
        RawClient silent = new RawClient(server.gateway, "");
        // answers pings by itself
        Client alive = Client.connect(server.gateway, "")) {
      assertEquals(1001, silent.readCloseCode());
      alive.send(say("c", 1, "still here"));
      assertEquals("cmd-ack", alive.next().get(0).asText());
    }
  }

  @Test
  void whateverWasAcknowledgedHasLeftBeforeTheServerGoes() throws Exception {
    int count = 5_000;
    Set<Long> acknowledged = new HashSet<>();
    try (Client client = connectAndSend(count)) {
      assertEquals(1001, client.closeCode());
      JsonNode message;
      while ((message = client.poll()) != null) {
        if (message.get(0).asText().equals("cmd-ack")) {
          acknowledged.add(message.get(3).get("seq").asLong());
        }
      }
    }
    try (Server server = Server.start(data)) {
      long journaled = server.gateway.status().sequence();
      assertTrue(journaled > 0, "nothing was processed before the stop");
      assertEquals(journaled, acknowledged.size(), "every command in the journal was answered");
    }
  }

  /** Stops the server while commands are on their way. */
  private Client connectAndSend(int count) {
    Server server = Server.start(data);
    Client client = Client.connect(server.gateway, "?updates=none");
    StringBuilder batch = new StringBuilder("[");
    for (int i = 1; i <= count; i++) {
      batch.append(say("c", i, "x")).append(i == count ? "]" : ",");
    }
    client.send(batch.toString());
    while (server.gateway.status().sequence() == 0) {
      Thread.onSpinWait();
    }
    server.close();
    return client;
  }

  @Test
  void aStreamThatIsStillBehindDoesNotHoldUpTheStop() throws Exception {
    Map<String, String> settings =
        Map.of("max-pending-bytes", "64k", "max-result-bytes", "64k", "durability", "crash");
    int count = 400;
    String text = "x".repeat(20_000);
    try (Server server = Server.start(data, settings)) {
      try (Client sender = Client.connect(server.gateway, "?updates=none")) {
        for (int i = 1; i <= count; i++) {
          sender.send(say("c", i, text));
          sender.next();
        }
      }
      try (RawClient slow = new RawClient(server.gateway, "?updates=all&from=0", 8 << 10)) {
        assertTrue(slow.read().text().contains("\"seq\":1"));
        Thread stop = new Thread(server::close);
        stop.start();
        assertEquals(1001, slow.readCloseCode());
        stop.join();
      }
    }
    long[] next = {0};
    try (Server server = Server.start(data, settings);
        Client client = Client.connect(server.gateway, "?updates=all&from=200")) {
      for (next[0] = 201; next[0] <= count; next[0]++) {
        assertEquals(next[0], client.next().get(3).get("seq").asLong());
      }
    }
  }
}
