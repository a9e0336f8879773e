package io.ringfold.distribution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A client that shares nothing with the project's own: the JDK's WebSocket and the wire contract.
 * One thread sends and receives.
 */
final class Client implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final WebSocket socket;
  private final LinkedBlockingQueue<JsonNode> received;

  private Client(WebSocket socket, LinkedBlockingQueue<JsonNode> received) {
    this.socket = socket;
    this.received = received;
  }

  /** The connection was cut. */
  static final class Cut extends RuntimeException {
    private static final long serialVersionUID = 1;

    Cut(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** A value as it would come over the wire. */
  static JsonNode json(Object value) {
    try {
      return JSON.readTree(JSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static Client connect(URI uri) {
    LinkedBlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    try {
      WebSocket socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .subprotocols("ringfold.json")
              .connectTimeout(TIMEOUT)
              .buildAsync(uri, new Listener(received))
              .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      return new Client(socket, received);
    } catch (Exception e) {
      throw new Cut("could not connect to " + uri, e);
    }
  }

  /** Sends {@code ["cmd", client-id, client-seq, body]}. */
  void command(String clientId, long clientSeq, Map<String, ?> body) {
    send(List.of("cmd", clientId, clientSeq, body));
  }

  /** Sends any value as one text frame. */
  void send(Object message) {
    try {
      sendText(JSON.writeValueAsString(message));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  void sendText(String frame) {
    try {
      socket.sendText(frame, true).get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new Cut("could not send", e);
    }
  }

  /** The next message. Batches are taken apart. */
  JsonNode receive() {
    JsonNode message = receiveOrNull(TIMEOUT);
    if (message == null) {
      throw new AssertionError("no message within " + TIMEOUT);
    }
    return message;
  }

  /** The next message, or null where none comes in that time. */
  JsonNode receiveOrNull(Duration timeout) {
    try {
      JsonNode message = received.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (message != null && message.isNull()) {
        received.add(message);
        throw new Cut("closed by the server", null);
      }
      return message;
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting for a message", e);
    }
  }

  /** The next message with one of these tags; others are passed over. */
  JsonNode receive(String... tags) {
    while (true) {
      JsonNode message = receive();
      if (List.of(tags).contains(message.get(0).asText())) {
        return message;
      }
    }
  }

  /** Asks and returns the body of the result: basis and result. */
  JsonNode query(String name, Map<String, ?> data) {
    send(List.of("query", "q", Map.of("name", name, "data", data)));
    JsonNode answer = receive("result", "query-error");
    if (!answer.get(0).asText().equals("result")) {
      throw new AssertionError("query " + name + ": " + answer);
    }
    return answer.get(2);
  }

  @Override
  public void close() {
    socket.abort();
  }

  /** Puts the messages of each frame into the queue, and null at the end of the connection. */
  private static final class Listener implements WebSocket.Listener {
    private final LinkedBlockingQueue<JsonNode> received;
    private final StringBuilder frame = new StringBuilder();

    private Listener(LinkedBlockingQueue<JsonNode> received) {
      this.received = received;
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      frame.append(data);
      if (last) {
        try {
          JsonNode message = JSON.readTree(frame.toString());
          if (message.get(0).isTextual()) {
            received.add(message);
          } else {
            message.forEach(received::add);
          }
        } catch (JsonProcessingException e) {
          throw new AssertionError("the server sent no JSON: " + frame, e);
        }
        frame.setLength(0);
      }
      webSocket.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
      received.add(JSON.nullNode());
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      received.add(JSON.nullNode());
    }
  }
}
