package io.ringfold.gateway;

import io.ringfold.engine.Durability;
import io.ringfold.engine.EngineConfig;
import io.ringfold.engine.WaitMode;
import io.ringfold.gateway.websocket.ConnectionLimits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The server's settings, checked. Immutable.
 *
 * @param host the address to listen on, a loopback one
 * @param port the port to listen on; 0 takes a free one
 * @param ioThreads threads that serve the sockets
 * @param limits what one connection may take
 * @param catchUpThreads threads that read the journal for streams of updates that are behind
 * @param pingInterval how often each WebSocket peer is asked for a sign of life; zero for never
 * @param idleTimeout a peer that gave none for so long is let go; zero for never
 * @param commentInterval how often a stream of server-sent events gets a comment; zero for never
 * @param engine the engine's own
 * @param indexCacheBytes what the index of commands and events keeps of its file in memory
 */
public record GatewayConfig(
    String host,
    int port,
    int ioThreads,
    ConnectionLimits limits,
    int catchUpThreads,
    Duration pingInterval,
    Duration idleTimeout,
    Duration commentInterval,
    EngineConfig engine,
    int indexCacheBytes) {

  /**
   * With these settings, by their labels, and the defaults for all others.
   *
   * @throws ConfigurationException naming the setting that cannot be taken
   */
  public static GatewayConfig of(Map<String, String> settings) throws ConfigurationException {
    return of(Settings.of(settings, Map.of(), null));
  }

  static GatewayConfig of(Settings settings) throws ConfigurationException {
    int maxPendingBytes = settings.integer(Setting.MAX_PENDING_BYTES, 1 << 10, 1 << 30);
    int maxResultBytes = settings.integer(Setting.MAX_RESULT_BYTES, 1 << 10, 1 << 30);
    if (maxResultBytes > maxPendingBytes) {
      throw settings.refused(
          Setting.MAX_RESULT_BYTES,
          "must not be more than max-pending-bytes="
              + maxPendingBytes
              + ", or it could not be sent");
    }
    return new GatewayConfig(
        host(settings),
        settings.integer(Setting.PORT, 0, 65_535),
        settings.integer(Setting.IO_THREADS, 1, 1024),
        new ConnectionLimits(
            settings.integer(Setting.MAX_FRAME_BYTES, 1 << 10, 1 << 28),
            maxPendingBytes,
            settings.integer(Setting.MAX_IN_FLIGHT, 1, 1 << 30),
            settings.integer(Setting.MAX_SUBSCRIPTIONS, 0, 1 << 20),
            maxResultBytes),
        settings.integer(Setting.CATCH_UP_THREADS, 1, 256),
        settings.time(Setting.PING_INTERVAL),
        idleTimeout(settings),
        settings.time(Setting.COMMENT_INTERVAL),
        engine(settings),
        settings.integer(Setting.INDEX_CACHE_BYTES, 1 << 20, 1 << 30));
  }

  private static Duration idleTimeout(Settings settings) throws ConfigurationException {
    Duration ping = settings.time(Setting.PING_INTERVAL);
    Duration idle = settings.time(Setting.IDLE_TIMEOUT);
    if (!idle.isZero() && (ping.isZero() || idle.compareTo(ping) <= 0)) {
      throw settings.refused(
          Setting.IDLE_TIMEOUT,
          "must be longer than ping-interval="
              + settings.text(Setting.PING_INTERVAL)
              + ", or a client with nothing to say is cut before it was asked; 0 for never");
    }
    return idle;
  }

  /** Open access only on loopback: who the others are, this version cannot tell. */
  private static String host(Settings settings) throws ConfigurationException {
    String host = settings.text(Setting.HOST);
    try {
      if (!InetAddress.getByName(host).isLoopbackAddress()) {
        throw settings.refusedToStart(
            Setting.HOST,
            "other machines could reach it and do everything, as this version has no users;"
                + " listen on 127.0.0.1 and put a proxy that authenticates in front");
      }
    } catch (UnknownHostException e) {
      throw settings.refused(Setting.HOST, "no such host");
    }
    return host;
  }

  private static EngineConfig engine(Settings settings) throws ConfigurationException {
    Path data = settings.parsed(Setting.DATA, GatewayConfig::directory);
    try {
      return new EngineConfig(
          data,
          settings.parsed(Setting.DURABILITY, Durability::of),
          settings.integer(Setting.RING_SLOTS, 1, Integer.MAX_VALUE),
          settings.parsed(Setting.WAIT_STRATEGY, WaitMode::of),
          settings.size(Setting.SEGMENT_BYTES, 1, Long.MAX_VALUE),
          settings.integer(Setting.DEDUP_WINDOW, 1, Integer.MAX_VALUE),
          settings.size(Setting.SNAPSHOT_EVERY_RECORDS, 0, Long.MAX_VALUE),
          settings.time(Setting.SNAPSHOT_EVERY),
          settings.bool(Setting.SNAPSHOT_AT_STOP),
          settings.integer(Setting.QUERY_THREADS, 1, Integer.MAX_VALUE),
          settings.time(Setting.MIN_SEQUENCE_WAIT),
          settings.size(Setting.MIN_FREE_BYTES, 1, Long.MAX_VALUE),
          settings.time(Setting.SLOW_COMMAND));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(e.getMessage(), false);
    }
  }

  private static Path directory(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("not a path: " + e.getReason(), e);
    }
  }
}
