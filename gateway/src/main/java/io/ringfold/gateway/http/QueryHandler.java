package io.ringfold.gateway.http;

import io.ringfold.engine.Codes;
import io.ringfold.engine.Engine;
import io.ringfold.engine.EngineStatus;
import io.ringfold.engine.QueryReply;
import io.ringfold.engine.QueryRequest;
import io.ringfold.gateway.intake.Catalogue;
import io.ringfold.gateway.intake.GatewayCodes;
import io.ringfold.gateway.intake.Refusal;
import io.ringfold.gateway.json.Envelopes;
import io.ringfold.gateway.json.JsonValues;
import io.ringfold.gateway.json.MalformedException;
import io.ringfold.gateway.json.MessageWriter;
import io.ringfold.gateway.json.QueryMessage;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET /query} and {@code POST /query}. */
public final class QueryHandler implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(QueryHandler.class);

  private static final Set<String> PARAMETERS = Set.of("name", "data", "as-of", "min-seq");

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
    } else if (!acceptsJson(exchange)) {
      new Problem(
              StatusCodes.NOT_ACCEPTABLE,
              GatewayCodes.MALFORMED_MESSAGE,
              "this version answers with application/json only")
          .send(exchange);
    } else if (exchange.getRequestMethod().equals(Methods.GET)) {
      fromParameters(exchange);
    } else if (!isJson(exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE))) {
      new Problem(
              StatusCodes.UNSUPPORTED_MEDIA_TYPE,
              GatewayCodes.MALFORMED_MESSAGE,
              "Content-Type "
                  + exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE)
                  + ": this version takes application/json only")
          .send(exchange);
    } else {
      exchange
          .getRequestReceiver()
          .receiveFullBytes(this::fromBody, (failed, cause) -> unreadable(failed, cause));
    }
  }

  private void unreadable(HttpServerExchange exchange, IOException cause) {
    if (cause instanceof RequestTooBigException) {
      Problem.of(
              GatewayCodes.MESSAGE_TOO_LARGE,
              "the body has more than " + maxBodyBytes + " bytes (max-frame-bytes)")
          .send(exchange);
    } else {
      // the connection broke off: nobody will read this
      exchange.setStatusCode(StatusCodes.BAD_REQUEST).endExchange();
    }
  }

  private void fromBody(HttpServerExchange exchange, byte[] body) {
    try {
      ask(exchange, Envelopes.query(JsonValues.object(body, 0, body.length)));
    } catch (MalformedException e) {
      Problem.of(GatewayCodes.MALFORMED_MESSAGE, e.getMessage()).send(exchange);
    }
  }

  private void fromParameters(HttpServerExchange exchange) {
    try {
      Map<String, Object> body = new HashMap<>();
      for (Map.Entry<String, Deque<String>> each : exchange.getQueryParameters().entrySet()) {
        if (!PARAMETERS.contains(each.getKey()) || each.getValue().size() != 1) {
          throw new MalformedException(
              "parameter "
                  + each.getKey()
                  + ": there are name, data, as-of and min-seq, once each");
        }
        body.put(each.getKey(), each.getValue().getFirst());
      }
      byte[] data = body.getOrDefault("data", "{}").toString().getBytes(StandardCharsets.UTF_8);
      body.put("data", JsonValues.object(data, 0, data.length));
      ask(exchange, Envelopes.query(body));
    } catch (MalformedException e) {
      Problem.of(GatewayCodes.MALFORMED_MESSAGE, e.getMessage()).send(exchange);
    }
  }

  private void ask(HttpServerExchange exchange, QueryMessage message) {
    QueryRequest request;
    try {
      request = catalogue.query(message);
    } catch (Refusal e) {
      Problem.of(e).send(exchange);
      return;
    }
    // the answer comes later, from another thread: until then the exchange belongs to nobody
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () -> engine.query(request, new Answer(exchange, message.name())));
  }

  /** Writes the body on the query thread, and sends it on the exchange's own. */
  private final class Answer implements QueryReply {
    private final HttpServerExchange exchange;
    private final String name;

    Answer(HttpServerExchange exchange, String name) {
      this.exchange = exchange;
      this.name = name;
    }

    @Override
    public void onResult(long basis, Object result) {
      String tag = "\"" + basis + "\"";
      if (matches(exchange.getRequestHeaders().get(Headers.IF_NONE_MATCH), tag)) {
        onIoThread(
            () -> {
              exchange.setStatusCode(StatusCodes.NOT_MODIFIED);
              exchange.getResponseHeaders().put(Headers.ETAG, tag);
              exchange.endExchange();
            });
        return;
      }
      MessageWriter writer = MessageWriter.ofThread();
      try {
        if (!writer.httpResult(name, basis, result, maxResultBytes)) {
          fail(
              GatewayCodes.MESSAGE_TOO_LARGE,
              "the result has more than "
                  + maxResultBytes
                  + " bytes (max-result-bytes); ask for less");
          return;
        }
      } catch (RuntimeException e) {
        LOG.error("cannot write the result of query {} as JSON", name, e);
        fail(Codes.INTERNAL_ERROR, "the server's log says more");
        return;
      }
      byte[] body = Arrays.copyOf(writer.bytes(), writer.length());
      onIoThread(
          () -> {
            exchange.getResponseHeaders().put(Headers.ETAG, tag);
            Responses.send(exchange, StatusCodes.OK, Responses.JSON, body);
          });
    }

    @Override
    public void onError(String code, String message) {
      fail(code, message);
    }

    private void fail(String code, String message) {
      onIoThread(() -> Problem.of(code, message).send(exchange));
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

  private static boolean isJson(String contentType) {
    return contentType == null || mediaType(contentType).equals("application/json");
  }

  private static boolean acceptsJson(HttpServerExchange exchange) {
    HeaderValues accepted = exchange.getRequestHeaders().get(Headers.ACCEPT);
    if (accepted == null) {
      return true;
    }
    for (String line : accepted) {
      for (String range : line.split(",")) {
        String type = mediaType(range);
        boolean refused = range.replace(" ", "").matches(".*;q=0(\\.0*)?");
        if (!refused && Set.of("*/*", "application/*", "application/json").contains(type)) {
          return true;
        }
      }
    }
    return false;
  }

  private static String mediaType(String value) {
    int parameters = value.indexOf(';');
    return (parameters < 0 ? value : value.substring(0, parameters))
        .trim()
        .toLowerCase(Locale.ROOT);
  }
}
