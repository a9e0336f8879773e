package io.ringfold.examples.bank;

import io.ringfold.engine.domain.Key;

/**
 * What happened in the bank. Each event writes one account, the one marked as key, and tells that
 * account's balance after it, in minor units.
 */
public sealed interface BankEvent {

  /** An account was opened, with a balance of 0. */
  record AccountOpened(@Key String account, String owner) implements BankEvent {}

  /** Money was paid in. */
  record Deposited(@Key String account, long amount, long balance) implements BankEvent {}

  /** Money was drawn out. */
  record Withdrawn(@Key String account, long amount, long balance) implements BankEvent {}

  /** Money left {@code from}; {@code balance} is that of {@code from}. */
  record TransferDebited(@Key String from, String to, long amount, long balance)
      implements BankEvent {}

  /** Money reached {@code to}; {@code balance} is that of {@code to}. */
  record TransferCredited(String from, @Key String to, long amount, long balance)
      implements BankEvent {}
}
