package io.ringfold.bench.load;

import io.ringfold.client.ClientSecurity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * A link over the JDK's own WebSocket, one frame under way at a time: for {@code wss}, where a
 * {@link NioLink} cannot go. It costs several times as much, which on a small machine the server
 * lacks.
 */
final class JdkLink implements Link, WebSocket.Listener {
  private static final Duration LONGEST_HANDSHAKE = Duration.ofSeconds(10);

  private final Listener listener;
  private final StringBuilder fragments = new StringBuilder();
  private volatile WebSocket socket;
  private volatile boolean underWay;

  private JdkLink(Listener listener) {
    this.listener = listener;
  }

  /** As {@link Links#open} does. */
  static Link open(HttpClient http, ClientSecurity security, URI url, Listener listener)
      throws IOException {
    JdkLink link = new JdkLink(listener);
    try {
      security
          .authorize(http.newWebSocketBuilder())
          .subprotocols("ringfold.json")
          .connectTimeout(LONGEST_HANDSHAKE)
          .buildAsync(url, link)
          .join();
    } catch (CompletionException e) {
      throw new IOException("cannot connect to " + url + ": " + e.getCause(), e.getCause());
    }
    return link;
  }

  @Override
  public void send(byte[] text, int length) {
    underWay = true;
    socket
        .sendText(new String(text, 0, length, StandardCharsets.UTF_8), true)
        .whenComplete(
            (ok, failure) -> {
              if (failure == null) {
                underWay = false;
                listener.onRoom();
              } else {
                listener.onEnd("sending failed: " + failure);
              }
            });
  }

  /** Frames leave at once. */
  @Override
  public void flush() {}

  @Override
  public boolean hasRoom() {
    return !underWay;
  }

  @Override
  public void close() {
    socket.abort();
  }

  @Override
  public void onOpen(WebSocket opened) {
    socket = opened;
    opened.request(1);
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    fragments.append(data);
    if (last) {
      byte[] text = fragments.toString().getBytes(StandardCharsets.UTF_8);
      fragments.setLength(0);
      listener.onFrame(text, 0, text.length);
      listener.onQuiet();
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
    listener.onEnd("the server closed the connection with " + statusCode + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    listener.onEnd("the connection failed: " + error);
  }
}
