package io.ringfold.gateway;

import static io.ringfold.gateway.Client.cmd;
import static io.ringfold.gateway.Client.say;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /updates}, read as an EventSource reads it. */
@Timeout(120)
class ServerSentEventsTest {
  @TempDir Path data;
  private Server server;

  /** One event of a stream, or a comment, whose data is null. */
  private record Event(String id, String name, String text) {
    JsonNode data() {
      return Client.parse(text);
    }
  }

  /** Reads one stream. */
  private static final class Stream implements AutoCloseable {
    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;

    Stream(HttpResponse<InputStream> response) {
      this.response = response;
      this.lines =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** The next event or comment; null at the end. */
    Event nextOrComment() throws IOException {
      String id = null;
      String name = null;
      StringBuilder data = null;
      String line;
      boolean any = false;
      while ((line = lines.readLine()) != null) {
        if (line.isEmpty()) {
          if (any) {
            return new Event(id, name, data == null ? null : data.toString());
          }
          continue;
        }
        any = true;
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data = data == null ? new StringBuilder() : data.append('\n');
          data.append(line.substring(6));
        } else {
          assertTrue(line.startsWith(":"), line);
        }
      }
      return null;
    }

    Event next() throws IOException {
      Event event;
      do {
        event = nextOrComment();
      } while (event != null && event.text() == null);
      return event;
    }

    List<String> ids(int count) throws IOException {
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ids.add(next().id());
      }
      return ids;
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }

  @BeforeEach
  void start() {
    server = Server.start(data);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void restart(Map<String, String> settings) {
    server.close();
    server = Server.start(data, settings);
  }

  private HttpResponse<InputStream> get(String parameters, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.gateway.url() + "/updates" + parameters));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  private Stream open(String parameters, String... headers) throws Exception {
    HttpResponse<InputStream> response = get(parameters, headers);
    assertEquals(200, response.statusCode());
    return new Stream(response);
  }

  /** One event, then three. */
  private void talk() {
    try (Client client = Client.connect(server.gateway, "?updates=none")) {
      client.send(say("c", 1, "hé"));
      client.send(cmd("c", 2, "say", "{\"text\":\"murmur\"}"));
      client.next(2);
    }
  }

  @Test
  void tellsEachEventWithItsIdAndName() throws Exception {
    try (Stream stream = open("?from=0")) {
      assertEquals(
          "text/event-stream; charset=utf-8",
          stream.response.headers().firstValue("Content-Type").orElseThrow());
      assertEquals("no-store", stream.response.headers().firstValue("Cache-Control").orElseThrow());
      assertNull(stream.nextOrComment().text(), "a comment at once");
      talk();
      Event first = stream.next();
      assertEquals("1.0", first.id());
      assertEquals("said", first.name());
      assertEquals("hé", first.data().get("data").get("text").asText());
      assertEquals(List.of("2.0", "2.1", "2.2"), stream.ids(3));
    }
  }

  @Test
  void dataIsTheEventAsTheWebSocketTellsIt() throws Exception {
    try (Client client = Client.connect(server.gateway, "");
        Stream stream = open("")) {
      assertNull(stream.nextOrComment().text());
      client.send(
          "[\"cmd\",\"c\",1,{\"name\":\"say\",\"data\":{\"text\":\"a\\nb\"},"
              + "\"meta\":{ \"a\":\n[1,\r\n2.50] }}]");
      client.next();
      JsonNode pushed = client.next().get(3);
      assertEquals(pushed, stream.next().data());
      try (Stream late = open("?from=0")) {
        assertEquals(pushed, late.next().data());
      }
    }
  }

  @Test
  void resumesInTheMiddleOfACommand() throws Exception {
    talk();
    try (Stream stream = open("?from=0", "Last-Event-ID", "2.0")) {
      assertEquals(List.of("2.1", "2.2"), stream.ids(2));
      talkOnce(3);
      assertEquals("3.0", stream.next().id());
    }
    try (Stream stream = open("", "Last-Event-ID", "2.2")) {
      assertEquals("3.0", stream.next().id());
    }
    try (Stream stream = open("", "Last-Event-ID", "1")) {
      assertEquals("2.0", stream.next().id());
    }
    try (Stream stream = open("?events=murmured", "Last-Event-ID", "2.0")) {
      assertEquals("2.1", stream.next().id());
    }
  }

  private void talkOnce(int clientSeq) {
    try (Client client = Client.connect(server.gateway, "?updates=none")) {
      client.send(say("c", clientSeq, "more"));
      client.next();
    }
  }

  @Test
  void filtersByNameAndByClient() throws Exception {
    talk();
    try (Client other = Client.connect(server.gateway, "?updates=none")) {
      other.send(say("d", 1, "x"));
      other.next();
    }
    try (Stream stream = open("?from=0&updates=mine&client-id=d")) {
      assertEquals("3.0", stream.next().id());
    }
    try (Stream stream = open("?from=0&events=murmured")) {
      assertEquals("2.1", stream.next().id());
    }
  }

  @Test
  void refusesWhatItCannotServe() throws Exception {
    talk();
    assertEquals(422, get("?from=3").statusCode());
    assertEquals(422, get("", "Last-Event-ID", "3.0").statusCode());
    assertEquals(400, get("", "Last-Event-ID", "new").statusCode());
    assertEquals(400, get("?from=x").statusCode());
    assertEquals(400, get("?events=sung").statusCode());
    assertEquals(400, get("?updates=some").statusCode());
    assertEquals(400, get("?colour=red").statusCode());
    assertEquals(406, get("", "Accept", "application/json").statusCode());
    assertEquals(200, get("", "Accept", "text/event-stream").statusCode());
  }

  @Test
  void sendsCommentsWhileThereIsNothingToTell() throws Exception {
    restart(Map.of("comment-interval", "20ms"));
    try (Stream stream = open("")) {
      for (int i = 0; i < 5; i++) {
        assertNull(stream.nextOrComment().text());
      }
    }
  }

  @Test
  void endsWhenTheServerStopsAfterWhatWasTold() throws Exception {
    try (Stream stream = open("?from=0")) {
      talk();
      server.gateway.close();
      assertEquals(List.of("1.0", "2.0", "2.1", "2.2"), stream.ids(4));
      assertNull(stream.next());
    }
    server = Server.start(data);
    try (Stream stream = open("", "Last-Event-ID", "2.1")) {
      assertEquals("2.2", stream.next().id());
    }
  }

  @Test
  void aSlowReaderMissesNothingAndIsNotToldOfAnything() throws Exception {
    restart(Map.of("max-pending-bytes", "64k", "max-result-bytes", "64k", "durability", "crash"));
    int count = 400;
    String text = "x".repeat(20_000);
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(8 << 10);
      socket.connect(new java.net.InetSocketAddress("127.0.0.1", server.gateway.port()));
      socket
          .getOutputStream()
          .write(
              "GET /updates HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      String line;
      do {
        line = lines.readLine();
      } while (!line.equals(":"));
      try (Client sender = Client.connect(server.gateway, "?updates=none")) {
        for (int i = 1; i <= count; i++) {
          sender.send(say("c", i, text));
          sender.next();
        }
      }
      for (int i = 1; i <= count; i++) {
        do {
          line = lines.readLine();
          assertFalse(line.startsWith("event: gap"), "a gap before " + i);
        } while (!line.startsWith("id: "));
        assertEquals("id: " + i + ".0", line);
      }
    }
  }

  @Test
  void letsGoOfAReaderThatReadsNothing() throws Exception {
    restart(
        Map.of(
            "comment-interval", "20ms",
            "ping-interval", "100ms",
            "idle-timeout", "500ms",
            "max-pending-bytes", "64k",
            "max-result-bytes", "64k"));
    try (Socket deaf = new Socket()) {
      deaf.setReceiveBufferSize(8 << 10);
      deaf.connect(new java.net.InetSocketAddress("127.0.0.1", server.gateway.port()));
      deaf.getOutputStream()
          .write(
              "GET /updates HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      while (server.gateway.updateStreamCount() == 0) {
        Thread.sleep(5);
      }
      String text = "x".repeat(50_000);
      for (int i = 1; server.gateway.updateStreamCount() > 0; i++) {
        try (Client sender = Client.connect(server.gateway, "?updates=none")) {
          sender.send(say("c", i, text));
          sender.next();
        }
      }
    }
  }

  @Test
  void aReaderThatWentAwayIsForgotten() throws Exception {
    restart(Map.of("comment-interval", "20ms"));
    open("").close();
    while (server.gateway.updateStreamCount() > 0) {
      Thread.sleep(5);
    }
  }
}
