package io.ringfold.concurrency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One WebSocket connection of the JDK's client; batches are unpacked, a cut is told. */
final class Link implements WebSocket.Listener {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Stands in the queue where no more can come. */
  private static final JsonNode CUT = JSON.nullNode();

  private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
  private final StringBuilder partial = new StringBuilder();
  private WebSocket socket;

  private Link() {}

  /**
   * Connects.
   *
   * @return null where there is no server that takes it now
   */
  static Link open(HttpClient http, URI server) {
    Link link = new Link();
    try {
      link.socket =
          http.newWebSocketBuilder().subprotocols("ringfold.json").buildAsync(server, link).join();
      return link;
    } catch (CompletionException e) {
      return null;
    }
  }

  /** Sends a frame; whether it arrives, the answer tells. */
  void send(JsonNode message) {
    try {
      socket.sendText(message.toString(), true).join();
    } catch (CompletionException | IllegalStateException e) {
      messages.add(CUT);
    }
  }

  /**
   * The next message.
   *
   * @return null where none comes in time, or the connection is cut
   */
  JsonNode next(long timeoutNs) throws InterruptedException {
    JsonNode message = messages.poll(Math.max(0, timeoutNs), TimeUnit.NANOSECONDS);
    if (message == CUT) {
      messages.add(CUT);
      return null;
    }
    return message;
  }

  /** Whether it is known that no more comes after what is in the queue. */
  boolean isCut() {
    return messages.contains(CUT) || socket.isInputClosed();
  }

  /** Cuts it, without a close frame. */
  void cut() {
    socket.abort();
    messages.add(CUT);
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
        frame.forEach(messages::add);
      }
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
    messages.add(CUT);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    messages.add(CUT);
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }
}
