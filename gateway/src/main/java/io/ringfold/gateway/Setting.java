package io.ringfold.gateway;

import io.ringfold.engine.EngineConfig;
import io.ringfold.engine.Preset;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Every setting of the server: one name, reachable as flag {@code --ring-slots}, in the environment
 * as {@code RINGFOLD_RING_SLOTS} and in the file of {@code --config} as {@code ring-slots}.
 */
enum Setting {
  HOST("127.0.0.1", "address to listen on; others than loopback need users and TLS"),
  PORT("8080", "port to listen on; 0 takes a free one"),
  DATA("data", "data directory, made if missing"),
  USERS("", "file of the users, see ringfold user; without one access is open"),
  SESSION_IDLE("PT1H", "a session ends after so long without a request or open connection"),
  SESSION_MAX("PT12H", "and after so long at most"),
  PUBLIC_ORIGINS(
      "",
      "where browsers find the server, if not by its address: https://a.example,https://b.example"),
  BEHIND_PROXY("false", "whether a proxy does TLS and says by X-Forwarded-For whom it speaks for"),
  TLS_CERT("", "certificate and its chain, PEM; taken over when it changes"),
  TLS_KEY("", "its private key, PEM (PKCS#8)"),
  TLS_KEYSTORE("", "certificate and key in one PKCS#12 file, instead of those two"),
  TLS_KEYSTORE_PASSWORD_FILE("", "whose first line is the password of tls-keystore"),
  DURABILITY(engine().durability().label(), "what an acknowledged command survives: fsync, crash"),
  PRESET(
      Preset.THROUGHPUT.label(),
      "what ring-slots and wait-strategy are set for: throughput, latency, frugal"),
  RING_SLOTS(engine().ringSlots(), "commands in flight before busy; a power of two"),
  WAIT_STRATEGY(
      engine().waitStrategy().label(),
      "how stages wait for work: backoff, blocking, sleeping, yielding, busy-spin"),
  SEGMENT_BYTES(engine().segmentBytes(), "a new journal file begins at about this size"),
  DEDUP_WINDOW(engine().dedupWindow(), "how many commands back a resend is recognised"),
  SNAPSHOT_EVERY_RECORDS(
      engine().snapshotEveryRecords(), "a snapshot after so many records; 0 for never"),
  SNAPSHOT_EVERY(
      engine().snapshotEvery(), "and after so much time, like 90s, 30m or 1h; 0 for never"),
  SNAPSHOT_AT_STOP(engine().snapshotAtStop(), "whether an orderly stop takes a snapshot"),
  QUERY_THREADS(engine().queryThreads(), "how many queries run at once, more get busy"),
  MIN_SEQUENCE_WAIT(
      engine().minSequenceWait(), "how long a query with min-seq waits before not-yet"),
  PAST_THREADS(engine().pastThreads(), "threads that rebuild past states for queries with as-of"),
  PAST_POINTS(
      engine().pastPoints(), "past read models kept in memory, for the next query near them"),
  MAX_PAST_QUERIES(engine().maxPastQueries(), "queries that wait for a past state, more get busy"),
  MIN_FREE_BYTES(
      engine().minFreeBytes(), "while the disk has less free, commands are refused (unavailable)"),
  LOG_FORMAT("text", "how the log is written: text, json"),
  SLOW_COMMAND(
      engine().slowCommand(), "a command that takes longer is logged, with where; 0 for none"),
  INDEX_CACHE_BYTES("16m", "what the index of commands and events keeps of its file in memory"),
  SQL_MEMORY_BYTES("256m", "what SQL (POST /sql) may take for its work, in a process of its own"),
  SQL_TIMEOUT("10s", "a statement of SQL that takes longer is given up"),
  IO_THREADS(Math.max(2, Runtime.getRuntime().availableProcessors()), "threads of the sockets"),
  MAX_FRAME_BYTES("1m", "a longer frame closes the connection with 1009, a longer body gets 413"),
  MAX_PENDING_BYTES(
      "4m", "unsent bytes of a connection before its updates become a gap; cut at twice that"),
  MAX_IN_FLIGHT("65536", "commands and queries of a connection without an answer, more get busy"),
  MAX_SUBSCRIPTIONS("100", "named streams of updates on one connection, more get busy"),
  MAX_RESULT_BYTES("4m", "a longer result of a query is refused with message-too-large"),
  MAX_CONNECTIONS("10000", "WebSocket connections and update streams, more get unavailable"),
  MAX_CONNECTIONS_PER_CLIENT("2000", "of these, of one user or address, more get busy"),
  MAX_RATE("0", "messages and requests a second of one client, more get busy; 0 for any number"),
  RECEIVE_TIMEOUT("30s", "a request or message that takes longer to arrive is cut off"),
  CATCH_UP_THREADS("2", "threads that read the journal for streams of updates that are behind"),
  PING_INTERVAL("30s", "how often a WebSocket client is pinged; 0 for never"),
  IDLE_TIMEOUT("2m", "a client that was not heard of for so long is let go; 0 for never"),
  COMMENT_INTERVAL("15s", "how often server-sent events get a comment line; 0 for never");

  private final String defaultText;
  private final String description;

  Setting(Object defaultValue, String description) {
    this.defaultText = defaultValue.toString();
    this.description = description;
  }

  /** As a flag, without the dashes, and as a key of the file. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String environmentName() {
    return "RINGFOLD_" + name();
  }

  String defaultText() {
    return defaultText;
  }

  String description() {
    return description;
  }

  private static EngineConfig engine() {
    return EngineConfig.in(Path.of("data"));
  }
}
