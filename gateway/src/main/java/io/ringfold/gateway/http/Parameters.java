package io.ringfold.gateway.http;

import io.ringfold.engine.Micros;
import io.ringfold.engine.shape.FieldError;
import io.ringfold.gateway.intake.GatewayCodes;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The parameters of a request's address, each at most once. What is wrong with them is collected,
 * and answered in one problem that names each: 400 for what cannot be read, 422 for what can, but
 * asks for something that there is not.
 *
 * <p>An empty parameter counts as not there: that is how a browser sends what was not filled in.
 */
final class Parameters {
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final int UNPROCESSABLE_CONTENT = 422;
  private static final int SHOWN_CHARACTERS = 80;

  private final Map<String, String> texts = new LinkedHashMap<>();
  private final List<FieldError> malformed = new ArrayList<>();
  private final List<FieldError> senseless = new ArrayList<>();

  /**
   * @param known the names that may be there
   */
  Parameters(HttpServerExchange exchange, Collection<String> known) {
    for (Map.Entry<String, Deque<String>> each : exchange.getQueryParameters().entrySet()) {
      String name = each.getKey();
      if (!known.contains(name)) {
        malformed(name, "is not known, there are " + String.join(", ", known));
      } else if (each.getValue().size() > 1) {
        malformed(name, "is given more than once");
      } else if (!each.getValue().getFirst().isEmpty()) {
        texts.put(name, each.getValue().getFirst());
      }
    }
  }

  /** Null where it is not there. */
  String text(String name) {
    return texts.get(name);
  }

  /** A text that has to be there; empty where it is not, which is noted. */
  String required(String name) {
    String text = texts.get(name);
    if (text == null) {
      malformed(name, "is missing");
      return "";
    }
    return text;
  }

  /** A whole number within bounds; the default also where it is wrong, which is noted. */
  long integer(String name, long defaultValue, long min, long max) {
    String text = texts.get(name);
    if (text == null) {
      return defaultValue;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, like one out of bounds
    }
    malformed(
        name,
        shown(text)
            + ", must be a whole number "
            + (max >= Long.MAX_VALUE - 1 ? "from " + min + " on" : "from " + min + " to " + max));
    return defaultValue;
  }

  boolean bool(String name) {
    String text = texts.get(name);
    if (text == null || text.equals("false")) {
      return false;
    }
    if (!text.equals("true")) {
      malformed(name, shown(text) + ", must be true or false");
    }
    return true;
  }

  /** Null where it is not there, or is none, which is noted. */
  UUID uuid(String name) {
    String text = texts.get(name);
    if (text == null) {
      return null;
    }
    UUID uuid = parsedUuid(text);
    if (uuid == null) {
      malformed(name, shown(text) + ", must be like \"6f3bd2a4-3a3c-5e6e-9d43-6d1f0c1a7e55\"");
    }
    return uuid;
  }

  /** Null where the text is no uuid. */
  static UUID parsedUuid(String text) {
    return UUID_TEXT.matcher(text).matches() ? UUID.fromString(text) : null;
  }

  /**
   * A time in microseconds since the epoch; null where it is not there, or is none, which is noted.
   *
   * @param roundUp whether a time between two microseconds is the later one
   */
  Long micros(String name, boolean roundUp) {
    String text = texts.get(name);
    if (text == null) {
      return null;
    }
    try {
      // the plus of an offset is a blank, where it was not encoded
      Instant time = OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
      return Micros.of(roundUp ? time.plusNanos(999) : time);
    } catch (DateTimeException | ArithmeticException e) {
      malformed(name, shown(text) + ", must be a time like \"2026-01-31T12:00:00Z\"");
      return null;
    }
  }

  private void malformed(String name, String what) {
    malformed.add(new FieldError(name, what));
  }

  /** Notes that a parameter asks for something that there is not. */
  void senseless(String name, String what) {
    senseless.add(new FieldError(name, what));
  }

  /** A value as a message shows it. */
  static String shown(String text) {
    return "is \""
        + (text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…")
        + "\"";
  }

  /** To be called when all were read. */
  void requireValid() throws ProblemException {
    if (!malformed.isEmpty()) {
      throw problem(StatusCodes.BAD_REQUEST, GatewayCodes.MALFORMED_MESSAGE, malformed);
    }
    if (!senseless.isEmpty()) {
      throw problem(UNPROCESSABLE_CONTENT, GatewayCodes.QUERY_VALIDATION_FAILED, senseless);
    }
  }

  private static ProblemException problem(int status, String code, List<FieldError> errors) {
    FieldError first = errors.get(0);
    return new ProblemException(
        new Problem(
            status,
            code,
            "parameter "
                + first.field()
                + " "
                + first.message()
                + (errors.size() == 1 ? "" : "; " + (errors.size() - 1) + " more, see details"),
            errors));
  }
}
