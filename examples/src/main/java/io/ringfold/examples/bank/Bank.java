package io.ringfold.examples.bank;

import io.ringfold.engine.domain.CommandContext;
import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.DomainModule;
import io.ringfold.examples.bank.Accounts.Account;
import io.ringfold.examples.bank.BankCommand.Deposit;
import io.ringfold.examples.bank.BankCommand.OpenAccount;
import io.ringfold.examples.bank.BankCommand.Transfer;
import io.ringfold.examples.bank.BankCommand.Withdraw;
import io.ringfold.examples.bank.BankEvent.AccountOpened;
import io.ringfold.examples.bank.BankEvent.Deposited;
import io.ringfold.examples.bank.BankEvent.TransferCredited;
import io.ringfold.examples.bank.BankEvent.TransferDebited;
import io.ringfold.examples.bank.BankEvent.Withdrawn;
import io.ringfold.examples.bank.BankQuery.GetBalance;
import io.ringfold.examples.bank.BankQuery.GetTotal;
import io.ringfold.examples.bank.BankQuery.Statement;
import io.ringfold.examples.bank.Ledger.Balance;

/**
 * The bank: its definition, and how its commands are decided.
 *
 * <p>A decision reads {@link Accounts} and the command, and says what shall have happened. It
 * changes nothing: that is for the events to do, live and on every replay alike.
 */
public final class Bank implements DomainModule {

  public static final Domain<Accounts> DEFINITION =
      Domain.define("bank", Accounts.class, Accounts::new)
          .command("open-account", OpenAccount.class, Bank::open)
          .command("deposit", Deposit.class, Bank::deposit)
          .command("withdraw", Withdraw.class, Bank::withdraw)
          .command("transfer", Transfer.class, Bank::transfer)
          .rejection("account-exists", "an account of this id is open already")
          .rejection("no-such-account", "no account of this id was ever opened")
          .rejection("insufficient-funds", "the account holds less than the amount")
          .rejection("same-account", "a transfer needs two accounts")
          .rejection("amount-too-large", "all accounts together would hold more than fits 64 bits")
          .event("account-opened", 1, AccountOpened.class, Accounts::opened)
          .event("deposited", 1, Deposited.class, Accounts::deposited)
          .event("withdrawn", 1, Withdrawn.class, Accounts::withdrawn)
          .event("transfer-debited", 1, TransferDebited.class, Accounts::debited)
          .event("transfer-credited", 1, TransferCredited.class, Accounts::credited)
          .projection(
              "ledger",
              Ledger.class,
              Ledger::empty,
              ledger ->
                  ledger
                      .on(AccountOpened.class, Ledger::opened)
                      .on(Deposited.class, Ledger::deposited)
                      .on(Withdrawn.class, Ledger::withdrawn)
                      .on(TransferDebited.class, Ledger::debited)
                      .on(TransferCredited.class, Ledger::credited))
          .query("get-balance", GetBalance.class, Ledger.class, Ledger::balance)
          .query("total", GetTotal.class, Ledger.class, Ledger::total)
          .query("statement", Statement.class, Ledger.class, Ledger::statement)
          .keyState(Balance.class, Accounts::balanceOf)
          .role(
              "teller",
              "serves customers: opens accounts, moves money, looks at an account",
              may ->
                  may.send("open-account", "deposit", "withdraw", "transfer")
                      .ask("get-balance", "statement"))
          .role(
              "auditor",
              "sees every account and every movement, changes nothing",
              may -> may.ask("get-balance", "total", "statement").seeAllUpdates())
          .stateTypes(
              Account.class, Ledger.Account.class, Ledger.Entry.class, Ledger.MovementType.class)
          .build();

  @Override
  public Domain<Accounts> domain() {
    return DEFINITION;
  }

  private static Decision open(Accounts accounts, OpenAccount command, CommandContext context) {
    if (accounts.find(command.account()) != null) {
      return Decision.reject(
          "account-exists", "account " + command.account() + " is open already: choose another id");
    }
    return Decision.accept(new AccountOpened(command.account(), command.owner()));
  }

  private static Decision deposit(Accounts accounts, Deposit command, CommandContext context) {
    Account account = accounts.find(command.account());
    if (account == null) {
      return noSuchAccount(command.account());
    }
    // The sum of all balances bounds each of them: checked here, where money comes in, no other
    // command can overflow.
    if (command.amount() > Long.MAX_VALUE - accounts.total()) {
      return Decision.reject(
          "amount-too-large",
          "the bank holds " + accounts.total() + " and cannot take " + command.amount() + " more");
    }
    return Decision.accept(
        new Deposited(command.account(), command.amount(), account.balance() + command.amount()));
  }

  private static Decision withdraw(Accounts accounts, Withdraw command, CommandContext context) {
    Account account = accounts.find(command.account());
    if (account == null) {
      return noSuchAccount(command.account());
    }
    if (account.balance() < command.amount()) {
      return insufficientFunds(command.account(), account, command.amount());
    }
    return Decision.accept(
        new Withdrawn(command.account(), command.amount(), account.balance() - command.amount()));
  }

  private static Decision transfer(Accounts accounts, Transfer command, CommandContext context) {
    if (command.from().equals(command.to())) {
      return Decision.reject(
          "same-account", "account " + command.from() + " cannot transfer to itself");
    }
    Account from = accounts.find(command.from());
    if (from == null) {
      return noSuchAccount(command.from());
    }
    Account to = accounts.find(command.to());
    if (to == null) {
      return noSuchAccount(command.to());
    }
    long amount = command.amount();
    if (from.balance() < amount) {
      return insufficientFunds(command.from(), from, amount);
    }
    return Decision.accept(
        new TransferDebited(command.from(), command.to(), amount, from.balance() - amount),
        new TransferCredited(command.from(), command.to(), amount, to.balance() + amount));
  }

  private static Decision noSuchAccount(String account) {
    return Decision.reject(
        "no-such-account", "there is no account " + account + ": open it with open-account");
  }

  private static Decision insufficientFunds(String id, Account account, long amount) {
    return Decision.reject(
        "insufficient-funds",
        "account " + id + " holds " + account.balance() + ", less than " + amount);
  }
}
