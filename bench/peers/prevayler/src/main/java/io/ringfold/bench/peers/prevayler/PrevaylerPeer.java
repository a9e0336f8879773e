package io.ringfold.bench.peers.prevayler;

import io.ringfold.bench.peers.harness.Completions;
import io.ringfold.bench.peers.harness.Peer;
import io.ringfold.bench.peers.harness.PeerException;
import io.ringfold.bench.peers.harness.PeerMain;
import io.ringfold.bench.peers.harness.PeerSettings;
import io.ringfold.bench.peers.harness.PeerSettings.Durability;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.prevayler.Prevayler;
import org.prevayler.PrevaylerFactory;
import org.prevayler.Query;

/**
 * Prevayler with its journal on disk. Forced, the client hands commands to threads that call
 * Prevayler, at most so many as it is quickest with, so that they share forces. Unforced, and with
 * a window of one, it calls itself: there is no force to share, and each thread only costs.
 */
public final class PrevaylerPeer implements Peer {
  private static final int MOST_THREADS = 64;
  private static final Transfer END = new Transfer(0, 0, 0, 0);
  private static final long LONGEST_WAIT_MS = 30_000;

  private final PeerSettings settings;
  private final Completions completions;
  private final Prevayler<Bank> prevayler;
  private final BlockingQueue<Transfer> waiting;
  private final List<Thread> callers = new ArrayList<>();

  PrevaylerPeer(PeerSettings settings, Completions completions) throws Exception {
    this.settings = settings;
    this.completions = completions;
    PrevaylerFactory<Bank> factory = new PrevaylerFactory<>();
    factory.configurePrevalentSystem(new Bank());
    factory.configurePrevalenceDirectory(settings.directory().toString());
    factory.configureJournalDiskSync(settings.durability() == Durability.fsync);
    factory.configureJournalSerializer("transferJournal", new TransferSerializer());
    factory.configureTransactionDeepCopy(false);
    prevayler = factory.create();
    waiting = new ArrayBlockingQueue<>(settings.window());
    for (int i = 0; i < threads(); i++) {
      Thread caller = new Thread(this::callForOthers, "caller-" + i);
      caller.setDaemon(true);
      callers.add(caller);
      caller.start();
    }
  }

  private int threads() {
    return settings.window() == 1 || settings.durability() == Durability.crash
        ? 0
        : Math.min(MOST_THREADS, settings.window());
  }

  private void callForOthers() {
    try {
      for (Transfer next = waiting.take(); next != END; next = waiting.take()) {
        call(next);
      }
    } catch (InterruptedException | RuntimeException e) {
      completions.failed(e);
    }
  }

  private void call(Transfer transfer) {
    prevayler.execute(transfer);
    completions.completed(transfer.number());
  }

  @Override
  public String durableBy() {
    return (settings.durability() == Durability.fsync
            ? "journal with disk sync: one write and one fsync for all that was written while the"
                + " last one ran, before the command is carried out and its call returns"
            : "journal without disk sync: one write, before the command is carried out and its call"
                + " returns")
        + "; "
        + (callers.isEmpty()
            ? "called by the client itself, which thus has one under way"
            : "called by " + callers.size() + " threads")
        + ", commands of 100 bytes by a serializer of their own, no deep copy";
  }

  @Override
  public boolean offer(long number, int from, int to, int amount) {
    Transfer transfer = new Transfer(number, from, to, amount);
    if (callers.isEmpty()) {
      call(transfer);
      return true;
    }
    return waiting.offer(transfer);
  }

  @Override
  public long balance(int account) {
    try {
      Query<Bank, Long> balance = (bank, time) -> bank.balance(account);
      return prevayler.execute(balance);
    } catch (Exception e) {
      throw new PeerException("no balance of account " + account, e);
    }
  }

  @Override
  public void close() {
    try {
      for (int i = 0; i < callers.size(); i++) {
        waiting.put(END);
      }
      for (Thread caller : callers) {
        caller.join(LONGEST_WAIT_MS);
      }
      prevayler.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new PeerException("cannot close the journal", e);
    }
  }

  /** Runs the peer once, by its command line. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return PeerMain.run(
        "prevayler",
        "2.6",
        Completions::inAnyOrder,
        PrevaylerPeer::new,
        args,
        System.out,
        System.err);
  }
}
