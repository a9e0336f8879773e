package io.ringfold.examples.bank;

import io.ringfold.examples.bank.BankEvent.AccountOpened;
import io.ringfold.examples.bank.BankEvent.Deposited;
import io.ringfold.examples.bank.BankEvent.TransferCredited;
import io.ringfold.examples.bank.BankEvent.TransferDebited;
import io.ringfold.examples.bank.BankEvent.Withdrawn;
import io.ringfold.examples.bank.Ledger.Balance;
import java.util.HashMap;
import java.util.Map;

/**
 * What the bank's decisions look at: every account with its balance. Mutable, changed by events
 * alone, on the engine's one deciding thread; hence plain collections, and nothing is copied.
 */
public final class Accounts {

  /** One account: owner and balance in minor units. */
  static final class Account {
    private final String owner;
    private long balance;

    private Account(String owner) {
      this.owner = owner;
    }

    String owner() {
      return owner;
    }

    long balance() {
      return balance;
    }
  }

  private final Map<String, Account> byId = new HashMap<>();

  /** The sum of all balances: kept, not computed, because each deposit looks at it. */
  private long total;

  /** The account of this id, or null. */
  Account find(String account) {
    return byId.get(account);
  }

  /** What the account of this id is now; null where there is none. */
  Balance balanceOf(String id) {
    Account account = byId.get(id);
    return account == null ? null : new Balance(id, account.owner, account.balance);
  }

  /** How many accounts are open. */
  public int count() {
    return byId.size();
  }

  /** The sum of all balances, in minor units. */
  public long total() {
    return total;
  }

  void opened(AccountOpened event) {
    byId.put(event.account(), new Account(event.owner()));
  }

  void deposited(Deposited event) {
    byId.get(event.account()).balance = event.balance();
    total += event.amount();
  }

  void withdrawn(Withdrawn event) {
    byId.get(event.account()).balance = event.balance();
    total -= event.amount();
  }

  void debited(TransferDebited event) {
    byId.get(event.from()).balance = event.balance();
    total -= event.amount();
  }

  void credited(TransferCredited event) {
    byId.get(event.to()).balance = event.balance();
    total += event.amount();
  }
}
