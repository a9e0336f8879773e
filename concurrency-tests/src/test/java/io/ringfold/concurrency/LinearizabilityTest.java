package io.ringfold.concurrency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.concurrency.Account.Accepted;
import io.ringfold.concurrency.Account.Answer;
import io.ringfold.concurrency.Account.Balance;
import io.ringfold.concurrency.Account.Call;
import io.ringfold.concurrency.Account.Deposit;
import io.ringfold.concurrency.Account.GetBalance;
import io.ringfold.concurrency.Account.InsufficientFunds;
import io.ringfold.concurrency.Account.Withdraw;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinearizabilityTest {
  private static final Account ACCOUNT = new Account();

  private final List<Operation<Call, Answer>> history = new ArrayList<>();

  private void deposit(long amount, long from, long to) {
    history.add(new Operation<>(new Deposit(amount), new Accepted(), from, to));
  }

  private void withdraw(long amount, boolean accepted, long from, long to) {
    Answer answer = accepted ? new Accepted() : new InsufficientFunds();
    history.add(new Operation<>(new Withdraw(amount), answer, from, to));
  }

  private void read(long balance, long from, long to) {
    history.add(new Operation<>(new GetBalance(), new Balance(balance), from, to));
  }

  private void unknown(Call call, long from) {
    history.add(Operation.unknown(call, from));
  }

  private boolean isLinearizable() {
    return Linearizability.check(ACCOUNT, history).isLinearizable();
  }

  @Test
  void acceptsCallsOneAfterTheOther() {
    deposit(10, 1, 2);
    read(10, 3, 4);
    withdraw(4, true, 5, 6);
    withdraw(7, false, 7, 8);
    read(6, 9, 10);
    assertTrue(isLinearizable());
    assertEquals(history, Linearizability.check(ACCOUNT, history).order());
  }

  @Test
  void acceptsEitherOrderOfCallsThatOverlap() {
    deposit(10, 1, 10);
    read(0, 2, 3);
    read(10, 4, 5);
    withdraw(10, true, 6, 20);
    read(10, 11, 12);
    read(0, 13, 14);
    assertTrue(isLinearizable());
  }

  @Test
  void acceptsAnUnknownCallThatHappenedLate() {
    unknown(new Deposit(5), 1);
    read(0, 2, 3);
    read(0, 4, 5);
    read(5, 6, 7);
    assertTrue(isLinearizable());
  }

  @Test
  void acceptsAnUnknownCallThatNeverHappened() {
    deposit(1, 1, 2);
    unknown(new Deposit(5), 3);
    read(1, 4, 5);
    assertTrue(isLinearizable());
  }

  @Test
  void acceptsAnUnknownWithdrawalThatWasRefused() {
    unknown(new Withdraw(5), 1);
    deposit(5, 2, 3);
    read(5, 4, 5);
    withdraw(5, true, 6, 7);
    assertTrue(isLinearizable());
  }

  @Test
  void refusesALostUpdate() {
    deposit(10, 1, 5);
    deposit(7, 2, 6);
    read(10, 7, 8);
    assertFalse(isLinearizable());
  }

  @Test
  void refusesAStaleRead() {
    deposit(10, 1, 2);
    read(10, 3, 4);
    deposit(5, 5, 6);
    read(10, 7, 8);
    assertFalse(isLinearizable());
  }

  @Test
  void refusesReadsThatGoBack() {
    deposit(10, 1, 20);
    read(10, 2, 3);
    read(0, 4, 5);
    assertFalse(isLinearizable());
  }

  @Test
  void refusesAnUnknownCallThatHappenedTwice() {
    unknown(new Deposit(5), 1);
    read(5, 2, 3);
    read(10, 4, 5);
    assertFalse(isLinearizable());
  }

  @Test
  void refusesAnUnknownCallThatHappenedBeforeItWasSent() {
    read(5, 1, 2);
    unknown(new Deposit(5), 3);
    assertFalse(isLinearizable());
  }

  @Test
  void refusesAnAnswerThatTheStateDoesNotGive() {
    deposit(5, 1, 2);
    withdraw(5, false, 3, 4);
    assertFalse(isLinearizable());
  }

  @Test
  void tellsHowFarItCameAndWhatBlocked() {
    deposit(10, 1, 2);
    read(11, 3, 4);
    deposit(1, 5, 6);
    Linearizability.Verdict<Call, Answer> verdict = Linearizability.check(ACCOUNT, history);
    assertEquals(history.subList(0, 1), verdict.order());
    assertEquals(history.subList(1, 2), verdict.blocked());
  }

  /** The search against trying every order: they agree, on histories of either kind. */
  @Test
  void saysTheSameAsTryingEveryOrder() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int linearizable = 0;
    int rounds = 4_000;
    for (int round = 0; round < rounds; round++) {
      history.clear();
      for (int i = random.nextInt(6) + 1; i > 0; i--) {
        history.add(anyOperation(random));
      }
      boolean expected = anyOrderFits(ACCOUNT.initial(), history);
      linearizable += expected ? 1 : 0;
      assertEquals(expected, isLinearizable(), () -> "seed " + seed + ": " + history);
    }
    System.out.println(
        "LinearizabilityTest seed "
            + seed
            + ": "
            + rounds
            + " histories, "
            + linearizable
            + " linearizable");
    assertTrue(linearizable > rounds / 20 && linearizable < rounds * 19 / 20, "seed " + seed);
  }

  private static Operation<Call, Answer> anyOperation(Random random) {
    long from = random.nextInt(8);
    long to = from + random.nextInt(6);
    long amount = random.nextInt(2) + 1;
    Answer done = random.nextInt(4) > 0 ? new Accepted() : new InsufficientFunds();
    boolean unknown = random.nextInt(5) == 0;
    return switch (random.nextInt(5)) {
      case 0, 1 ->
          unknown
              ? Operation.unknown(new Deposit(amount), from)
              : new Operation<>(new Deposit(amount), new Accepted(), from, to);
      case 2 ->
          unknown
              ? Operation.unknown(new Withdraw(amount), from)
              : new Operation<>(new Withdraw(amount), done, from, to);
      default -> new Operation<>(new GetBalance(), new Balance(random.nextInt(4)), from, to);
    };
  }

  private static boolean anyOrderFits(Long state, List<Operation<Call, Answer>> left) {
    if (left.stream().allMatch(Operation::isUnknown)) {
      return true;
    }
    for (Operation<Call, Answer> first : left) {
      boolean mayBeFirst = left.stream().noneMatch(each -> each.answeredAt() < first.calledAt());
      Long after = ACCOUNT.after(state, first.call(), first.answer());
      if (mayBeFirst && after != null) {
        List<Operation<Call, Answer>> rest = new ArrayList<>(left);
        rest.remove(first);
        if (anyOrderFits(after, rest)) {
          return true;
        }
      }
    }
    return false;
  }
}
