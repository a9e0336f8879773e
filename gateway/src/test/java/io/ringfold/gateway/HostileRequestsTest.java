package io.ringfold.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.gateway.Caller.Over;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hostile requests: each is answered with what the contract has for it, never with a fault, and the
 * next one is served. More of it with {@code -Dringfold.hostile=<cases>}, the same again with
 * {@code -Dringfold.hostile.seed=<seed>}.
 */
@Timeout(value = 3, unit = java.util.concurrent.TimeUnit.HOURS)
class HostileRequestsTest {
  private static final int CASES = Integer.getInteger("ringfold.hostile", 300);
  private static final long SEED = Long.getLong("ringfold.hostile.seed", new Random().nextLong());

  private static final int MAX_FRAME_BYTES = 512 << 10;

  private static final Set<Integer> DONE = Set.of(200, 201, 202);
  private static final Set<Integer> REFUSED = Set.of(400, 404, 409, 413, 422, 503);

  @TempDir Path data;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ErrorsLogged log = new ErrorsLogged();
  private Server server;

  @BeforeEach
  void start() {
    server =
        Server.start(
            data,
            Map.of(
                "durability",
                "crash",
                "min-sequence-wait",
                "5ms",
                "max-frame-bytes",
                Integer.toString(MAX_FRAME_BYTES)));
  }

  @AfterEach
  void stop() {
    server.close();
    log.close();
    assertEquals(List.of(), log.errors(), "seed " + SEED);
  }

  @ParameterizedTest
  @EnumSource(names = "HTTP_.*", mode = EnumSource.Mode.MATCH_ALL)
  void bodiesAreTakenOrRefusedAndHarmNobody(Over over) throws Exception {
    System.out.printf("HostileRequestsTest: %d cases, %s, seed %d%n", CASES, over, SEED);
    Random random = new Random(SEED + over.ordinal());
    HostileTexts hostile = new HostileTexts(random, over.wire);
    for (int i = 0; i < CASES; i++) {
      byte[] body = body(over, random, hostile);
      if (body.length > MAX_FRAME_BYTES) {
        // would be refused unread, and the answer could be lost to who is still sending
        continue;
      }
      String hint = "-Dringfold.hostile.seed=" + SEED + ", " + over + ", case " + i;
      String path = random.nextBoolean() ? "/query" : "/commands?sync=true";
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(URI.create(server.gateway.url() + path))
                  .header("Content-Type", type(over))
                  .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (!DONE.contains(response.statusCode())) {
        assertTrue(
            REFUSED.contains(response.statusCode()), () -> hint + response + response.body());
        assertTrue(Client.parse(response.body()).get("code").isTextual(), hint);
      }
      assertServes();
    }
  }

  private static String type(Over over) {
    return over == Over.HTTP_FORM ? "application/x-www-form-urlencoded" : over.wire.mediaType;
  }

  private static byte[] body(Over over, Random random, HostileTexts hostile) {
    boolean command = random.nextBoolean();
    Map<String, Object> data = command ? Map.of("text", "x") : Map.of();
    String name = command ? "say" : "count-said";
    String mark = "\"MARK\"";
    String key = List.of("uuid", "meta", "as-of", "min-seq", "expected-seq").get(random.nextInt(5));
    String text;
    if (over == Over.HTTP_FORM) {
      String value = hostile.value();
      String encoded =
          random.nextBoolean() ? value : URLEncoder.encode(value, StandardCharsets.UTF_8);
      text =
          switch (random.nextInt(4)) {
            case 0 -> "name=" + name + "&data=" + encoded;
            case 1 -> "name=" + name + "&data.text=" + encoded;
            case 2 -> "name=" + name + "&data.text=x&" + key + "=" + encoded;
            default -> "name=" + name + "&a=%zz&%=&=&==&%u0041=%".repeat(random.nextInt(2_000));
          };
    } else {
      text =
          switch (random.nextInt(3)) {
            case 0 -> over.wire.write(Map.of("name", name, "data", data, key, "MARK"));
            case 1 -> over.wire.write(Map.of("name", name, "data", Map.of("text", "MARK")));
            default -> over.wire.write(Map.of("name", name, "data", "MARK"));
          };
      text = text.replace(mark, hostile.value());
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return random.nextInt(3) == 0 && bytes.length > 0 ? hostile.mutated(bytes) : bytes;
  }

  private void assertServes() throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(server.gateway.url() + "/query?name=count-said"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(200, response.statusCode(), response::body);
  }

  @ParameterizedTest
  @EnumSource(names = "HTTP_.*", mode = EnumSource.Mode.MATCH_ALL)
  void refusesABodyThatIsNotUtf8(Over over) throws Exception {
    String text =
        over == Over.HTTP_FORM
            ? "name=large&data.bytes=?"
            : over.wire.write(Map.of("name", "large", "data", Map.of("bytes", 1), "?", "?"));
    for (byte[] bad : new byte[][] {{(byte) 0xE9}, {(byte) 0xC0, (byte) 0x80}}) {
      byte[] body =
          text.replace("?", new String(bad, StandardCharsets.ISO_8859_1))
              .getBytes(StandardCharsets.ISO_8859_1);
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(URI.create(server.gateway.url() + "/query"))
                  .header("Content-Type", type(over))
                  .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertEquals(400, response.statusCode(), response::body);
      assertEquals("malformed-message", Client.parse(response.body()).get("code").asText());
    }
  }

  /** What one proxy may read as one request and another as two. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 0\r\nContent-Length: 47\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 0x5\r\n",
        "Content-Length: 99999999999999999999\r\n"
      })
  void servesNoRequestThatIsSmuggledInABody(String headers) throws Exception {
    String answers =
        exchange(
            "POST /query HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + headers
                + "\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    assertFalse(answers.contains("smuggled"), answers);
    assertTrue(answers.isEmpty() || answers.startsWith("HTTP/1.1 4"), answers);
    assertServes();
  }

  @Test
  void cutsOffFloodsOfHeadersAndParameters() throws Exception {
    for (String head :
        List.of(
            "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + "X-Flood: x\r\n".repeat(10_000) + "\r\n",
            "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + "x".repeat(100_000) + "\r\n\r\n",
            "GET /query?name=count-said" + "&data.a=1".repeat(1_000) + " HTTP/1.1\r\n\r\n",
            "GET /" + "a/".repeat(50_000) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")) {
      String answer = exchange(head);
      assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 4"), answer);
      assertServes();
    }
  }

  /** Sends this and no more, and returns what comes back until the server has closed. */
  private String exchange(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.gateway.port())) {
      socket.setSoTimeout(60_000);
      try {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        socket.shutdownOutput();
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      } catch (java.net.SocketException e) {
        // it was cut while it still came
        return "";
      }
    }
  }
}
