package io.ringfold.client;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;

/**
 * The client's settings. Immutable; made with {@link #of} and the with-methods, checked when made.
 *
 * @param url of the server's WebSocket, like {@code ws://127.0.0.1:8080/ws} or {@code wss://…}; a
 *     query in it is kept
 * @param security the token, and whom to trust under {@code wss}
 * @param updates which events the server pushes
 * @param updatesFrom begin with every record after this sequence; null: with what happens from now
 * @param window how many commands and queries may be unanswered at once; more wait in {@code send}
 * @param maxBatch how many messages go into one frame at most
 * @param maxFrameChars no more messages go into a frame beyond so many characters; a quarter of the
 *     server's default limit, since a character is up to three bytes
 * @param connectPatience how long the first connection is tried
 * @param patience how long a cut connection is tried again, how long {@code busy} and {@code
 *     unavailable} are tried again, and how long the answer to a command may take
 * @param silence a connection on which nothing was heard so long, pings unanswered, is cut
 * @param retryBusy whether {@code busy} and {@code unavailable} are tried again, with back-off;
 *     commands sent later may then be processed earlier
 */
public record ClientConfig(
    URI url,
    ClientSecurity security,
    Updates updates,
    Long updatesFrom,
    int window,
    int maxBatch,
    int maxFrameChars,
    Duration connectPatience,
    Duration patience,
    Duration silence,
    boolean retryBusy) {

  /** Which events the server pushes to a connection. */
  public enum Updates {
    NONE,
    /** Those of this user; where access is open, those of this client's own commands. */
    MINE,
    ALL
  }

  public ClientConfig {
    Objects.requireNonNull(security, "security");
    Objects.requireNonNull(updates, "updates");
    if (!("ws".equals(url.getScheme()) || "wss".equals(url.getScheme())) || url.getHost() == null) {
      throw new IllegalArgumentException(
          "url=" + url + ": must be like ws://127.0.0.1:8080/ws (ws or wss, a host, a path)");
    }
    if (window < 1 || window > 1 << 20) {
      throw new IllegalArgumentException("window=" + window + ": must be from 1 to 1048576");
    }
    if (maxBatch < 1) {
      throw new IllegalArgumentException("max-batch=" + maxBatch + ": must be 1 or more");
    }
    if (maxFrameChars < 1024) {
      throw new IllegalArgumentException(
          "max-frame-chars=" + maxFrameChars + ": must be 1024 or more");
    }
    requirePositive("connect-patience", connectPatience);
    requirePositive("patience", patience);
    requirePositive("silence", silence);
  }

  /** The defaults, for a server. */
  public static ClientConfig of(String url) {
    return new ClientConfig(
        URI.create(url),
        ClientSecurity.NONE,
        Updates.NONE,
        null,
        1024,
        // beyond about a hundred, packing gains no more
        256,
        256 << 10,
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofSeconds(15),
        true);
  }

  public ClientConfig withSecurity(ClientSecurity value) {
    return new ClientConfig(
        url,
        value,
        updates,
        updatesFrom,
        window,
        maxBatch,
        maxFrameChars,
        connectPatience,
        patience,
        silence,
        retryBusy);
  }

  public ClientConfig withUpdates(Updates value) {
    return with(
        value, updatesFrom, window, maxBatch, connectPatience, patience, silence, retryBusy);
  }

  /** Which events, and beginning with every record after a sequence. */
  public ClientConfig withUpdates(Updates value, long from) {
    return with(value, from, window, maxBatch, connectPatience, patience, silence, retryBusy);
  }

  public ClientConfig withWindow(int value) {
    return with(
        updates, updatesFrom, value, maxBatch, connectPatience, patience, silence, retryBusy);
  }

  public ClientConfig withMaxBatch(int value) {
    return with(updates, updatesFrom, window, value, connectPatience, patience, silence, retryBusy);
  }

  public ClientConfig withConnectPatience(Duration value) {
    return with(updates, updatesFrom, window, maxBatch, value, patience, silence, retryBusy);
  }

  public ClientConfig withPatience(Duration value) {
    return with(updates, updatesFrom, window, maxBatch, connectPatience, value, silence, retryBusy);
  }

  public ClientConfig withSilence(Duration value) {
    return with(
        updates, updatesFrom, window, maxBatch, connectPatience, patience, value, retryBusy);
  }

  public ClientConfig withRetryBusy(boolean value) {
    return with(updates, updatesFrom, window, maxBatch, connectPatience, patience, silence, value);
  }

  private ClientConfig with(
      Updates newUpdates,
      Long newUpdatesFrom,
      int newWindow,
      int newMaxBatch,
      Duration newConnectPatience,
      Duration newPatience,
      Duration newSilence,
      boolean newRetryBusy) {
    return new ClientConfig(
        url,
        security,
        newUpdates,
        newUpdatesFrom,
        newWindow,
        newMaxBatch,
        maxFrameChars,
        newConnectPatience,
        newPatience,
        newSilence,
        newRetryBusy);
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + "=" + value + ": must be more than 0");
    }
  }
}
