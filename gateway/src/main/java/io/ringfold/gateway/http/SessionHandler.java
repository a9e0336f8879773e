package io.ringfold.gateway.http;

import io.ringfold.engine.domain.Domains;
import io.ringfold.gateway.access.Caller;
import io.ringfold.gateway.access.Permissions;
import io.ringfold.gateway.format.ValueWriter;
import io.ringfold.gateway.format.Word;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.util.List;
import java.util.function.Predicate;

/**
 * {@code GET /session}: who asks, and what they may do, so that a client offers nothing that would
 * be refused. It is told by the same {@link Permissions} that refuse.
 */
public final class SessionHandler implements HttpHandler {
  private static final Word USER = Word.of("user");
  private static final Word OPEN = Word.of("open");
  private static final Word ROLES = Word.of("roles");
  private static final Word MAY_SEND = Word.of("may-send");
  private static final Word MAY_ASK = Word.of("may-ask");
  private static final Word MAY_FOLLOW = Word.of("may-follow");
  private static final Word MAY_SNAPSHOT = Word.of("may-snapshot");

  private final Permissions permissions;
  private final List<String> commands;
  private final List<String> queries;
  private final List<String> events;

  public SessionHandler(Domains domains, Permissions permissions) {
    this.permissions = permissions;
    this.commands = domains.commands().stream().map(each -> each.type().name()).toList();
    this.queries = domains.queries().stream().map(each -> each.type().name()).toList();
    this.events = domains.events().stream().map(each -> each.type().name()).toList();
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    Caller caller = Callers.of(exchange);
    Reply.of(
            StatusCodes.OK,
            out -> {
              out.beginObject();
              out.field(USER);
              out.stringOrNull(caller.user());
              out.field(OPEN);
              out.bool(caller.isOpen());
              out.field(ROLES);
              out.beginList();
              caller.roles().stream().sorted().forEach(out::string);
              out.endList();
              list(out, MAY_SEND, commands, name -> permissions.maySend(caller, name));
              list(out, MAY_ASK, queries, name -> permissions.mayAsk(caller, name));
              list(out, MAY_FOLLOW, events, name -> permissions.maySeeAll(caller, name));
              out.field(MAY_SNAPSHOT);
              out.bool(caller.mayDoEverything());
              out.endObject();
            })
        .title("Session")
        .send(exchange);
  }

  private static void list(
      ValueWriter out, Word field, List<String> names, Predicate<String> allowed) {
    out.field(field);
    out.beginList();
    names.stream().filter(allowed).forEach(out::keyword);
    out.endList();
  }
}
