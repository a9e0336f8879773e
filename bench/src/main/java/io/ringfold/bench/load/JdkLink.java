package io.ringfold.bench.load;

import io.ringfold.client.ClientSecurity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A link over the JDK's own WebSocket. */
final class JdkLink implements Link, WebSocket.Listener {
  private static final Duration LONGEST_HANDSHAKE = Duration.ofSeconds(10);

  private final Listener listener;
  private final StringBuilder fragments = new StringBuilder();
  private volatile WebSocket socket;

  private JdkLink(Listener listener) {
    this.listener = listener;
  }

  /**
   * Connects; returns when the handshake is done.
   *
   * @throws IOException where it is refused or nobody is there
   */
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
  public void send(CharSequence frame) {
    socket
        .sendText(frame, true)
        .whenComplete(
            (ok, failure) -> {
              if (failure == null) {
                listener.onSent();
              } else {
                listener.onEnd("sending failed: " + failure);
              }
            });
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
    if (last && fragments.length() == 0) {
      listener.onFrame(data);
    } else {
      fragments.append(data);
      if (last) {
        listener.onFrame(fragments.toString());
        fragments.setLength(0);
      }
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
