package io.ringfold.reliability;

import io.ringfold.engine.Codes;
import io.ringfold.engine.Submission;
import io.ringfold.examples.bank.BankCommand.Deposit;
import io.ringfold.examples.bank.BankCommand.OpenAccount;
import io.ringfold.examples.bank.BankCommand.Transfer;
import io.ringfold.examples.bank.BankCommand.Withdraw;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The bank told again, from commands and what was said of them, without a line of the bank's. */
final class ReferenceBank {
  private final Map<String, Long> balances = new TreeMap<>();
  private final Map<String, Long> lastWrite = new HashMap<>();

  /** Takes a record in the order of the journal; says what is wrong with it. */
  void take(JournalEntry entry, Submission command) {
    String[] keys = keys(command.data());
    if (keys.length == 0) {
      return;
    }
    checkExpectation(entry, command, keys);
    if (!entry.accepted()) {
      return;
    }
    int events = command.data() instanceof Transfer ? 2 : 1;
    if (entry.eventCount() != events) {
      throw new Violation(
          "all or nothing",
          "record " + entry.sequence() + " has " + entry.eventCount() + " events of " + events);
    }
    if (command.data() instanceof OpenAccount open) {
      if (balances.putIfAbsent(open.account(), 0L) != null) {
        throw new Violation("state", open.account() + " opened twice, at " + entry.sequence());
      }
    } else if (command.data() instanceof Deposit deposit) {
      add(deposit.account(), deposit.amount(), entry);
    } else if (command.data() instanceof Withdraw withdraw) {
      add(withdraw.account(), -withdraw.amount(), entry);
    } else if (command.data() instanceof Transfer transfer) {
      add(transfer.from(), -transfer.amount(), entry);
      add(transfer.to(), transfer.amount(), entry);
    }
    for (String key : keys) {
      lastWrite.put(key, entry.sequence());
    }
  }

  private void checkExpectation(JournalEntry entry, Submission command, String[] keys) {
    long last = 0;
    for (String key : keys) {
      last = Math.max(last, lastWrite.getOrDefault(key, 0L));
    }
    boolean expected =
        command.expectedSequence() == Submission.ANY_SEQUENCE || last <= command.expectedSequence();
    if (expected == Codes.CONFLICT.equals(entry.code())) {
      throw new Violation(
          "expected-seq",
          "record "
              + entry.sequence()
              + " expects "
              + command.expectedSequence()
              + ", last write "
              + last
              + ", code "
              + entry.code());
    }
  }

  private void add(String account, long amount, JournalEntry entry) {
    Long balance = balances.computeIfPresent(account, (id, before) -> before + amount);
    if (balance == null || balance < 0) {
      throw new Violation(
          "bank invariant", account + " holds " + balance + " at " + entry.sequence());
    }
  }

  private static String[] keys(Object command) {
    if (command instanceof OpenAccount open) {
      return new String[] {open.account()};
    } else if (command instanceof Deposit deposit) {
      return new String[] {deposit.account()};
    } else if (command instanceof Withdraw withdraw) {
      return new String[] {withdraw.account()};
    } else if (command instanceof Transfer transfer) {
      return new String[] {transfer.from(), transfer.to()};
    }
    return new String[0];
  }

  Map<String, Long> balances() {
    return balances;
  }

  long total() {
    return balances.values().stream().mapToLong(Long::longValue).sum();
  }
}
