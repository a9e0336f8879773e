package io.ringfold.gateway.http;

import io.ringfold.gateway.format.Word;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.util.List;

/** {@code GET /}: where everything is. */
public final class LinksHandler implements HttpHandler {
  private static final Word NAME = Word.of("name");
  private static final Word LINKS = Word.of("links");

  /** Each call by the name of its path. */
  private static final List<Word> SERVED =
      List.of(
          Word.of("console"),
          Word.of("ws"),
          Word.of("commands"),
          Word.of("events"),
          Word.of("history"),
          Word.of("updates"),
          Word.of("query"),
          Word.of("past"),
          Word.of("schema"),
          Word.of("openapi.json"),
          Word.of("asyncapi.json"),
          Word.of("session"),
          Word.of("sql"),
          Word.of("snapshots"),
          Word.of("migrations"),
          Word.of("projections"),
          Word.of("health"),
          Word.of("ready"),
          Word.of("metrics"));

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    Reply.of(
            StatusCodes.OK,
            out -> {
              out.beginObject();
              out.field(NAME);
              out.string("ringfold");
              out.field(LINKS);
              out.beginObject();
              for (Word each : SERVED) {
                out.field(each);
                out.string("/" + each.text());
              }
              out.endObject();
              out.endObject();
            })
        .title("Ringfold")
        .send(exchange);
  }
}
