package io.ringfold.examples.bank;

import static io.ringfold.examples.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringfold.engine.testkit.DomainTest;
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
import io.ringfold.examples.bank.Ledger.Total;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BankTest {

  private static DomainTest<Accounts> bank() {
    return DomainTest.of(Bank.DEFINITION);
  }

  /** Alice has 100, Bob nothing. */
  private static DomainTest<Accounts> aliceHasHundred() {
    return bank()
        .given(new AccountOpened("alice", "Alice"))
        .given(new AccountOpened("bob", "Bob"))
        .given(new Deposited("alice", 100, 100));
  }

  @Test
  void anAccountIsOpenedWithNothingInIt() {
    bank()
        .when(new OpenAccount("alice", "Alice"))
        .thenEvents(new AccountOpened("alice", "Alice"))
        .thenQuery(
            new GetBalance("alice"), Map.of("account", "alice", "owner", "Alice", "balance", 0));
  }

  @Test
  void anAccountIsOpenedOnce() {
    aliceHasHundred()
        .when(new OpenAccount("alice", "Another Alice"))
        .thenRejected("account-exists")
        .thenQuery(new GetBalance("alice"), new Balance("alice", "Alice", 100));
  }

  @Test
  void aDepositTellsTheBalanceAfterIt() {
    aliceHasHundred()
        .when(new Deposit("alice", 20))
        .thenEvents(new Deposited("alice", 20, 120))
        .thenQuery(new GetBalance("alice"), new Balance("alice", "Alice", 120))
        .thenState(accounts -> assertEquals(120, accounts.total()));
  }

  @Test
  void aWithdrawalTellsTheBalanceAfterIt() {
    aliceHasHundred()
        .when(new Withdraw("alice", 100))
        .thenEvents(new Withdrawn("alice", 100, 0))
        .thenQuery(new GetBalance("alice"), new Balance("alice", "Alice", 0));
  }

  @Test
  void theExampleInTheTestKitsPackagePageHolds() {
    DomainTest.of(Bank.DEFINITION)
        .given(new AccountOpened("alice", "Alice"), new Deposited("alice", 100, 100))
        .when(new Withdraw("alice", 30))
        .thenEvents(new Withdrawn("alice", 30, 70))
        .thenQuery(
            new GetBalance("alice"), Map.of("account", "alice", "owner", "Alice", "balance", 70));
  }

  @Test
  void nobodyWithdrawsMoreThanThereIs() {
    aliceHasHundred()
        .when(new Withdraw("alice", 101))
        .thenRejected("insufficient-funds")
        .thenQuery(new GetBalance("alice"), new Balance("alice", "Alice", 100));
  }

  @Test
  void aTransferIsTwoEventsWithTheBalancesAfterIt() {
    aliceHasHundred()
        .when(new Transfer("alice", "bob", 30))
        .thenEvents(
            new TransferDebited("alice", "bob", 30, 70),
            new TransferCredited("alice", "bob", 30, 30))
        .thenQuery(new GetBalance("alice"), new Balance("alice", "Alice", 70))
        .thenQuery(new GetBalance("bob"), new Balance("bob", "Bob", 30))
        .thenQuery(new GetTotal(), new Total(2, 100));
  }

  @Test
  void nobodyTransfersMoreThanThereIs() {
    aliceHasHundred()
        .when(new Transfer("alice", "bob", 101))
        .thenRejected("insufficient-funds")
        .and()
        .when(new Transfer("bob", "alice", 1))
        .thenRejected("insufficient-funds");
  }

  @Test
  void aTransferNeedsTwoAccounts() {
    aliceHasHundred().when(new Transfer("alice", "alice", 1)).thenRejected("same-account");
  }

  @Test
  void nothingHappensOnAnAccountThatWasNeverOpened() {
    aliceHasHundred()
        .when(new Deposit("carol", 1))
        .thenRejected("no-such-account")
        .and()
        .when(new Withdraw("carol", 1))
        .thenRejected("no-such-account")
        .and()
        .when(new Transfer("alice", "carol", 1))
        .thenRejected("no-such-account")
        .and()
        .when(new Transfer("carol", "alice", 1))
        .thenRejected("no-such-account");
  }

  @Test
  void theSumOfAllBalancesStaysInTheRangeOfALong() {
    aliceHasHundred()
        .when(new Deposit("bob", Long.MAX_VALUE - 99))
        .thenRejected("amount-too-large")
        .and()
        .when(new Deposit("bob", Long.MAX_VALUE - 100))
        .thenEvents(new Deposited("bob", Long.MAX_VALUE - 100, Long.MAX_VALUE - 100))
        .and()
        .when(new Transfer("alice", "bob", 100))
        .thenEvents(
            new TransferDebited("alice", "bob", 100, 0),
            new TransferCredited("alice", "bob", 100, Long.MAX_VALUE))
        .thenQuery(new GetTotal(), new Total(2, Long.MAX_VALUE))
        .and()
        .when(new Deposit("alice", 1))
        .thenRejected("amount-too-large");
  }

  @Test
  void anAccountThatWasNeverOpenedHasNoBalance() {
    bank().thenQuery(new GetBalance("alice"), null);
  }

  @Test
  void theTotalIsOfAllAccounts() {
    bank().thenQuery(new GetTotal(), Map.of("accounts", 0, "balance", 0));
    aliceHasHundred()
        .given(new Deposited("bob", 5, 5))
        .thenQuery(new GetTotal(), Map.of("accounts", 2, "balance", 105));
  }

  @Test
  void aStatementListsTheNewestMovementFirst() {
    Instant nine = Instant.parse("2026-03-01T09:00:00Z");
    Instant ten = Instant.parse("2026-03-01T10:00:00Z");
    DomainTest<Accounts> test =
        aliceHasHundred()
            .at(nine)
            .given(
                new TransferDebited("alice", "bob", 30, 70),
                new TransferCredited("alice", "bob", 30, 30))
            .at(ten)
            .given(new Withdrawn("alice", 10, 60));
    Map<String, Object> withdrawn =
        Map.of("type", "withdrawn", "amount", 10, "balance", 60, "timestamp", ten, "seq", 5);
    Map<String, Object> debited =
        Map.of(
            "type",
            "transfer-debited",
            "amount",
            30,
            "balance",
            70,
            "counterparty",
            "bob",
            "timestamp",
            nine,
            "seq",
            4);
    Map<String, Object> deposited =
        Map.of(
            "type",
            "deposited",
            "amount",
            100,
            "balance",
            100,
            "timestamp",
            DomainTest.START,
            "seq",
            3);
    Map<String, Object> credited =
        Map.of(
            "type",
            "transfer-credited",
            "amount",
            30,
            "balance",
            30,
            "counterparty",
            "alice",
            "timestamp",
            nine,
            "seq",
            4);
    test.thenQuery(new Statement("alice", Optional.empty()), List.of(withdrawn, debited, deposited))
        .thenQuery(new Statement("alice", Optional.of(2)), List.of(withdrawn, debited))
        .thenQuery(new Statement("bob", Optional.of(2)), List.of(credited))
        .thenQuery(new Statement("carol", Optional.empty()), List.of());
  }

  @Test
  void refusesAmountsThatMoveNothing() {
    refused("amount must be more than 0, was 0", () -> new Deposit("alice", 0));
    refused("amount must be more than 0, was -5", () -> new Deposit("alice", -5));
    refused("amount must be more than 0, was -5", () -> new Withdraw("alice", -5));
    refused("amount must be more than 0, was -5", () -> new Transfer("alice", "bob", -5));
  }

  @Test
  void refusesIdsThatAreTooShortOrTooLong() {
    String longest = "x".repeat(200);
    bank().when(new OpenAccount(longest, longest)).thenEventTypes(AccountOpened.class);
    refused("account must not be empty", () -> new OpenAccount("", "Alice"));
    refused("owner must not be empty", () -> new OpenAccount("alice", ""));
    refused(
        "account must have at most 200 characters, had 201",
        () -> new OpenAccount(longest + "x", "Alice"));
    refused("account must not be empty", () -> new Deposit("", 1));
    refused("account must not be empty", () -> new Withdraw("", 1));
    refused("from must not be empty", () -> new Transfer("", "bob", 1));
    refused("to must not be empty", () -> new Transfer("alice", "", 1));
    refused("account must not be empty", () -> new GetBalance(""));
    refused("account must not be empty", () -> new Statement("", Optional.empty()));
    refused("limit must be from 1 to 1000000, was 0", () -> new Statement("alice", Optional.of(0)));
  }

  @Test
  void tellsWhatOneAccountIsAtEachMoment() {
    aliceHasHundred()
        .when(new Transfer("alice", "bob", 30))
        .thenKeyState("alice", new Balance("alice", "Alice", 70))
        .thenKeyState("bob", Map.of("account", "bob", "owner", "Bob", "balance", 30))
        .thenKeyState("carol", null);
  }
}
