package io.ringfold.bench.peers.harness;

/**
 * A system that carries out bank transfers, opened with its accounts in it.
 *
 * <p>{@link #offer} and {@link #poll} are called by one thread, the client. The other methods are
 * called by it too, when nothing is under way.
 */
public interface Peer extends AutoCloseable {

  /** Makes a peer; what it completes, it tells. */
  @FunctionalInterface
  interface Opener {
    Peer open(PeerSettings settings, Completions completions) throws Exception;
  }

  /** What a completed command survives, and by which of the peer's means; with how it was tuned. */
  String durableBy();

  /**
   * Sends a transfer.
   *
   * @param number of the command, from 1, one more each time
   * @return false where the peer had no room: to be offered again
   */
  boolean offer(long number, int from, int to, int amount);

  /**
   * Takes in what came back, where the peer wants the client's thread for it.
   *
   * @return how much was done; 0 lets the client wait a little
   */
  default int poll() {
    return 0;
  }

  /** An account's balance; all that was completed is in it. */
  long balance(int account);

  @Override
  void close();
}
