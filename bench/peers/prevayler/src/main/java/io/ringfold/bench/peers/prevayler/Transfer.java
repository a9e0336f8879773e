package io.ringfold.bench.peers.prevayler;

import java.util.Date;
import org.prevayler.Transaction;

/** A transfer; never changes. */
record Transfer(long number, int from, int to, int amount) implements Transaction<Bank> {
  private static final long serialVersionUID = 1;

  @Override
  public void executeOn(Bank bank, Date time) {
    bank.transfer(from, to, amount);
  }
}
