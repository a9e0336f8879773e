package io.ringfold.bench.peers.reveno;

import io.ringfold.bench.peers.harness.Completions;
import io.ringfold.bench.peers.harness.Peer;
import io.ringfold.bench.peers.harness.PeerMain;
import io.ringfold.bench.peers.harness.PeerSettings;
import io.ringfold.bench.peers.harness.PeerSettings.Durability;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.reveno.atp.api.ChannelOptions;
import org.reveno.atp.api.Configuration.CpuConsumption;
import org.reveno.atp.api.Configuration.MutableModelFailover;
import org.reveno.atp.api.commands.Result;
import org.reveno.atp.api.domain.WriteableRepository;
import org.reveno.atp.api.transaction.TransactionContext;
import org.reveno.atp.core.Engine;

/** Reveno with a mutable model. The client takes the futures in the order of its commands. */
public final class RevenoPeer implements Peer {
  private static final int RING = 8192;

  /** Of a file that is allocated before it is written, which halves what a forced write costs. */
  private static final long VOLUME_BYTES = 64L << 20;

  private static final long EVENTS_BYTES = 1L << 20;

  /** Opens the accounts. No record, as Reveno's serializer takes none. */
  static final class OpenAccounts implements Serializable {
    private static final long serialVersionUID = 1;

    final int count;

    OpenAccounts(int count) {
      this.count = count;
    }
  }

  /** Asks for a balance. */
  record GetBalance(int account) {}

  private record Sent(long number, CompletableFuture<? extends Result<?>> answer) {}

  private final PeerSettings settings;
  private final Completions completions;
  private final Engine engine;
  private final Queue<Sent> sent = new ArrayDeque<>();
  private long applied;

  RevenoPeer(PeerSettings settings, Completions completions) {
    this.settings = settings;
    this.completions = completions;
    engine = new Engine(settings.directory().toFile());
    engine.config().mutableModel();
    engine.config().mutableModelFailover(MutableModelFailover.COMPENSATING_ACTIONS);
    engine.config().cpuConsumption(CpuConsumption.HIGH);
    engine.config().disruptor().bufferSize(RING);
    if (settings.durability() == Durability.fsync) {
      engine
          .config()
          .journaling()
          .channelOptions(ChannelOptions.UNBUFFERED_IO)
          .volumesSize(VOLUME_BYTES, EVENTS_BYTES)
          .volumes(2)
          .minVolumes(1);
    } else {
      engine.config().journaling().channelOptions(ChannelOptions.BUFFERING_OS);
    }
    engine.domain().command(Transfer.class, (command, context) -> context.executeTxAction(command));
    engine
        .domain()
        .command(OpenAccounts.class, (command, context) -> context.executeTxAction(command));
    engine
        .domain()
        .command(
            GetBalance.class,
            Long.class,
            (command, context) ->
                context.repo().getClean(Account.class, command.account()).balance);
    engine
        .domain()
        .transactionWithCompensatingAction(Transfer.class, this::carryOut, this::takeBack);
    engine
        .domain()
        .transactionWithCompensatingAction(
            OpenAccounts.class, RevenoPeer::open, (command, context) -> {});
    engine.startup();
    engine.executeSync(new OpenAccounts(PeerSettings.ACCOUNTS));
  }

  private static void open(OpenAccounts command, TransactionContext context) {
    for (int account = 0; account < command.count; account++) {
      context.repo().store(account, new Account(PeerSettings.OPENING_BALANCE));
    }
  }

  private void carryOut(Transfer transfer, TransactionContext context) {
    if (transfer.number != applied + 1) {
      completions.failed(
          new IllegalStateException(transfer.number + " was carried out after " + applied));
    }
    applied = transfer.number;
    move(context.repo(), transfer.from, transfer.to, transfer.amount);
  }

  private void takeBack(Transfer transfer, TransactionContext context) {
    move(context.repo(), transfer.to, transfer.from, transfer.amount);
  }

  private static void move(WriteableRepository accounts, int from, int to, int amount) {
    accounts.getClean(Account.class, from).balance -= amount;
    accounts.getClean(Account.class, to).balance += amount;
  }

  @Override
  public String durableBy() {
    return (settings.durability() == Durability.fsync
            ? "UNBUFFERED_IO: one write with O_DSYNC for each transaction into a file allocated"
                + " before, and only then its future is completed; no means to force a batch at once"
            : "BUFFERING_OS: one write for each transaction, and only then its future is completed;"
                + " never forced")
        + "; mutable model, compensating actions, ring of 8192, waits yield";
  }

  @Override
  public boolean offer(long number, int from, int to, int amount) {
    sent.add(new Sent(number, engine.executeCommand(new Transfer(number, from, to, amount))));
    return true;
  }

  @Override
  public int poll() {
    int taken = 0;
    for (Sent next = sent.peek(); next != null && next.answer().isDone(); next = sent.peek()) {
      sent.remove();
      Result<?> result = next.answer().join();
      if (!result.isSuccess()) {
        completions.failed(result.getException());
      }
      completions.completed(next.number());
      taken++;
    }
    return taken;
  }

  @Override
  public long balance(int account) {
    return engine.<Long>executeSync(new GetBalance(account));
  }

  @Override
  public void close() {
    engine.shutdown();
  }

  /** Runs the peer once, by its command line. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return PeerMain.run(
        "reveno", "1.23", Completions::inOrder, RevenoPeer::new, args, System.out, System.err);
  }
}
