package io.ringfold.bench.peers.harness;

/** A measurement is void; the message says why. */
public final class PeerException extends RuntimeException {
  public PeerException(String message) {
    super("the measurement is void: " + message);
  }

  public PeerException(String message, Throwable cause) {
    super("the measurement is void: " + message, cause);
  }
}
