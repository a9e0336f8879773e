package io.ringfold.gateway.http;

import io.ringfold.engine.Codes;
import io.ringfold.engine.Engine;
import io.ringfold.engine.EngineStatus;
import io.ringfold.engine.QueryReply;
import io.ringfold.engine.QueryRequest;
import io.ringfold.engine.shape.Values;
import io.ringfold.gateway.format.ContentWriter;
import io.ringfold.gateway.format.Envelopes;
import io.ringfold.gateway.format.MalformedException;
import io.ringfold.gateway.format.PlainWriter;
import io.ringfold.gateway.format.QueryMessage;
import io.ringfold.gateway.format.ValueWriter;
import io.ringfold.gateway.format.Word;
import io.ringfold.gateway.intake.Catalogue;
import io.ringfold.gateway.intake.GatewayCodes;
import io.ringfold.gateway.intake.Refusal;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET /query} and {@code POST /query}. */
public final class QueryHandler implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(QueryHandler.class);

  private static final Set<String> PARAMETERS = Set.of("name", "data", "as-of", "min-seq");

  private static final Word NAME = Word.of("name");
  private static final Word BASIS = Word.of("basis");
  private static final Word RESULT = Word.of("result");

  private final Engine engine;
  private final Catalogue catalogue;
  private final int maxBodyBytes;
  private final int maxResultBytes;

  public QueryHandler(Engine engine, Catalogue catalogue, int maxBodyBytes, int maxResultBytes) {
    this.engine = engine;
    this.catalogue = catalogue;
    this.maxBodyBytes = maxBodyBytes;
    this.maxResultBytes = maxResultBytes;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    EngineStatus status = engine.status();
    if (!status.isServing()) {
      Problem.unavailable(status).send(exchange);
      return;
    }
    try {
      Representation answer = Negotiation.answer(exchange);
      if (answer == Representation.HTML
          && exchange.getRequestMethod().equals(Methods.GET)
          && exchange.getQueryParameters().isEmpty()) {
        Reply.of(StatusCodes.OK, Representation.page(forms(), Integer.MAX_VALUE)).send(exchange);
      } else if (exchange.getRequestMethod().equals(Methods.GET)) {
        ask(exchange, answer, Envelopes.query(parameters(exchange)));
      } else {
        RequestBody.read(
            exchange, maxBodyBytes, body -> ask(exchange, answer, Envelopes.query(body)));
      }
    } catch (ProblemException e) {
      e.problem().send(exchange);
    } catch (MalformedException e) {
      Problem.of(GatewayCodes.MALFORMED_MESSAGE, e.getMessage()).send(exchange);
    }
  }

  /** What people get who ask nothing yet. */
  private HtmlPage forms() {
    HtmlPage page = new HtmlPage("Queries");
    catalogue
        .queryFields()
        .forEach(
            (name, fields) ->
                page.heading(2, name).markup(Forms.query("/query", name, fields, Map.of(), "")));
    return page;
  }

  /** A result for people, with the form that asked for it. */
  private Representation.Body page(QueryMessage message, ContentWriter content) {
    String name = message.name();
    PlainWriter plain = new PlainWriter();
    content.write(plain);
    Map<?, ?> answer = (Map<?, ?>) plain.result();
    return Representation.page(
        new HtmlPage(name)
            .markup(
                Forms.query(
                    "/query",
                    name,
                    catalogue.queryFields().get(name),
                    texts(message.data()),
                    asOf(message)))
            .heading(2, "Result")
            .value(answer.get(RESULT.text()))
            .paragraph("as of sequence " + answer.get(BASIS.text()))
            .markup("<p><a href=\"/query\">All queries</a></p>\n"),
        maxResultBytes);
  }

  /** What was asked for, as a text; empty for the newest. */
  private static String asOf(QueryMessage message) {
    Object asOf = message.asOfTime() == null ? message.asOfSequence() : message.asOfTime();
    return asOf == null ? "" : asOf.toString();
  }

  private static Map<String, String> texts(Map<String, ?> data) {
    Map<String, String> texts = new LinkedHashMap<>();
    data.forEach(
        (field, value) -> {
          if (value instanceof Map || value instanceof List) {
            byte[] json =
                Representation.JSON
                    .encode("", out -> Values.walk(value, out), Integer.MAX_VALUE)
                    .bytes();
            texts.put(field, new String(json, StandardCharsets.UTF_8));
          } else if (value != null) {
            texts.put(field, value.toString());
          }
        });
    return texts;
  }

  private static Map<String, Object> parameters(HttpServerExchange exchange)
      throws MalformedException {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    for (Map.Entry<String, Deque<String>> each : exchange.getQueryParameters().entrySet()) {
      if (!PARAMETERS.contains(each.getKey()) && !each.getKey().startsWith("data.")) {
        throw new MalformedException(
            "parameter "
                + each.getKey()
                + ": there are name, data (or data.<field>), as-of and min-seq");
      }
      List<String> filled = each.getValue().stream().filter(text -> !text.isEmpty()).toList();
      if (!filled.isEmpty()) {
        fields.put(each.getKey(), filled);
      }
    }
    return RequestBody.envelope(fields);
  }

  private void ask(HttpServerExchange exchange, Representation answer, QueryMessage message) {
    QueryRequest request;
    try {
      request = catalogue.query(Callers.of(exchange), message);
    } catch (Refusal e) {
      Problem.of(e).send(exchange);
      return;
    }
    if (isKnown(exchange, message.asOfSequence())) {
      notModified(exchange, tag(message.asOfSequence()));
      return;
    }
    // the answer comes later, from another thread: until then the exchange belongs to nobody
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () -> engine.query(request, new Answer(exchange, answer, message)));
  }

  /**
   * Whether the client has the answer as of this sequence. A past answer never changes, so nothing
   * has to be rebuilt to know that.
   *
   * @param asOfSequence null where none was asked for
   */
  private boolean isKnown(HttpServerExchange exchange, Long asOfSequence) {
    return asOfSequence != null
        && asOfSequence <= engine.projectedSequence()
        && matches(exchange.getRequestHeaders().get(Headers.IF_NONE_MATCH), tag(asOfSequence));
  }

  private static String tag(long basis) {
    return "\"" + basis + "\"";
  }

  private static void notModified(HttpServerExchange exchange, String tag) {
    exchange.setStatusCode(StatusCodes.NOT_MODIFIED);
    exchange.getResponseHeaders().put(Headers.ETAG, tag);
    exchange.endExchange();
  }

  /** Writes the body on the query thread, and sends it on the exchange's own. */
  private final class Answer implements QueryReply {
    private final HttpServerExchange exchange;
    private final Representation representation;
    private final QueryMessage message;
    private final String name;

    Answer(HttpServerExchange exchange, Representation representation, QueryMessage message) {
      this.exchange = exchange;
      this.representation = representation;
      this.message = message;
      this.name = message.name();
    }

    @Override
    public boolean isAbandoned() {
      return !exchange.getConnection().isOpen();
    }

    @Override
    public void onResult(long basis, Object result) {
      String tag = tag(basis);
      if (matches(exchange.getRequestHeaders().get(Headers.IF_NONE_MATCH), tag)) {
        onIoThread(() -> notModified(exchange, tag));
        return;
      }
      Representation.Body body;
      try {
        body =
            representation == Representation.HTML
                ? page(message, out -> write(out, basis, result))
                : representation.encode(name, out -> write(out, basis, result), maxResultBytes);
      } catch (RuntimeException e) {
        LOG.error("cannot write the result of query {} as {}", name, representation, e);
        fail(Codes.INTERNAL_ERROR, "the server's log says more");
        return;
      }
      if (body == null) {
        fail(
            GatewayCodes.MESSAGE_TOO_LARGE,
            "the result has more than "
                + maxResultBytes
                + " bytes (max-result-bytes); ask for less");
      } else {
        onIoThread(() -> Reply.of(StatusCodes.OK, body).header(Headers.ETAG, tag).send(exchange));
      }
    }

    private void write(ValueWriter out, long basis, Object result) {
      out.beginObject();
      out.field(NAME);
      out.keyword(name);
      out.field(BASIS);
      out.integer(basis);
      out.field(RESULT);
      Values.walk(result, out);
      out.endObject();
    }

    @Override
    public void onError(String code, String reason) {
      fail(code, reason);
    }

    private void fail(String code, String reason) {
      onIoThread(() -> Problem.of(code, reason).send(exchange));
    }

    private void onIoThread(Runnable answer) {
      try {
        exchange.getIoThread().execute(answer);
      } catch (RejectedExecutionException e) {
        LOG.debug("query {}: the server has stopped before its answer", name);
      }
    }
  }

  private static boolean matches(HeaderValues ifNoneMatch, String tag) {
    if (ifNoneMatch == null) {
      return false;
    }
    for (String line : ifNoneMatch) {
      for (String each : line.split(",")) {
        String known = each.trim();
        if (known.equals("*") || known.equals(tag) || known.equals("W/" + tag)) {
          return true;
        }
      }
    }
    return false;
  }
}
