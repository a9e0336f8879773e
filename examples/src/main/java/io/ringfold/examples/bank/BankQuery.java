package io.ringfold.examples.bank;

import io.ringfold.examples.Require;
import java.util.Optional;

/** What may be asked about the bank. */
public sealed interface BankQuery {

  /** One account's owner and balance; null where it was never opened. */
  record GetBalance(String account) implements BankQuery {
    public GetBalance {
      Require.id("account", account);
    }
  }

  /** How many accounts there are, and what they hold together. */
  record GetTotal() implements BankQuery {}

  /**
   * An account's movements, newest first; none where it was never opened.
   *
   * @param limit how many at most, 1 to 1,000,000; without it, as many as that
   */
  record Statement(String account, Optional<Integer> limit) implements BankQuery {
    public Statement {
      Require.id("account", account);
      Require.limit(limit);
    }
  }
}
