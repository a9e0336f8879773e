package io.ringfold.gateway.http;

import io.ringfold.gateway.format.Format;
import io.ringfold.gateway.intake.GatewayCodes;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a client accepts, and what it sends (RFC 9110, 12.5.1 and 8.3). */
public final class Negotiation {
  private static final String FORM = "application/x-www-form-urlencoded";

  /** Of what kind a body is. */
  public enum BodyType {
    JSON(Format.JSON),
    EDN(Format.EDN),
    TRANSIT(Format.TRANSIT),
    FORM(null);

    private final Format format;

    BodyType(Format format) {
      this.format = format;
    }

    /** Null for a form. */
    Format format() {
      return format;
    }
  }

  private Negotiation() {}

  /**
   * What to answer with: the representation with the highest quality, of these the one that was
   * named most exactly, of these JSON first. A request without Accept takes anything.
   *
   * @throws ProblemException 406, where the client accepts nothing that is served
   */
  public static Representation answer(HttpServerExchange exchange) throws ProblemException {
    Representation best = accepted(exchange);
    if (best == null) {
      throw new ProblemException(
          new Problem(
              StatusCodes.NOT_ACCEPTABLE,
              GatewayCodes.MALFORMED_MESSAGE,
              "Accept "
                  + String.join(", ", exchange.getRequestHeaders().get(Headers.ACCEPT))
                  + ": there are "
                  + Arrays.stream(Representation.values())
                      .map(Representation::mediaType)
                      .collect(Collectors.joining(", "))));
    }
    return best;
  }

  /** Like {@link #answer}; JSON where nothing is accepted, for the problem that says so. */
  static Representation answerOrJson(HttpServerExchange exchange) {
    Representation best = accepted(exchange);
    return best == null ? Representation.JSON : best;
  }

  private static Representation accepted(HttpServerExchange exchange) {
    HeaderValues header = exchange.getRequestHeaders().get(Headers.ACCEPT);
    return header == null ? Representation.JSON : best(String.join(",", header));
  }

  /** The representation that an Accept header prefers; null for none. */
  static Representation best(String accept) {
    Representation best = null;
    double bestQuality = 0;
    int bestExactness = -1;
    for (Representation each : Representation.values()) {
      int exactness = -1;
      double quality = 0;
      for (String range : accept.split(",")) {
        int found = exactness(mediaType(range), each);
        if (found > exactness) {
          exactness = found;
          quality = quality(range);
        }
      }
      if (quality > bestQuality
          || quality > 0 && quality == bestQuality && exactness > bestExactness) {
        best = each;
        bestQuality = quality;
        bestExactness = exactness;
      }
    }
    return best;
  }

  /** How exactly a range names a type; negative where it does not. */
  private static int exactness(String range, Representation each) {
    String type = each.mediaType();
    if (range.equals(type) || each == Representation.JSON && range.equals(Problem.CONTENT_TYPE)) {
      return 2;
    }
    if (range.equals(type.substring(0, type.indexOf('/')) + "/*")) {
      return 1;
    }
    return range.equals("*/*") ? 0 : -1;
  }

  private static double quality(String range) {
    for (String parameter : range.split(";")) {
      String text = parameter.trim().toLowerCase(Locale.ROOT);
      if (text.startsWith("q=")) {
        try {
          double quality = Double.parseDouble(text.substring(2).trim());
          return quality >= 0 && quality <= 1 ? quality : 0;
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }

  /**
   * What the body of a request is; JSON where it does not say.
   *
   * @throws ProblemException 415, where it is of no type that is served, or not UTF-8
   */
  public static BodyType body(HttpServerExchange exchange) throws ProblemException {
    String header = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
    if (header == null) {
      return BodyType.JSON;
    }
    String charset = Headers.extractQuotedValueFromHeader(header, "charset");
    if (charset != null && !charset.equalsIgnoreCase("utf-8")) {
      throw unsupported(header, "bodies are UTF-8");
    }
    String type = mediaType(header);
    for (BodyType each : BodyType.values()) {
      if (type.equals(each.format == null ? FORM : each.format.mediaType())) {
        return each;
      }
    }
    throw unsupported(
        header,
        "there are "
            + Arrays.stream(Format.values())
                .map(Format::mediaType)
                .collect(Collectors.joining(", "))
            + " and "
            + FORM);
  }

  private static ProblemException unsupported(String header, String served) {
    return new ProblemException(
        new Problem(
            StatusCodes.UNSUPPORTED_MEDIA_TYPE,
            GatewayCodes.MALFORMED_MESSAGE,
            "Content-Type " + header + ": " + served));
  }

  private static String mediaType(String value) {
    int parameters = value.indexOf(';');
    return (parameters < 0 ? value : value.substring(0, parameters))
        .trim()
        .toLowerCase(Locale.ROOT);
  }
}
