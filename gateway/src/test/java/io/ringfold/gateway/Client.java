package io.ringfold.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket client, the JDK's, that unpacks batches and lets a test wait for messages. */
final class Client implements WebSocket.Listener, AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();

  /** Long enough for a busy machine; a test that waits so long fails. */
  private static final long PATIENCE_S = 60;

  private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final StringBuilder partial = new StringBuilder();
  private volatile boolean sawBatch;
  private WebSocket socket;

  static Client connect(Gateway gateway, String parameters) {
    return connect(gateway.url(), parameters);
  }

  static Client connect(String url, String parameters) {
    return connect(HttpClient.newHttpClient(), url, parameters);
  }

  /**
   * Connects with these headers too: name, value, …
   *
   * @throws java.util.concurrent.CompletionException where the handshake is refused
   */
  static Client connect(HttpClient http, String url, String parameters, String... headers) {
    Client client = new Client();
    WebSocket.Builder builder = http.newWebSocketBuilder().subprotocols("ringfold.json");
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    client.socket =
        builder
            .buildAsync(URI.create(url.replaceFirst("^http", "ws") + "/ws" + parameters), client)
            .join();
    assertEquals("ringfold.json", client.socket.getSubprotocol());
    return client;
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      JsonNode frame = parse(partial.toString());
      partial.setLength(0);
      if (frame.get(0).isTextual()) {
        messages.add(frame);
      } else {
        sawBatch = true;
        frame.forEach(messages::add);
      }
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
    closed.complete(statusCode);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.completeExceptionally(error);
  }

  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  void send(String frame) {
    socket.sendText(frame, true).join();
  }

  static String cmd(String clientId, long clientSeq, String name, String data) {
    return "[\"cmd\",\""
        + clientId
        + "\","
        + clientSeq
        + ",{\"name\":\""
        + name
        + "\",\"data\":"
        + data
        + "}]";
  }

  static String say(String clientId, long clientSeq, String text) {
    return cmd(clientId, clientSeq, "say", "{\"text\":\"" + text + "\"}");
  }

  /** The next message. */
  JsonNode next() {
    try {
      JsonNode message = messages.poll(PATIENCE_S, TimeUnit.SECONDS);
      assertNotNull(message, "no message came");
      return message;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  List<JsonNode> next(int count) {
    List<JsonNode> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(next());
    }
    return list;
  }

  /** Cuts the connection without a close frame; what was received stays to be read. */
  void cut() {
    socket.abort();
  }

  /** What was received and not read yet. */
  JsonNode poll() {
    return messages.poll();
  }

  /** Fails where anything but the answer to a question asked now stands in the queue. */
  void assertNothingElse() {
    send("[\"query\",\"nothing-else\",{\"name\":\"count-said\",\"data\":{}}]");
    assertEquals("nothing-else", next().get(1).asText());
  }

  boolean sawBatch() {
    return sawBatch;
  }

  int closeCode() throws Exception {
    return closed.get(PATIENCE_S, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
    socket.abort();
  }
}
