package io.ringfold.bench.peers.harness;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * One client that keeps so many transfers under way at a peer: a closed loop. Afterwards every
 * balance is compared with what the client itself counted. Not thread-safe.
 */
public final class PeerRun {
  private static final long SEED = 20261120;
  private static final int LARGEST_AMOUNT = 100;
  private static final int SPINS_BEFORE_YIELD = 32;
  private static final int YIELDS_BETWEEN_CHECKS = 1024;
  private static final long LONGEST_WAIT_NS = TimeUnit.SECONDS.toNanos(30);

  /**
   * What a run gave.
   *
   * @param latenciesNs of what was completed within the seconds measured
   * @param checks what held
   */
  public record Result(double seconds, Histogram latenciesNs, List<String> checks) {

    public long completed() {
      return latenciesNs.getTotalCount();
    }

    public double perSecond() {
      return completed() / seconds;
    }
  }

  private final Peer peer;
  private final PeerSettings settings;
  private final Completions completions;
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final long[] expected = new long[PeerSettings.ACCOUNTS];
  private long sent;

  public PeerRun(Peer peer, PeerSettings settings, Completions completions) {
    this.peer = peer;
    this.settings = settings;
    this.completions = completions;
    java.util.Arrays.fill(expected, PeerSettings.OPENING_BALANCE);
  }

  /**
   * Runs warm-up and measurement, waits for the last completion, and checks.
   *
   * @throws PeerException where anything was not as it must be
   */
  public Result run() {
    long begunNs = System.nanoTime();
    long fromNs = begunNs + (long) (settings.warmUpSeconds() * 1e9);
    long untilNs = fromNs + (long) (settings.seconds() * 1e9);
    completions.measure(fromNs, untilNs);
    while (sendNext() < untilNs) {
      // goes on
    }
    await(1);
    completions.requireNoFault();
    requireBalances();
    return new Result(
        settings.seconds(),
        completions.latencies(),
        List.of(
            sent
                + " commands sent, each completed once"
                + (completions.isOrdered() ? ", in order" : ""),
            "every balance of "
                + PeerSettings.ACCOUNTS
                + " as the client counted it, their sum as at the beginning"));
  }

  /** Sends one more, once the window has room, and returns when. */
  private long sendNext() {
    await(settings.window());
    int from = random.nextInt(expected.length);
    int to = random.nextInt(expected.length - 1);
    to += to >= from ? 1 : 0;
    int amount = 1 + random.nextInt(LARGEST_AMOUNT);
    long number = sent + 1;
    long now = System.nanoTime();
    completions.sending(number, now);
    long refusals = 0;
    while (!peer.offer(number, from, to, amount)) {
      if (peer.poll() == 0) {
        Thread.yield();
      }
      requireProgress(++refusals, now);
    }
    sent = number;
    expected[from] -= amount;
    expected[to] += amount;
    return now;
  }

  /** Waits until fewer than so many are under way, and the next one has its place. */
  private void await(int limit) {
    long idle = 0;
    long startNs = 0;
    while (sent - completions.count() >= limit || !completions.hasPlaceFor(sent + 1)) {
      if (peer.poll() > 0) {
        continue;
      }
      if (++idle < SPINS_BEFORE_YIELD) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
        startNs = startNs == 0 ? System.nanoTime() : startNs;
        requireProgress(idle, startNs);
      }
    }
  }

  private void requireProgress(long waits, long sinceNs) {
    if (waits % YIELDS_BETWEEN_CHECKS == 0) {
      completions.requireNoFault();
      if (System.nanoTime() - sinceNs > LONGEST_WAIT_NS) {
        throw new PeerException(
            "of "
                + sent
                + " commands sent, "
                + completions.count()
                + " were completed, and no more in "
                + TimeUnit.NANOSECONDS.toSeconds(LONGEST_WAIT_NS)
                + " s");
      }
    }
  }

  private void requireBalances() {
    long sum = 0;
    for (int account = 0; account < expected.length; account++) {
      long balance = peer.balance(account);
      sum += balance;
      if (balance != expected[account]) {
        throw new PeerException(
            "account " + account + " holds " + balance + ", must hold " + expected[account]);
      }
    }
    long opening = PeerSettings.OPENING_BALANCE * expected.length;
    if (sum != opening) {
      throw new PeerException("the balances add up to " + sum + ", must be " + opening);
    }
  }
}
