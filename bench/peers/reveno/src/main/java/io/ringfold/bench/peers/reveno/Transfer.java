package io.ringfold.bench.peers.reveno;

import io.ringfold.bench.peers.harness.PeerSettings;
import java.io.Serializable;

/** A transfer, filled up to about a command's length. Read and written by Reveno's serializer. */
final class Transfer implements Serializable {
  private static final long serialVersionUID = 1;
  private static final byte[] FILLING = new byte[PeerSettings.COMMAND_BYTES - 20];

  final long number;
  final int from;
  final int to;
  final int amount;
  final byte[] filling = FILLING;

  Transfer(long number, int from, int to, int amount) {
    this.number = number;
    this.from = from;
    this.to = to;
    this.amount = amount;
  }
}
