package io.ringfold.examples.bank;

import io.ringfold.engine.domain.EventContext;
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
import java.util.List;
import java.util.Optional;
import org.pcollections.ConsPStack;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PStack;

/**
 * The read model of all queries about the bank: each account with all its movements. Immutable; the
 * next one shares with the last what did not change.
 *
 * @param total the sum of all balances, in minor units
 */
public record Ledger(PMap<String, Account> accounts, long total) {

  /** One account as its holder sees it. */
  record Account(String owner, long balance, PStack<Movement> newestFirst) {}

  /** What moves money; each is called like its event. */
  enum MovementType {
    DEPOSITED,
    WITHDRAWN,
    TRANSFER_DEBITED,
    TRANSFER_CREDITED
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
    return new Ledger(HashTreePMap.empty(), 0);
  }

  Ledger opened(AccountOpened event, EventContext context) {
    Account account = new Account(event.owner(), 0, ConsPStack.empty());
    return new Ledger(accounts.plus(event.account(), account), total);
  }

  Ledger deposited(Deposited event, EventContext context) {
    return moved(
        event.account(),
        event.amount(),
        new Movement(
            MovementType.DEPOSITED,
            event.amount(),
            event.balance(),
            Optional.empty(),
            context.time(),
            context.sequence()));
  }

  Ledger withdrawn(Withdrawn event, EventContext context) {
    return moved(
        event.account(),
        -event.amount(),
        new Movement(
            MovementType.WITHDRAWN,
            event.amount(),
            event.balance(),
            Optional.empty(),
            context.time(),
            context.sequence()));
  }

  Ledger debited(TransferDebited event, EventContext context) {
    return moved(
        event.from(),
        -event.amount(),
        new Movement(
            MovementType.TRANSFER_DEBITED,
            event.amount(),
            event.balance(),
            Optional.of(event.to()),
            context.time(),
            context.sequence()));
  }

  Ledger credited(TransferCredited event, EventContext context) {
    return moved(
        event.to(),
        event.amount(),
        new Movement(
            MovementType.TRANSFER_CREDITED,
            event.amount(),
            event.balance(),
            Optional.of(event.from()),
            context.time(),
            context.sequence()));
  }

  private Ledger moved(String id, long change, Movement movement) {
    Account last = accounts.get(id);
    Account next = new Account(last.owner(), movement.balance(), last.newestFirst().plus(movement));
    return new Ledger(accounts.plus(id, next), total + change);
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
    PStack<Movement> movements = account.newestFirst();
    int limit = query.limit().orElse(Require.MAX_LIMIT);
    return movements.subList(0, Math.min(limit, movements.size()));
  }
}
