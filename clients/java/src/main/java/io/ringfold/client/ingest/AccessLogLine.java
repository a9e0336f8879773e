package io.ringfold.client.ingest;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * What one line of an access log says, in Apache's combined or common format:
 *
 * <pre>
 *   host ident user [17/May/2015:10:05:03 +0000] "GET /path HTTP/1.1" 200 1234 "referer" "agent"
 * </pre>
 *
 * <p>What comes after the status is not looked at: a user agent cut off in the middle is no reason
 * to lose a visit. Who the visitor was (host, ident, user) is left out on purpose.
 *
 * @param loggedAt the time in the line
 * @param method the first token of the request
 * @param target the second token of the request, exactly as it stands in the log, escapes and all.
 *     Bytes that are UTF-8 are read as such; others appear as {@code \xhh}, which is how Apache
 *     itself writes them
 * @param status the status answered
 */
record AccessLogLine(Instant loggedAt, String method, String target, int status) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);

  /** Why a line is not counted as a visit; the message is for a person. */
  static final class BadLineException extends Exception {
    BadLineException(String message) {
      super(message);
    }
  }

  /**
   * Reads a line.
   *
   * @param line one character for each byte (ISO-8859-1), without the line's end
   */
  static AccessLogLine parse(String line) throws BadLineException {
    if (line.isBlank()) {
      throw new BadLineException("empty line");
    }
    int time = afterThreeFields(line);
    int timeEnd = line.indexOf("] \"", time);
    if (timeEnd < 0) {
      throw new BadLineException("no [time] followed by a quoted request");
    }
    Instant loggedAt = time(line.substring(line.lastIndexOf('[', timeEnd) + 1, timeEnd));
    int request = timeEnd + 3;
    int requestEnd = closingQuote(line, request);
    String[] tokens = line.substring(request, requestEnd).trim().split("[ \\t]+");
    if (tokens.length < 2) {
      throw new BadLineException(
          "the request is \"" + tokens[0] + "\", without a method and a target");
    }
    return new AccessLogLine(
        loggedAt, readable(tokens[0]), readable(tokens[1]), status(line, requestEnd + 1));
  }

  private static int afterThreeFields(String line) throws BadLineException {
    int at = 0;
    for (int field = 0; field < 3; field++) {
      at = line.indexOf(' ', at) + 1;
      if (at == 0) {
        throw new BadLineException("fewer than the four fields host, ident, user and [time]");
      }
    }
    return at;
  }

  private static Instant time(String text) throws BadLineException {
    try {
      return TIME.parse(text, Instant::from);
    } catch (DateTimeException e) {
      throw new BadLineException("time \"" + text + "\", must be like 17/May/2015:10:05:03 +0000");
    }
  }

  /** The first quote that no backslash escapes. */
  private static int closingQuote(String line, int from) throws BadLineException {
    for (int at = from; at < line.length(); at++) {
      char each = line.charAt(at);
      if (each == '\\') {
        at++;
      } else if (each == '"') {
        return at;
      }
    }
    throw new BadLineException("the request's quote is not closed");
  }

  private static int status(String line, int afterQuote) throws BadLineException {
    String rest = line.substring(Math.min(afterQuote, line.length()));
    String[] fields = rest.split(" ", 3);
    if (fields.length < 2 || !fields[0].isEmpty() || !fields[1].matches("[1-9][0-9]{2}")) {
      throw new BadLineException("no status of three digits after the request");
    }
    return Integer.parseInt(fields[1]);
  }

  private static String readable(String latin1) {
    byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    // each byte becomes one character, or four where it is no UTF-8
    CharBuffer out = CharBuffer.allocate(4 * bytes.length);
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CoderResult result = decoder.decode(in, out, true);
    while (result.isError()) {
      for (int i = 0; i < result.length(); i++) {
        out.put(String.format("\\x%02x", in.get()));
      }
      result = decoder.decode(in, out, true);
    }
    return out.flip().toString();
  }
}
