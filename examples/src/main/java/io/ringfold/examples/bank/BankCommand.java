package io.ringfold.examples.bank;

import io.ringfold.engine.domain.Key;
import io.ringfold.examples.Require;

/** What may be asked of the bank. Amounts are in minor units (cents) and more than 0. */
public sealed interface BankCommand {

  /** Opens an account with a balance of 0; the client chooses its id. */
  record OpenAccount(@Key String account, String owner) implements BankCommand {
    public OpenAccount {
      Require.id("account", account);
      Require.id("owner", owner);
    }
  }

  /** Pays money in. */
  record Deposit(@Key String account, long amount) implements BankCommand {
    public Deposit {
      Require.id("account", account);
      Require.positive("amount", amount);
    }
  }

  /** Draws money out. */
  record Withdraw(@Key String account, long amount) implements BankCommand {
    public Withdraw {
      Require.id("account", account);
      Require.positive("amount", amount);
    }
  }

  /** Moves money from one account to another. */
  record Transfer(@Key String from, @Key String to, long amount) implements BankCommand {
    public Transfer {
      Require.id("from", from);
      Require.id("to", to);
      Require.positive("amount", amount);
    }
  }
}
