package io.ringfold.examples.bank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Decision.Accepted;
import io.ringfold.engine.testkit.DomainTest;
import io.ringfold.examples.bank.BankCommand.Deposit;
import io.ringfold.examples.bank.BankCommand.OpenAccount;
import io.ringfold.examples.bank.BankCommand.Transfer;
import io.ringfold.examples.bank.BankCommand.Withdraw;
import io.ringfold.examples.bank.BankQuery.GetBalance;
import io.ringfold.examples.bank.BankQuery.GetTotal;
import io.ringfold.examples.bank.Ledger.Balance;
import io.ringfold.examples.bank.Ledger.Total;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The bank's invariant, whatever is asked of it. */
class RandomBankTest {
  private static final int STEPS = 250;
  private static final int ACCOUNTS = 8;

  @Test
  void theSumOfBalancesIsDepositsLessWithdrawals() {
    staysWhole(System.nanoTime(), 100);
  }

  @Test
  void soItIsWithAmountsAtTheEdgeOfALong() {
    staysWhole(System.nanoTime(), Long.MAX_VALUE);
  }

  private static void staysWhole(long seed, long amountBound) {
    Random random = new Random(seed);
    DomainTest<Accounts> test = DomainTest.of(Bank.DEFINITION);
    BigInteger paidIn = BigInteger.ZERO;
    int opened = 0;
    for (int step = 0; step < STEPS; step++) {
      String where = "seed " + seed + ", amounts to " + amountBound + ", step " + step;
      BankCommand command = anyCommand(random, amountBound);
      Decision decision = test.when(command).decision();
      if (decision instanceof Accepted) {
        if (command instanceof Deposit deposit) {
          paidIn = paidIn.add(BigInteger.valueOf(deposit.amount()));
        } else if (command instanceof Withdraw withdraw) {
          paidIn = paidIn.subtract(BigInteger.valueOf(withdraw.amount()));
        } else if (command instanceof OpenAccount) {
          opened++;
        }
      }
      BigInteger sum = BigInteger.ZERO;
      for (int i = 0; i < ACCOUNTS; i++) {
        Balance balance = (Balance) test.answer(new GetBalance("account-" + i));
        if (balance != null) {
          assertTrue(balance.balance() >= 0, () -> where + ": " + balance);
          sum = sum.add(BigInteger.valueOf(balance.balance()));
        }
      }
      assertEquals(paidIn, sum, () -> where + ": after " + command + ", " + decision);
      assertEquals(new Total(opened, paidIn.longValueExact()), test.answer(new GetTotal()), where);
      long total = paidIn.longValueExact();
      test.thenState(accounts -> assertEquals(total, accounts.total(), where));
    }
  }

  private static BankCommand anyCommand(Random random, long amountBound) {
    String account = "account-" + random.nextInt(ACCOUNTS);
    long amount = random.nextLong(amountBound) + 1;
    int kind = random.nextInt(10);
    if (kind == 0) {
      return new OpenAccount(account, "owner of " + account);
    } else if (kind < 4) {
      return new Deposit(account, amount);
    } else if (kind < 6) {
      return new Withdraw(account, amount);
    }
    return new Transfer(account, "account-" + random.nextInt(ACCOUNTS), amount);
  }
}
