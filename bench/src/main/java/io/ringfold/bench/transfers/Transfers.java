package io.ringfold.bench.transfers;

import io.ringfold.engine.Durability;
import io.ringfold.engine.Engine;
import io.ringfold.engine.EngineConfig;
import io.ringfold.engine.QueryReply;
import io.ringfold.engine.QueryRequest;
import io.ringfold.engine.Submission;
import io.ringfold.engine.WaitMode;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.shape.BindException;
import io.ringfold.engine.shape.RecordShape;
import io.ringfold.engine.shape.Values;
import io.ringfold.examples.bank.Bank;
import io.ringfold.examples.bank.BankCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * An engine with the sample bank, kept busy with so many transfers at once by one thread.
 *
 * <p>A command carries two account ids of 36 characters, an amount and its uuid: about a hundred
 * bytes. Not thread-safe.
 */
final class Transfers implements AutoCloseable {
  private static final long SEED = 20261120;
  private static final long OPENING_BALANCE = 1_000_000_000_000L;
  private static final int LARGEST_AMOUNT = 100;
  private static final int SPINS_BEFORE_YIELD = 32;
  private static final long LONGEST_WAIT_NS = TimeUnit.SECONDS.toNanos(30);

  private final int window;
  private final String[] accounts;
  private final Engine engine;
  private final OutcomeCheck check;
  private final Domains domains = Domains.of(Bank.DEFINITION);
  private final Domains.Command transfer = domains.command("transfer");
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final long uuidHigh = random.nextLong() & ~0xf000L | 0x4000L;
  private long published;
  private long completedBefore;
  private long busy;

  /** Opens an engine in an empty directory, and the accounts in it. */
  Transfers(Path directory, Durability durability, WaitMode wait, int window, int accounts) {
    this.window = window;
    this.accounts = new String[accounts];
    check = new OutcomeCheck(durability);
    engine =
        Engine.open(
            EngineConfig.in(directory)
                .withDurability(durability)
                .withWaitStrategy(wait)
                .withSnapshotEvery(0, Duration.ZERO)
                .withSnapshotAtStop(false),
            domains,
            List.of(),
            Throwable::printStackTrace);
    try {
      engine.start();
      openAccounts();
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  private void openAccounts() {
    for (int i = 0; i < accounts.length; i++) {
      accounts[i] = new UUID(random.nextLong(), random.nextLong()).toString();
      publish(domains.command("open-account"), new BankCommand.OpenAccount(accounts[i], "bench"));
      deposit(i, OPENING_BALANCE);
    }
    awaitAll();
    requireEverythingRight();
  }

  /** Publishes a deposit; {@link #requireEverythingRight} expects those of the opening alone. */
  void deposit(int account, long amount) {
    publish(domains.command("deposit"), new BankCommand.Deposit(accounts[account], amount));
  }

  /**
   * Publishes one more transfer, after waiting for room in the window.
   *
   * @return how many commands were completed since the last call
   */
  long publishNext() {
    int from = random.nextInt(accounts.length);
    int to = random.nextInt(accounts.length - 1);
    to += to >= from ? 1 : 0;
    int amount = 1 + random.nextInt(LARGEST_AMOUNT);
    publish(transfer, new BankCommand.Transfer(accounts[from], accounts[to], amount));
    return completedSinceLastCall();
  }

  private void publish(Domains.Command command, Object data) {
    awaitUnansweredLessThan(window);
    long number = published + 1;
    UUID uuid = new UUID(uuidHigh, Long.MIN_VALUE | number);
    Submission submission =
        new Submission(
            command,
            data,
            uuid,
            null,
            number,
            null,
            null,
            Submission.ANY_SEQUENCE,
            engine.nowMicros(),
            check);
    check.publishing(number);
    while (engine.publish(submission) != Engine.Publish.PUBLISHED) {
      busy++;
      requireRunning();
      Thread.yield();
    }
    published = number;
  }

  private long completedSinceLastCall() {
    long now = check.completed();
    long more = now - completedBefore;
    completedBefore = now;
    return more;
  }

  /** Waits until every command published was answered; none of them counts for the next call. */
  void awaitAll() {
    awaitUnansweredLessThan(1);
    completedBefore = check.completed();
  }

  private void awaitUnansweredLessThan(int limit) {
    long spins = 0;
    long startNs = 0;
    while (published - check.completed() >= limit) {
      if (++spins < SPINS_BEFORE_YIELD) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
        if (spins % 1024 == 0) {
          startNs = startNs == 0 ? System.nanoTime() : startNs;
          requireRunning();
          if (System.nanoTime() - startNs > LONGEST_WAIT_NS) {
            throw new IllegalStateException(
                "the measurement is void: command "
                    + (check.completed() + 1)
                    + " was not answered in "
                    + LONGEST_WAIT_NS / 1_000_000_000
                    + " s");
          }
        }
      }
    }
  }

  private void requireRunning() {
    if (engine.status().reason() != null) {
      throw new IllegalStateException("the measurement is void: engine is " + engine.status());
    }
  }

  /**
   * Checks that every command was answered as it must be, and that no money was made or lost: by
   * the total that the read model keeps, and by adding up every account's balance.
   *
   * @throws IllegalStateException where not
   */
  void requireEverythingRight() {
    check.requireNoFault();
    if (check.completed() != published) {
      throw new IllegalStateException(
          "the measurement is void: "
              + published
              + " commands were published, "
              + check.completed()
              + " answered");
    }
    long expected = OPENING_BALANCE * accounts.length;
    requireBalance("total", expected, balance("total", Map.of()));
    long sum = 0;
    for (String account : accounts) {
      sum += balance("get-balance", Map.of("account", account));
    }
    requireBalance("the sum of all accounts", expected, sum);
  }

  private static void requireBalance(String what, long expected, long found) {
    if (found != expected) {
      throw new IllegalStateException(
          "the measurement is void: " + what + " is " + found + ", must be " + expected);
    }
  }

  private long balance(String queryName, Map<String, ?> data) {
    Domains.Query query = domains.query(queryName);
    CompletableFuture<Object> answer = new CompletableFuture<>();
    try {
      engine.query(
          new QueryRequest(
              query,
              RecordShape.of(query.type().type()).bind(data),
              check.lastSequence(),
              QueryRequest.NOW),
          new QueryReply() {
            @Override
            public void onResult(long basis, Object result) {
              answer.complete(Values.plain(result));
            }

            @Override
            public void onError(String code, String message) {
              answer.completeExceptionally(new IllegalStateException(code + ": " + message));
            }
          });
    } catch (BindException e) {
      throw new IllegalStateException("query " + queryName + " does not take " + data, e);
    }
    return (Long) ((Map<?, ?>) answer.join()).get("balance");
  }

  /** How often the ring had no room since the last call; such a command is published again. */
  long busySinceLastCall() {
    long since = busy;
    busy = 0;
    return since;
  }

  /** From publication to reply; to be asked when all was answered, and emptied then. */
  Histogram latenciesNs() {
    return check.latenciesNs();
  }

  /** How many commands were published so far, accounts and deposits included. */
  long published() {
    return published;
  }

  @Override
  public void close() {
    engine.close();
  }
}
