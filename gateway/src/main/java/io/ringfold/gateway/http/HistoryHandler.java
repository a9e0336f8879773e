package io.ringfold.gateway.http;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.gateway.access.Caller;
import io.ringfold.gateway.access.Permissions;
import io.ringfold.gateway.format.ContentWriter;
import io.ringfold.gateway.intake.GatewayCodes;
import io.ringfold.index.AggregateHistory;
import io.ringfold.index.AggregateKey;
import io.ringfold.index.EventAt;
import io.ringfold.index.History;
import io.ringfold.index.Page;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.util.List;
import java.util.function.Predicate;

/**
 * {@code GET /history}: the events of one aggregate in the order of the journal, each with its
 * command and the aggregate's state after it.
 */
public final class HistoryHandler implements HttpHandler {
  private static final List<String> PARAMETERS = List.of("aggregate", "key", "after", "limit");

  private final Domains domains;
  private final Permissions permissions;
  private final AggregateHistory histories;
  private final HistoryReads reads;
  private final HistoryPage page;

  /**
   * @param reads with threads of their own: states may take long to come to
   */
  public HistoryHandler(
      Domains domains, Permissions permissions, AggregateHistory histories, HistoryReads reads) {
    this.domains = domains;
    this.permissions = permissions;
    this.histories = histories;
    this.reads = reads;
    this.page = new HistoryPage(keyed());
  }

  /** The domains whose aggregates are told apart by a key. */
  private List<String> keyed() {
    return domains.all().stream().filter(Domain::isKeyed).map(Domain::name).toList();
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    try {
      Representation representation = Negotiation.answer(exchange);
      if (representation == Representation.HTML
          && exchange.getRequestMethod().equals(Methods.GET)
          && exchange.getQueryParameters().isEmpty()) {
        Reply.of(StatusCodes.OK, page.form()).send(exchange);
        return;
      }
      Parameters parameters = new Parameters(exchange, PARAMETERS);
      String aggregate = parameters.required("aggregate");
      String key = parameters.required("key");
      long after = parameters.integer("after", 0, 0, Long.MAX_VALUE - 1);
      int limit =
          (int)
              parameters.integer(
                  "limit", CommandsHandler.DEFAULT_LIMIT, 1, CommandsHandler.MAX_LIMIT);
      parameters.requireValid();
      AggregateKey wanted = new AggregateKey(domain(aggregate), key);
      reads.list(exchange, read(Callers.of(exchange), wanted, after, limit, representation));
    } catch (ProblemException e) {
      e.problem().send(exchange);
    }
  }

  private Domain<?> domain(String name) throws ProblemException {
    for (Domain<?> domain : domains.all()) {
      if (domain.name().equals(name) && domain.isKeyed()) {
        return domain;
      }
    }
    boolean unkeyed = domains.all().stream().anyMatch(domain -> domain.name().equals(name));
    throw new ProblemException(
        Problem.of(
            GatewayCodes.NOT_FOUND,
            "aggregate "
                + Parameters.shown(name)
                + (unkeyed
                    ? ", whose events carry no key, so there is one of it and /events lists what"
                        + " happened; by key there are "
                    : ", but there is none of this name; there are ")
                + String.join(", ", keyed())));
  }

  private HistoryReads.Read read(
      Caller caller, AggregateKey wanted, long after, int limit, Representation representation) {
    Predicate<EventAt> visible =
        each -> permissions.maySee(caller, each.event().name(), each.command().user());
    // a state is what everybody's events have made of it
    boolean withStates = permissions.maySeeStates(caller, wanted.domain().name());
    return new HistoryReads.Read() {
      @Override
      public Reply look(History history, long newest) {
        Page<AggregateHistory.Entry> entries =
            histories.page(wanted, visible, withStates, after, newest, limit);
        ContentWriter content = out -> HistoryBodies.history(out, wanted, newest, entries);
        return Reply.of(
            StatusCodes.OK,
            representation == Representation.HTML
                ? page.of(wanted, limit, content)
                : representation.encode("History", content, Integer.MAX_VALUE));
      }

      @Override
      public Problem absent() {
        throw new IllegalStateException("there is always a page");
      }
    };
  }
}
