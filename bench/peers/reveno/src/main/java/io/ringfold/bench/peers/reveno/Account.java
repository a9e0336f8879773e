package io.ringfold.bench.peers.reveno;

/** An entity of the mutable model. */
final class Account {
  long balance;

  Account(long balance) {
    this.balance = balance;
  }
}
