package io.ringfold.gateway.http;

import io.ringfold.engine.Engine;
import io.ringfold.gateway.access.Caller;
import io.ringfold.gateway.access.Permissions;
import io.ringfold.gateway.format.CommandMessage;
import io.ringfold.gateway.format.ContentWriter;
import io.ringfold.gateway.format.Envelopes;
import io.ringfold.gateway.format.PlainWriter;
import io.ringfold.gateway.intake.Catalogue;
import io.ringfold.index.History;
import io.ringfold.index.Page;
import io.ringfold.index.RecordedCommand;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * {@code POST /commands}, answered at once or, with {@code sync=true}, when the outcome is durable;
 * and {@code GET /commands}, the list.
 */
public final class CommandsHandler implements HttpHandler {
  static final int DEFAULT_LIMIT = 100;
  static final int MAX_LIMIT = 1_000;

  private static final int DEFAULT_TIMEOUT_MS = 5_000;

  /** Longer than that, what stands between client and server loses patience. */
  static final int MAX_TIMEOUT_MS = 60_000;

  private static final List<String> POST_PARAMETERS = List.of("sync", "timeout-ms");
  private static final List<String> GET_PARAMETERS = List.of("after", "limit");

  private final Engine engine;
  private final Permissions permissions;
  private final Catalogue catalogue;
  private final CommandIntake intake;
  private final HistoryReads reads;
  private final int maxBodyBytes;

  public CommandsHandler(
      Engine engine,
      Permissions permissions,
      Catalogue catalogue,
      HistoryReads reads,
      int maxBodyBytes) {
    this.engine = engine;
    this.permissions = permissions;
    this.catalogue = catalogue;
    this.intake = new CommandIntake(engine, catalogue);
    this.reads = reads;
    this.maxBodyBytes = maxBodyBytes;
  }

  /** What answers for each command by itself, those on their way from here among them. */
  public CommandHandler each() {
    return new CommandHandler(permissions, intake.pending(), reads);
  }

  /** What carries out migrations, which are commands of the engine's own. */
  public MigrationsHandler migrations() {
    return new MigrationsHandler(engine, permissions, intake, reads, maxBodyBytes);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    try {
      Representation representation = Negotiation.answer(exchange);
      if (exchange.getRequestMethod().equals(Methods.POST)) {
        post(exchange, representation);
      } else {
        list(exchange, representation);
      }
    } catch (ProblemException e) {
      e.problem().send(exchange);
    }
  }

  private void post(HttpServerExchange exchange, Representation representation)
      throws ProblemException {
    intake.requireServing();
    Parameters parameters = new Parameters(exchange, POST_PARAMETERS);
    boolean sync = parameters.bool("sync");
    int timeoutMs = (int) parameters.integer("timeout-ms", DEFAULT_TIMEOUT_MS, 0, MAX_TIMEOUT_MS);
    parameters.requireValid();
    Caller caller = Callers.of(exchange);
    RequestBody.read(
        exchange,
        maxBodyBytes,
        body -> {
          CommandMessage message = Envelopes.command(body);
          UUID uuid = CommandIntake.uuid(message);
          if (sync) {
            new AwaitedCommand(exchange, representation, reads, permissions, caller, uuid)
                .publish(replyTo -> intake.publish(message, uuid, caller, replyTo), timeoutMs);
          } else {
            intake.publish(message, uuid, caller, outcome -> {});
            sendPending(exchange, uuid);
          }
        });
  }

  /** On the thread that has the exchange. */
  static void sendPending(HttpServerExchange exchange, UUID uuid) {
    Reply.of(StatusCodes.ACCEPTED, out -> CommandBodies.taken(out, uuid))
        .header(Headers.LOCATION, CommandBodies.location(uuid))
        .title("Command " + uuid)
        .send(exchange);
  }

  private void list(HttpServerExchange exchange, Representation representation)
      throws ProblemException {
    Parameters parameters = new Parameters(exchange, GET_PARAMETERS);
    long after = parameters.integer("after", 0, 0, Long.MAX_VALUE - 1);
    int limit = (int) parameters.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    parameters.requireValid();
    Caller caller = Callers.of(exchange);
    reads.find(
        exchange,
        new HistoryReads.Read() {
          @Override
          public Reply look(History history, long newest) {
            Page<RecordedCommand> page =
                history.commands(
                    after,
                    newest,
                    limit,
                    each -> permissions.maySeeCommand(caller, each.name(), each.user()));
            return Reply.of(StatusCodes.OK, body(representation, caller, page));
          }

          @Override
          public Problem absent() {
            throw new IllegalStateException("there is always a page");
          }
        });
  }

  private Representation.Body body(
      Representation representation, Caller caller, Page<RecordedCommand> page) {
    ContentWriter content = out -> CommandBodies.commands(out, page);
    return representation == Representation.HTML
        ? Representation.page(withForms(caller, content), Integer.MAX_VALUE)
        : representation.encode("Commands", content, Integer.MAX_VALUE);
  }

  /** The list for people, and a form for each command that they may send. */
  private HtmlPage withForms(Caller caller, ContentWriter content) {
    PlainWriter plain = new PlainWriter();
    content.write(plain);
    HtmlPage page = new HtmlPage("Commands").value(plain.result());
    catalogue
        .commandFields()
        .forEach(
            (name, fields) -> {
              if (permissions.maySend(caller, name)) {
                page.heading(2, name)
                    .markup(Forms.form("post", "/commands?sync=true", name, fields, Map.of()));
              }
            });
    return page;
  }
}
