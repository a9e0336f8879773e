package io.ringfold.gateway.http;

import io.ringfold.engine.Codes;
import io.ringfold.engine.Engine;
import io.ringfold.engine.EngineException;
import io.ringfold.engine.ProjectionStatus;
import io.ringfold.gateway.format.MalformedException;
import io.ringfold.gateway.format.ValueWriter;
import io.ringfold.gateway.format.Word;
import io.ringfold.gateway.intake.GatewayCodes;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code GET /projections}: where every projection stands; why one failed, which may tell data or
 * files, for the role admin alone. {@code POST /projections/rebuild}: fills one anew from the
 * journal, beside the one that runs; answers 202 at once, as that takes its time.
 */
public final class ProjectionsHandler implements HttpHandler {
  private static final String PATH = "/projections";
  private static final Word PROJECTIONS = Word.of("projections");
  private static final Word DOMAIN = Word.of("domain");
  private static final Word NAME = Word.of("name");
  private static final Word VERSION = Word.of("version");
  private static final Word STATE = Word.of("state");
  private static final Word BASIS = Word.of("basis");
  private static final Word AT = Word.of("at");
  private static final Word TARGET = Word.of("target");
  private static final Word RATE = Word.of("records-per-second");
  private static final Word REASON = Word.of("reason");

  private final Engine engine;
  private final int maxBodyBytes;

  public ProjectionsHandler(Engine engine, int maxBodyBytes) {
    this.engine = engine;
    this.maxBodyBytes = maxBodyBytes;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    List<ProjectionStatus> projections = engine.projections();
    boolean withReason = Callers.of(exchange).mayDoEverything();
    Reply.of(
            StatusCodes.OK,
            out -> {
              out.beginObject();
              out.field(PROJECTIONS);
              out.beginList();
              for (ProjectionStatus each : projections) {
                write(out, each, withReason);
              }
              out.endList();
              out.endObject();
            })
        .title("Projections")
        .send(exchange);
  }

  /** The handler of {@code POST /projections/rebuild}, whose body names the projection. */
  public HttpHandler rebuild() {
    return exchange -> {
      if (!Callers.of(exchange).mayDoEverything()) {
        Problem.of(GatewayCodes.NOT_AUTHORIZED, "a rebuild is for the role admin to ask for")
            .send(exchange);
      } else {
        RequestBody.read(exchange, maxBodyBytes, body -> rebuild(exchange, body));
      }
    };
  }

  private void rebuild(HttpServerExchange exchange, Map<String, Object> body)
      throws MalformedException {
    if (!(body.get(NAME.text()) instanceof String name)) {
      throw new MalformedException("name: must be that of a projection, as a string");
    }
    if (!engine.status().isServing()) {
      Problem.unavailable(engine.status()).send(exchange);
      return;
    }
    try {
      ProjectionStatus begun = engine.rebuildProjection(name);
      Reply.of(StatusCodes.ACCEPTED, out -> write(out, begun, true))
          .header(Headers.LOCATION, PATH)
          .title("Rebuild")
          .send(exchange);
    } catch (IllegalArgumentException e) {
      new Problem(StatusCodes.NOT_FOUND, GatewayCodes.MALFORMED_MESSAGE, e.getMessage())
          .send(exchange);
    } catch (EngineException e) {
      Problem.of(Codes.UNAVAILABLE, e.getMessage()).send(exchange);
    }
  }

  private static void write(ValueWriter out, ProjectionStatus projection, boolean withReason) {
    out.beginObject();
    out.field(DOMAIN);
    out.string(projection.domain());
    out.field(NAME);
    out.string(projection.name());
    out.field(VERSION);
    out.integer(projection.version());
    out.field(STATE);
    out.string(projection.state().name().toLowerCase(Locale.ROOT));
    out.field(BASIS);
    if (projection.answers()) {
      out.integer(projection.basis());
    } else {
      out.nullValue();
    }
    if (projection.state() == ProjectionStatus.State.REBUILDING) {
      out.field(AT);
      out.integer(projection.at());
      out.field(TARGET);
      out.integer(projection.target());
      out.field(RATE);
      out.integer(projection.recordsPerSecond());
    }
    if (withReason && projection.reason() != null) {
      out.field(REASON);
      out.text(projection.reason());
    }
    out.endObject();
  }
}
