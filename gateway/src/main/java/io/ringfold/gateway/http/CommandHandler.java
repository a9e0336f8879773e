package io.ringfold.gateway.http;

import io.ringfold.gateway.access.Caller;
import io.ringfold.gateway.access.Permissions;
import io.ringfold.gateway.intake.GatewayCodes;
import io.ringfold.index.History;
import io.ringfold.index.RecordedCommand;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.util.UUID;

/** {@code GET /commands/<uuid>}: what became of any command, on its way or in the journal. */
public final class CommandHandler implements HttpHandler {
  /** What its paths begin with. */
  public static final String PATH = "/commands/";

  private final Permissions permissions;
  private final PendingCommands pending;
  private final HistoryReads reads;

  CommandHandler(Permissions permissions, PendingCommands pending, HistoryReads reads) {
    this.permissions = permissions;
    this.pending = pending;
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
        return;
      }
      // first: what is not pending any more is settled, and so it is looked for below
      PendingCommands.Pending onItsWay = pending.get(uuid);
      Caller caller = Callers.of(exchange);
      if (onItsWay != null && permissions.maySeeCommand(caller, onItsWay.name(), onItsWay.user())) {
        Reply.of(StatusCodes.OK, out -> CommandBodies.pending(out, uuid, onItsWay))
            .title("Command " + uuid)
            .send(exchange);
        return;
      }
      reads.find(exchange, read(caller, uuid, representation));
    } catch (ProblemException e) {
      e.problem().send(exchange);
    }
  }

  private HistoryReads.Read read(Caller caller, UUID uuid, Representation representation) {
    return new HistoryReads.Read() {
      @Override
      public Reply look(History history, long newest) {
        RecordedCommand command = history.command(uuid);
        // another user's is as if it were not there: that it is there is their business too
        return command == null || !permissions.maySeeCommand(caller, command.name(), command.user())
            ? null
            : Reply.of(
                StatusCodes.OK,
                representation.encode(
                    "Command " + uuid,
                    out -> CommandBodies.command(out, command),
                    Integer.MAX_VALUE));
      }

      @Override
      public Problem absent() {
        return CommandHandler.absent("is " + uuid);
      }
    };
  }

  private static Problem absent(String what) {
    return new Problem(
        StatusCodes.NOT_FOUND,
        GatewayCodes.MALFORMED_MESSAGE,
        "there is no command whose uuid " + what + "; it was never processed, or is archived");
  }
}
