package io.ringfold.gateway.http;

import io.ringfold.engine.domain.Domains;
import io.ringfold.gateway.access.Caller;
import io.ringfold.gateway.access.Permissions;
import io.ringfold.index.EventAt;
import io.ringfold.index.EventFilter;
import io.ringfold.index.History;
import io.ringfold.index.Page;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/** {@code GET /events}: events in the order of the journal, by name, user, command and time. */
public final class EventsHandler implements HttpHandler {
  private static final List<String> PARAMETERS =
      List.of("after", "limit", "name", "command-uuid", "user", "since", "until");

  private final Domains domains;
  private final Permissions permissions;
  private final HistoryReads reads;

  public EventsHandler(Domains domains, Permissions permissions, HistoryReads reads) {
    this.domains = domains;
    this.permissions = permissions;
    this.reads = reads;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    try {
      Representation representation = Negotiation.answer(exchange);
      Parameters parameters = new Parameters(exchange, PARAMETERS);
      long after = parameters.integer("after", 0, 0, Long.MAX_VALUE - 1);
      int limit =
          (int)
              parameters.integer(
                  "limit", CommandsHandler.DEFAULT_LIMIT, 1, CommandsHandler.MAX_LIMIT);
      EventFilter filter = filter(parameters);
      parameters.requireValid();
      Caller caller = Callers.of(exchange);
      Predicate<EventAt> visible =
          each -> permissions.maySee(caller, each.event().name(), each.command().user());
      reads.list(exchange, read(visible, filter, after, limit, representation));
    } catch (ProblemException e) {
      e.problem().send(exchange);
    }
  }

  private EventFilter filter(Parameters parameters) {
    String name = parameters.text("name");
    if (name != null && domains.event(name) == null) {
      parameters.senseless("name", Parameters.shown(name) + ", but there is no such event");
    }
    UUID commandUuid = parameters.uuid("command-uuid");
    Long since = parameters.micros("since", true);
    Long until = parameters.micros("until", false);
    if (since != null && until != null && until < since) {
      parameters.senseless(
          "until",
          Parameters.shown(parameters.text("until"))
              + ", which is before since, "
              + parameters.text("since"));
    }
    return new EventFilter(name, parameters.text("user"), commandUuid, since, until);
  }

  private static HistoryReads.Read read(
      Predicate<EventAt> visible,
      EventFilter filter,
      long after,
      int limit,
      Representation representation) {
    return new HistoryReads.Read() {
      @Override
      public Reply look(History history, long newest) {
        Page<EventAt> page = history.events(filter, visible, after, newest, limit);
        return Reply.of(
            StatusCodes.OK,
            representation.encode(
                "Events", out -> CommandBodies.events(out, page), Integer.MAX_VALUE));
      }

      @Override
      public Problem absent() {
        throw new IllegalStateException("there is always a page");
      }
    };
  }
}
