package io.ringfold.gateway;

import static io.ringfold.gateway.Client.say;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfold.engine.EngineException;
import io.ringfold.engine.EngineStatus;
import io.ringfold.engine.domain.Domains;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RestartTest {
  @TempDir Path data;

  @Test
  void keepsTheStateTheSequenceAndTheMemoryOfResends() {
    JsonNode first;
    try (Server server = Server.start(data);
        Client client = Client.connect(server.gateway, "?updates=none")) {
      client.send(say("c", 1, "a"));
      first = client.next();
      client.send(say("c", 2, "SHOUT"));
      client.next();
    }
    try (Server server = Server.start(data);
        Client client = Client.connect(server.gateway, "")) {
      client.send("[\"query\",\"q\",{\"name\":\"count-said\",\"data\":{}}]");
      assertEquals(
          Client.parse("[\"result\",\"q\",{\"basis\":2,\"result\":{\"said\":1}}]"), client.next());
      client.send(say("c", 1, "a"));
      JsonNode again = client.next();
      assertEquals(first.get(3).get("seq"), again.get(3).get("seq"));
      assertTrue(again.get(3).get("duplicate").asBoolean());
      client.send(say("c", 2, "SHOUT"));
      assertEquals("too-loud", client.next().get(3).asText());
      client.send(say("c", 3, "b"));
      assertEquals(3, client.next().get(3).get("seq").asLong());
    }
  }

  @Test
  void stoppingAnswersEverythingThatWasPublishedAndClosesWith1001() throws Exception {
    int count = 2_000;
    long answered = 0;
    long acked = 0;
    try (Server server = Server.start(data)) {
      Client client = Client.connect(server.gateway, "?updates=none");
      StringBuilder batch = new StringBuilder("[");
      for (int i = 1; i <= count; i++) {
        batch.append(i > 1 ? "," : "").append(say("c", i, "a"));
      }
      client.send(batch.append("]").toString());
      assertEquals("cmd-ack", client.next().get(0).asText());
      acked++;
      server.gateway.close();
      assertEquals(1001, client.closeCode());
      for (answered = 1; answered < count; answered++) {
        JsonNode message = client.next();
        if (message.get(0).asText().equals("cmd-ack")) {
          acked++;
        } else {
          assertEquals("unavailable", message.get(3).asText(), message::toString);
        }
      }
    }
    try (Server server = Server.start(data)) {
      assertEquals(acked, server.gateway.status().sequence());
    }
  }

  @Test
  void refusesADirectoryThatIsInUseAndAPortThatIsTaken(@TempDir Path other) throws Exception {
    try (Server server = Server.start(data)) {
      EngineException inUse = assertThrows(EngineException.class, () -> Server.start(data));
      assertTrue(inUse.getMessage().contains(data.toString()), inUse::getMessage);
      assertEquals(EngineStatus.State.READY, server.gateway.status().state());
    }
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      GatewayConfig config =
          GatewayConfig.of(
              Map.of("data", other.toString(), "port", Integer.toString(taken.getLocalPort())));
      EngineException refused =
          assertThrows(
              EngineException.class,
              () ->
                  Gateway.open(
                      config, Domains.of(new Talk().domain()), Throwable::printStackTrace));
      assertTrue(
          refused.getMessage().contains(Integer.toString(taken.getLocalPort())),
          refused::getMessage);
    }
    // and the lock was given back
    Server.start(other).close();
  }
}
