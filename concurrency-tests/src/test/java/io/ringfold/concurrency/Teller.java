package io.ringfold.concurrency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringfold.concurrency.Account.Accepted;
import io.ringfold.concurrency.Account.Answer;
import io.ringfold.concurrency.Account.Call;
import io.ringfold.concurrency.Account.Deposit;
import io.ringfold.concurrency.Account.InsufficientFunds;
import io.ringfold.concurrency.Account.Withdraw;
import io.ringfold.concurrency.Recording.Command;
import io.ringfold.concurrency.Recording.Freshness;
import io.ringfold.concurrency.Recording.Query;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A client that does one thing after the other and writes down what it sees. Now and then it has no
 * patience, cuts its connection, or both; what it did not hear of it sends again, or lets be.
 */
final class Teller {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(5);
  private static final int IMPATIENCE_NS = 1_500_000;

  /** How long to leave a server alone that is being restarted. */
  private static final long RESTART_POLL_MS = 5;

  private static final long MAX_AMOUNT = 1_000_000_000_000L;

  /** A command that the client heard nothing of. */
  private record Unheard(
      ArrayNode message, String account, Call call, Answer told, long calledAt, long answeredAt) {}

  private final int number;
  private final HttpClient http;
  private final Supplier<URI> server;
  private final Random random;
  private final List<String> accounts;
  private final AtomicLong newestTold;
  private final AtomicInteger done;

  private final String clientId;
  private final List<Command> commands = new ArrayList<>();
  private final List<Query> queries = new ArrayList<>();
  private final List<Unheard> unheard = new ArrayList<>();
  private Link link;
  private long counter;
  private long ownTold;
  private int cuts;
  private int resends;

  /**
   * @param newestTold the largest sequence that any client was told of
   * @param done counts what all clients did
   */
  Teller(
      int number,
      HttpClient http,
      Supplier<URI> server,
      Random random,
      List<String> accounts,
      AtomicLong newestTold,
      AtomicInteger done) {
    this.number = number;
    this.http = http;
    this.server = server;
    this.random = random;
    this.accounts = accounts;
    this.newestTold = newestTold;
    this.done = done;
    clientId = "teller-" + number + "-" + Long.toHexString(random.nextLong());
  }

  /** Does so many things. */
  void work(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      String account = accounts.get(random.nextInt(accounts.size()));
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> command(account, new Deposit(amount()));
        case 3, 4, 5 -> command(account, new Withdraw(amount()));
        case 6 -> query(account, Freshness.ANY);
        case 7 -> query(account, Freshness.OWN);
        default -> query(account, Freshness.NEWEST);
      }
      done.incrementAndGet();
    }
  }

  /** Large and random: no two sums of some of them are equal, so effects cannot be mixed up. */
  private long amount() {
    return 1 + (random.nextLong() >>> 1) % MAX_AMOUNT;
  }

  /** Asks for the outcome of everything it did not hear of, and leaves. */
  void settle() throws InterruptedException {
    for (Unheard each : unheard) {
      JsonNode answer = sendUntilAnswered(each.message());
      commands.add(
          new Command(
              each.account(),
              each.call(),
              each.told(),
              each.calledAt(),
              each.answeredAt(),
              sequence(answer),
              answer(answer)));
    }
    unheard.clear();
    for (String account : accounts) {
      query(account, Freshness.NEWEST, PATIENCE_NS);
    }
    link.cut();
  }

  private void command(String account, Call call) throws InterruptedException {
    ArrayNode message = message(account, call);
    connect();
    long calledAt = System.nanoTime();
    link.send(message);
    JsonNode answer = await(message, patience());
    boolean resent = false;
    while (answer == null && random.nextInt(3) == 0) {
      // the same message again, on another connection: still the same call
      resent = true;
      resends++;
      cutOff();
      connect();
      link.send(message);
      answer = await(message, patience());
    }
    long answeredAt = System.nanoTime();
    if (answer != null && isRefused(answer)) {
      if (!resent) {
        // told at the first try that nothing happened: not a part of the history
        Thread.sleep(RESTART_POLL_MS);
        return;
      }
      answer = null;
    }
    if (answer == null) {
      unheard.add(new Unheard(message, account, call, null, calledAt, Operation.NEVER));
      cutOffNowAndThen();
      return;
    }
    heardOf(sequence(answer));
    Answer told = answer(answer);
    commands.add(new Command(account, call, told, calledAt, answeredAt, sequence(answer), told));
  }

  private JsonNode sendUntilAnswered(ArrayNode message) throws InterruptedException {
    while (true) {
      connect();
      link.send(message);
      JsonNode answer = await(message, PATIENCE_NS);
      if (answer != null && !isRefused(answer)) {
        return answer;
      }
      cutOff();
    }
  }

  private void query(String account, Freshness freshness) throws InterruptedException {
    query(account, freshness, patience());
  }

  private void query(String account, Freshness freshness, long patienceNs)
      throws InterruptedException {
    connect();
    long calledAt = System.nanoTime();
    long minSequence =
        switch (freshness) {
          case ANY -> 0;
          case OWN -> ownTold;
          case NEWEST -> newestTold.get();
        };
    ObjectNode query = JSON.objectNode().put("name", "get-balance");
    query.putObject("data").put("account", account);
    if (freshness != Freshness.ANY) {
      query.put("min-seq", minSequence);
    }
    ArrayNode message = JSON.arrayNode().add("query").add(++counter).add(query);
    link.send(message);
    JsonNode answer = await(message, patienceNs);
    long answeredAt = System.nanoTime();
    if (answer == null) {
      cutOffNowAndThen();
      return;
    }
    if (answer.get(0).asText().equals("result")) {
      JsonNode result = answer.get(2);
      queries.add(
          new Query(
              number,
              account,
              freshness,
              minSequence,
              result.get("basis").asLong(),
              result.get("result").get("balance").asLong(),
              calledAt,
              answeredAt));
    } else {
      Thread.sleep(RESTART_POLL_MS);
    }
  }

  private void heardOf(long sequence) {
    ownTold = Math.max(ownTold, sequence);
    newestTold.accumulateAndGet(sequence, Math::max);
  }

  private ArrayNode message(String account, Call call) {
    ObjectNode command = JSON.objectNode();
    ObjectNode data = command.putObject("data").put("account", account);
    if (call instanceof Deposit deposit) {
      command.put("name", "deposit");
      data.put("amount", deposit.amount());
    } else if (call instanceof Withdraw withdraw) {
      command.put("name", "withdraw");
      data.put("amount", withdraw.amount());
    } else {
      throw new IllegalArgumentException("not a command: " + call);
    }
    return JSON.arrayNode().add("cmd").add(clientId).add(++counter).add(command);
  }

  /** The answer to this message; what else comes is late, or an update. */
  private JsonNode await(ArrayNode message, long patienceNs) throws InterruptedException {
    boolean command = message.get(0).asText().equals("cmd");
    long deadline = System.nanoTime() + patienceNs;
    while (true) {
      JsonNode next = link.next(deadline - System.nanoTime());
      if (next == null) {
        return null;
      }
      boolean isAnswer =
          switch (next.get(0).asText()) {
            case "cmd-ack", "error" -> command && next.get(2).asLong() == message.get(2).asLong();
            case "result", "query-error" ->
                !command && next.get(1).asLong() == message.get(1).asLong();
            default -> false;
          };
      if (isAnswer) {
        return next;
      }
    }
  }

  /** Whether a command was not processed, and the answer says so. */
  private static boolean isRefused(JsonNode answer) {
    return answer.get(0).asText().equals("error") && !answer.get(4).has("seq");
  }

  private static long sequence(JsonNode answer) {
    return details(answer).get("seq").asLong();
  }

  private static JsonNode details(JsonNode answer) {
    return answer.get(answer.get(0).asText().equals("cmd-ack") ? 3 : 4);
  }

  private static Answer answer(JsonNode answer) {
    if (answer.get(0).asText().equals("cmd-ack")) {
      return new Accepted();
    }
    if (answer.get(3).asText().equals("insufficient-funds")) {
      return new InsufficientFunds();
    }
    throw new AssertionError("no account answers so: " + answer);
  }

  private long patience() {
    return random.nextInt(12) == 0 ? random.nextInt(IMPATIENCE_NS) : PATIENCE_NS;
  }

  private void cutOffNowAndThen() {
    if (random.nextBoolean()) {
      cutOff();
    }
  }

  private void cutOff() {
    cuts++;
    link.cut();
    link = null;
  }

  private void connect() throws InterruptedException {
    if (link != null && link.isCut()) {
      link = null;
    }
    while (link == null) {
      link = Link.open(http, server.get());
      if (link == null) {
        Thread.sleep(RESTART_POLL_MS);
      }
    }
  }

  List<Command> commands() {
    return commands;
  }

  List<Query> queries() {
    return queries;
  }

  int cuts() {
    return cuts;
  }

  int resends() {
    return resends;
  }
}
