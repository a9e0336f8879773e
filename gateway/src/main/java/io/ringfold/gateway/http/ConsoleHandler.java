package io.ringfold.gateway.http;

import io.ringfold.console.ConsoleFiles;
import io.ringfold.gateway.intake.GatewayCodes;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ETag;
import io.undertow.util.ETagUtils;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;

/**
 * {@code GET /console}: the page, and below it the files that it loads. They tell nothing of what
 * the server holds, so everybody may have them, who has not signed in yet as well: the page has the
 * form for that.
 *
 * <p>A browser asks each time whether it still has the right ones (304): after an upgrade of the
 * server the page is the new one, as a whole.
 */
public final class ConsoleHandler implements HttpHandler {
  public static final String PATH = "/console";

  /** Where the files lie. */
  public static final String FILES = PATH + "/";

  /**
   * Scripts and styles are this server's files, never text within the page, and nothing is asked of
   * any other host. No string becomes markup but the constant templates of the library for views
   * (trusted types), whatever the data of an event looks like.
   */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types lit-html";

  private final ConsoleFiles files = new ConsoleFiles();

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    String path = exchange.getRequestPath();
    ConsoleFiles.File file =
        files.file(path.equals(PATH) ? ConsoleFiles.PAGE : path.substring(FILES.length()));
    if (file == null) {
      new Problem(
              StatusCodes.NOT_FOUND,
              GatewayCodes.MALFORMED_MESSAGE,
              "there is nothing at " + path + "; the console is at " + PATH)
          .send(exchange);
      return;
    }
    HeaderMap headers = exchange.getResponseHeaders();
    headers.put(Headers.CACHE_CONTROL, "no-cache");
    headers.put(Headers.ETAG, '"' + file.tag() + '"');
    headers.put(Reply.X_CONTENT_TYPE_OPTIONS, "nosniff");
    headers.put(Reply.CONTENT_SECURITY_POLICY, POLICY);
    headers.put(Headers.REFERRER_POLICY, "no-referrer");
    if (ETagUtils.handleIfNoneMatch(exchange, new ETag(false, file.tag()), true)) {
      headers.put(Headers.CONTENT_TYPE, file.mediaType());
      exchange.getResponseSender().send(ByteBuffer.wrap(file.content()));
    } else {
      exchange.setStatusCode(StatusCodes.NOT_MODIFIED).endExchange();
    }
  }
}
