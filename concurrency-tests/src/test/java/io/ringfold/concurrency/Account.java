package io.ringfold.concurrency;

import io.ringfold.concurrency.Account.Answer;
import io.ringfold.concurrency.Account.Call;

/** An account of the bank as its clients know it: a balance that is never negative. */
final class Account implements Specification<Long, Call, Answer> {

  sealed interface Call {}

  record Deposit(long amount) implements Call {}

  record Withdraw(long amount) implements Call {}

  record GetBalance() implements Call {}

  sealed interface Answer {}

  record Accepted() implements Answer {}

  record InsufficientFunds() implements Answer {}

  record Balance(long amount) implements Answer {}

  @Override
  public Long initial() {
    return 0L;
  }

  @Override
  public Long after(Long balance, Call call, Answer answer) {
    if (call instanceof Deposit deposit) {
      return fits(answer, new Accepted()) ? balance + deposit.amount() : null;
    }
    if (call instanceof Withdraw withdraw) {
      boolean enough = balance >= withdraw.amount();
      if (!fits(answer, enough ? new Accepted() : new InsufficientFunds())) {
        return null;
      }
      return enough ? balance - withdraw.amount() : balance;
    }
    return fits(answer, new Balance(balance)) ? balance : null;
  }

  private static boolean fits(Answer answer, Answer expected) {
    return answer == null || answer.equals(expected);
  }
}
