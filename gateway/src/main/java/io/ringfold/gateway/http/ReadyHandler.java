package io.ringfold.gateway.http;

import io.ringfold.engine.EngineStatus;
import io.ringfold.gateway.format.Word;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.util.Locale;
import java.util.function.Supplier;

/** {@code GET /ready}: 200 when recovered and accepting, else 503 with the reason. */
public final class ReadyHandler implements HttpHandler {
  private static final Word STATUS = Word.of("status");
  private static final Word SEQUENCE = Word.of("sequence");
  private static final Word TARGET = Word.of("target");
  private static final Word REASON = Word.of("reason");

  private final Supplier<EngineStatus> engine;

  public ReadyHandler(Supplier<EngineStatus> engine) {
    this.engine = engine;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    EngineStatus status = engine.get();
    boolean ready = status.state() == EngineStatus.State.READY;
    Reply reply =
        Reply.of(
            ready ? StatusCodes.OK : StatusCodes.SERVICE_UNAVAILABLE,
            out -> {
              out.beginObject();
              out.field(STATUS);
              out.string(status.state().name().toLowerCase(Locale.ROOT));
              out.field(SEQUENCE);
              out.integer(status.sequence());
              if (!ready) {
                out.field(TARGET);
                out.integer(status.target());
                if (status.reason() != null) {
                  out.field(REASON);
                  out.string(status.reason());
                }
              }
              out.endObject();
            });
    if (!ready) {
      reply.header(Headers.RETRY_AFTER, "1");
    }
    reply.title("Readiness").send(exchange);
  }
}
