package io.ringfold.gateway.http;

import io.ringfold.engine.Engine;
import io.ringfold.engine.EngineStatus;
import io.ringfold.gateway.access.Access;
import io.ringfold.gateway.access.Caller;
import io.ringfold.gateway.access.Permissions;
import io.ringfold.gateway.format.Envelopes;
import io.ringfold.gateway.format.MalformedException;
import io.ringfold.gateway.intake.GatewayCodes;
import io.ringfold.gateway.intake.Refusal;
import io.ringfold.gateway.limits.Admission;
import io.ringfold.gateway.updates.StreamFilter;
import io.ringfold.gateway.updates.StreamRequest;
import io.ringfold.gateway.updates.UpdateHub;
import io.ringfold.gateway.updates.UpdateStream;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code GET /updates}: server-sent events, for browsers and whoever has nothing but HTTP.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">the format</a>
 */
public final class UpdatesHandler implements HttpHandler {
  private static final String EVENT_STREAM = "text/event-stream";
  private static final String CONTENT_TYPE = EVENT_STREAM + "; charset=utf-8";
  private static final String COME_BACK = ": not ready\nretry: 1000\n\n";

  private static final HttpString LAST_EVENT_ID = HttpString.tryFromString("Last-Event-ID");
  private static final HttpString X_ACCEL_BUFFERING = HttpString.tryFromString("X-Accel-Buffering");

  private static final Pattern EVENT_ID = Pattern.compile("([0-9]{1,19})(?:\\.([0-9]{1,5}))?");

  private final Engine engine;
  private final Access access;
  private final Permissions permissions;
  private final UpdateHub hub;
  private final int maxPendingBytes;
  private final Admission admission;
  private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();

  /**
   * @param maxPendingBytes unsent live updates of a stream; what comes beyond is read from the
   *     journal when there is room
   */
  public UpdatesHandler(
      Engine engine,
      Access access,
      Permissions permissions,
      UpdateHub hub,
      int maxPendingBytes,
      Admission admission) {
    this.access = access;
    this.permissions = permissions;
    this.engine = engine;
    this.hub = hub;
    this.maxPendingBytes = maxPendingBytes;
    this.admission = admission;
  }

  /**
   * Where a reader wants to begin.
   *
   * @param from null for updates from now on
   * @param partialIndex the first event that it has not of the command after {@code from}
   */
  private record Start(Long from, int partialIndex) {

    /** What the reader saw last goes before what its address says, as it reconnects with both. */
    static Start of(String lastEventId, Long from) throws MalformedException {
      if (lastEventId == null || lastEventId.isEmpty()) {
        return new Start(from, 0);
      }
      Matcher id = EVENT_ID.matcher(lastEventId);
      if (!id.matches()) {
        throw new MalformedException(
            "Last-Event-ID: \"" + lastEventId + "\" is no id of this stream, like 12.0");
      }
      long sequence = Envelopes.sequenceText("Last-Event-ID", id.group(1));
      return id.group(2) == null || sequence == 0
          ? new Start(sequence, 0)
          : new Start(sequence - 1, Integer.parseInt(id.group(2)) + 1);
    }
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    EngineStatus status = engine.status();
    if (!status.isServing()) {
      if (asksForEvents(exchange.getRequestHeaders().get(Headers.ACCEPT))) {
        tellToComeBack(exchange);
      } else {
        Problem.unavailable(status).send(exchange);
      }
      return;
    }
    if (!acceptsEvents(exchange.getRequestHeaders().get(Headers.ACCEPT))) {
      new Problem(
              StatusCodes.NOT_ACCEPTABLE,
              GatewayCodes.MALFORMED_MESSAGE,
              "/updates answers with text/event-stream")
          .send(exchange);
      return;
    }
    try {
      begin(exchange);
    } catch (MalformedException e) {
      Problem.of(GatewayCodes.MALFORMED_MESSAGE, e.getMessage()).send(exchange);
    } catch (Refusal e) {
      Problem.of(e).send(exchange);
    }
  }

  private void begin(HttpServerExchange exchange) throws MalformedException, Refusal {
    for (String name : exchange.getQueryParameters().keySet()) {
      if (!StreamRequest.PARAMETERS.contains(name)) {
        throw new MalformedException(
            "parameter \"" + name + "\" is unknown; there are updates, from, events and client-id");
      }
    }
    Caller caller = Callers.of(exchange);
    StreamFilter.Whose whose = caller.isOpen() ? StreamFilter.Whose.ALL : StreamFilter.Whose.MINE;
    StreamRequest request =
        StreamRequest.of(exchange.getQueryParameters(), whose, engine.domains());
    request.requireAllowed(caller, permissions);
    Start start = Start.of(exchange.getRequestHeaders().getFirst(LAST_EVENT_ID), request.from());
    if (start.from() != null) {
      // the rest of a command is read again, so the command has to be there
      hub.requireReachable(start.partialIndex() == 0 ? start.from() : start.from() + 1);
      hub.requireReachable(start.from());
    }
    Admission.Place place = admission.connect(RateGuard.client(exchange));
    exchange.getConnection().addCloseListener(closed -> place.close());
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, CONTENT_TYPE);
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    exchange.getResponseHeaders().put(X_ACCEL_BUFFERING, "no");
    EventStream sink = new EventStream(exchange, maxPendingBytes);
    UpdateStream stream =
        new UpdateStream(
            null,
            request.filter(caller, request.clientIds()),
            sink,
            start.from() == null ? 0 : start.from() + 1,
            start.partialIndex());
    streams.add(sink);
    Access.Lease lease = access.lease(caller, reason -> sink.endAfterFlush());
    sink.whenClosed(
        () -> {
          lease.close();
          place.close();
          streams.remove(sink);
          hub.end(stream);
        });
    sink.begin(() -> hub.open(stream, start.from()));
  }

  /**
   * Ends at once a stream that an EventSource asked for: after a status other than 200 it would
   * never come back (HTML standard, 9.2.3), and it is just then that a server recovers.
   */
  private static void tellToComeBack(HttpServerExchange exchange) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, CONTENT_TYPE);
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    exchange.getResponseSender().send(COME_BACK);
  }

  private static boolean acceptsEvents(HeaderValues accepted) {
    return accepted == null || namesOneOf(accepted, Set.of("*/*", "text/*", EVENT_STREAM));
  }

  private static boolean asksForEvents(HeaderValues accepted) {
    return accepted != null && namesOneOf(accepted, Set.of(EVENT_STREAM));
  }

  private static boolean namesOneOf(HeaderValues accepted, Set<String> types) {
    for (String line : accepted) {
      for (String range : line.split(",")) {
        if (types.contains(range.split(";", 2)[0].trim().toLowerCase(Locale.ROOT))) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Sends a comment on every stream that is not busy, and lets go of readers that do not read.
   *
   * @param idleTimeout how long what waits may wait without a byte leaving; zero for ever
   */
  public void comment(Duration idleTimeout) {
    streams.forEach(stream -> stream.comment(idleTimeout.toNanos()));
  }

  /** How many streams there are. */
  public int streamCount() {
    return streams.size();
  }

  /** Whether everything that was added to be sent has left. */
  public boolean isFlushed() {
    return streams.stream().allMatch(EventStream::isIdle);
  }

  /** Ends every stream, after what it still has to be sent; readers reconnect when they can. */
  public void closeAll() {
    streams.forEach(EventStream::endAfterFlush);
  }
}
