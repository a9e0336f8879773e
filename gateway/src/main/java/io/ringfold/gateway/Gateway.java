package io.ringfold.gateway;

import io.ringfold.analytics.LiveTables;
import io.ringfold.analytics.TablesConfig;
import io.ringfold.engine.DataDirectory;
import io.ringfold.engine.Engine;
import io.ringfold.engine.EngineException;
import io.ringfold.engine.EngineStatus;
import io.ringfold.engine.domain.Domains;
import io.ringfold.gateway.access.Access;
import io.ringfold.gateway.access.AccessConfig;
import io.ringfold.gateway.access.AccessException;
import io.ringfold.gateway.access.Permissions;
import io.ringfold.gateway.access.TlsFiles;
import io.ringfold.gateway.access.TlsReload;
import io.ringfold.gateway.http.Admittance;
import io.ringfold.gateway.http.Authentication;
import io.ringfold.gateway.http.CommandHandler;
import io.ringfold.gateway.http.CommandsHandler;
import io.ringfold.gateway.http.ConsoleHandler;
import io.ringfold.gateway.http.DocumentHandler;
import io.ringfold.gateway.http.EventHandler;
import io.ringfold.gateway.http.EventsHandler;
import io.ringfold.gateway.http.HealthHandler;
import io.ringfold.gateway.http.HistoryHandler;
import io.ringfold.gateway.http.HistoryReads;
import io.ringfold.gateway.http.LinksHandler;
import io.ringfold.gateway.http.LoginHandler;
import io.ringfold.gateway.http.LogoutHandler;
import io.ringfold.gateway.http.MetricsHandler;
import io.ringfold.gateway.http.MigrationsHandler;
import io.ringfold.gateway.http.OriginGuard;
import io.ringfold.gateway.http.PastHandler;
import io.ringfold.gateway.http.ProjectionsHandler;
import io.ringfold.gateway.http.QueryHandler;
import io.ringfold.gateway.http.RateGuard;
import io.ringfold.gateway.http.ReadyHandler;
import io.ringfold.gateway.http.Routes;
import io.ringfold.gateway.http.SchemaHandler;
import io.ringfold.gateway.http.SessionHandler;
import io.ringfold.gateway.http.SnapshotHandler;
import io.ringfold.gateway.http.SqlHandler;
import io.ringfold.gateway.http.UpdatesHandler;
import io.ringfold.gateway.intake.Catalogue;
import io.ringfold.gateway.limits.Admission;
import io.ringfold.gateway.metrics.Exposition;
import io.ringfold.gateway.metrics.GatewayCounters;
import io.ringfold.gateway.metrics.LiveCounters;
import io.ringfold.gateway.schema.ContractDocuments;
import io.ringfold.gateway.schema.ServedSchemas;
import io.ringfold.gateway.updates.UpdateHub;
import io.ringfold.gateway.websocket.ConnectionLimits;
import io.ringfold.gateway.websocket.WebSocketEndpoint;
import io.ringfold.index.AggregateHistory;
import io.ringfold.index.History;
import io.ringfold.index.IndexConfig;
import io.ringfold.index.JournalIndex;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.util.Methods;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.Options;
import org.xnio.Sequence;

/**
 * One server: an engine and the sockets in front of it.
 *
 * <pre>
 *   open      the data directory is locked, the port bound; /ready says 503
 *   recover   returns when commands are accepted
 *   close     no more commands, all that was published is answered, sockets closed with 1001
 * </pre>
 *
 * <p>Thread-safe.
 */
public final class Gateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private static final int GOING_AWAY = 1001;
  private static final int INTERNAL_ERROR = 1011;

  private static final int MAX_HEADER_BYTES = 16 << 10;
  private static final int MAX_HEADERS = 100;
  private static final int MAX_PARAMETERS = 64;
  private static final int NO_REQUEST_TIMEOUT_MS = 60_000;

  /** How long answers may take to leave when the server stops; a dead peer must not hold it. */
  private static final long FLUSH_TIMEOUT_MS = 5_000;

  private static final long CLOSE_TIMEOUT_MS = 3_000;
  private static final long POLL_MS = 5;

  /** What statements may write where their memory is not enough. */
  private static final long MAX_SQL_TEMPORARY_BYTES = 1L << 30;

  /** More would take time from the commands. */
  private static final int HISTORY_THREADS = 2;

  /** Each holds a state of a domain while it works. */
  private static final int REPLAY_THREADS = 2;

  private final GatewayConfig config;
  private final Engine engine;
  private final UpdateHub hub;
  private final Access access;
  private final JournalIndex index;
  private final HistoryReads history;
  private final AggregateHistory aggregates;
  private final HistoryReads replays;
  private final WebSocketEndpoint webSocket;
  private final UpdatesHandler updates;
  private final GracefulShutdownHandler requests;
  private final MetricsHandler metrics;
  private final LiveCounters liveCounters;
  private final LiveTables tables;
  private final Undertow undertow;
  private final TlsReload tlsReload;
  private final AtomicBoolean closed = new AtomicBoolean();

  private final ScheduledExecutorService heartbeat =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "ringfold-heartbeat");
            thread.setDaemon(true);
            return thread;
          });

  private Gateway(
      GatewayConfig config,
      Engine engine,
      UpdateHub hub,
      Access access,
      JournalIndex index,
      HistoryReads history,
      AggregateHistory aggregates,
      HistoryReads replays,
      WebSocketEndpoint webSocket,
      UpdatesHandler updates,
      MetricsHandler metrics,
      LiveCounters liveCounters,
      LiveTables tables,
      GracefulShutdownHandler requests,
      Undertow undertow) {
    this.config = config;
    this.engine = engine;
    this.hub = hub;
    this.access = access;
    this.index = index;
    this.history = history;
    this.aggregates = aggregates;
    this.replays = replays;
    this.webSocket = webSocket;
    this.updates = updates;
    this.requests = requests;
    this.metrics = metrics;
    this.liveCounters = liveCounters;
    this.tables = tables;
    this.undertow = undertow;
    beat(config.pingInterval(), () -> webSocket.ping(config.idleTimeout()));
    beat(LiveCounters.INTERVAL, liveCounters::publish);
    beat(config.commentInterval(), () -> updates.comment(config.idleTimeout()));
    TlsFiles tls = config.access().tls();
    this.tlsReload =
        tls == null ? null : new TlsReload(tls, undertow.getListenerInfo().get(0)::setSslContext);
  }

  private void beat(Duration interval, Runnable beat) {
    if (!interval.isZero()) {
      long nanos = interval.toNanos();
      heartbeat.scheduleWithFixedDelay(beat, nanos, nanos, TimeUnit.NANOSECONDS);
    }
  }

  /**
   * Locks the data directory and binds the port.
   *
   * @param onFailure called once, on a thread of its own, when the engine failed
   * @throws EngineException where the data directory or the port cannot be had
   * @throws AccessException where the users, the certificate or its key cannot be used
   */
  public static Gateway open(GatewayConfig config, Domains domains, Consumer<Throwable> onFailure) {
    AccessConfig accessConfig = config.access();
    SSLContext tls = accessConfig.tls() == null ? null : accessConfig.tls().load();
    Permissions permissions = new Permissions(domains);
    Catalogue catalogue = new Catalogue(domains, permissions);
    UpdateHub hub = new UpdateHub(config.catchUpThreads());
    Access access = Access.of(accessConfig, permissions);
    Engine engine;
    try {
      engine = Engine.open(config.engine(), domains, List.of(hub), onFailure);
    } catch (RuntimeException e) {
      access.close();
      throw e;
    }
    hub.attach(engine);
    try {
      ConnectionLimits limits = config.limits();
      Admission admission = new Admission(config.clientLimits());
      GatewayCounters counters = new GatewayCounters();
      WebSocketEndpoint webSocket =
          new WebSocketEndpoint(
              engine, access, permissions, catalogue, hub, limits, admission, counters);
      UpdatesHandler updates =
          new UpdatesHandler(engine, access, permissions, hub, limits.maxPendingBytes(), admission);
      MetricsHandler metrics =
          new MetricsHandler(new Exposition(engine, counters, webSocket::pending));
      QueryHandler query =
          new QueryHandler(engine, catalogue, limits.maxFrameBytes(), limits.maxResultBytes());
      IndexConfig indexConfig = indexConfig(config);
      JournalIndex index = new JournalIndex(indexConfig, domains, () -> engine.status().sequence());
      History journalHistory = new History(indexConfig, domains, index);
      Duration indexWait = config.engine().minSequenceWait();
      // reads come from the page cache, mostly
      HistoryReads history =
          new HistoryReads(
              engine, index, journalHistory, indexWait, "ringfold-history", HISTORY_THREADS, 1_024);
      AggregateHistory aggregates =
          new AggregateHistory(config.engine().dataDirectory(), domains, journalHistory);
      HistoryReads replays =
          new HistoryReads(
              engine, index, journalHistory, indexWait, "ringfold-replay", REPLAY_THREADS, 64);
      LiveTables tables =
          new LiveTables(
              tablesConfig(config),
              () -> engine.status().sequence(),
              config.engine().minSequenceWait());
      CommandsHandler commands =
          new CommandsHandler(engine, permissions, catalogue, history, limits.maxFrameBytes());
      MigrationsHandler migrations = commands.migrations();
      LoginHandler login =
          new LoginHandler(
              access, accessConfig.isSecure(), accessConfig.behindProxy(), limits.maxFrameBytes());
      ProjectionsHandler projections = new ProjectionsHandler(engine, limits.maxFrameBytes());
      ServedSchemas schemas = new ServedSchemas(domains);
      ContractDocuments contract = new ContractDocuments(domains, schemas);
      ConsoleHandler console = new ConsoleHandler();
      Routes routes = new Routes();
      routes
          .add(Methods.GET, "/login", login)
          .add(Methods.POST, "/login", login)
          .add(Methods.POST, "/logout", new LogoutHandler(access, accessConfig.isSecure()))
          .add(Methods.GET, "/", new LinksHandler())
          .add(Methods.GET, "/ws", webSocket)
          .add(Methods.GET, "/commands", commands)
          .add(Methods.POST, "/commands", commands)
          .add(Methods.GET, CommandHandler.PATH, commands.each())
          .add(Methods.GET, "/events", new EventsHandler(domains, permissions, history))
          .add(Methods.GET, EventHandler.PATH, new EventHandler(permissions, history))
          .add(
              Methods.GET,
              "/history",
              new HistoryHandler(domains, permissions, aggregates, replays))
          .add(Methods.GET, "/query", query)
          .add(Methods.POST, "/query", query)
          .add(Methods.GET, "/past", new PastHandler(engine))
          .add(Methods.GET, "/updates", updates)
          .add(Methods.GET, "/session", new SessionHandler(domains, permissions))
          .add(Methods.GET, ConsoleHandler.PATH, console)
          .addFiles(ConsoleHandler.FILES, console)
          .add(
              Methods.POST,
              "/sql",
              new SqlHandler(
                  engine,
                  permissions,
                  tables,
                  config.sqlTimeout(),
                  limits.maxFrameBytes(),
                  limits.maxResultBytes()))
          .add(Methods.POST, "/snapshots", new SnapshotHandler(engine))
          .add(Methods.GET, "/migrations", migrations)
          .add(Methods.POST, "/migrations", migrations)
          .add(Methods.GET, "/projections", projections)
          .add(Methods.POST, "/projections/rebuild", projections.rebuild())
          .add(Methods.GET, "/schema", new SchemaHandler(schemas))
          .add(
              Methods.GET,
              "/openapi.json",
              new DocumentHandler(() -> contract.openApi(routes.calls())))
          .add(Methods.GET, "/asyncapi.json", new DocumentHandler(contract::asyncApi))
          .add(Methods.GET, "/health", new HealthHandler())
          .add(Methods.GET, "/ready", new ReadyHandler(engine::status))
          .add(Methods.GET, "/metrics", metrics);
      GracefulShutdownHandler requests =
          new GracefulShutdownHandler(
              new Admittance(
                  counters,
                  config.clientLimits().receiveTimeout(),
                  guarded(new RateGuard(admission, routes), access, config)));
      Undertow undertow = undertow(config, tls, requests);
      start(undertow, config);
      LiveCounters liveCounters =
          LiveCounters.open(
              config.engine().dataDirectory(),
              engine,
              counters,
              webSocket::connectionCount,
              updates::streamCount);
      return new Gateway(
          config,
          engine,
          hub,
          access,
          index,
          history,
          aggregates,
          replays,
          webSocket,
          updates,
          metrics,
          liveCounters,
          tables,
          requests,
          undertow);
    } catch (RuntimeException e) {
      engine.close();
      access.close();
      throw e;
    }
  }

  /** First whose page asks, then on whose behalf, and only then what. */
  private static HttpHandler guarded(HttpHandler routes, Access access, GatewayConfig config) {
    boolean secure = config.access().isSecure();
    return new OriginGuard(
        config.host(),
        access.isOpen(),
        secure,
        config.access().publicOrigins(),
        new Authentication(access, secure, routes));
  }

  private static IndexConfig indexConfig(GatewayConfig config) {
    Path data = config.engine().dataDirectory();
    return new IndexConfig(
        DataDirectory.index(data),
        DataDirectory.journal(data),
        config.indexCacheBytes(),
        config.engine().minFreeBytes());
  }

  private static TablesConfig tablesConfig(GatewayConfig config) {
    Path data = config.engine().dataDirectory();
    return new TablesConfig(
        List.of(DataDirectory.journal(data)),
        DataDirectory.tables(data),
        config.sqlMemoryBytes(),
        MAX_SQL_TEMPORARY_BYTES,
        2 * config.engine().minFreeBytes());
  }

  private static Undertow undertow(GatewayConfig config, SSLContext tls, HttpHandler root) {
    Undertow.Builder builder = Undertow.builder();
    if (tls == null) {
      builder.addHttpListener(config.port(), config.host());
    } else {
      builder
          .addHttpsListener(config.port(), config.host(), tls)
          .setSocketOption(Options.SSL_ENABLED_PROTOCOLS, Sequence.of("TLSv1.3", "TLSv1.2"));
    }
    return builder
        .setIoThreads(config.ioThreads())
        // nothing here blocks but a snapshot that was asked for
        .setWorkerThreads(1)
        .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, (long) config.limits().maxFrameBytes())
        .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
        .setServerOption(UndertowOptions.MAX_PARAMETERS, MAX_PARAMETERS)
        .setServerOption(
            UndertowOptions.REQUEST_PARSE_TIMEOUT,
            (int) config.clientLimits().receiveTimeout().toMillis())
        .setServerOption(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
        .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, NO_REQUEST_TIMEOUT_MS)
        .setSocketOption(Options.TCP_NODELAY, true)
        .setHandler(root)
        .build();
  }

  private static void start(Undertow undertow, GatewayConfig config) {
    try {
      undertow.start();
    } catch (RuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new EngineException(
          "cannot listen on "
              + config.host()
              + ":"
              + config.port()
              + ": "
              + cause.getMessage()
              + "; stop what listens there, or choose another --port (0 takes a free one)",
          e);
    }
  }

  /**
   * Recovers the state from the data directory; commands are accepted when it returns.
   *
   * @throws EngineException where the journal cannot be trusted
   */
  public void recover() {
    engine.start();
    index.start();
  }

  public EngineStatus status() {
    return engine.status();
  }

  /** The port that is listened on. */
  public int port() {
    return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
  }

  /** Where clients find it, like {@code http://127.0.0.1:8080}. */
  public String url() {
    String host = config.host().indexOf(':') < 0 ? config.host() : "[" + config.host() + "]";
    return (config.access().tls() == null ? "http://" : "https://") + host + ":" + port();
  }

  /** Up to where commands and events are found; less than the status' sequence where it lags. */
  public long indexedSequence() {
    return index.indexedSequence();
  }

  /** How many WebSocket connections there are. */
  public int connectionCount() {
    return webSocket.connectionCount();
  }

  /** How many streams of server-sent events there are. */
  public int updateStreamCount() {
    return updates.streamCount();
  }

  /** Takes a snapshot beside the running pipeline; returns when it is on disk. */
  public void snapshot() {
    engine.snapshot();
  }

  /**
   * Stops in order: commands that come from now on are {@code unavailable}, what was published is
   * answered, a snapshot is taken where configured, answers leave, connections close with 1001.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      engine.close();
    } finally {
      closeSockets();
    }
  }

  private void closeSockets() {
    heartbeat.shutdownNow();
    // whoever asked is told so while answers still leave
    tables.close();
    // what is still behind resumes elsewhere; what was answered and pushed leaves
    hub.close();
    if (!await(() -> webSocket.isFlushed() && updates.isFlushed(), FLUSH_TIMEOUT_MS)) {
      LOG.info("some clients did not read their answers in {} ms", FLUSH_TIMEOUT_MS);
    }
    if (engine.status().state() == EngineStatus.State.FAILED) {
      webSocket.closeAll(INTERNAL_ERROR, "the server failed");
    } else {
      webSocket.closeAll(GOING_AWAY, "the server stops");
    }
    updates.closeAll();
    await(() -> webSocket.connectionCount() == 0 && updates.streamCount() == 0, CLOSE_TIMEOUT_MS);
    requests.shutdown();
    awaitRequests();
    undertow.stop();
    metrics.close();
    access.close();
    if (tlsReload != null) {
      tlsReload.close();
    }
    history.close();
    aggregates.close();
    replays.close();
    index.close();
    liveCounters.close();
  }

  /** Of the requests that are under way, each has its answer by now; they have to leave. */
  private void awaitRequests() {
    try {
      if (!requests.awaitShutdown(CLOSE_TIMEOUT_MS)) {
        LOG.info("some requests did not end within {} ms", CLOSE_TIMEOUT_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean await(BooleanSupplier condition, long timeoutMs) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() >= deadline) {
        return false;
      }
      try {
        Thread.sleep(POLL_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}
