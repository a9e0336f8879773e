package io.ringfold.client;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One WebSocket from handshake to end: puts fragments together, sends one frame at a time,
 * remembers when something was heard. What it hears and how it ends goes to its owner; after its
 * end it is silent.
 */
final class Connection implements WebSocket.Listener {

  /** Longer than any answer in sight; a server that sends more is not believed. */
  private static final int LONGEST_FRAME_CHARS = 64 << 20;

  /** Whom a connection tells. */
  interface Owner {
    /** The handshake is done: frames may be sent. */
    void onOpen(Connection connection);

    /** A whole text frame; the next one comes after the return. */
    void onFrame(Connection connection, String text);

    /** The frame under way has been handed to the network: there is room for the next. */
    void onSent(Connection connection);

    /** There is nothing more to expect; may be told more than once. */
    void onEnd(Connection connection, Throwable cause);
  }

  private final Owner owner;
  private final StringBuilder fragments = new StringBuilder();
  private volatile WebSocket socket;
  private volatile boolean unwanted;
  private volatile long openedNs;
  private volatile long heardNs = System.nanoTime();

  Connection(Owner owner) {
    this.owner = owner;
  }

  /** Sends a frame; not to be called again before {@link Owner#onSent}. */
  void send(String frame) {
    CompletableFuture<WebSocket> sent;
    try {
      sent = socket.sendText(frame, true);
    } catch (IllegalStateException e) {
      owner.onEnd(this, e);
      return;
    }
    sent.whenComplete(
        (ok, failure) -> {
          if (failure == null) {
            owner.onSent(this);
          } else {
            owner.onEnd(this, failure);
          }
        });
  }

  /** When something was last heard of the other side, by {@link System#nanoTime}. */
  long heardNs() {
    return heardNs;
  }

  boolean isOpen() {
    return socket != null;
  }

  /** How long it has been open; 0 where the handshake is not done. */
  long openForNs(long nowNs) {
    return isOpen() ? nowNs - openedNs : 0;
  }

  /** Asks the other side for a sign of life; that the question cannot be sent is an end, too. */
  void ping() {
    try {
      socket
          .sendPing(ByteBuffer.allocate(0))
          .whenComplete(
              (ok, failure) -> {
                if (failure != null) {
                  owner.onEnd(this, failure);
                }
              });
    } catch (IllegalStateException e) {
      // the ping before it is still under way: one question is enough
    }
  }

  /** Says good-bye; the other side ends the connection. */
  void sayGoodbye() {
    unwanted = true;
    WebSocket opened = socket;
    if (opened != null) {
      opened.sendClose(WebSocket.NORMAL_CLOSURE, "").whenComplete((ok, failure) -> opened.abort());
    }
  }

  /** Ends it at once. */
  void abort() {
    unwanted = true;
    WebSocket opened = socket;
    if (opened != null) {
      opened.abort();
    }
  }

  @Override
  public void onOpen(WebSocket opened) {
    openedNs = System.nanoTime();
    heardNs = openedNs;
    socket = opened;
    if (unwanted) {
      // given up while the handshake was under way
      opened.abort();
      return;
    }
    opened.request(1);
    owner.onOpen(this);
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    heardNs = System.nanoTime();
    if (fragments.length() + data.length() > LONGEST_FRAME_CHARS) {
      owner.onEnd(
          this,
          new Wire.ProtocolViolation(
              "a frame of more than " + LONGEST_FRAME_CHARS + " characters"));
      return null;
    }
    fragments.append(data);
    if (last) {
      String text = fragments.toString();
      fragments.setLength(0);
      owner.onFrame(this, text);
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
    heardNs = System.nanoTime();
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
    owner.onEnd(
        this,
        new ClosedByServer(
            statusCode, "the server closed it with " + statusCode + " " + reason.trim()));
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    owner.onEnd(this, error);
  }

  /** The server ended the connection in order. */
  static final class ClosedByServer extends RuntimeException {
    /** The close code of RFC 6455. */
    final int code;

    ClosedByServer(int code, String message) {
      super(message);
      this.code = code;
    }
  }
}
