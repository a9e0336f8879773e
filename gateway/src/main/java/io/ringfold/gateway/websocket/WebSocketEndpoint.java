package io.ringfold.gateway.websocket;

import io.ringfold.engine.Engine;
import io.ringfold.engine.EngineStatus;
import io.ringfold.gateway.access.Access;
import io.ringfold.gateway.access.Caller;
import io.ringfold.gateway.access.Permissions;
import io.ringfold.gateway.format.Format;
import io.ringfold.gateway.format.MalformedException;
import io.ringfold.gateway.http.Callers;
import io.ringfold.gateway.http.Problem;
import io.ringfold.gateway.http.RateGuard;
import io.ringfold.gateway.intake.Catalogue;
import io.ringfold.gateway.intake.GatewayCodes;
import io.ringfold.gateway.intake.Refusal;
import io.ringfold.gateway.limits.Admission;
import io.ringfold.gateway.metrics.GatewayCounters;
import io.ringfold.gateway.metrics.GatewayCounters.Happening;
import io.ringfold.gateway.metrics.Pending;
import io.ringfold.gateway.updates.UpdateHub;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.core.protocol.version13.Hybi13Handshake;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.xnio.StreamConnection;

/** {@code GET /ws}: checks the handshake and makes a {@link Connection} of it. */
public final class WebSocketEndpoint implements HttpHandler {

  private static final AttachmentKey<ConnectionParameters> PARAMETERS =
      AttachmentKey.create(ConnectionParameters.class);

  private static final AttachmentKey<Admission.Place> PLACE =
      AttachmentKey.create(Admission.Place.class);

  private static final AttachmentKey<Format> FORMAT = AttachmentKey.create(Format.class);

  private static final Set<String> SUBPROTOCOLS =
      Arrays.stream(Format.values()).map(Format::subprotocol).collect(Collectors.toSet());

  private static final AttachmentKey<Caller> CALLER = AttachmentKey.create(Caller.class);

  private static final int UPGRADE_REQUIRED = 426;

  /** RFC 6455, 7.4.1: the endpoint ends the connection as it violates its policy. */
  private static final int POLICY_VIOLATION = 1008;

  private static final int GOING_AWAY = 1001;

  private final Engine engine;
  private final Access access;
  private final Permissions permissions;
  private final Catalogue catalogue;
  private final UpdateHub hub;
  private final ConnectionLimits limits;
  private final Admission admission;
  private final GatewayCounters counters;
  private final HttpHandler upgrade;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

  public WebSocketEndpoint(
      Engine engine,
      Access access,
      Permissions permissions,
      Catalogue catalogue,
      UpdateHub hub,
      ConnectionLimits limits,
      Admission admission,
      GatewayCounters counters) {
    this.engine = engine;
    this.access = access;
    this.permissions = permissions;
    this.catalogue = catalogue;
    this.hub = hub;
    this.limits = limits;
    this.admission = admission;
    this.counters = counters;
    this.upgrade =
        new WebSocketProtocolHandshakeHandler(
            Set.of(new Hybi13Handshake(SUBPROTOCOLS, false)),
            (StreamConnection stream, HttpServerExchange exchange) ->
                connect(
                    exchange.getAttachment(CALLER),
                    exchange.getAttachment(PARAMETERS),
                    exchange.getAttachment(FORMAT),
                    exchange.getAttachment(PLACE),
                    stream,
                    exchange.getConnection()),
            WebSocketEndpoint::refuseOtherThanWebSocket);
  }

  /**
   * Asks every peer for a sign of life, and lets go of those that have given none.
   *
   * @param idleTimeout how long a peer may be silent; zero for ever
   */
  public void ping(Duration idleTimeout) {
    long now = System.nanoTime();
    for (Connection connection : connections) {
      if (!idleTimeout.isZero() && connection.silentNanos(now) >= idleTimeout.toNanos()) {
        connection
            .outbox()
            .cutWith(GOING_AWAY, "nothing was heard for " + idleTimeout + " (idle-timeout)");
      } else {
        connection.outbox().ping();
      }
    }
  }

  /** How many connections there are. */
  public int connectionCount() {
    return connections.size();
  }

  /** Whether everything that was added to be sent has left. */
  public boolean isFlushed() {
    return connections.stream().allMatch(connection -> connection.outbox().isIdle());
  }

  /** Closes every connection with this code, after what it still has to be sent. */
  public void closeAll(int code, String reason) {
    connections.forEach(connection -> connection.outbox().closeAfterFlush(code, reason));
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    EngineStatus status = engine.status();
    if (!status.isServing()) {
      Problem.unavailable(status).send(exchange);
      return;
    }
    try {
      ConnectionParameters parameters =
          ConnectionParameters.of(exchange.getQueryParameters(), engine.domains());
      Caller caller = Callers.of(exchange);
      parameters.updates().requireAllowed(caller, permissions);
      exchange.putAttachment(CALLER, caller);
      if (parameters.updates().from() != null) {
        hub.requireReachable(parameters.updates().from());
      }
      exchange.putAttachment(PARAMETERS, parameters);
      exchange.putAttachment(FORMAT, chooseSubprotocol(exchange));
      takePlace(exchange);
    } catch (MalformedException e) {
      Problem.of(GatewayCodes.MALFORMED_MESSAGE, e.getMessage()).send(exchange);
      return;
    } catch (Refusal e) {
      Problem.of(e).send(exchange);
      return;
    }
    upgrade.handleRequest(exchange);
  }

  /** A place for the connection, given back with it, or where none comes of the handshake. */
  private void takePlace(HttpServerExchange exchange) throws Refusal {
    Admission.Place place;
    try {
      place = admission.connect(RateGuard.client(exchange));
    } catch (Refusal e) {
      counters.happened(Happening.CONNECTION_REFUSED);
      throw e;
    }
    exchange.putAttachment(PLACE, place);
    exchange.getConnection().addCloseListener(closed -> place.close());
    exchange.addExchangeCompleteListener(
        (completed, proceed) -> {
          if (completed.getStatusCode() != StatusCodes.SWITCHING_PROTOCOLS) {
            place.close();
          }
          proceed.proceed();
        });
  }

  /** What waits to be sent to all of them. */
  public Pending pending() {
    long bytes = 0;
    long most = 0;
    for (Connection connection : connections) {
      long pending = connection.outbox().pendingBytes();
      bytes += pending;
      most = Math.max(most, pending);
    }
    return new Pending(connections.size(), bytes, most);
  }

  /** The first of the client's that is known; JSON for a client that names none. */
  private static Format chooseSubprotocol(HttpServerExchange exchange) throws MalformedException {
    HeaderValues offered = exchange.getRequestHeaders().get(Headers.SEC_WEB_SOCKET_PROTOCOL);
    if (offered == null) {
      return Format.JSON;
    }
    for (String line : offered) {
      for (String name : line.split(",")) {
        Format format = Format.ofSubprotocol(name.trim());
        if (format != null) {
          // the handshake looks at the first header only
          exchange.getRequestHeaders().put(Headers.SEC_WEB_SOCKET_PROTOCOL, format.subprotocol());
          return format;
        }
      }
    }
    throw new MalformedException(
        "subprotocol "
            + String.join(", ", offered)
            + ": there are "
            + Arrays.stream(Format.values())
                .map(Format::subprotocol)
                .collect(Collectors.joining(", ")));
  }

  private static void refuseOtherThanWebSocket(HttpServerExchange exchange) {
    exchange.getResponseHeaders().put(Headers.UPGRADE, "websocket");
    exchange.getResponseHeaders().put(Headers.SEC_WEB_SOCKET_VERSION, "13");
    new Problem(
            UPGRADE_REQUIRED,
            GatewayCodes.MALFORMED_MESSAGE,
            "/ws speaks WebSocket, version 13: connect with ws://")
        .send(exchange);
  }

  private void connect(
      Caller caller,
      ConnectionParameters parameters,
      Format format,
      Admission.Place place,
      StreamConnection stream,
      ServerConnection server) {
    counters.happened(Happening.CONNECTION_OPENED);
    FrameSocket socket =
        new FrameSocket(
            stream, limits.maxFrameBytes(), admission.limits().receiveTimeout(), counters);
    Connection connection =
        new Connection(
            engine,
            caller,
            permissions,
            catalogue,
            hub,
            parameters.updates(),
            limits,
            place,
            counters,
            new Outbox(socket, format, parameters.batch(), limits.maxPendingBytes()));
    connections.add(connection);
    Access.Lease lease = access.lease(caller, reason -> connection.end(POLICY_VIOLATION, reason));
    server.addCloseListener(closed -> disconnect(connection, lease));
    socket.start(connection);
    if (!socket.isOpen()) {
      // its peer went away during the handshake: then no listener is called any more
      disconnect(connection, lease);
    }
  }

  private void disconnect(Connection connection, Access.Lease lease) {
    if (connections.remove(connection)) {
      lease.close();
      connection.onClosed();
    }
  }
}
