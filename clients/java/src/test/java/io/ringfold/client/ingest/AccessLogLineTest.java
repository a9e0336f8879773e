package io.ringfold.client.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLogLineTest {
  private static final String HEAD = "192.0.2.1 - - [17/May/2015:10:05:03 +0000] ";

  private static AccessLogLine parse(String line) throws AccessLogLine.BadLineException {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return AccessLogLine.parse(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  @Test
  void readsTimeMethodTargetAndStatus() throws Exception {
    assertEquals(
        new AccessLogLine(Instant.parse("2015-05-17T08:05:03Z"), "GET", "/a?b=c%20d&e", 404),
        parse(
            "host.example - frank [17/May/2015:10:05:03 +0200] \"GET /a?b=c%20d&e HTTP/1.1\" 404 -"
                + " \"http://www.example.com/\" \"Mozilla/5.0 (X11; Linux)\""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GET / HTTP/1.1 | /",
        "GET /say?\\\"hello\\\" HTTP/1.1 | /say?\\\"hello\\\"",
        "GET /back\\\\ HTTP/1.1 | /back\\\\",
        "GET /ends-with-escaped-quote\\\" HTTP/1.1 | /ends-with-escaped-quote\\\"",
        "GET /\\xe4\\x20 HTTP/1.1 | /\\xe4\\x20",
        "GET http://www.example.com/ HTTP/1.0 | http://www.example.com/",
        "OPTIONS * HTTP/1.0 | *",
        "GET /old | /old",
        "GET  /two-blanks HTTP/1.1 | /two-blanks",
        "GET /with blank HTTP/1.1 | /with",
        "GET /grüße/日本 HTTP/1.1 | /grüße/日本"
      })
  void takesTheTargetExactlyAsItStandsInTheLog(String request, String target) throws Exception {
    assertEquals(target, parse(HEAD + "\"" + request + "\" 200 1 \"-\" \"-\"").target());
  }

  @Test
  void writesBytesThatAreNotUtf8AsApacheDoes() throws Exception {
    String line = HEAD + "\"GET /caf\u00e9/\u00c3\u00a9 HTTP/1.1\" 200 1";
    assertEquals("/caf\\xe9/é", AccessLogLine.parse(line).target());
  }

  @Test
  void doesNotMindAnAgentThatIsCutOffOrMissing() throws Exception {
    assertEquals("/", parse(HEAD + "\"GET / HTTP/1.1\" 200 5 \"-\" \"Mozilla/5.0 (comp").target());
    assertEquals("/", parse(HEAD + "\"GET / HTTP/1.1\" 200 5").target());
  }

  @Test
  void readsAUserNameWithBlanksAndBrackets() throws Exception {
    String line = "192.0.2.1 - John [x] Doe [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5";
    assertEquals(Instant.parse("2015-05-17T10:05:03Z"), parse(line).loggedAt());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "garbage",
        "a b c d e f g h i j",
        "192.0.2.1 - - 17/May/2015:10:05:03 \"GET / HTTP/1.1\" 200 5",
        "192.0.2.1 - - [yesterday] \"GET / HTTP/1.1\" 200 5",
        "192.0.2.1 - - [31/Feb/2015:25:05:03 +0000] \"GET / HTTP/1.1\" 200 5",
        HEAD + "\"-\" 408 -",
        HEAD + "\"\" 400 -",
        HEAD + "\"\\x16\\x03\\x01\" 400 226",
        HEAD + "\"GET / HTTP/1.1 200 5",
        HEAD + "\"GET /a\\\" 200 5",
        HEAD + "\"GET / HTTP/1.1\" ok 5",
        HEAD + "\"GET / HTTP/1.1\"",
        HEAD + "\"GET / HTTP/1.1\"200 5",
      })
  void saysWhyALineIsBad(String line) {
    AccessLogLine.BadLineException bad =
        assertThrows(AccessLogLine.BadLineException.class, () -> parse(line));
    assertTrue(bad.getMessage().length() > 5, bad.getMessage());
  }
}
