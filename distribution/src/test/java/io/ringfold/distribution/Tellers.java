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

/**
 * Several clients of the bank that move money until the server is gone, keep what they were told,
 * ask again when it is back, and in the end hold the journal against it.
 */
final class Tellers implements AutoCloseable {
  private static final int WINDOW = 32;
  private static final int RESENT_OF_ANSWERED = 40;

  private final List<Teller> tellers = new ArrayList<>();
  private final List<Future<?>> shifts = new ArrayList<>();
  private final ExecutorService threads;

  Tellers(int count, Random random) {
    for (int i = 0; i < count; i++) {
      tellers.add(new Teller(i, count, random.nextLong()));
    }
    threads = Executors.newFixedThreadPool(count);
  }

  /** Lets all of them work; returns when each has begun, or was cut before it could. */
  void work(URI server) throws Exception {
    CountDownLatch atWork = new CountDownLatch(tellers.size());
    for (Teller teller : tellers) {
      shifts.add(threads.submit(() -> teller.workUntilCut(server, atWork)));
    }
    // Waits for a teller that failed, too: awaitCut() tells why.
    assertTrue(atWork.await(60, TimeUnit.SECONDS));
  }

  /** Returns when the server is gone, or refuses, for all of them. */
  void awaitCut() throws Exception {
    for (Future<?> shift : shifts) {
      shift.get(60, TimeUnit.SECONDS);
    }
    shifts.clear();
  }

  /** Sends again what has no answer, and some of what has. */
  void askAgain(URI server) {
    for (Teller teller : tellers) {
      teller.askAgain(server);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /**
   * Looks for everything that was answered in the journal of a data directory, in which nobody else
   * wrote.
   *
   * @param total the sum of balances, as the server told it
   * @return how many acknowledged commands there were
   */
  int check(Path data, long total, String hint) {
    List<JsonNode> records = Tool.dump(data);
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

  /** The server takes no commands. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Refused(JsonNode message) {
      super("" + message);
    }
  }

  /** The first answer to a command. */
  private record Answer(String uuid, long sequence, boolean accepted) {}

  /** One client: sends commands, keeps what was answered, and asks again after a cut. */
  private static final class Teller {
    private final Random random;
    private final String clientId;
    private final String account;
    private final int tellers;
    private final Map<Long, Map<String, ?>> sent = new LinkedHashMap<>();
    private final Map<Long, Map<String, ?>> unanswered = new LinkedHashMap<>();
    private final Map<Long, Answer> answers = new LinkedHashMap<>();
    private long clientSeq;

    private Teller(int number, int tellers, long seed) {
      random = new Random(seed);
      this.tellers = tellers;
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
      } catch (Client.Cut | Refused expected) {
        // The server is gone or going: what stands in unanswered is asked for in the next round.
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
      if (!accepted && message.get(3).asText().equals("unavailable")) {
        throw new Refused(message);
      }
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
                        "account-" + random.nextInt(tellers),
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
