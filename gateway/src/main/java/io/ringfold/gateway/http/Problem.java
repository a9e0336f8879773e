package io.ringfold.gateway.http;

import io.ringfold.engine.Codes;
import io.ringfold.engine.EngineStatus;
import io.ringfold.engine.shape.FieldError;
import io.ringfold.gateway.intake.GatewayCodes;
import io.ringfold.gateway.intake.Refusal;
import io.ringfold.gateway.json.MessageWriter;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.util.List;

/**
 * An error as HTTP tells it: {@code application/problem+json} (RFC 9457) with our code, and for
 * validation with what is wrong with which field. Immutable.
 */
public record Problem(int status, String code, String detail, List<FieldError> details) {
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
      case GatewayCodes.UNKNOWN_COMMAND, GatewayCodes.UNKNOWN_QUERY -> StatusCodes.NOT_FOUND;
      case GatewayCodes.MESSAGE_TOO_LARGE -> StatusCodes.REQUEST_ENTITY_TOO_LARGE;
      case GatewayCodes.COMMAND_VALIDATION_FAILED,
          GatewayCodes.QUERY_VALIDATION_FAILED,
          Codes.AS_OF_OUT_OF_RANGE ->
          UNPROCESSABLE_CONTENT;
      case Codes.BUSY -> StatusCodes.TOO_MANY_REQUESTS;
      case Codes.UNAVAILABLE, Codes.NOT_YET -> StatusCodes.SERVICE_UNAVAILABLE;
      default -> StatusCodes.INTERNAL_SERVER_ERROR;
    };
  }

  /** Answers with this and ends the exchange. */
  public void send(HttpServerExchange exchange) {
    if (status == StatusCodes.TOO_MANY_REQUESTS || status == StatusCodes.SERVICE_UNAVAILABLE) {
      exchange.getResponseHeaders().put(Headers.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    MessageWriter writer = MessageWriter.ofThread();
    writer.json(
        json -> {
          json.writeStartObject();
          json.writeStringField("type", "about:blank");
          json.writeStringField("title", title());
          json.writeNumberField("status", status);
          MessageWriter.text(json, "detail", detail);
          json.writeStringField("code", code);
          MessageWriter.details(json, details);
          json.writeEndObject();
        });
    Responses.send(exchange, status, "application/problem+json", writer);
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
