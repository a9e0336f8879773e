package io.ringfold.bench.transfers;

import io.ringfold.engine.AsOf;
import io.ringfold.engine.Durability;
import io.ringfold.engine.Engine;
import io.ringfold.engine.EngineConfig;
import io.ringfold.engine.Preset;
import io.ringfold.engine.QueryReply;
import io.ringfold.engine.QueryRequest;
import io.ringfold.engine.Submission;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.shape.BindException;
import io.ringfold.engine.shape.RecordShape;
import io.ringfold.engine.shape.Values;
import io.ringfold.examples.bank.Bank;
import io.ringfold.examples.bank.BankCommand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.HdrHistogram.Histogram;

/**
 * An engine with the sample bank, kept busy with so many transfers at once by one thread.
 *
 * <p>A command carries two account ids of 36 characters, an amount and its uuid: about a hundred
 * bytes. Ids, amounts and uuids follow from a seed, so a directory can be opened again and gone on
 * with. Not thread-safe.
 */
public final class Transfers implements AutoCloseable {
  /** Of an account's id, a uuid as text; longer ids make larger commands. */
  public static final int ID_LENGTH = 36;

  /** More accounts than this are not asked one by one: that would take longer than the run. */
  private static final int MOST_ASKED = 10_000;

  private static final long SEED = 20261120;

  /** Enough for any run; the bank's total is a long, and ten million accounts have to fit in. */
  private static final long OPENING_BALANCE = 10_000_000_000L;

  private static final int LARGEST_AMOUNT = 100;
  private static final int SPINS_BEFORE_YIELD = 32;
  private static final long LONGEST_WAIT_NS = TimeUnit.SECONDS.toNanos(30);

  private final int window;
  private final String[] accounts;
  private final Engine engine;
  private final OutcomeCheck check;
  private final Domains domains;
  private final Domains.Command transfer;
  private final int idLength;
  private final long startNs;
  private final long found;
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final long uuidHigh = random.nextLong() & ~0xf000L | 0x4000L;
  private long published;
  private long completedBefore;
  private long busy;

  /** Opens an engine in an empty directory, and the accounts in it. */
  Transfers(Path directory, Durability durability, Preset preset, int window, int accounts) {
    this(
        quiet(directory, durability).withPreset(preset),
        Domains.of(Bank.DEFINITION),
        window,
        accounts,
        ID_LENGTH);
  }

  /**
   * Opens an engine, and the accounts in it where its directory is empty; otherwise it must hold so
   * many accounts of an earlier run.
   *
   * @param domains the bank among them
   * @param idLength of an account's id, {@value #ID_LENGTH} or more
   */
  public Transfers(EngineConfig config, Domains domains, int window, int accounts, int idLength) {
    this.window = window;
    this.accounts = new String[accounts];
    this.domains = domains;
    this.idLength = idLength;
    transfer = domains.command("transfer");
    check = new OutcomeCheck(config.durability());
    engine = Engine.open(config, domains, List.of(), Throwable::printStackTrace);
    try {
      long begunNs = System.nanoTime();
      engine.start();
      startNs = System.nanoTime() - begunNs;
      found = engine.status().sequence();
      for (int i = 0; i < accounts; i++) {
        this.accounts[i] = newId();
      }
      if (found == 0) {
        openAccounts();
      }
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  /** A configuration in which nothing happens by itself: no snapshots but those asked for. */
  public static EngineConfig quiet(Path directory, Durability durability) {
    return EngineConfig.in(directory)
        .withDurability(durability)
        .withSnapshotEvery(0, Duration.ZERO)
        .withSnapshotAtStop(false);
  }

  private String newId() {
    String uuid = new UUID(random.nextLong(), random.nextLong()).toString();
    return uuid + "x".repeat(idLength - ID_LENGTH);
  }

  private void openAccounts() {
    for (int i = 0; i < accounts.length; i++) {
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
  public long publishNext() {
    awaitUnansweredLessThan(window);
    return publishNext(System.nanoTime());
  }

  /**
   * The same of a command that was to be published at a time of {@link System#nanoTime}: its
   * latency counts from then, however late it is.
   */
  public long publishNext(long dueNs) {
    int from = random.nextInt(accounts.length);
    int to = random.nextInt(accounts.length - 1);
    to += to >= from ? 1 : 0;
    int amount = 1 + random.nextInt(LARGEST_AMOUNT);
    publish(transfer, new BankCommand.Transfer(accounts[from], accounts[to], amount), dueNs);
    return completedSinceLastCall();
  }

  private void publish(Domains.Command command, Object data) {
    awaitUnansweredLessThan(window);
    publish(command, data, System.nanoTime());
  }

  private void publish(Domains.Command command, Object data, long dueNs) {
    awaitUnansweredLessThan(window);
    long number = published + 1;
    // those of an earlier run on this directory are not used again
    UUID uuid = new UUID(uuidHigh, Long.MIN_VALUE | found + number);
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
    check.publishing(number, dueNs);
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
  public void awaitAll() {
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
   * the total that the read model keeps, and by adding up every account's balance where they are
   * not too many.
   *
   * @throws IllegalStateException where not
   */
  public void requireEverythingRight() {
    check.requireNoFault();
    if (check.completed() != published) {
      throw new IllegalStateException(
          "the measurement is void: "
              + published
              + " commands were published, "
              + check.completed()
              + " answered");
    }
    long expected = expectedTotal();
    requireBalance("total", expected, balance("total", Map.of()));
    if (accounts.length <= MOST_ASKED) {
      long sum = 0;
      for (String account : accounts) {
        sum += balance("get-balance", Map.of("account", account));
      }
      requireBalance("the sum of all accounts", expected, sum);
    }
  }

  private static void requireBalance(String what, long expected, long found) {
    if (found != expected) {
      throw new IllegalStateException(
          "the measurement is void: " + what + " is " + found + ", must be " + expected);
    }
  }

  private long balance(String queryName, Map<String, ?> data) {
    return (Long) ask(queryName, data, QueryRequest.NOW).get("balance");
  }

  /** The total of all balances as of a sequence; the answer is that of exactly this sequence. */
  public long total(AsOf asOf) {
    return (Long) ask("total", Map.of(), asOf).get("balance");
  }

  /** A checksum over the balances of the accounts, of the first ones where they are many. */
  public long checksum(AsOf asOf, int mostAccounts) {
    CRC32C checksum = new CRC32C();
    for (int i = 0; i < Math.min(accounts.length, mostAccounts); i++) {
      Object balance = ask("get-balance", Map.of("account", accounts[i]), asOf).get("balance");
      checksum.update((accounts[i] + "=" + balance + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return checksum.getValue();
  }

  private Map<?, ?> ask(String queryName, Map<String, ?> data, AsOf asOf) {
    Domains.Query query = domains.query(queryName);
    CompletableFuture<Object> answer = new CompletableFuture<>();
    try {
      engine.query(
          new QueryRequest(
              query, RecordShape.of(query.type().type()).bind(data), check.lastSequence(), asOf),
          new QueryReply() {
            @Override
            public void onResult(long basis, Object result) {
              if (asOf instanceof AsOf.Sequence asked && asked.sequence() != basis) {
                onError("wrong-basis", "asked as of " + asked + ", answered as of " + basis);
              } else {
                answer.complete(Values.plain(result));
              }
            }

            @Override
            public void onError(String code, String message) {
              answer.completeExceptionally(new IllegalStateException(code + ": " + message));
            }
          });
    } catch (BindException e) {
      throw new IllegalStateException("query " + queryName + " does not take " + data, e);
    }
    return (Map<?, ?>) answer.join();
  }

  /** The engine itself, for what else is done to it beside the transfers. */
  public Engine engine() {
    return engine;
  }

  /** How long it took to recover and start. */
  public double startSeconds() {
    return startNs / 1e9;
  }

  /** What all accounts hold together, always. */
  public long expectedTotal() {
    return OPENING_BALANCE * accounts.length;
  }

  /** How often the ring had no room since the last call; such a command is published again. */
  long busySinceLastCall() {
    long since = busy;
    busy = 0;
    return since;
  }

  /** From publication to reply; to be asked when all was answered, and emptied then. */
  public Histogram latenciesNs() {
    return check.latenciesNs();
  }

  /** How many commands were published so far, accounts and deposits included. */
  public long published() {
    return published;
  }

  @Override
  public void close() {
    engine.close();
  }
}
