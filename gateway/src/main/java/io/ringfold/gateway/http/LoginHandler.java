package io.ringfold.gateway.http;

import io.ringfold.engine.Codes;
import io.ringfold.gateway.access.Access;
import io.ringfold.gateway.access.Login;
import io.ringfold.gateway.format.MalformedException;
import io.ringfold.gateway.format.Word;
import io.ringfold.gateway.intake.GatewayCodes;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /login}: a form for people. {@code POST /login} with {@code user} and {@code
 * password}: a session, and its cookie. The answer to a wrong password and to a user that there is
 * not are the same (401), and so are those to attempts that come too fast (429, with Retry-After).
 */
public final class LoginHandler implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(LoginHandler.class);

  private static final Word USER = Word.of("user");

  /** Where to go after signing in: a path of this server, not another server ({@code //host}). */
  private static final Pattern OWN_PATH = Pattern.compile("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]*");

  private final Access access;
  private final SessionCookie cookie;
  private final boolean behindProxy;
  private final int maxBodyBytes;

  /**
   * @param secure whether browsers reach the server by https
   * @param behindProxy whether X-Forwarded-For tells who tries
   */
  public LoginHandler(Access access, boolean secure, boolean behindProxy, int maxBodyBytes) {
    this.access = access;
    this.cookie = new SessionCookie(secure);
    this.behindProxy = behindProxy;
    this.maxBodyBytes = maxBodyBytes;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    if (access.isOpen()) {
      new Problem(
              StatusCodes.NOT_FOUND,
              GatewayCodes.MALFORMED_MESSAGE,
              "access is open here: there is nobody to sign in; the setting users changes that")
          .send(exchange);
      return;
    }
    try {
      Representation answer = Negotiation.answer(exchange);
      if (exchange.getRequestMethod().equals(Methods.GET)) {
        form(exchange, StatusCodes.OK, null, next(exchange));
      } else {
        RequestBody.read(exchange, maxBodyBytes, body -> signIn(exchange, answer, body));
      }
    } catch (ProblemException e) {
      e.problem().send(exchange);
    }
  }

  private void signIn(HttpServerExchange exchange, Representation answer, Map<String, Object> body)
      throws MalformedException {
    String user = text(body, "user");
    char[] password = text(body, "password").toCharArray();
    InetAddress address = ClientAddress.of(exchange, behindProxy);
    // the answer comes later, from another thread: until then the exchange belongs to nobody
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () ->
            access.login(
                user,
                password,
                address,
                login -> onIoThread(exchange, () -> answer(exchange, answer, user, login))));
  }

  private static String text(Map<String, Object> body, String field) throws MalformedException {
    if (body.get(field) instanceof String text) {
      return text;
    }
    throw new MalformedException("a login has the fields user and password, both texts");
  }

  private static void onIoThread(HttpServerExchange exchange, Runnable answer) {
    try {
      exchange.getIoThread().execute(answer);
    } catch (RejectedExecutionException e) {
      LOG.debug("the server has stopped before it answered a login");
    }
  }

  private void answer(
      HttpServerExchange exchange, Representation answer, String user, Login login) {
    boolean forPeople = answer == Representation.HTML;
    if (login.isSignedIn()) {
      // whoever else sits at this browser has left
      String before = cookie.of(exchange);
      if (before != null) {
        access.logout(before);
      }
      cookie.set(exchange, login.sessionId());
      if (forPeople) {
        exchange.setStatusCode(StatusCodes.SEE_OTHER);
        exchange.getResponseHeaders().put(Headers.LOCATION, next(exchange));
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
        exchange.endExchange();
      } else {
        Reply.of(
                StatusCodes.OK,
                out -> {
                  out.beginObject();
                  out.field(USER);
                  out.string(user);
                  out.endObject();
                })
            .send(exchange);
      }
    } else if (login.isPutOff()) {
      long seconds = Math.max(1, login.putOffFor().plusMillis(999).toSeconds());
      exchange.getResponseHeaders().put(Headers.RETRY_AFTER, Long.toString(seconds));
      String why = "too many attempts: try again in " + seconds + " s";
      if (forPeople) {
        form(exchange, StatusCodes.TOO_MANY_REQUESTS, why, next(exchange));
      } else {
        Problem.of(Codes.BUSY, why).send(exchange);
      }
    } else if (forPeople) {
      form(exchange, StatusCodes.UNAUTHORIZED, "Wrong name or password.", next(exchange));
    } else {
      Problem.of(GatewayCodes.NOT_AUTHENTICATED, "wrong user or password").send(exchange);
    }
  }

  private static String next(HttpServerExchange exchange) {
    Deque<String> given = exchange.getQueryParameters().get("next");
    return given != null && OWN_PATH.matcher(given.getFirst()).matches() ? given.getFirst() : "/";
  }

  private static void form(HttpServerExchange exchange, int status, String complaint, String next) {
    HtmlPage page = new HtmlPage("Sign in");
    if (complaint != null) {
      page.paragraph(complaint);
    }
    page.markup("<form method=\"post\" action=\"/login?next=")
        .markup(HtmlPage.escaped(URLEncoder.encode(next, StandardCharsets.UTF_8)))
        .markup(
            "\"><label>Name <input name=\"user\" autocomplete=\"username\" required"
                + " autofocus></label><label>Password <input name=\"password\" type=\"password\""
                + " autocomplete=\"current-password\" required></label>"
                + "<button>Sign in</button></form>");
    Reply.of(status, Representation.page(page, Integer.MAX_VALUE)).send(exchange);
  }
}
