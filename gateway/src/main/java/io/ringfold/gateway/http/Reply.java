package io.ringfold.gateway.http;

import io.ringfold.gateway.format.ContentWriter;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer: status, headers, and a body that is described once and sent as the client wants it.
 *
 * <pre>{@code
 * Reply.of(StatusCodes.CREATED, out -> { … })
 *     .header(Headers.LOCATION, "/commands/" + uuid)
 *     .title("Command " + uuid)
 *     .send(exchange);
 * }</pre>
 *
 * <p>What costs much to do, or must not be done in vain, asks {@link Negotiation#answer} first.
 */
public final class Reply {
  static final HttpString X_CONTENT_TYPE_OPTIONS =
      HttpString.tryFromString("X-Content-Type-Options");
  static final HttpString CONTENT_SECURITY_POLICY =
      HttpString.tryFromString("Content-Security-Policy");

  private final int status;
  private final ContentWriter content;
  private final Representation.Body body;
  private final Map<HttpString, String> headers = new LinkedHashMap<>();
  private String title = "Ringfold";

  private Reply(int status, ContentWriter content, Representation.Body body) {
    this.status = status;
    this.content = content;
    this.body = body;
  }

  /** An answer whose body is written when it is sent. */
  public static Reply of(int status, ContentWriter content) {
    return new Reply(status, content, null);
  }

  /** An answer whose body was written before, maybe on another thread. */
  public static Reply of(int status, Representation.Body body) {
    return new Reply(status, null, body);
  }

  public Reply header(HttpString name, String value) {
    headers.put(name, value);
    return this;
  }

  /** The heading of the page that people see. */
  public Reply title(String text) {
    title = text;
    return this;
  }

  /**
   * Sends this and ends the exchange; 406 where the client takes none of what is served. On the
   * thread that has the exchange.
   */
  public void send(HttpServerExchange exchange) {
    Representation.Body sent = body;
    if (sent == null) {
      try {
        sent = Negotiation.answer(exchange).encode(title, content, Integer.MAX_VALUE);
      } catch (ProblemException e) {
        e.problem().send(exchange);
        return;
      }
    }
    HeaderMap to = exchange.getResponseHeaders();
    headers.forEach(to::put);
    exchange.setStatusCode(status);
    to.put(Headers.CONTENT_TYPE, sent.contentType());
    if (!to.contains(Headers.CACHE_CONTROL)) {
      to.put(Headers.CACHE_CONTROL, "no-store");
    }
    to.add(Headers.VARY, "Accept");
    to.put(X_CONTENT_TYPE_OPTIONS, "nosniff");
    if (sent.contentType().equals(HtmlPage.CONTENT_TYPE)) {
      to.put(CONTENT_SECURITY_POLICY, HtmlPage.POLICY);
    }
    exchange.getResponseSender().send(ByteBuffer.wrap(sent.bytes()));
  }
}
