package io.ringfold.gateway.http;

import io.ringfold.gateway.intake.GatewayCodes;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which path and method goes to which handler; 404 and 405 for all others. */
public final class Routes implements HttpHandler {
  private final Map<String, Map<HttpString, HttpHandler>> paths = new LinkedHashMap<>();
  private final Map<String, Map<HttpString, HttpHandler>> files = new LinkedHashMap<>();

  /**
   * Adds a call; to be done before the first request.
   *
   * @param path where it ends with a slash, for each path of one more segment: {@code
   *     /commands/<uuid>} goes to {@code /commands/}
   */
  public Routes add(HttpString method, String path, HttpHandler handler) {
    paths.computeIfAbsent(path, any -> new LinkedHashMap<>()).put(method, handler);
    return this;
  }

  /**
   * Adds files to be read with GET, which are no calls; to be done before the first request.
   *
   * @param path of their directory, ends with a slash; whatever begins with it goes to the handler
   */
  public Routes addFiles(String path, HttpHandler handler) {
    files.put(path, Map.of(Methods.GET, handler));
    return this;
  }

  /** Method and path of each call, like {@code GET /query}. */
  public List<String> calls() {
    List<String> calls = new ArrayList<>();
    paths.forEach(
        (path, methods) -> methods.keySet().forEach(each -> calls.add(each + " " + path)));
    return calls;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    Map<HttpString, HttpHandler> methods = methods(exchange.getRequestPath());
    if (methods == null) {
      new Problem(
              StatusCodes.NOT_FOUND,
              GatewayCodes.MALFORMED_MESSAGE,
              "there is nothing at " + exchange.getRequestPath() + "; GET / lists what is served")
          .send(exchange);
      return;
    }
    HttpHandler handler = methods.get(exchange.getRequestMethod());
    if (handler == null) {
      String allowed =
          methods.keySet().stream().map(HttpString::toString).collect(Collectors.joining(", "));
      exchange.getResponseHeaders().put(Headers.ALLOW, allowed);
      new Problem(
              StatusCodes.METHOD_NOT_ALLOWED,
              GatewayCodes.MALFORMED_MESSAGE,
              exchange.getRequestMethod() + " " + exchange.getRequestPath() + ": only " + allowed)
          .send(exchange);
      return;
    }
    handler.handleRequest(exchange);
  }

  /** Null where there is nothing at this path. */
  private Map<HttpString, HttpHandler> methods(String path) {
    Map<HttpString, HttpHandler> methods = paths.get(path);
    if (methods == null && path.lastIndexOf('/') > 0) {
      methods = paths.get(path.substring(0, path.lastIndexOf('/') + 1));
    }
    return methods == null ? filesAt(path) : methods;
  }

  private Map<HttpString, HttpHandler> filesAt(String path) {
    for (Map.Entry<String, Map<HttpString, HttpHandler>> each : files.entrySet()) {
      if (path.startsWith(each.getKey())) {
        return each.getValue();
      }
    }
    return null;
  }
}
