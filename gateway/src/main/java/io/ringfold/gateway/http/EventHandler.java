package io.ringfold.gateway.http;

import io.ringfold.gateway.access.Caller;
import io.ringfold.gateway.access.Permissions;
import io.ringfold.gateway.intake.GatewayCodes;
import io.ringfold.index.EventAt;
import io.ringfold.index.History;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.util.UUID;

/** {@code GET /events/<uuid>}. */
public final class EventHandler implements HttpHandler {
  /** What its paths begin with. */
  public static final String PATH = "/events/";

  private final Permissions permissions;
  private final HistoryReads reads;

  public EventHandler(Permissions permissions, HistoryReads reads) {
    this.permissions = permissions;
    this.reads = reads;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    String text = exchange.getRequestPath().substring(PATH.length());
    UUID uuid = Parameters.parsedUuid(text);
    try {
      Representation representation = Negotiation.answer(exchange);
      if (uuid == null) {
        absent(Parameters.shown(text) + ", which is no uuid").send(exchange);
      } else {
        reads.find(exchange, read(Callers.of(exchange), uuid, representation));
      }
    } catch (ProblemException e) {
      e.problem().send(exchange);
    }
  }

  private HistoryReads.Read read(Caller caller, UUID uuid, Representation representation) {
    return new HistoryReads.Read() {
      @Override
      public Reply look(History history, long newest) {
        EventAt event = history.event(uuid);
        return event == null
                || !permissions.maySee(caller, event.event().name(), event.command().user())
            ? null
            : Reply.of(
                StatusCodes.OK,
                representation.encode(
                    "Event " + uuid, out -> CommandBodies.event(out, event), Integer.MAX_VALUE));
      }

      @Override
      public Problem absent() {
        return EventHandler.absent("is " + uuid);
      }
    };
  }

  private static Problem absent(String what) {
    return new Problem(
        StatusCodes.NOT_FOUND,
        GatewayCodes.MALFORMED_MESSAGE,
        "there is no event whose uuid " + what + "; it did not happen, or is archived");
  }
}
