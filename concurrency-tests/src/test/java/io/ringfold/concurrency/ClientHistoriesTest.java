package io.ringfold.concurrency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.concurrency.Account.Accepted;
import io.ringfold.concurrency.Account.Answer;
import io.ringfold.concurrency.Account.Call;
import io.ringfold.concurrency.Account.Deposit;
import io.ringfold.concurrency.Linearizability.Verdict;
import io.ringfold.concurrency.Recording.Command;
import io.ringfold.concurrency.Recording.Freshness;
import io.ringfold.concurrency.Recording.Query;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients move money over real WebSockets, lose patience, cut their connections and send again,
 * while the server is restarted; what they were told is then held against one account, one order.
 */
class ClientHistoriesTest {
  private static final int TELLERS = 6;
  private static final int ACCOUNTS = 10;
  private static final int THINGS_TO_DO = 250;
  private static final int RESTARTS = 2;
  private static final long PATIENCE_S = 120;

  private static final boolean LONG = StressRun.Effort.ofBuild() == StressRun.Effort.LONG;
  private static final int ROUNDS = LONG ? 60 : 3;

  @TempDir Path directory;

  @Test
  void clientsSeeOneOrderOfCommandsAndQueriesAtTheirBasis() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("ClientHistoriesTest seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      Recording recording = record(directory.resolve("round-" + round), random);
      String hint = "round " + round + ", seed " + seed;
      assertEquals(List.of(), OneOrder.faults(recording, ACCOUNTS + 1), hint);
      for (String account : recording.accounts()) {
        Verdict<Call, Answer> verdict = check(recording, account);
        assertTrue(verdict.isLinearizable(), () -> hint + ": " + account + " " + verdict);
      }
      plantFaults(recording, hint);
    }
  }

  private static Verdict<Call, Answer> check(Recording recording, String account) {
    return Linearizability.check(new Account(), recording.historyOf(account));
  }

  /** What was recorded is right; changed a little, it must not pass. */
  private static void plantFaults(Recording recording, String hint) {
    Query last =
        recording.queries().stream()
            .filter(each -> each.freshness() == Freshness.NEWEST)
            .max(Comparator.comparingLong(Query::calledAt))
            .orElseThrow();
    Command deposit =
        recording.commands().stream()
            .filter(each -> each.account().equals(last.account()))
            .filter(each -> each.call() instanceof Deposit && !each.isUnknown())
            .findFirst()
            .orElseThrow();
    long amount = ((Deposit) deposit.call()).amount();
    assertRefused(recording, last, last.withBalance(last.balance() - amount), "lost update", hint);
    assertRefused(recording, last, last.withBalance(last.balance() + amount), "doubled", hint);

    // one that lacks a command which was told; lacking unheard ones is nothing wrong to the search
    long lastTold =
        recording.commands().stream()
            .filter(each -> each.account().equals(last.account()))
            .filter(each -> new Accepted().equals(each.told()))
            .mapToLong(Command::sequence)
            .max()
            .orElseThrow();
    Query stale =
        recording.queries().stream()
            .filter(each -> each.account().equals(last.account()))
            .filter(each -> each.basis() < lastTold && each.balance() != last.balance())
            .findFirst()
            .orElseThrow();
    assertRefused(
        recording, last, last.answeredFrom(stale.basis(), stale.balance()), "stale read", hint);

    List<Command> commands = new ArrayList<>(recording.commands());
    commands.remove(deposit);
    Recording lost = new Recording(commands, recording.queries());
    assertFalse(OneOrder.faults(lost, ACCOUNTS + 1).isEmpty(), "a command without trace, " + hint);
  }

  private static void assertRefused(
      Recording recording, Query told, Query planted, String fault, String hint) {
    Recording wrong = recording.with(told, planted);
    assertFalse(OneOrder.faults(wrong, ACCOUNTS + 1).isEmpty(), fault + " by order, " + hint);
    assertFalse(check(wrong, told.account()).isLinearizable(), fault + " by search, " + hint);
  }

  private static Recording record(Path data, Random random) throws Exception {
    List<String> accounts = IntStream.range(0, ACCOUNTS).mapToObj(i -> "account-" + i).toList();
    AtomicLong newestTold = new AtomicLong(ACCOUNTS);
    AtomicInteger done = new AtomicInteger();
    HttpClient http = HttpClient.newHttpClient();
    List<Teller> tellers = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(TELLERS);
    try (BankServer server = new BankServer(data)) {
      Opening.open(http, server.webSocket(), accounts);
      List<Future<?>> shifts = new ArrayList<>();
      for (int i = 0; i < TELLERS; i++) {
        Teller teller =
            new Teller(
                i,
                http,
                server::webSocket,
                new Random(random.nextLong()),
                accounts,
                newestTold,
                done);
        tellers.add(teller);
        shifts.add(
            threads.submit(
                () -> {
                  teller.work(THINGS_TO_DO);
                  return null;
                }));
      }
      for (int i = 1; i <= RESTARTS; i++) {
        int enough = TELLERS * THINGS_TO_DO * i / (RESTARTS + 1);
        while (done.get() < enough && shifts.stream().noneMatch(Future::isDone)) {
          Thread.sleep(1);
        }
        server.restart();
      }
      for (Future<?> each : shifts) {
        each.get(PATIENCE_S, TimeUnit.SECONDS);
      }
      for (Teller each : tellers) {
        each.settle();
      }
      assertNull(server.failure());
    } finally {
      threads.shutdownNow();
    }
    Recording recording =
        new Recording(
            tellers.stream().flatMap(each -> each.commands().stream()).toList(),
            tellers.stream().flatMap(each -> each.queries().stream()).toList());
    print(recording, tellers);
    return recording;
  }

  private static void print(Recording recording, List<Teller> tellers) {
    long rejected =
        recording.commands().stream()
            .filter(each -> !each.outcome().equals(new Accepted()))
            .count();
    System.out.printf(
        "%d histories: %d commands (%d of unknown outcome, %d rejected), %d queries (%d of the"
            + " newest state), %d sent again, %d cuts, %d restarts%n",
        recording.accounts().size(),
        recording.commands().size(),
        recording.commands().stream().filter(Command::isUnknown).count(),
        rejected,
        recording.queries().size(),
        recording.queries().stream().filter(q -> q.freshness() == Freshness.NEWEST).count(),
        tellers.stream().mapToInt(Teller::resends).sum(),
        tellers.stream().mapToInt(Teller::cuts).sum(),
        RESTARTS);
    assertTrue(recording.commands().stream().anyMatch(Command::isUnknown), "nothing was unknown");
    assertTrue(recording.commands().size() > TELLERS * THINGS_TO_DO / 4, "hardly anything done");
  }
}
