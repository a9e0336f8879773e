package io.ringfold.gateway;

import io.ringfold.engine.Durability;
import io.ringfold.engine.EngineConfig;
import io.ringfold.engine.Preset;
import io.ringfold.engine.WaitMode;
import io.ringfold.gateway.access.AccessConfig;
import io.ringfold.gateway.access.TlsFiles;
import io.ringfold.gateway.limits.Limits;
import io.ringfold.gateway.websocket.ConnectionLimits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The server's settings, checked. Immutable.
 *
 * @param host the address to listen on; a loopback one unless there are users and TLS
 * @param port the port to listen on; 0 takes a free one
 * @param ioThreads threads that serve the sockets
 * @param access who may reach the server, and how
 * @param limits what one connection may take
 * @param clientLimits what one client may take, and all together
 * @param catchUpThreads threads that read the journal for streams of updates that are behind
 * @param pingInterval how often each WebSocket peer is asked for a sign of life; zero for never
 * @param idleTimeout a peer that gave none for so long is let go; zero for never
 * @param commentInterval how often a stream of server-sent events gets a comment; zero for never
 * @param engine the engine's own
 * @param indexCacheBytes what the index of commands and events keeps of its file in memory
 * @param sqlMemoryBytes what SQL may take for its work, in a process of its own
 * @param sqlTimeout what a statement of SQL may take
 */
public record GatewayConfig(
    String host,
    int port,
    int ioThreads,
    AccessConfig access,
    ConnectionLimits limits,
    Limits clientLimits,
    int catchUpThreads,
    Duration pingInterval,
    Duration idleTimeout,
    Duration commentInterval,
    EngineConfig engine,
    int indexCacheBytes,
    long sqlMemoryBytes,
    Duration sqlTimeout) {

  /** As browsers write it (RFC 6454): lower case, no path. */
  private static final Pattern ORIGIN =
      Pattern.compile("https?://([a-z0-9.-]+|\\[[0-9a-f:]+])(:[1-9][0-9]{0,4})?");

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
    AccessConfig access = access(settings);
    return new GatewayConfig(
        host(settings, access),
        settings.integer(Setting.PORT, 0, 65_535),
        settings.integer(Setting.IO_THREADS, 1, 1024),
        access,
        new ConnectionLimits(
            settings.integer(Setting.MAX_FRAME_BYTES, 1 << 10, 1 << 28),
            maxPendingBytes,
            settings.integer(Setting.MAX_IN_FLIGHT, 1, 1 << 30),
            settings.integer(Setting.MAX_SUBSCRIPTIONS, 0, 1 << 20),
            maxResultBytes),
        clientLimits(settings),
        settings.integer(Setting.CATCH_UP_THREADS, 1, 256),
        settings.time(Setting.PING_INTERVAL),
        idleTimeout(settings),
        settings.time(Setting.COMMENT_INTERVAL),
        engine(settings),
        settings.integer(Setting.INDEX_CACHE_BYTES, 1 << 20, 1 << 30),
        settings.size(Setting.SQL_MEMORY_BYTES, 64L << 20, 1L << 40),
        sqlTimeout(settings));
  }

  private static Limits clientLimits(Settings settings) throws ConfigurationException {
    Duration receiveTimeout = settings.time(Setting.RECEIVE_TIMEOUT);
    if (receiveTimeout.compareTo(Duration.ofMillis(100)) < 0
        || receiveTimeout.compareTo(Duration.ofHours(1)) > 0) {
      throw settings.refused(Setting.RECEIVE_TIMEOUT, "must be from 100ms to 1h");
    }
    return new Limits(
        settings.integer(Setting.MAX_CONNECTIONS, 1, 1 << 20),
        settings.integer(Setting.MAX_CONNECTIONS_PER_CLIENT, 1, 1 << 20),
        settings.integer(Setting.MAX_RATE, 0, 100_000_000),
        receiveTimeout);
  }

  private static Duration sqlTimeout(Settings settings) throws ConfigurationException {
    Duration timeout = settings.time(Setting.SQL_TIMEOUT);
    if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofHours(1)) > 0) {
      throw settings.refused(Setting.SQL_TIMEOUT, "must be from 1ms to 1h");
    }
    return timeout;
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

  private static String host(Settings settings, AccessConfig access) throws ConfigurationException {
    String host = settings.text(Setting.HOST);
    try {
      if (InetAddress.getByName(host).isLoopbackAddress()) {
        return host;
      }
    } catch (UnknownHostException e) {
      throw settings.refused(Setting.HOST, "no such host");
    }
    if (access.users() == null) {
      throw settings.refusedToStart(
          Setting.HOST,
          "other machines could reach it and do everything, as there are no users;"
              + " set users (see ringfold user), or listen on 127.0.0.1");
    }
    if (!access.isSecure()) {
      throw settings.refusedToStart(
          Setting.HOST,
          "passwords and tokens would cross the network for all to read; set tls-cert and tls-key,"
              + " or behind-proxy=true where a proxy on the way does TLS, or listen on 127.0.0.1");
    }
    return host;
  }

  private static AccessConfig access(Settings settings) throws ConfigurationException {
    boolean behindProxy = settings.bool(Setting.BEHIND_PROXY);
    return new AccessConfig(
        path(settings, Setting.USERS),
        lifetime(settings, Setting.SESSION_IDLE),
        lifetime(settings, Setting.SESSION_MAX),
        settings.parsed(Setting.PUBLIC_ORIGINS, GatewayConfig::origins),
        behindProxy,
        tls(settings));
  }

  private static TlsFiles tls(Settings settings) throws ConfigurationException {
    Path certificate = path(settings, Setting.TLS_CERT);
    Path key = path(settings, Setting.TLS_KEY);
    Path keystore = path(settings, Setting.TLS_KEYSTORE);
    Path password = path(settings, Setting.TLS_KEYSTORE_PASSWORD_FILE);
    requireTogether(settings, Setting.TLS_CERT, certificate, Setting.TLS_KEY, key);
    requireTogether(
        settings, Setting.TLS_KEYSTORE, keystore, Setting.TLS_KEYSTORE_PASSWORD_FILE, password);
    if (certificate != null && keystore != null) {
      throw settings.refused(
          Setting.TLS_KEYSTORE, "there is tls-cert=" + certificate + " too: one of them");
    }
    return certificate != null
        ? TlsFiles.pem(certificate, key)
        : keystore != null ? TlsFiles.pkcs12(keystore, password) : null;
  }

  private static void requireTogether(
      Settings settings, Setting one, Path first, Setting other, Path second)
      throws ConfigurationException {
    if (first == null != (second == null)) {
      throw first == null
          ? settings.refused(other, "needs " + one.label() + " too")
          : settings.refused(one, "needs " + other.label() + " too");
    }
  }

  private static Duration lifetime(Settings settings, Setting setting)
      throws ConfigurationException {
    Duration time = settings.time(setting);
    if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(Duration.ofDays(366)) > 0) {
      throw settings.refused(setting, "must be from 1s to a year");
    }
    return time;
  }

  private static Set<String> origins(String text) {
    Set<String> origins = new LinkedHashSet<>();
    for (String each : text.split(",")) {
      String origin = each.trim();
      if (origin.isEmpty()) {
        continue;
      }
      if (!ORIGIN.matcher(origin).matches()) {
        throw new IllegalArgumentException(
            "\"" + origin + "\" must be like https://ringfold.example, without a path");
      }
      origins.add(origin);
    }
    return origins;
  }

  /** Null where it is not set. */
  private static Path path(Settings settings, Setting setting) throws ConfigurationException {
    return settings.text(setting).isEmpty() ? null : settings.parsed(setting, GatewayConfig::path);
  }

  private static EngineConfig engine(Settings settings) throws ConfigurationException {
    Path data = settings.parsed(Setting.DATA, GatewayConfig::path);
    settings.parsed(Setting.PRESET, Preset::of);
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
          settings.integer(Setting.PAST_THREADS, 1, Integer.MAX_VALUE),
          settings.integer(Setting.PAST_POINTS, 0, Integer.MAX_VALUE),
          settings.integer(Setting.MAX_PAST_QUERIES, 0, Integer.MAX_VALUE),
          settings.size(Setting.MIN_FREE_BYTES, 1, Long.MAX_VALUE),
          settings.time(Setting.SLOW_COMMAND));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(e.getMessage(), false);
    }
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("not a path: " + e.getReason(), e);
    }
  }
}
