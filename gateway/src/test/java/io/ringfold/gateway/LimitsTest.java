package io.ringfold.gateway;

import static io.ringfold.gateway.Client.say;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client may take of the server, tried by clients that take more. */
@Timeout(180)
class LimitsTest {
  private static final String HANDSHAKE =
      "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

  @TempDir Path data;
  private Server server;

  private void start(String... settings) {
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    server = Server.start(data, all);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(60_000);
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress("127.0.0.1", server.gateway.port()));
    return socket;
  }

  /** Sends these bytes and reads the answer until its head and whatever came with it is there. */
  private String exchange(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return head(socket.getInputStream());
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    int next;
    while (head.indexOf("\r\n\r\n") < 0 && (next = in.read()) >= 0) {
      head.append((char) next);
    }
    return head.toString();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(server.gateway.url() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "did not come to hold");
      Thread.sleep(5);
    }
  }

  private void requireServing() {
    try (Client other = Client.connect(server.gateway, "")) {
      other.assertNothingElse();
    }
  }

  @Test
  void refusesAConnectionBeyondThoseOfTheServerAndTakesItWhenThereIsRoom() throws Exception {
    start("max-connections", "3");
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      clients.add(Client.connect(server.gateway, ""));
    }
    String refused = exchange(HANDSHAKE + "\r\n");
    assertTrue(refused.startsWith("HTTP/1.1 503 "), refused);
    assertTrue(refused.contains("Retry-After: 1"), refused);
    assertTrue(refused.contains("application/problem+json"), refused);
    assertEquals(200, get("/health").statusCode());
    clients.get(0).close();
    await(() -> server.gateway.connectionCount() == 2);
    Client again = Client.connect(server.gateway, "");
    again.assertNothingElse();
    again.close();
    clients.forEach(Client::close);
  }

  @Test
  void refusesAConnectionBeyondThoseOfItsAddress() throws Exception {
    start("max-connections-per-client", "2");
    try (Client first = Client.connect(server.gateway, "");
        Client second = Client.connect(server.gateway, "")) {
      String refused = exchange(HANDSHAKE + "\r\n");
      assertTrue(refused.startsWith("HTTP/1.1 429 "), refused);
      assertTrue(refused.contains("Retry-After: 1"), refused);
      first.assertNothingElse();
      second.assertNothingElse();
    }
  }

  @Test
  void aHandshakeThatFailsKeepsNoPlace() throws Exception {
    start("max-connections", "2");
    for (int i = 0; i < 20; i++) {
      String refused = exchange("GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
      assertTrue(refused.startsWith("HTTP/1.1 426 "), refused);
      try (Socket socket = connect()) {
        // goes away before it could know whether it was let in
        socket.setSoLinger(true, 0);
        socket.getOutputStream().write((HANDSHAKE + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    await(() -> server.gateway.connectionCount() == 0);
    try (Client first = Client.connect(server.gateway, "");
        Client second = Client.connect(server.gateway, "")) {
      first.assertNothingElse();
      second.assertNothingElse();
    }
  }

  @Test
  void anUpdateStreamTakesAPlaceToo() throws Exception {
    start("max-connections", "1");
    try (Socket stream = connect()) {
      stream
          .getOutputStream()
          .write(
              "GET /updates HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      assertTrue(head(stream.getInputStream()).startsWith("HTTP/1.1 200 "));
      String refused = exchange(HANDSHAKE + "\r\n");
      assertTrue(refused.startsWith("HTTP/1.1 503 "), refused);
    }
    await(
        () -> {
          try {
            return exchange(HANDSHAKE + "\r\n").startsWith("HTTP/1.1 101 ");
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void messagesBeyondTheRateAreBusyOnEveryConnectionOfTheClient() throws Exception {
    start("max-rate", "10");
    try (Client first = Client.connect(server.gateway, "?updates=none");
        Client second = Client.connect(server.gateway, "?updates=none")) {
      StringBuilder batch = new StringBuilder("[");
      for (int i = 1; i <= 1_000; i++) {
        batch.append(i == 1 ? "" : ",").append(say("c", i, "text"));
      }
      first.send(batch.append("]").toString());
      int busy = 0;
      for (JsonNode answer : first.next(1_000)) {
        if (answer.get(0).asText().equals("error")) {
          assertEquals("busy", answer.get(3).asText(), answer::toString);
          assertTrue(answer.get(4).get("message").asText().contains("max-rate"));
          busy++;
        }
      }
      assertTrue(busy > 900, busy + " of 1000 were busy");
      second.send("[\"query\",1,{\"name\":\"count-said\",\"data\":{}}]");
      JsonNode answer = second.next();
      // refused, unless the machine took a tenth of a second between the two
      assertTrue(answer.get(0).asText().matches("query-error|result"), answer::toString);
    }
  }

  @Test
  void requestsBeyondTheRateGet429AndHealthIsStillTold() throws Exception {
    start("max-rate", "1");
    int refused = 0;
    for (int i = 0; i < 20; i++) {
      HttpResponse<String> answer = get("/query?name=count-said");
      if (answer.statusCode() == 429) {
        refused++;
        assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
        assertTrue(answer.body().contains("\"busy\""), answer.body());
        assertTrue(answer.body().contains("max-rate"), answer.body());
      }
    }
    assertTrue(refused > 0, "none of 20 requests was refused at one a second");
    assertEquals(200, get("/health").statusCode());
    assertEquals(200, get("/ready").statusCode());
    assertEquals(200, get("/metrics").statusCode());
  }

  /** Sends a byte now and then until the server closes the connection. */
  private static void trickleUntilCut(Socket socket, String start, String forEver)
      throws Exception {
    OutputStream out = socket.getOutputStream();
    out.write(start.getBytes(StandardCharsets.ISO_8859_1));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    socket.setSoTimeout(50);
    try {
      while (true) {
        out.write(forEver.getBytes(StandardCharsets.ISO_8859_1));
        try {
          if (socket.getInputStream().read() < 0) {
            return;
          }
        } catch (java.net.SocketTimeoutException nothingYet) {
          assertTrue(System.nanoTime() < deadline, "the server listened for ever");
        }
      }
    } catch (java.net.SocketException cut) {
      assertTrue(cut.getMessage() != null);
    }
  }

  @Test
  void aHeadThatTricklesIsCut() throws Exception {
    start("receive-timeout", "500ms");
    try (Socket socket = connect()) {
      trickleUntilCut(socket, "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ", "a");
    }
    requireServing();
  }

  @Test
  void aHandshakeThatIsNeverFinishedIsCut() throws Exception {
    start("receive-timeout", "500ms", "max-connections", "1");
    try (Socket socket = connect()) {
      trickleUntilCut(socket, HANDSHAKE, "X-A: b\r\n");
    }
    requireServing();
  }

  @Test
  void aBodyThatTricklesIsCut() throws Exception {
    start("receive-timeout", "500ms");
    try (Socket socket = connect()) {
      trickleUntilCut(
          socket,
          "POST /query HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
              + "Content-Length: 100000\r\n\r\n{",
          " ");
    }
    requireServing();
    assertTrue(get("/metrics").body().contains("ringfold_slow_senders_cut_total 1.0"));
  }

  @Test
  void aMessageThatIsBegunAndNeverEndedIsCut() throws Exception {
    start("receive-timeout", "500ms");
    try (RawClient slow = new RawClient(server.gateway, "")) {
      // a frame of 1000 bytes, of which some come
      slow.sendBytes(new byte[] {(byte) 0x81, (byte) 0xFE, 3, (byte) 0xE8, 0, 0, 0, 0, '[', '"'});
      assertEquals(1008, slow.readCloseCode());
    }
    try (RawClient fragments = new RawClient(server.gateway, "")) {
      fragments.sendFragment(false, RawClient.TEXT, "[\"cmd\"".getBytes(StandardCharsets.UTF_8));
      assertEquals(1008, fragments.readCloseCode());
    }
    requireServing();
  }

  @Test
  void aConnectionThatIsQuietBetweenMessagesIsNotCut() throws Exception {
    start("receive-timeout", "200ms");
    try (RawClient quiet = new RawClient(server.gateway, "?updates=none")) {
      quiet.sendText(say("c", 1, "one"));
      assertTrue(quiet.read().text().contains("cmd-ack"));
      Thread.sleep(1_000);
      quiet.sendText(say("c", 2, "two"));
      assertTrue(quiet.read().text().contains("cmd-ack"));
    }
  }

  @Test
  void headsThatAreTooLargeAreRefused() throws Exception {
    start();
    StringBuilder headers = new StringBuilder("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    for (int i = 0; i < 200; i++) {
      headers.append("X-").append(i).append(": a\r\n");
    }
    requireRefused(headers + "\r\n");
    requireRefused(
        "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + "a".repeat(20_000) + "\r\n\r\n");
    StringBuilder parameters = new StringBuilder("GET /query?name=count-said");
    for (int i = 0; i < 100; i++) {
      parameters.append("&a").append(i).append("=b");
    }
    requireRefused(parameters + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    requireRefused("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    requireServing();
  }

  /** With a 4xx, or by closing the connection. */
  private void requireRefused(String request) throws IOException {
    String answer;
    try {
      answer = exchange(request);
    } catch (java.net.SocketException reset) {
      return;
    }
    assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 4"), answer);
  }

  @Test
  void everyRequestOfAPipelineIsAnsweredInOrderWhileOthersAreServed() throws Exception {
    start();
    int count = 2_000;
    try (Socket socket = connect();
        Client other = Client.connect(server.gateway, "?updates=none")) {
      Thread writer =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < count; i++) {
                    socket
                        .getOutputStream()
                        .write(
                            ("GET /" + i + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                                .getBytes(StandardCharsets.UTF_8));
                  }
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      writer.start();
      for (int i = 1; i <= 100; i++) {
        other.send(say("c", i, "text"));
        assertEquals("cmd-ack", other.next().get(0).asText());
      }
      InputStream in = socket.getInputStream();
      for (int i = 0; i < count; i++) {
        String head = head(in);
        assertTrue(head.startsWith("HTTP/1.1 404 "), head);
        int length = Integer.parseInt(head.replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        assertTrue(body.contains("nothing at /" + i + ";"), body);
      }
      writer.join();
    }
  }

  @Test
  void refusesTimesThatMakeNoSense() {
    start();
    for (String time : List.of("0", "10ms", "2h")) {
      ConfigurationException refused =
          assertThrows(
              ConfigurationException.class,
              () -> GatewayConfig.of(Map.of("receive-timeout", time)));
      assertTrue(refused.getMessage().contains("100ms"), refused.getMessage());
    }
  }
}
