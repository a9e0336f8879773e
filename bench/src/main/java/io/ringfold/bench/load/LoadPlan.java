package io.ringfold.bench.load;

import java.net.URI;
import java.time.Duration;

/**
 * What a run shall do. Immutable, checked when made.
 *
 * @param url of the server's WebSocket
 * @param peer who answers there
 * @param command the template of the commands, see {@link CommandText}
 * @param size of a command's message in bytes; 0 for what the template takes
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
public record LoadPlan(
    URI url,
    Peer peer,
    String command,
    int size,
    double ratePerSecond,
    int connections,
    int window,
    int batch,
    boolean updates,
    Duration warmUp,
    Duration duration,
    Duration patience) {

  /** Who answers, and so what a right answer is. */
  public enum Peer {
    RINGFOLD,
    /** Sends each frame back as it came; there is no update. */
    ECHO
  }

  public LoadPlan {
    require(ratePerSecond >= 0, "rate=" + ratePerSecond + ": must be 0 (closed loop) or more");
    require(connections >= 1, "connections=" + connections + ": must be 1 or more");
    require(
        window >= 1 && window <= 1 << 20, "window=" + window + ": must be from 1 to " + (1 << 20));
    require(
        batch >= 1 && batch <= window,
        "batch=" + batch + ": must be from 1 to the window, which is " + window);
    require(size >= 0 && size <= 1 << 20, "size=" + size + ": must be from 0 to " + (1 << 20));
    require(
        size == 0 || CommandText.canBePadded(command),
        "size=" + size + ": the command has no {pad} to be filled: " + command);
    require(!warmUp.isNegative(), "warm-up=" + warmUp + ": must be 0 or more");
    require(
        duration.toMillis() > 0 && duration.toDays() < 1,
        "duration=" + duration + ": must be more than 0 and less than a day");
  }

  /** Visits over one connection in a closed loop, one command in flight, updates received. */
  public static LoadPlan of(URI url) {
    return new LoadPlan(
        url,
        Peer.RINGFOLD,
        CommandText.VISITS,
        0,
        0,
        1,
        1,
        1,
        true,
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10));
  }

  public LoadPlan withPeer(Peer value) {
    return new LoadPlan(
        url,
        value,
        command,
        size,
        ratePerSecond,
        connections,
        window,
        batch,
        updates,
        warmUp,
        duration,
        patience);
  }

  public LoadPlan withCommand(String template, int messageBytes) {
    return new LoadPlan(
        url,
        peer,
        template,
        messageBytes,
        ratePerSecond,
        connections,
        window,
        batch,
        updates,
        warmUp,
        duration,
        patience);
  }

  /** The same commands in messages of this size. */
  public LoadPlan withSize(int messageBytes) {
    return withCommand(command, messageBytes);
  }

  public LoadPlan withRate(double perSecond) {
    return new LoadPlan(
        url,
        peer,
        command,
        size,
        perSecond,
        connections,
        window,
        batch,
        updates,
        warmUp,
        duration,
        patience);
  }

  public LoadPlan withConnections(int value) {
    return new LoadPlan(
        url,
        peer,
        command,
        size,
        ratePerSecond,
        value,
        window,
        batch,
        updates,
        warmUp,
        duration,
        patience);
  }

  public LoadPlan withWindow(int commands, int commandsInAFrame) {
    return new LoadPlan(
        url,
        peer,
        command,
        size,
        ratePerSecond,
        connections,
        commands,
        commandsInAFrame,
        updates,
        warmUp,
        duration,
        patience);
  }

  public LoadPlan withUpdates(boolean value) {
    return new LoadPlan(
        url,
        peer,
        command,
        size,
        ratePerSecond,
        connections,
        window,
        batch,
        value,
        warmUp,
        duration,
        patience);
  }

  public LoadPlan withTimes(Duration warm, Duration measured, Duration patient) {
    return new LoadPlan(
        url,
        peer,
        command,
        size,
        ratePerSecond,
        connections,
        window,
        batch,
        updates,
        warm,
        measured,
        patient);
  }

  boolean isOpenLoop() {
    return ratePerSecond > 0;
  }

  /** Whether an update comes for each command. */
  boolean hasUpdates() {
    return updates && peer == Peer.RINGFOLD;
  }

  /** How far apart the frames of all connections together are due. */
  double frameIntervalNs() {
    return 1e9 * batch / ratePerSecond;
  }

  /** When a frame is due, counted over all connections in turn. */
  long dueNs(long startNs, long frame) {
    return startNs + (long) (frame * frameIntervalNs());
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
