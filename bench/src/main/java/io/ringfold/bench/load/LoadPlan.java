package io.ringfold.bench.load;

import java.net.URI;
import java.time.Duration;

/**
 * What a run shall do. Immutable, checked when made.
 *
 * @param url of the server's WebSocket
 * @param ratePerSecond commands a second over all connections; 0: as many as the windows let
 *     through
 * @param connections how many
 * @param window unanswered commands on one connection at most
 * @param batch commands in one frame
 * @param updates whether each connection also follows the events of its commands; a command then
 *     leaves the window when both have come
 * @param warmUp runs before the measurement, with the same load
 * @param duration of the measurement
 * @param patience how long after the end answers may take to come
 */
record LoadPlan(
    URI url,
    double ratePerSecond,
    int connections,
    int window,
    int batch,
    boolean updates,
    Duration warmUp,
    Duration duration,
    Duration patience) {

  LoadPlan {
    require(ratePerSecond >= 0, "rate=" + ratePerSecond + ": must be 0 (closed loop) or more");
    require(connections >= 1, "connections=" + connections + ": must be 1 or more");
    require(
        window >= 1 && window <= 1 << 20, "window=" + window + ": must be from 1 to " + (1 << 20));
    require(
        batch >= 1 && batch <= window,
        "batch=" + batch + ": must be from 1 to the window, which is " + window);
    require(!warmUp.isNegative(), "warm-up=" + warmUp + ": must be 0 or more");
    require(
        duration.toMillis() > 0 && duration.toDays() < 1,
        "duration=" + duration + ": must be more than 0 and less than a day");
  }

  boolean isOpenLoop() {
    return ratePerSecond > 0;
  }

  /** How far apart the frames of one connection are due. */
  double frameIntervalNs() {
    return 1e9 * batch * connections / ratePerSecond;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
