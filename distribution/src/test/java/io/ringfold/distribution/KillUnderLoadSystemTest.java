package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A server is killed again and again while several connections move money; what it acknowledged is
 * then looked for in the journal.
 */
class KillUnderLoadSystemTest {
  private static final int CONNECTIONS = 3;
  private static final int WINDOW = 32;
  private static final int RESENT_OF_ANSWERED = 40;

  @TempDir Path directory;

  /** The death of the process is what both levels of durability promise to survive. */
  @ParameterizedTest
  @CsvSource({"fsync, 8", "crash, 3"})
  void everyAcknowledgedCommandIsFoundExactlyOnce(String durability, int rounds) throws Exception {
    long seed = new Random().nextLong();
    System.out.println("KillUnderLoadSystemTest " + durability + ": seed " + seed);
    Random random = new Random(seed);
    List<Teller> tellers = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      tellers.add(new Teller(i, random.nextLong()));
    }
    ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      for (int round = 1; round <= rounds; round++) {
        try (ServerProcess server = ServerProcess.start(directory, "--durability", durability)) {
          List<Future<?>> shifts = new ArrayList<>();
          CountDownLatch atWork = new CountDownLatch(CONNECTIONS);
          for (Teller teller : tellers) {
            shifts.add(threads.submit(() -> teller.workUntilCut(server.webSocket(), atWork)));
          }
          // Waits for a teller that failed, too: get() below tells why.
          assertTrue(atWork.await(60, TimeUnit.SECONDS));
          Thread.sleep(50 + random.nextInt(300));
          server.kill();
          for (Future<?> shift : shifts) {
            shift.get(60, TimeUnit.SECONDS);
          }
        }
      }
      long total;
      try (ServerProcess server = ServerProcess.start(directory, "--durability", durability)) {
        for (Teller teller : tellers) {
          teller.askAgain(server.webSocket());
        }
        try (Client client = Client.connect(server.webSocket())) {
          total = client.query("total", Map.of()).get("result").get("balance").asLong();
        }
        assertEquals(0, server.stop(), server.output());
      }
      int acknowledged = check(tellers, total, "seed " + seed);
      System.out.printf(
          "KillUnderLoadSystemTest %s: %d kills, %d acknowledged commands found once%n",
          durability, rounds, acknowledged);
      assertTrue(acknowledged > rounds * CONNECTIONS, "hardly anything was tried, seed " + seed);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Returns how many acknowledged commands there were. */
  private int check(List<Teller> tellers, long total, String hint) {
    List<JsonNode> records = Tool.dump(directory.resolve("data"));
    Map<String, JsonNode> byUuid = new HashMap<>();
    long sequence = 0;
    long money = 0;
    for (JsonNode each : records) {
      assertEquals(++sequence, each.get("seq").asLong(), "a gap in the sequence, " + hint);
      assertNull(
          byUuid.put(each.get("uuid").asText(), each), () -> "stands there twice: " + each + hint);
      if (each.get("status").asText().equals("accepted")) {
        long amount = each.get("data").path("amount").asLong();
        switch (each.get("name").asText()) {
          case "deposit" -> money += amount;
          case "withdraw" -> money -= amount;
          case "transfer" -> assertEquals(2, each.get("events").size(), "half a transfer" + each);
          default -> {}
        }
      }
    }
    int answered = 0;
    int acknowledged = 0;
    for (Teller teller : tellers) {
      assertEquals(Map.of(), teller.unanswered, hint);
      for (Map.Entry<Long, Answer> entry : teller.answers.entrySet()) {
        Answer answer = entry.getValue();
        Map<String, ?> command = teller.sent.get(entry.getKey());
        JsonNode found = byUuid.get(answer.uuid);
        assertTrue(found != null, () -> "lost: " + command + " " + answer + " " + hint);
        assertEquals(answer.sequence, found.get("seq").asLong(), hint);
        assertEquals(command.get("name"), found.get("name").asText(), hint);
        assertEquals(answer.accepted ? "accepted" : "rejected", found.get("status").asText(), hint);
        if (answer.accepted) {
          assertEquals(Client.json(command.get("data")), found.get("data"), hint);
          acknowledged++;
        }
        answered++;
      }
    }
    assertEquals(answered, records.size(), "something is there that nobody sent, " + hint);
    assertEquals(money, total, "the sum of balances is not deposits - withdrawals, " + hint);
    return acknowledged;
  }

  /** The first answer to a command. */
  private record Answer(String uuid, long sequence, boolean accepted) {}

  /** One client: sends commands, keeps what was answered, and asks again after a cut. */
  private static final class Teller {
    private final Random random;
    private final String clientId;
    private final String account;
    private final Map<Long, Map<String, ?>> sent = new LinkedHashMap<>();
    private final Map<Long, Map<String, ?>> unanswered = new LinkedHashMap<>();
    private final Map<Long, Answer> answers = new LinkedHashMap<>();
    private long clientSeq;

    private Teller(int number, long seed) {
      random = new Random(seed);
      clientId = new UUID(random.nextLong(), random.nextLong()).toString();
      account = "account-" + number;
    }

    private void workUntilCut(URI server, CountDownLatch atWork) {
      try (Client client = Client.connect(URI.create(server + "?updates=none"))) {
        askAgain(client);
        atWork.countDown();
        while (true) {
          if (unanswered.size() < WINDOW) {
            send(client, ++clientSeq, newCommand());
          } else {
            keep(client.receive());
          }
          JsonNode more;
          while ((more = client.receiveOrNull(Duration.ZERO)) != null) {
            keep(more);
          }
        }
      } catch (Client.Cut expected) {
        // The server was killed: what stands in unanswered is asked for in the next round.
      } finally {
        atWork.countDown();
      }
    }

    private void askAgain(URI server) {
      try (Client client = Client.connect(URI.create(server + "?updates=none"))) {
        askAgain(client);
      }
    }

    private void askAgain(Client client) {
      List<Long> again = new ArrayList<>(unanswered.keySet());
      List<Long> answered = new ArrayList<>(answers.keySet());
      for (int i = 0; i < RESENT_OF_ANSWERED && !answered.isEmpty(); i++) {
        again.add(answered.get(random.nextInt(answered.size())));
      }
      for (long each : again) {
        send(client, each, sent.get(each));
      }
      for (int i = 0; i < again.size(); i++) {
        keep(client.receive());
      }
    }

    private void send(Client client, long seq, Map<String, ?> command) {
      sent.put(seq, command);
      if (!answers.containsKey(seq)) {
        unanswered.put(seq, command);
      }
      client.command(clientId, seq, command);
    }

    private void keep(JsonNode message) {
      boolean accepted = message.get(0).asText().equals("cmd-ack");
      JsonNode body = message.get(accepted ? 3 : 4);
      assertTrue(body.has("seq"), () -> "neither acknowledged nor rejected: " + message);
      long seq = message.get(2).asLong();
      Answer answer = new Answer(body.get("uuid").asText(), body.get("seq").asLong(), accepted);
      unanswered.remove(seq);
      Answer first = answers.putIfAbsent(seq, answer);
      if (first != null) {
        assertEquals(first, answer, "answered in another way the second time");
        assertTrue(body.path("duplicate").asBoolean(), () -> "not marked: " + message);
      }
    }

    private Map<String, ?> newCommand() {
      if (clientSeq == 1) {
        return Map.of(
            "name", "open-account", "data", Map.of("account", account, "owner", clientId));
      }
      Map<String, ?> command =
          switch (random.nextInt(4)) {
            case 0 -> body("withdraw", Map.of("account", account, "amount", amount()));
            case 1 ->
                body(
                    "transfer",
                    Map.of(
                        "from",
                        account,
                        "to",
                        "account-" + random.nextInt(CONNECTIONS),
                        "amount",
                        amount()));
            default -> body("deposit", Map.of("account", account, "amount", amount()));
          };
      if (random.nextBoolean()) {
        return command;
      }
      Map<String, Object> withUuid = new HashMap<>(command);
      withUuid.put("uuid", new UUID(random.nextLong(), random.nextLong()).toString());
      return withUuid;
    }

    private int amount() {
      return 1 + random.nextInt(100);
    }

    private static Map<String, ?> body(String name, Map<String, ?> data) {
      return Map.of("name", name, "data", data);
    }
  }
}
