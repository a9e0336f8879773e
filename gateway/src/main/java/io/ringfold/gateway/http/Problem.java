package io.ringfold.gateway.http;

import io.ringfold.engine.Codes;
import io.ringfold.engine.EngineStatus;
import io.ringfold.engine.shape.FieldError;
import io.ringfold.gateway.format.MessageWriter;
import io.ringfold.gateway.format.ValueWriter;
import io.ringfold.gateway.format.Word;
import io.ringfold.gateway.intake.GatewayCodes;
import io.ringfold.gateway.intake.Refusal;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.util.List;

/**
 * An error as HTTP tells it: the fields of RFC 9457 with our code, and for validation with what is
 * wrong with which field; {@code application/problem+json}, or what the client prefers. Immutable.
 */
public record Problem(int status, String code, String detail, List<FieldError> details) {

  /** Of a problem in JSON; the other formats have no media type of their own for problems. */
  static final String CONTENT_TYPE = "application/problem+json";

  private static final Word TYPE = Word.of("type");
  private static final Word TITLE = Word.of("title");
  private static final Word STATUS = Word.of("status");
  private static final Word DETAIL = Word.of("detail");
  private static final Word CODE = Word.of("code");

  private static final int UNPROCESSABLE_CONTENT = 422;

  /** Worth another attempt soon; there is nothing better to go by. */
  private static final String RETRY_AFTER_SECONDS = "1";

  public Problem {
    details = List.copyOf(details);
  }

  public Problem(int status, String code, String detail) {
    this(status, code, detail, List.of());
  }

  public static Problem of(Refusal refusal) {
    return new Problem(
        statusOf(refusal.code()), refusal.code(), refusal.getMessage(), refusal.details());
  }

  /** With the status that belongs to the code. */
  public static Problem of(String code, String detail) {
    return new Problem(statusOf(code), code, detail);
  }

  /** The engine takes nothing now. */
  public static Problem unavailable(EngineStatus status) {
    return of(
        Codes.UNAVAILABLE,
        status.state() == EngineStatus.State.RECOVERING
            ? "recovering: at sequence " + status.sequence() + " of " + status.target()
            : status.reason() == null ? "the server is stopping" : status.reason());
  }

  private static int statusOf(String code) {
    return switch (code) {
      case GatewayCodes.MALFORMED_MESSAGE -> StatusCodes.BAD_REQUEST;
      case GatewayCodes.NOT_AUTHENTICATED -> StatusCodes.UNAUTHORIZED;
      case GatewayCodes.NOT_AUTHORIZED -> StatusCodes.FORBIDDEN;
      case GatewayCodes.UNKNOWN_COMMAND,
          GatewayCodes.UNKNOWN_QUERY,
          GatewayCodes.NOT_FOUND,
          Codes.UNKNOWN_MIGRATION ->
          StatusCodes.NOT_FOUND;
      case GatewayCodes.MESSAGE_TOO_LARGE -> StatusCodes.REQUEST_ENTITY_TOO_LARGE;
      case GatewayCodes.COMMAND_VALIDATION_FAILED,
          GatewayCodes.QUERY_VALIDATION_FAILED,
          GatewayCodes.SQL_FAILED,
          GatewayCodes.SQL_TIMEOUT,
          Codes.AS_OF_OUT_OF_RANGE ->
          UNPROCESSABLE_CONTENT;
      case Codes.UUID_REUSED -> StatusCodes.CONFLICT;
      case Codes.BUSY -> StatusCodes.TOO_MANY_REQUESTS;
      case Codes.UNAVAILABLE, Codes.NOT_YET -> StatusCodes.SERVICE_UNAVAILABLE;
      default -> StatusCodes.INTERNAL_SERVER_ERROR;
    };
  }

  /** Answers with this and ends the exchange; a Retry-After that is set already stays. */
  public void send(HttpServerExchange exchange) {
    Admittance.count(exchange, code);
    boolean again =
        status == StatusCodes.TOO_MANY_REQUESTS || status == StatusCodes.SERVICE_UNAVAILABLE;
    if (again && !exchange.getResponseHeaders().contains(Headers.RETRY_AFTER)) {
      exchange.getResponseHeaders().put(Headers.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    Representation representation = Negotiation.answerOrJson(exchange);
    Representation.Body body =
        representation.encode(status + " " + title(), this::write, Integer.MAX_VALUE);
    if (representation == Representation.JSON) {
      body = new Representation.Body(CONTENT_TYPE, body.bytes());
    }
    Reply.of(status, body).send(exchange);
  }

  private void write(ValueWriter out) {
    out.beginObject();
    out.field(TYPE);
    out.string("about:blank");
    out.field(TITLE);
    out.string(title());
    out.field(STATUS);
    out.integer(status);
    out.field(DETAIL);
    out.text(detail);
    out.field(CODE);
    out.string(code);
    MessageWriter.details(out, details);
    out.endObject();
  }

  private String title() {
    return switch (status) {
      case UNPROCESSABLE_CONTENT -> "Unprocessable Content";
      case 421 -> "Misdirected Request";
      case 426 -> "Upgrade Required";
      default -> StatusCodes.getReason(status);
    };
  }
}
