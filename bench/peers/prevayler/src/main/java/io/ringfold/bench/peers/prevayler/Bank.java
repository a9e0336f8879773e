package io.ringfold.bench.peers.prevayler;

import io.ringfold.bench.peers.harness.PeerSettings;
import java.io.Serializable;
import java.util.Arrays;

/** The prevalent system: changed by one transaction at a time. */
final class Bank implements Serializable {
  private static final long serialVersionUID = 1;

  private final long[] balances = new long[PeerSettings.ACCOUNTS];

  Bank() {
    Arrays.fill(balances, PeerSettings.OPENING_BALANCE);
  }

  void transfer(int from, int to, int amount) {
    balances[from] -= amount;
    balances[to] += amount;
  }

  long balance(int account) {
    return balances[account];
  }
}
