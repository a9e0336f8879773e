package io.ringfold.bench.peers.harness;

import java.nio.file.Path;

/**
 * How a peer is run.
 *
 * @param window commands in flight at once
 * @param warmUpSeconds before what is measured
 * @param directory an empty one, for the peer's files
 */
public record PeerSettings(
    int window,
    Durability durability,
    double seconds,
    double warmUpSeconds,
    Path directory,
    Ingress ingress) {

  /** How many accounts there are. */
  public static final int ACCOUNTS = 1_000;

  /** What each holds at the beginning. */
  public static final long OPENING_BALANCE = 1_000_000_000_000L;

  /** A command's length, where the peer lets the caller choose. */
  public static final int COMMAND_BYTES = 100;

  /** What a completed command survives: a loss of power, or the end of the process. */
  public enum Durability {
    fsync,
    crash
  }

  /** How commands reach the peer, where there is a choice. */
  public enum Ingress {
    ipc,
    udp
  }

  public PeerSettings {
    require(window >= 1 && window <= 1 << 16, "--window=" + window + ": must be 1 to 65536");
    require(seconds > 0, "--seconds=" + seconds + ": must be more than 0");
    require(warmUpSeconds >= 0, "--warm-up=" + warmUpSeconds + ": must be 0 or more");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
