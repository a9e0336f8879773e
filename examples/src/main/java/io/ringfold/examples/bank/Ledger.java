package io.ringfold.examples.bank;

import io.ringfold.engine.domain.EventContext;
import io.ringfold.engine.domain.PersistentMap;
import io.ringfold.engine.domain.PersistentStack;
import io.ringfold.examples.Require;
import io.ringfold.examples.bank.BankEvent.AccountOpened;
import io.ringfold.examples.bank.BankEvent.Deposited;
import io.ringfold.examples.bank.BankEvent.TransferCredited;
import io.ringfold.examples.bank.BankEvent.TransferDebited;
import io.ringfold.examples.bank.BankEvent.Withdrawn;
import io.ringfold.examples.bank.BankQuery.GetBalance;
import io.ringfold.examples.bank.BankQuery.GetTotal;
import io.ringfold.examples.bank.BankQuery.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The read model of all queries about the bank: each account with all its movements. Immutable; the
 * next one shares with the last what did not change.
 *
 * @param total the sum of all balances, in minor units
 */
public record Ledger(PersistentMap<String, Account> accounts, long total) {

  /** One account as its holder sees it. */
  record Account(String owner, long balance, PersistentStack<Entry> newestFirst) {}

  /** What moves money; each is called like its event. */
  enum MovementType {
    DEPOSITED,
    WITHDRAWN,
    TRANSFER_DEBITED,
    TRANSFER_CREDITED
  }

  /**
   * A movement as it is kept, by the million: one small object.
   *
   * @param counterparty null where the money came in or went out
   */
  record Entry(
      MovementType type,
      long amount,
      long balance,
      String counterparty,
      long timeMicros,
      long seq) {
    Movement movement() {
      return new Movement(
          type,
          amount,
          balance,
          Optional.ofNullable(counterparty),
          Instant.EPOCH.plus(timeMicros, ChronoUnit.MICROS),
          seq);
    }
  }

  /**
   * A line of a statement.
   *
   * @param balance of the account after it
   * @param counterparty the other account of a transfer
   * @param seq the sequence of the command that moved the money
   */
  record Movement(
      MovementType type,
      long amount,
      long balance,
      Optional<String> counterparty,
      Instant timestamp,
      long seq) {}

  /** Answers get-balance. */
  record Balance(String account, String owner, long balance) {}

  /** Answers total. */
  record Total(int accounts, long balance) {}

  static Ledger empty() {
    return new Ledger(PersistentMap.empty(), 0);
  }

  Ledger opened(AccountOpened event, EventContext context) {
    Account account = new Account(event.owner(), 0, PersistentStack.empty());
    return new Ledger(accounts.plus(event.account(), account, context.batch()), total);
  }

  Ledger deposited(Deposited event, EventContext context) {
    return moved(
        event.account(), MovementType.DEPOSITED, event.amount(), event.balance(), null, context);
  }

  Ledger withdrawn(Withdrawn event, EventContext context) {
    return moved(
        event.account(), MovementType.WITHDRAWN, event.amount(), event.balance(), null, context);
  }

  Ledger debited(TransferDebited event, EventContext context) {
    return moved(
        event.from(),
        MovementType.TRANSFER_DEBITED,
        event.amount(),
        event.balance(),
        event.to(),
        context);
  }

  Ledger credited(TransferCredited event, EventContext context) {
    return moved(
        event.to(),
        MovementType.TRANSFER_CREDITED,
        event.amount(),
        event.balance(),
        event.from(),
        context);
  }

  private Ledger moved(
      String id,
      MovementType type,
      long amount,
      long balance,
      String counterparty,
      EventContext context) {
    Account last = accounts.get(id);
    Entry entry =
        new Entry(type, amount, balance, counterparty, context.timeMicros(), context.sequence());
    Account next = new Account(last.owner(), balance, last.newestFirst().plus(entry));
    // the balance tells whether money came or went
    long change = balance - last.balance();
    return new Ledger(accounts.plus(id, next, context.batch()), total + change);
  }

  Balance balance(GetBalance query) {
    Account account = accounts.get(query.account());
    return account == null
        ? null
        : new Balance(query.account(), account.owner(), account.balance());
  }

  Total total(GetTotal query) {
    return new Total(accounts.size(), total);
  }

  List<Movement> statement(Statement query) {
    Account account = accounts.get(query.account());
    if (account == null) {
      return List.of();
    }
    return account.newestFirst().newest(query.limit().orElse(Require.MAX_LIMIT)).stream()
        .map(Entry::movement)
        .toList();
  }
}
